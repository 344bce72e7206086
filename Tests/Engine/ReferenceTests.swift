import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// A parameter that refers to the account of another user: the app's id is sent, and corrected when
/// that account is made later.
@Suite(.serialized) struct ReferenceTests {
  private static let path = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"

  private static func fixture(
    approve: Set<ApprovalKind> = [], concurrency: Int = 1
  ) throws -> Fixture {
    try Fixture(approve: approve) {
      $0.parameters = [Parameter(path: path, value: "{{ manager }}", isAccountOf: true)]
      $0.connection.concurrency = concurrency
    }
  }

  /// `ann<kim`: kim is the manager of ann.
  private static func staff(_ text: String) -> [DirectoryUser] {
    text.split(separator: " ").map { word in
      let parts = word.split(separator: "<")
      var user = Fixture.person(String(parts[0]))
      user.attributes["manager"] = parts.count > 1 ? String(parts[1]) : nil
      return user
    }
  }

  /// Who is shown as whose manager in the app, as `ann<kim`.
  private func shown(_ fixture: Fixture) async -> String {
    let users = await fixture.sandbox.users
    return users.map { user in
      let name = user["userName"]?.scalarText ?? ""
      let id = user["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]?["manager"]?[
        "value"]?.scalarText
      let manager = users.first { $0["id"]?.scalarText == id && id != nil }
      return name + (id == nil ? "" : "<\(manager?["userName"]?.scalarText ?? "?")")
    }.sorted().joined(separator: " ")
  }

  @Test(
    arguments: [
      "kim ann<kim bob<kim", "ann<kim bob<kim kim", "ann<bob bob<ann", "ann<bob bob<cem cem<ann",
      "ann<ann", "ann<KIM kim", "ann<kim@x.example kim",
    ], [1, 16])
  func theAppsIdIsSentInWhateverOrder(_ text: String, _ concurrency: Int) async throws {
    let fixture = try Self.fixture(concurrency: concurrency)
    try fixture.bring(Self.staff(text))
    try await fixture.run()
    let expected = text.lowercased().replacingOccurrences("@x.example", "")
    #expect(await shown(fixture) == expected.split(separator: " ").sorted().joined(separator: " "))
    #expect(try fixture.open().isEmpty && fixture.tasks(.failed).isEmpty)
    #expect(try fixture.engine.planning.plan("app").changes.isEmpty)
  }

  @Test func aManagerWhoComesLaterIsFilledIn() async throws {
    let fixture = try Self.fixture()
    try fixture.bring(Self.staff("ann<kim") + [Fixture.person("kim", roles: [])])
    try await fixture.run()
    #expect(await shown(fixture) == "ann")
    try fixture.edit("kim") { $0.roles = ["Staff"] }
    try await fixture.run()
    #expect(await shown(fixture) == "ann<kim kim")
  }

  @Test func whoHasTheRightManagerIsNotCountedAsChanged() async throws {
    let fixture = try Self.fixture()
    try fixture.bring(Self.staff("ann<kim kim"))
    try await fixture.run()
    var draft = try fixture.app.definition
    draft.rules = [Rule(name: "Everyone", when: .all([]), then: [])]
    var changed: [String] = []
    try fixture.engine.rules.affected(draft, rule: "Everyone") { affected in
      if affected.wouldChange { changed.append(affected.user.username) }
    }
    #expect(changed == [])
    let counts = try fixture.engine.rules.matches(draft) { _ in }
    #expect(counts["Everyone"]?.matches == 2 && counts["Everyone"]?.changes == 0)
  }

  @Test func whatWasApprovedForTheOthersStaysSo() async throws {
    let fixture = try Self.fixture(approve: [.create])
    try fixture.bring(Self.staff("kim ann<kim bob<ann"))
    try fixture.approveAll()
    try await fixture.run()
    #expect(await shown(fixture) == "ann<kim bob<ann kim")
    #expect(try fixture.open().isEmpty)
  }

  @Test func anotherManagerIsAnUpdateAndNoneTakesItAway() async throws {
    let fixture = try Self.fixture()
    try fixture.bring(Self.staff("kim lou ann<kim"))
    try await fixture.run()
    try fixture.set("ann", "manager", "lou")
    try await fixture.run()
    #expect(await shown(fixture) == "ann<lou kim lou")
    try fixture.set("ann", "manager", nil)
    try await fixture.run()
    #expect(await shown(fixture) == "ann kim lou")
  }

  @Test func aKeyNamesAManagerToo() async throws {
    let fixture = try Self.fixture()
    var kim = Fixture.person("kim")
    kim.attributes["employee_id"] = "E7"
    try fixture.bring([kim] + Self.staff("ann<E7"))
    try await fixture.run()
    #expect(await shown(fixture) == "ann<kim kim")
  }

  @Test func whoIsNotKnownLeavesItAsItIsAndIsNamed() async throws {
    let fixture = try Self.fixture()
    try fixture.bring(Self.staff("kim ann<kim"))
    try await fixture.run()
    try fixture.set("ann", "manager", "nobody")
    try await fixture.run()
    #expect(await shown(fixture) == "ann<kim kim")
    let why = try #require(try fixture.engine.reasons.why("ann", app: "app").apps.first)
    #expect(why.notes.contains { $0.contains("nobody") })
    #expect(try fixture.reason("ann") == .provisioned)
  }
}

extension String {
  fileprivate func replacingOccurrences(_ text: String, _ other: String) -> String {
    split(separator: text, omittingEmptySubsequences: false).joined(separator: other)
  }
}
