import Engine
import Provisioning
import Testing

/// Assignment starts it: what changes in the directory files tasks by itself, before the command
/// that changed it returns.
@Suite(.serialized) struct AssignmentTests {
  @Test func importingAHolderOfARoleFilesATask() throws {
    let fixture = try Fixture(approve: [.create])
    let result = try fixture.bring([
      Fixture.person("ann"), Fixture.person("bob", roles: ["staff"]),
      Fixture.person("cem", roles: ["Guests"]), Fixture.person("dan", roles: []),
    ])
    #expect(try fixture.list() == ["create ann pending", "create bob pending"])
    #expect(result.added == 4)
    #expect(result.apps.first?.summary.filed == [.create: 2])
  }

  @Test func importingTheSameTwiceChangesNothing() throws {
    let fixture = try Fixture()
    let people = [Fixture.person("ann", title: "CTO"), Fixture.person("bob", roles: [])]
    try fixture.bring(people)
    let again = try fixture.bring(people.reversed())
    #expect((again.added, again.changed, again.unchanged) == (0, 0, 2))
    #expect(try fixture.list() == ["create ann approved"])
  }

  @Test func aDryRunChangesNothingAndCounts() throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    let result = try fixture.bring([Fixture.person("bob")], replace: true, dryRun: true)
    #expect((result.added, result.deleted) == (1, 1))
    #expect(result.apps.first?.summary.filed == [.create: 1])
    #expect(try fixture.list() == ["create ann approved"])
    #expect(try fixture.engine.directory.users(search: "", role: nil, limit: nil) { _ in } == 1)
  }

  @Test func anImportThatFailsChangesNothing() throws {
    let fixture = try Fixture()
    #expect(throws: EngineError.invalid("line 3")) {
      try fixture.engine.people.importFile(replace: true, dryRun: false, source: "file") { take in
        try take(DirectoryEntry(whole: Fixture.person("ann")))
        throw EngineError.invalid("line 3")
      }
    }
    #expect(try fixture.list().isEmpty)
    #expect(try fixture.engine.directory.users(search: "", role: nil, limit: nil) { _ in } == 0)
  }

  @Test func anImportThatSaysNothingOfRolesLeavesThem() throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    _ = try fixture.engine.people.importFile(replace: false, dryRun: false, source: "file") {
      take in
      try take(
        DirectoryEntry(
          Fixture.person("ann", title: "CTO", roles: []),
          mentioned: .init(attributes: .all, status: true, roles: false)))
    }
    #expect(try fixture.engine.reasons.why("ann").user.roles == ["Staff"])
  }

  @Test func givingARoleFilesATask() throws {
    let fixture = try Fixture()
    try fixture.bring([Fixture.person("ann", roles: []), Fixture.person("bob", roles: [])])
    _ = try fixture.engine.roles.create("Staff")
    _ = try fixture.engine.roles.add("STAFF", to: ["ann"])
    _ = try fixture.engine.roles.add("Staff", to: ["Ann"])
    #expect(try fixture.list() == ["create ann approved"])
  }

  @Test func takingTheRoleAwayDeprovisions() async throws {
    let fixture = try Fixture { $0.provisioning.limits = SafetyLimits(share: 1) }
    try fixture.hire("ann", "bob", "cem")
    try await fixture.run()
    _ = try fixture.engine.roles.remove("Staff", from: ["ann"])
    #expect(try fixture.open() == ["suspend ann approved"])
    _ = try fixture.engine.roles.delete("Staff")
    #expect(
      try fixture.open() == [
        "suspend ann approved", "suspend bob approved", "suspend cem approved",
      ])
  }

  @Test func aChangeOfStatusFilesATask() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.edit("ann") { $0.status = .suspended }
    #expect(try fixture.open() == ["suspend ann approved"])
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann (inactive)"])
    try fixture.edit("ann") { $0.status = .active }
    #expect(try fixture.open() == ["reactivate ann approved"])
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
  }

  @Test func onlyWhatIsMappedFilesATask() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.set("ann", "phone", "1")
    #expect(try fixture.open().isEmpty)
    try fixture.set("ann", "title", "CTO")
    #expect(try fixture.open() == ["update ann approved"])
    #expect(try fixture.task(.update).changes.map(\.path) == ["title"])
  }

  @Test func leavingTheDirectoryFilesATask() async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann", "bob", "cem")
    try await fixture.run()
    _ = try fixture.engine.people.delete("ann")
    #expect(try fixture.open() == ["delete ann approved"])
    let result = try fixture.bring([Fixture.person("cem")], replace: true)
    #expect(result.deleted == 1)
    #expect(try fixture.open() == ["delete ann approved", "delete bob approved"])
  }

  @Test func whoComesBackGetsAnAccountAgain() async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann")
    try await fixture.run()
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    #expect(await fixture.accounts().isEmpty)
    try fixture.hire("ann")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
  }

  @Test func aRenamedUserKeepsTheAccount() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try await fixture.run()
    let id = try await fixture.id("ann")
    try fixture.edit("ann") { $0.username = "anna" }
    try await fixture.run()
    #expect(try await fixture.id("anna") == id)
    #expect(await fixture.accounts() == ["anna"])
  }

  @Test func anAppThatGetsARoleFilesTasksAndOneThatLosesItToo() async throws {
    let fixture = try Fixture()
    try fixture.bring([Fixture.person("ann"), Fixture.person("bob", roles: ["Guests"])])
    try fixture.apply { $0.roles = ["Staff", "Guests"] }
    #expect(try fixture.list() == ["create ann approved", "create bob approved"])
    try await fixture.run()
    try fixture.apply { $0.roles = ["guests"] }
    #expect(try fixture.open() == ["suspend ann approved"])
  }

  @Test func whileProvisioningIsOffNothingIsFiled() throws {
    let fixture = try Fixture { $0.provisioning.enabled = false }
    try fixture.hire("ann")
    try fixture.set("ann", "title", "CTO")
    #expect(try fixture.list().isEmpty)
    try fixture.apply { $0.provisioning.enabled = true }
    #expect(try fixture.list().isEmpty)
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.list() == ["create ann approved"])
  }

  @Test func aRequiredValueThatIsEmptyIsFoundBeforeAnythingIsSent() async throws {
    let fixture = try Fixture(template: "netskope")
    try fixture.bring([Fixture.person("ann")])
    try fixture.edit("ann") { $0.attributes["email"] = nil }
    try await fixture.run()
    #expect(try fixture.open().isEmpty)
    #expect(fixture.network.sent.isEmpty)
    #expect(try fixture.reason("ann") == .incomplete)
    try fixture.set("ann", "email", "ann@x.example")
    #expect(try fixture.open() == ["create ann@x.example approved"])
  }

  @Test func twoUsersOfOneNameAreRefused() throws {
    let fixture = try Fixture()
    try fixture.hire("ann", "bob")
    #expect(throws: EngineError.duplicateUser("Bob")) {
      try fixture.edit("ann") { $0.username = "Bob" }
    }
  }
}
