import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// Values that accounts pass on: in order, and where that goes round, by a step aside that is shown
/// with the rest.
@Suite(.serialized) struct SwapTests {
  private static func users(_ emails: String) -> [DirectoryUser] {
    emails.split(separator: " ").map { word in
      let parts = word.split(separator: "=")
      return UniqueValueTests.named(String(parts[0]), "\(parts[1])@x.example")
    }
  }

  private static func fixture(
    _ emails: String, approve: Set<ApprovalKind> = [], concurrency: Int = 16,
    replaces: Bool = false
  ) async throws -> Fixture {
    var profile = SandboxProfile.rfc
    if replaces { profile.notImplemented = ["PATCH Users"] }
    let fixture = try Fixture(profile) {
      $0.parameters = [Parameter(path: "userName", value: "{{ email }}")]
      $0.connection.concurrency = concurrency
    }
    try fixture.bring(users(emails))
    try await fixture.run()
    try fixture.apply { $0.provisioning.approve = approve }
    return fixture
  }

  /// Whose account has which name: `ann=b`.
  private func owners(_ fixture: Fixture) async throws -> String {
    let accounts = await fixture.sandbox.users
    let owners = try fixture.store.read { session in
      try accounts.map { account in
        let id = account["id"]?.scalarText ?? ""
        let user = try session.accounts.account(1, remoteID: id)?.user
        let name =
          try user.flatMap { try session.directory.users([$0]).first?.user.username } ?? "nobody"
        let userName = account["userName"]?.scalarText?.split(separator: "@").first ?? ""
        return "\(name)=\(userName)"
      }
    }
    return owners.sorted().joined(separator: " ")
  }

  @Test(arguments: [
    ("ann=a bob=b", "ann=b bob=c"), ("ann=a bob=b", "bob=a ann=c"),
    ("ann=a bob=b cem=c", "ann=b bob=c cem=d"), ("ann=a bob=b cem=c", "cem=b bob=a ann=x"),
    ("ann=a bob=b cem=c dan=d", "ann=b bob=c cem=d dan=e"),
  ])
  func aChainIsDoneInOrder(_ before: String, _ after: String) async throws {
    let fixture = try await Self.fixture(before)
    let first = fixture.network.sent.count
    try fixture.bring(Self.users(after))
    try await fixture.run()
    #expect(
      try await owners(fixture) == after.split(separator: " ").sorted().joined(separator: " "))
    let writes = fixture.network.sent.dropFirst(first).filter(\.isWrite)
    #expect(writes.count == after.split(separator: " ").count)
    #expect(try fixture.tasks(.failed).isEmpty && fixture.tasks(.superseded).isEmpty)
  }

  @Test(
    arguments: [
      ("ann=a bob=b", "ann=b bob=a"), ("ann=a bob=b cem=c", "ann=b bob=c cem=a"),
      ("ann=a bob=b cem=c", "ann=c bob=a cem=b"),
      ("ann=a bob=b cem=c dan=d", "ann=b bob=a cem=d dan=c"),
    ], [false, true])
  func aRingIsDoneByAStepAside(_ rows: (String, String), _ replaces: Bool) async throws {
    let fixture = try await Self.fixture(rows.0, replaces: replaces)
    try fixture.bring(Self.users(rows.1))
    try await fixture.run()
    #expect(try await owners(fixture) == rows.1)
    #expect(try fixture.tasks(.failed).isEmpty && fixture.open().isEmpty)
    for name in ["ann", "bob"] { #expect(try fixture.reason(name) == .provisioned) }
    #expect(try fixture.engine.planning.plan("app").changes.isEmpty)
  }

  @Test func aSwapThatComesOneByOneIsFoundToo() async throws {
    let fixture = try await Self.fixture("ann=a bob=b")
    try fixture.set("ann", "email", "b@x.example")
    #expect(try fixture.reason("ann") == .conflict)
    try fixture.set("bob", "email", "a@x.example")
    try await fixture.run()
    #expect(try await owners(fixture) == "ann=b bob=a")
    #expect(try fixture.reason("ann") == .provisioned)
  }

  @Test func allOfItIsShownAndApprovedAtOnce() async throws {
    let fixture = try await Self.fixture("ann=a bob=b", approve: [.update])
    try fixture.apply { $0.provisioning.enabled = false }
    try fixture.bring(Self.users("ann=b bob=a"))
    try fixture.apply { $0.provisioning.enabled = true }
    let shown = try fixture.engine.planning.plan("app").changes
    _ = try fixture.engine.planning.reapply("app")
    let filed = try fixture.tasks(.pending)
    #expect(shown.map(\.task.request) == filed.map(\.request))
    let lead = try #require(filed.first { !$0.request.before.isEmpty })
    #expect(lead.name == "b@x.example" && lead.request.before.count == 2)
    #expect(lead.reason.contains("bob") && lead.reason.contains("temporary"))
    let sent = fixture.network.sent.count
    _ = try fixture.engine.decisions.decide(.approve, [lead.id])
    try await fixture.run()
    let writes = fixture.network.sent.dropFirst(sent).filter(\.isWrite)
    #expect(
      writes.map { TaskRequest($0) } == lead.request.before + [
        TaskRequest(lead.request.method, lead.request.path, body: lead.request.body)
      ])
    // No account is left with a temporary value, whatever becomes of the other task.
    #expect(try await owners(fixture) == "ann=b bob=a")
  }

  @Test func nothingIsSentWhereTheFirstIsDecidedAgainst() async throws {
    let fixture = try await Self.fixture("ann=a bob=b", approve: [.update])
    try fixture.bring(Self.users("ann=b bob=a"))
    let sent = fixture.network.sent.count
    let lead = try #require(try fixture.tasks(.pending).first { !$0.request.before.isEmpty })
    _ = try fixture.engine.decisions.decide(.ignore, [lead.id])
    try fixture.approveAll()
    try await fixture.run()
    #expect(fixture.network.sent.dropFirst(sent).filter(\.isWrite).isEmpty)
    #expect(try fixture.reason("bob") == .conflict && fixture.reason("ann") == .ignored)
  }

  @Test func whoWantsSomethingElseMeanwhileIsNotMoved() async throws {
    let fixture = try await Self.fixture("ann=a bob=b", approve: [.update])
    try fixture.bring(Self.users("ann=b bob=a"))
    try fixture.set("bob", "email", "c@x.example")
    try fixture.approveAll()
    try await fixture.run()
    try fixture.approveAll()
    try await fixture.run()
    #expect(try await owners(fixture) == "ann=b bob=c")
  }

  /// The worker dies, or the answer is lost, at each write of a swap.
  @Test(arguments: 0..<4, [false, true])
  func itIsTakenUpAgainAfterAnything(_ at: Int, _ arrives: Bool) async throws {
    let fixture = try await Self.fixture("ann=a bob=b", concurrency: 1)
    try fixture.bring(Self.users("ann=b bob=a"))
    let writes = Counter()
    fixture.network.decide { request in
      guard request.isWrite, writes.up() == at + 1 else { return .pass }
      return arrives ? .lose(.timeout) : .fail(.timeout)
    }
    try await fixture.run()
    #expect(try await owners(fixture) == "ann=b bob=a")
    #expect(try fixture.open().isEmpty && fixture.tasks(.failed).isEmpty)
  }

  @Test func aRefusedStepIsNamed() async throws {
    let fixture = try await Self.fixture("ann=a bob=b", concurrency: 1)
    try fixture.bring(Self.users("ann=b bob=a"))
    let writes = Counter()
    fixture.network.decide { $0.isWrite && writes.up() == 2 ? .answer(400) : .pass }
    try await fixture.run()
    let task = try #require(try fixture.tasks(.failed).first)
    #expect(task.error?.advice.contains("temporary value") == true)
    fixture.network.heal()
    _ = try fixture.engine.decisions.decide(.retry, [task.id])
    try await fixture.run()
    #expect(try await owners(fixture) == "ann=b bob=a")
  }
}
