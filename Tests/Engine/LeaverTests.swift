import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// What becomes of an account whose user left, lost access or was suspended, as the policy says.
@Suite(.serialized) struct LeaverTests {
  /// How a user comes to have no account any more.
  static let departures: [(String, @Sendable (Fixture) throws -> Void)] = [
    ("deleted", { _ = try $0.engine.people.delete("ann") }),
    ("no role", { try $0.edit("ann") { $0.roles = [] } }),
    ("excluded", { try $0.set("ann", "department", "Out") }),
  ]

  /// What the policy says, the task that follows, and what is in the app in the end.
  static let policies: [(LeaverAction, [String], [String])] = [
    (.delete, ["delete ann approved"], []),
    (.suspend, ["suspend ann approved"], ["ann (inactive)"]),
    (.nothing, [], ["ann"]),
  ]

  @Test(arguments: departures.indices, policies.indices)
  func whoLeavesIsTreatedByThePolicy(_ departure: Int, _ policy: Int) async throws {
    let (name, leave) = Self.departures[departure]
    let (action, tasks, accounts) = Self.policies[policy]
    let fixture = try Fixture(rules: [.exclude(department: "Out")]) {
      $0.provisioning.whenDeleted = action
    }
    try fixture.hire("ann")
    try await fixture.run()
    try leave(fixture)
    #expect(try fixture.open() == tasks, "\(name)")
    try await fixture.run()
    #expect(await fixture.accounts() == accounts, "\(name)")
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty, "\(name): and nothing more")
  }

  @Test(arguments: [LeaverAction.suspend, .nothing], [true, false])
  func whoIsSuspendedIsTreatedByThePolicy(_ action: LeaverAction, _ hasAccount: Bool) async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")]) {
      $0.provisioning.whenSuspended = action
      $0.provisioning.whenDeleted = .delete
    }
    let status: UserStatus = hasAccount ? .active : .suspended
    try fixture.bring([Fixture.person("ann", department: "Eng", status: status)])
    try await fixture.run()
    try fixture.edit("ann") { $0.status = .suspended }
    try await fixture.run()
    let held = action == .suspend ? ["ann (inactive)"] : ["ann"]
    #expect(await fixture.accounts() == (hasAccount ? held : []))
    if hasAccount { #expect(await fixture.groups() == ["Eng: ann"], "the memberships stay") }
    let reason: ReasonKind =
      !hasAccount ? .suspendedWithoutAccount : action == .suspend ? .suspended : .leftAlone
    #expect(try fixture.reason("ann") == reason)
    try fixture.edit("ann") { $0.status = .active }
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
    #expect(await fixture.groups() == ["Eng: ann"])
    #expect(try fixture.reason("ann") == .provisioned)
  }

  @Test func aSuspendedUserWhoLeavesIsDeleted() async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.edit("ann") { $0.status = .suspended }
    try await fixture.run()
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    #expect(await fixture.accounts().isEmpty)
  }

  @Test func whoReturnsGetsTheSuspendedAccountBack() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    let id = try await fixture.id("ann")
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    try fixture.hire("ann", department: "Eng")
    #expect(try fixture.open() == ["reactivate ann approved"])
    try await fixture.run()
    #expect(try await fixture.id("ann") == id)
    #expect(await fixture.accounts() == ["ann"])
    #expect(await fixture.groups() == ["Eng: ann"])
  }

  @Test func aDeletionTakesTheAccountOutOfUshersGroupsFirst() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")]) {
      $0.provisioning.whenDeleted = .delete
    }
    try fixture.hire("ann", department: "Eng")
    try fixture.hire("bob", department: "Eng")
    try await fixture.run()
    let before = try await fixture.writes().count
    _ = try fixture.engine.people.delete("ann")
    #expect(try fixture.open() == ["delete ann approved"], "in one task")
    try await fixture.run()
    #expect(
      try await fixture.writes().dropFirst(before).map(\.self) == [
        "PATCH /Groups/Eng", "DELETE /Users/ann",
      ])
    #expect(await fixture.groups() == ["Eng: bob"])
  }

  @Test func aDeletionOfWhomIsGoneIsDone() async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann")
    try await fixture.run()
    try await fixture.behind("DELETE", "/Users/\(try await fixture.id("ann"))")
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    #expect(try fixture.task(.delete).status == .provisioned)
    #expect(try fixture.task(.delete).note == "was gone already")
  }

  @Test func aDeletionThatOnlyDeactivatesCountsAndIsSaid() async throws {
    let fixture = try Fixture(.slack, template: "slack") { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann")
    try await fixture.run()
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    #expect(try fixture.task(.delete).status == .provisioned)
    #expect(try fixture.task(.delete).note == "the app keeps the account, deactivated")
    fixture.clock.advance(1)
    let report = try await fixture.engine.verification.verify("app")
    #expect(report.differences.isEmpty)
    #expect(report.notes == ["ann: deleted; the app keeps the account, inactive"])
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
    try fixture.hire("ann")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
  }

  @Test(arguments: [405, 501])
  func aDeletionThatTheAppCannotDoSaysWhatToDo(_ status: Int) async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann")
    try await fixture.run()
    fixture.network.decide { $0.isA("DELETE") ? .answer(status) : .pass }
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    #expect(
      try fixture.task(.delete).error?.advice
        == "the app cannot delete accounts: set when_deleted to suspend, then reapply")
    try fixture.apply { $0.provisioning.whenDeleted = .suspend }
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann (inactive)"])
    #expect(try fixture.list(.failed).isEmpty)
  }

  @Test func aDeletionWithoutEffectIsNoSuccess() async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann")
    try await fixture.run()
    fixture.network.decide { $0.isA("DELETE") ? .answer(204) : .pass }
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    #expect(try fixture.task(.delete).error?.advice.contains("still there and active") == true)
  }

  @Test func anAppThatDeletesWhoIsSuspendedIsUnderstood() async throws {
    let fixture = try Fixture()
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
    #expect(try fixture.task(.suspend).note?.hasPrefix("the app does not show the account") == true)
    fixture.network.heal()
    try fixture.edit("ann") { $0.status = .active }
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
  }

  /// Nobody stays active because a name that is to be changed as well is taken.
  @Test(arguments: [true, false])
  func aSuspensionOfWhichMoreIsRefusedGoesAlone(_ replaces: Bool) async throws {
    var profile = SandboxProfile.rfc
    profile.quirks.hidesDeleted = true
    if replaces { profile.notImplemented.insert("PATCH Users") }
    let fixture = try Fixture(profile) { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann", "bob")
    try await fixture.run()
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    try fixture.edit("bob") {
      $0.username = "ann"
      $0.status = .suspended
    }
    try await fixture.run()
    #expect(await fixture.accounts() == ["bob (inactive)"])
    #expect(try fixture.open().isEmpty)
    #expect(try fixture.task(.suspend).status == .provisioned)
    #expect(
      try fixture.task(.suspend).reason == "the suspension alone, since more of it was refused")
    // The rest is to be done still, and the app is asked again where somebody says so.
    #expect(try fixture.list(.failed) == ["suspend ann failed"])
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open() == ["update ann approved"])
    #expect(try fixture.list(.failed).isEmpty)
  }

  @Test func whatAPersonApprovedIsApprovedAgainWhereItGoesAlone() async throws {
    var profile = SandboxProfile.rfc
    profile.quirks.hidesDeleted = true
    let fixture = try Fixture(profile) { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann", "bob")
    try await fixture.run()
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    try fixture.apply { $0.provisioning.approve = [.update] }
    try fixture.edit("bob") {
      $0.username = "ann"
      $0.status = .suspended
    }
    try fixture.approveAll()
    try await fixture.run()
    #expect(try fixture.open() == ["suspend ann pending"])
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open() == ["suspend ann pending"], "and stays what it is")
    #expect(try fixture.task(.suspend).changes.map(\.path) == ["active"])
  }
}
