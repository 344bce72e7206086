import Text
import Engine
import Provisioning
import SCIM
import Testing

/// Where an account cannot be computed, a plan says so first, and nothing is filed or withdrawn there.
@Suite(.serialized) struct ImpossibleTests {
  private static let wrong = Parameter(path: "active", value: "{{ lastname }}")

  private func break_(_ fixture: Fixture, _ parameter: Parameter = wrong) throws {
    try fixture.apply { $0.parameters.append(parameter) }
  }

  private func mend(_ fixture: Fixture) throws {
    try fixture.apply { $0.parameters.removeLast() }
  }

  @Test func aWrongParameterWithdrawsNoPendingCreation() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann", "bob", "cem", "dan", "eve")
    try break_(fixture)
    let before = try fixture.tasks()
    let plan = try fixture.engine.planning.plan("app")
    #expect(plan.impossible.map(\.name) == ["ann", "bob", "cem", "dan", "eve"])
    #expect(plan.withdrawn.isEmpty && !plan.isEmpty, "what is open is still listed")
    #expect(
      plan.summary.impossibleLines("app") == [
        "5 accounts of app cannot be computed, so nothing is filed or withdrawn there:",
        "  5: active is not true or false (such as 'Lee'): ann, bob, cem and 2 more",
      ])
    let summary = try fixture.engine.planning.reapply("app").summary
    #expect(summary.isFailure && summary.impossible.users == 5 && summary.withdrawn.count == 0)
    #expect(summary.failure("app")?.contains("active is not true or false") == true)
    #expect(try fixture.tasks() == before)
    #expect(try fixture.reason("ann") == .pending)
    try mend(fixture)
    let mended = try fixture.engine.planning.reapply("app").summary
    #expect(mended.total == 0 && !mended.isFailure && mended.kept == 5)
    #expect(try fixture.tasks() == before)
  }

  @Test func membershipsStayAsTheyAre() async throws {
    let rule = Rule.join("Eng", department: "Eng")
    let fixture = try Fixture(approve: [.groups], rules: [rule])
    try fixture.hire("ann", "bob", department: "Eng")
    try await fixture.run()
    let before = try fixture.list(.pending)
    #expect(before == ["create-group Eng pending", "add-members Eng pending"])
    try break_(fixture)
    #expect(try fixture.engine.planning.plan("app").withdrawn.isEmpty)
    for scope in [ReapplyScope.everything, .entitlements] {
      #expect(try fixture.engine.planning.reapply("app", scope: scope).summary.withdrawn.count == 0)
      #expect(try fixture.list(.pending) == before)
    }
    try fixture.approveAll()
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann, bob"])
    #expect(try fixture.engine.planning.reapply("app").summary.total == 0)
    #expect(await fixture.groups() == ["Eng: ann, bob"])
  }

  @Test func whoMerelyLacksAValueIsNamedAndKeepsWhatIsOpen() throws {
    let fixture = try Fixture(template: "netskope", approve: [.create])
    try fixture.hire("ann", "bob", "cem")
    try fixture.set("bob", "email", nil)
    #expect(try fixture.open().count == 3)
    let summary = try fixture.engine.planning.reapply("app").summary
    #expect(summary.impossible.users == 1 && !summary.isFailure)
    let reasons = summary.impossible.reasons
    #expect(reasons.allSatisfy { $0.words.contains("is empty") && $0.users.names == ["bob"] })
    #expect(try fixture.open().count == 3)
    for name in ["ann", "cem"] { try fixture.set(name, "email", nil) }
    #expect(try fixture.engine.planning.reapply("app").summary.isFailure, "nobody is left")
    #expect(try fixture.open().count == 3)
  }

  @Test func whoIsBackIsNotDeletedSinceTheAccountCannotBeComputed() async throws {
    let fixture = try Fixture(approve: [.delete]) { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann", "bob")
    try await fixture.run()
    try fixture.edit("ann") { $0.roles = [] }
    #expect(try fixture.open() == ["delete ann pending"])
    try break_(fixture)
    try fixture.edit("ann") { $0.roles = ["Staff"] }
    #expect(try fixture.open().isEmpty)
    // Whoever leaves is known to leave, whatever the parameters say.
    try fixture.edit("bob") { $0.roles = [] }
    #expect(try fixture.open() == ["delete bob pending"])
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open() == ["delete bob pending"])
  }

  @Test func whatWasIgnoredStaysIgnored() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann")
    _ = try fixture.engine.decisions.decide(.ignore, [try fixture.task(.create).id])
    try break_(fixture)
    _ = try fixture.engine.planning.reapply("app")
    try mend(fixture)
    let summary = try fixture.engine.planning.reapply("app").summary
    #expect(summary.ignored == 1 && summary.total == 0)
    #expect(try fixture.open().isEmpty)
  }

  @Test func aSuspensionIsComputedWhateverElseIsWrong() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try await fixture.run()
    try break_(fixture)
    try fixture.edit("ann") { $0.status = .suspended }
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann (inactive)"])
  }

  @Test func aPlanListsWhatIsWithdrawn() throws {
    let rule = Rule.join("Eng", department: "Eng")
    let fixture = try Fixture(approve: Set(ApprovalKind.allCases), rules: [rule])
    try fixture.hire("ann", "bob", department: "Eng")
    try fixture.hire("cem")
    try fixture.apply { $0.rules = [.exclude(department: "Eng")] }
    let plan = try fixture.engine.planning.plan("app")
    let names = plan.withdrawn.map { "\($0.action.rawValue) \($0.name)" }.sorted()
    #expect(names == ["add-members Eng", "create ann", "create bob", "create-group Eng"])
    #expect(plan.changes.map(\.task.name) == ["cem"])
    let entries = plan.json.filter { $0["action"] == "withdraw" }
    #expect(entries.count == 4 && entries.allSatisfy { $0["task"]?.integer != nil })
    #expect(
      plan.summary.withdrawnLine(isDone: false)?.hasPrefix("4 open tasks would be withdrawn")
        == true)
    let summary = try fixture.engine.planning.reapply("app").summary
    #expect(summary.withdrawn == plan.summary.withdrawn)
    #expect(try fixture.open() == ["create cem pending"])
  }

  @Test func aPlanListsWhoLeavesAGroupChange() throws {
    let fixture = try Fixture(
      approve: Set(ApprovalKind.allCases), rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", "bob", department: "Eng")
    try fixture.apply { app in
      app.rules[0].when = .all([app.rules[0].when, .attribute("username", .equals("ann"))])
    }
    let plan = try fixture.engine.planning.plan("app")
    #expect(plan.withdrawn.map { $0.members.map(\.name) } == [["bob"]])
    let fresh = plan.changes.filter { $0.task.id == 0 }
    #expect(fresh.map { $0.task.members.map(\.name) } == [["ann"]])
    let summary = try fixture.engine.planning.reapply("app").summary
    #expect(summary.withdrawn == plan.summary.withdrawn && summary.total == fresh.count)
  }

  @Test func aSavedPlanWithdrawsOnlyWhatItSaid() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann", "bob", department: "Eng")
    try fixture.apply { $0.rules = [.exclude(department: "Eng")] }
    let plan = try fixture.engine.planning.plan("app", UserSelection(usernames: ["ann"]))
    let saved = try SavedPlan(json: SavedPlan.json(plan))
    let summary = try fixture.engine.planning.reapply("app", saved: saved).summary
    #expect(try fixture.open() == ["create bob pending"])
    #expect(summary.withdrawn.names == ["create ann"])
    #expect(summary.moved.count == 1 && summary.moved[0].contains("create bob"))
  }

  @Test func aSavedPlanThatCannotBeReadIsRefused() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann")
    let json = SavedPlan.json(try fixture.engine.planning.plan("app"))
    for (old, new) in [("\"create\"", "\"odd\""), ("\"method\"", "\"x\"")] {
      let text = json.text.replacing(old, with: new)
      #expect(throws: EngineError.self) { try SavedPlan(json: JSONValue(parsing: text)) }
    }
  }
}
