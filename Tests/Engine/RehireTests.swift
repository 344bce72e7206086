import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// Who comes back gets the account that was theirs, and nobody else does.
@Suite(.serialized) struct RehireTests {
  private static var hiding: SandboxProfile {
    var profile = SandboxProfile.rfc
    profile.quirks.hidesDeleted = true
    return profile
  }

  private static func fixture(
    _ profile: SandboxProfile = Self.hiding, approve: Set<ApprovalKind> = []
  ) throws -> Fixture {
    try Fixture(profile, approve: approve) { $0.provisioning.whenDeleted = .delete }
  }

  /// Somebody who was deleted in the directory and in the app.
  private func leave(_ name: String, _ fixture: Fixture) async throws {
    _ = try fixture.engine.people.delete(name)
    try fixture.approveAll()
    try await fixture.run()
  }

  @Test func aHiddenAccountIsBroughtBackByItsID() async throws {
    let fixture = try Self.fixture()
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    let id = try await fixture.id("ann")
    try await leave("ann", fixture)
    #expect(await fixture.accounts().isEmpty)
    try fixture.hire("ann", title: "CEO")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
    #expect(try await fixture.id("ann") == id)
    #expect(try await fixture.account("ann")["title"] == "CEO")
    #expect(try fixture.list(.failed).isEmpty && fixture.open().isEmpty)
    #expect(try fixture.reason("ann") == .provisioned)
    fixture.clock.advance(60)
    #expect(try await fixture.engine.verification.verify("app").differences.isEmpty)
  }

  @Test func bringingItBackIsShownAndApprovedFirst() async throws {
    let fixture = try Self.fixture(approve: [.create, .update])
    try fixture.hire("ann")
    try fixture.approveAll()
    try await fixture.run()
    let id = try await fixture.id("ann")
    try await leave("ann", fixture)
    try fixture.hire("ann")
    try fixture.approveAll()
    try await fixture.run()
    #expect(try fixture.open() == ["reactivate ann pending"])
    let task = try fixture.task(.reactivate)
    #expect(task.request.method == "PATCH" && task.request.path == "/Users/\(id)")
    #expect(task.reason.contains("usher deleted account \(id) of ann on 2026-01-01"))
    #expect(await fixture.accounts().isEmpty)
    try fixture.approveAll()
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
  }

  @Test func anAccountThatIsVisibleAgainIsTheirsAndNoOtherIsMade() async throws {
    let fixture = try Self.fixture()
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    let id = try await fixture.id("ann")
    try await leave("ann", fixture)
    try await fixture.behind(
      "PATCH", "/Users/\(id)", Patch.body([PatchOperation(.replace, "active", false)]))
    fixture.network.decide { request in
      // No look-up by a value finds it.
      request.isA("GET", "/Users?")
        ? .answer(200, body: #"{"totalResults":0,"Resources":[]}"#) : .pass
    }
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    #expect(!fixture.network.sent.suffix(6).contains { $0.isA("POST") })
    #expect(await fixture.accounts() == ["ann"])
    #expect(try await fixture.id("ann") == id)
  }

  @Test func anAccountThatIsReallyGoneIsMadeAgain() async throws {
    let fixture = try Self.fixture(.rfc)
    try fixture.hire("ann")
    try await fixture.run()
    let id = try await fixture.id("ann")
    try await leave("ann", fixture)
    try fixture.hire("ann")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
    #expect(try await fixture.id("ann") != id)
    #expect(try fixture.list().last == "create ann provisioned")
  }

  @Test func whereItCannotBeBroughtBackTheTaskNamesTheAccount() async throws {
    let fixture = try Self.fixture()
    try fixture.hire("ann")
    try await fixture.run()
    let id = try await fixture.id("ann")
    try await leave("ann", fixture)
    fixture.network.decide { $0.isA("PATCH", "/Users") ? .answer(404) : .pass }
    try fixture.hire("ann")
    try await fixture.run()
    let failed = try #require(try fixture.tasks(.failed).last)
    #expect(failed.error?.advice.contains("usher deleted account \(id) of ann on") == true)
    #expect(try fixture.open().isEmpty, "it does not go round")
    #expect(try fixture.reason("ann") == .failed)
    fixture.network.heal()
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
  }

  @Test func nobodyElseGetsIt() async throws {
    let fixture = try Self.fixture()
    try fixture.hire("ann")
    try await fixture.run()
    try await leave("ann", fixture)
    try fixture.bring([
      DirectoryUser(
        username: "anna", attributes: ["email": "anna@x.example", "lastname": "Ray"],
        roles: ["Staff"])
    ])
    try fixture.apply { definition in
      definition.parameters = [Parameter(path: "userName", value: "ann")]
    }
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(await fixture.accounts().isEmpty)
    #expect(try fixture.list(.failed) == ["create ann failed"])
  }

  @Test func anAccountThatASuspensionHidesIsBroughtBack() async throws {
    var profile = Self.hiding
    profile.quirks.hidesDeleted = true
    let fixture = try Fixture(profile)
    try fixture.hire("ann")
    try await fixture.run()
    let id = try await fixture.id("ann")
    fixture.network.decide { request in
      guard request.isA("PATCH", "/Users") else { return .pass }
      try await fixture.behind("DELETE", "/Users/\(id)")
      return .answer(204)
    }
    try fixture.edit("ann") { $0.status = .suspended }
    try await fixture.run()
    #expect(try fixture.task(.suspend).note?.contains("usher keeps its id (\(id))") == true)
    fixture.network.heal()
    try fixture.edit("ann") { $0.status = .active }
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
    #expect(try await fixture.id("ann") == id)
  }
}
