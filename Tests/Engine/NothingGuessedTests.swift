import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// Nothing is guessed about the target, also where the target lies and where several accounts would
/// do.
@Suite(.serialized) struct NothingGuessedTests {
  /// Who the account of this id belongs to.
  private func owner(_ fixture: Fixture, _ id: String) throws -> String? {
    let app = try fixture.app.id
    return try fixture.store.read { session in
      try session.accounts.account(app, remoteID: id)?.user.flatMap {
        try session.directory.users([$0]).first?.user.username
      }
    }
  }

  /// The name may be one that somebody else had before.
  @Test func anAccountOfTheNameAndAnotherOfTheExternalIDAreBothLeft() async throws {
    let fixture = try Fixture()
    let named = try await fixture.stranger("ann")
    let other = try await fixture.stranger("other", [("externalId", "E1")])
    var ann = Fixture.person("ann")
    ann.attributes["external_id"] = "E1"
    try fixture.bring([ann])
    try await fixture.run()
    #expect(try owner(fixture, named) == nil)
    #expect(try owner(fixture, other) == nil)
    #expect(try await fixture.writes().isEmpty)
    let advice = try #require(try fixture.task(.create).error?.advice)
    #expect(advice.contains("usher link app ann ID"))
  }

  @Test func twoAccountsOfOneExternalIdFailClearly() async throws {
    var profile = SandboxProfile.rfc
    profile.takesDuplicates = true
    let fixture = try Fixture(profile)
    try await fixture.stranger("one", [("externalId", "E1")])
    try await fixture.stranger("two", [("externalId", "E1")])
    var ann = Fixture.person("ann")
    ann.attributes["external_id"] = "E1"
    try fixture.bring([ann])
    try await fixture.run()
    #expect(try await fixture.writes().isEmpty)
    let advice = try fixture.task(.create).error?.advice
    #expect(advice?.hasPrefix("2 accounts in the app have the externalId of ann: ") == true)
  }

  /// Each lie about a filter, told of every reading that has one.
  static let lies: [(String, Turn)] = [
    ("nothing", .answer(200, body: #"{"totalResults":0,"Resources":[]}"#)),
    (
      "somebody else",
      .answer(
        200, body: #"{"totalResults":1,"Resources":[{"id":"x1","userName":"root"}]}"#)
    ),
    ("no list at all", .answer(200, body: "<html>")),
  ]

  @Test(arguments: lies.indices)
  func aLyingFilterNeitherDoublesNorTakesAnAccount(_ index: Int) async throws {
    let (what, lie) = Self.lies[index]
    let fixture = try Fixture()
    let ann = try await fixture.stranger("ann", [("title", "Old")])
    try await fixture.stranger("root")
    fixture.network.decide { $0.path.contains("filter=") ? lie : .pass }
    try fixture.hire("ann", title: "New")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "root"], "\(what)")
    #expect(try owner(fixture, ann) == "ann", "\(what)")
    #expect(try await fixture.account("ann")["title"] == "New", "\(what)")
    #expect(try await fixture.account("root")["title"] == nil, "\(what)")
  }

  @Test func theHostileAppGetsNobodyTwice() async throws {
    let fixture = try Fixture(.hostile)
    let ann = try await fixture.stranger("ann")
    let zoe = try await fixture.stranger("zoe")
    try fixture.hire("ann", "bob")
    try await fixture.run()
    #expect(
      await fixture.accounts().map { $0.split(separator: " ")[0].lowercased() } == [
        "ann", "bob", "zoe",
      ])
    #expect(try owner(fixture, zoe) == nil)
    #expect(try owner(fixture, ann) == "ann")
  }

  @Test func theUpdateOfAFoundAccountIsApprovedByItself() async throws {
    let fixture = try Fixture(approve: [.create, .update])
    try await fixture.stranger("ann", [("title", "Old")])
    try fixture.hire("ann", title: "New")
    try fixture.approveAll()
    try await fixture.run()
    #expect(try await fixture.account("ann")["title"] == "Old")
    let update = try fixture.task(.update)
    #expect(update.status == .pending && update.decidedBy == nil)
    #expect(
      update.changes.contains(AttributeChange(path: "title", from: "Old", to: "New")))
    try fixture.approveAll()
    try await fixture.run()
    #expect(try await fixture.account("ann")["title"] == "New")
  }
}
