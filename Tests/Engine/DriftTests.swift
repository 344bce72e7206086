import Text
import Engine
import Manifest
import Provisioning
import SCIM
import Sandbox
import Testing

/// An app that was changed behind usher's back is found by verify and put right by reapply.
@Suite(.serialized) struct DriftTests {
  /// What somebody does in the app, and what verify says of it.
  struct Change: Sendable {
    let name: String
    let make: @Sendable (Fixture) async throws -> Void
    let found: [String]
  }

  static let changes = [
    Change(
      name: "attribute", make: { try await $0.drift("ann", "title", "Janitor") },
      found: ["ann title is 'Janitor', should be 'CTO'"]),
    Change(
      name: "inactive", make: { try await $0.drift("ann", "active", false) },
      found: ["ann active is 'false', should be 'true'"]),
    Change(
      name: "account gone",
      make: { try await $0.behind("DELETE", "/Users/\(try await $0.id("ann"))") },
      found: ["ann has no account in the app"]),
    Change(
      name: "member gone",
      make: { fixture in
        let path = AttributePath(
          attribute: "members", filter: .equals("value", try await fixture.id("ann")))
        try await fixture.behind(
          "PATCH", "/Groups/\(try await fixture.id(group: "Eng"))",
          Patch.body([PatchOperation(.remove, path)]))
      }, found: ["Eng lacks ann"]),
    Change(
      name: "member added",
      make: { fixture in
        let value: JSONValue = [["value": .string(try await fixture.id("cem"))]]
        try await fixture.behind(
          "PATCH", "/Groups/\(try await fixture.id(group: "Eng"))",
          Patch.body([PatchOperation(.add, "members", value)]))
      }, found: ["Eng has cem, who should not be in it"]),
    Change(
      name: "group gone",
      make: { try await $0.behind("DELETE", "/Groups/\(try await $0.id(group: "Eng"))") },
      found: ["Eng is not in the app"]),
  ]

  private func standing() async throws -> Fixture {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.bring([
      Fixture.person("ann", title: "CTO", department: "Eng"),
      Fixture.person("bob", department: "Eng"), Fixture.person("cem"),
    ])
    try await fixture.run()
    fixture.clock.advance(1)
    return fixture
  }

  private func verify(_ fixture: Fixture, user: String? = nil) async throws -> [String] {
    fixture.clock.advance(1)
    let report = try await fixture.engine.verification.verify("app", user: user)
    return report.differences.map { "\($0.name) \($0.what)" }
  }

  @Test(arguments: changes.indices)
  func whatWasChangedIsFoundAndPutRight(_ index: Int) async throws {
    let change = Self.changes[index]
    let fixture = try await standing()
    #expect(try await verify(fixture).isEmpty, "\(change.name)")
    let (accounts, groups) = (await fixture.accounts(), await fixture.groups())
    try await change.make(fixture)
    let sent = try await fixture.writes().count
    #expect(try await verify(fixture) == change.found, "\(change.name)")
    #expect(try await fixture.writes().count == sent, "verify only reads")
    #expect(try fixture.open().isEmpty, "\(change.name): and files nothing")
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(await fixture.accounts() == accounts, "\(change.name)")
    #expect(await fixture.groups() == groups, "\(change.name)")
    #expect(try await fixture.account("ann")["title"] == "CTO", "\(change.name)")
    #expect(try await verify(fixture).isEmpty, "\(change.name)")
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty, "\(change.name)")
  }

  @Test func aGroupThatARefreshDidNotFindIsMadeAgain() async throws {
    let fixture = try await standing()
    try await fixture.behind("DELETE", "/Groups/\(try await fixture.id(group: "Eng"))")
    // What usher made a moment ago may only not show yet.
    fixture.clock.advance(60)
    #expect(try await fixture.engine.entitlements.refresh("app") == 0)
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann, bob"])
    #expect(try await verify(fixture).isEmpty)
  }

  @Test func aGroupThatWasMadeAnewBehindIsFilledAgain() async throws {
    let fixture = try await standing()
    try await fixture.behind("DELETE", "/Groups/\(try await fixture.id(group: "Eng"))")
    try await fixture.behind(
      "POST", "/Groups", ["schemas": [.string(Schema.group.id)], "displayName": "Eng"])
    fixture.clock.advance(60)
    #expect(try await fixture.engine.entitlements.refresh("app") == 1)
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann, bob"])
  }

  @Test func oneUserIsVerifiedAlone() async throws {
    let fixture = try await standing()
    try await fixture.drift("ann", "title", "Janitor")
    try await fixture.drift("bob", "displayName", "Bob")
    #expect(
      try await verify(fixture, user: "bob") == ["bob displayName is 'Bob', should be 'Bob Lee'"])
  }

  @Test func strangersAreNotTouched() async throws {
    let fixture = try await standing()
    try await fixture.stranger("root")
    #expect(try await verify(fixture).isEmpty)
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
  }

  @Test func leaversAreLookedAtByThePolicy() async throws {
    let fixture = try await standing()
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    #expect(try await verify(fixture).isEmpty)
    try await fixture.drift("ann", "active", true)
    #expect(try await verify(fixture) == ["ann is active, should be suspended"])
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(await fixture.accounts().contains("ann (inactive)"))
  }

  @Test(arguments: SandboxProfile.all.map(\.name))
  func everyProfileEndsAsItShouldBe(_ name: String) async throws {
    var profile = try #require(SandboxProfile.named(name))
    profile.faults = []
    let fixture = try Fixture(
      profile, template: VendorCatalog.builtIn.named(name)?.name ?? "scim",
      rules: [.join("Eng", department: "Eng")]
    ) { $0.provisioning.whenDeleted = .delete }
    try fixture.bring((1...3).map { Fixture.person("u\($0)", title: "T", department: "Eng") })
    try await fixture.run()
    try fixture.set("u1", "lastname", "Ray")
    try fixture.set("u2", "department", nil)
    _ = try fixture.engine.people.delete("u3")
    try await fixture.run()
    #expect(try fixture.list(.failed).isEmpty && fixture.open().isEmpty)
    #expect(try await verify(fixture).isEmpty)
    let users = await fixture.sandbox.users.filter { $0["active"]?.bool != false }
    #expect(users.map { $0.value(at: "name.familyName")?.string } == ["Ray", "Lee"])
    let members = await fixture.sandbox.groups.first?.values(at: "members.value")
    let ids = members?.compactMap(\.scalarText)
    #expect(ids == users.prefix(1).compactMap { $0["id"]?.scalarText })
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
  }
}
