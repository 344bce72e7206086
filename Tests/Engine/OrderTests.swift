import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// Order is the system's business: a group before its members, a user before the membership.
@Suite(.serialized) struct OrderTests {
  @Test(arguments: [1, 16])
  func groupAndUserComeBeforeTheMembership(_ concurrency: Int) async throws {
    let fixture = try Fixture(
      rules: [.join("Eng", department: "Eng"), .join("All", department: "Eng")]
    ) { $0.connection.concurrency = concurrency }
    try fixture.bring(["ann", "bob", "cem"].map { Fixture.person($0, department: "Eng") })
    let report = try await fixture.run()
    #expect(report.failed == 0)
    #expect(await fixture.groups() == ["All: ann, bob, cem", "Eng: ann, bob, cem"])
    let writes = try await fixture.writes()
    let firstChange = try #require(writes.firstIndex { $0.hasPrefix("PATCH") })
    #expect(writes[..<firstChange].filter { $0 == "POST /Users" }.count == 3)
    #expect(writes.filter { $0.hasPrefix("PATCH") }.count == 2, "one request carries many members")
  }

  @Test func whatATaskWaitsForIsShown() throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    let creation = try fixture.task(.create).id
    let group = try fixture.task(.createGroup).id
    let user = try #require(try fixture.task(.create).user)
    let waits = try fixture.engine.tasks.detail(try fixture.task(.addMembers).id).waits
    #expect(waits == [TaskWait(on: creation, member: user), TaskWait(on: group)].sorted())
  }

  @Test func aMembershipApprovedFirstWaitsForTheAccount() async throws {
    let fixture = try Fixture(
      approve: [.create, .groups], rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    _ = try fixture.engine.decisions.decide(.approve, [try fixture.task(.addMembers).id])
    _ = try fixture.engine.decisions.decide(.approve, [try fixture.task(.createGroup).id])
    try await fixture.run()
    #expect(fixture.network.sent.isEmpty, "nobody can be put into the group yet")
    #expect(try fixture.list(.approved).count == 2)
    try fixture.approveAll()
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann"])
    #expect(try fixture.open().isEmpty)
  }

  @Test func whoIsReadyDoesNotWaitForWhoIsNotApproved() async throws {
    let fixture = try Fixture(approve: [.create], rules: [.join("Eng", department: "Eng")])
    try fixture.bring(["ann", "bob"].map { Fixture.person($0, department: "Eng") })
    _ = try fixture.engine.decisions.decide(.approve, [try fixture.task(.create, "bob").id])
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: bob"])
    #expect(try fixture.open() == ["create ann pending", "add-members Eng approved"])
    try fixture.approveAll()
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann, bob"])
    #expect(try fixture.open().isEmpty)
  }

  @Test func theWorkaroundOfTheSeedIsNotNeeded() async throws {
    let fault = SandboxFault(.newUserError, rate: 1, seed: 3)
    let fixture = try Fixture(faults: [fault], rules: [.join("Eng", department: "Eng")])
    try fixture.bring(["ann", "bob"].map { Fixture.person($0, department: "Eng") })
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann, bob"])
    #expect(try fixture.list(.failed).isEmpty)
  }

  @Test func whatFailedForAnotherTaskGoesOnWhenThatIsRetried() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    fixture.network.decide { $0.isA("POST", "/Users") ? .answer(400) : .pass }
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    #expect(try fixture.task(.addMembers).status == .failed)
    #expect(try fixture.task(.addMembers).error?.advice.contains("(ann)") == true)
    fixture.network.heal()
    _ = try fixture.engine.decisions.decide(.retry, [try fixture.task(.create).id])
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann"])
    #expect(try fixture.list(.failed).isEmpty)
  }

  @Test func aGroupThatNoRuleMayMakeIsNamed() async throws {
    let rule = Rule.join("Eng", department: "Eng", create: false)
    let fixture = try Fixture(rules: [rule])
    _ = try await fixture.engine.entitlements.refresh("app")
    let result = try fixture.hire("ann", department: "Eng")
    #expect(result.apps.first?.summary.missingGroups == ["Eng"])
    #expect(try fixture.engine.reasons.why("ann").apps.first?.missingGroups == ["Eng"])
    try await fixture.run()
    #expect(try fixture.list() == ["create ann provisioned"])
    #expect(await fixture.groups().isEmpty)
  }

  @Test func aGroupThatWasNeverReadIsLookedForWhenItIsNeeded() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng", create: false)])
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    #expect(
      try fixture.task(.addMembers).error?.advice.hasPrefix("the app has no group Eng") == true)
    try await fixture.behind(
      "POST", "/Groups", ["schemas": [.string(Schema.group.id)], "displayName": "Eng"])
    _ = try fixture.engine.decisions.decide(.retry, [try fixture.task(.addMembers).id])
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann"])
  }

  @Test func whoMovesLeavesTheOldGroupAndJoinsTheNew() async throws {
    let fixture = try Fixture(
      rules: [.join("Eng", department: "Eng"), .join("Sales", department: "Sales")])
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    try fixture.set("ann", "department", "Sales")
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ", "Sales: ann"])
  }

  @Test func groupsThatUsherDidNotMakeKeepTheirOtherMembers() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    let stranger = try await fixture.stranger("root")
    try await fixture.behind(
      "POST", "/Groups",
      [
        "schemas": [.string(Schema.group.id)], "displayName": "Eng",
        "members": [["value": .string(stranger)]],
      ])
    _ = try await fixture.engine.entitlements.refresh("app")
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann, root"])
    try fixture.set("ann", "department", nil)
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: root"])
  }

  @Test func aFailedCreationTakesOnlyItsOwnMembershipAlong() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    fixture.network.decide { request in
      request.isA("POST", "/Users")
        && request.body?["userName"] == "ann"
        ? .answer(400) : .pass
    }
    try fixture.bring(["ann", "bob"].map { Fixture.person($0, department: "Eng") })
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: bob"])
    #expect(try fixture.open().isEmpty)
    fixture.network.heal()
    _ = try fixture.engine.decisions.decide(.retry, [try fixture.task(.create, "ann").id])
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann, bob"])
    #expect(try fixture.list(.failed).isEmpty)
  }

  @Test(arguments: 1...6)
  func whatIsLeftWaitsForWhatIsPending(_ seed: UInt64) async throws {
    let chance = SeededChance(seed: seed)
    let fixture = try Fixture(
      approve: Set(ApprovalKind.allCases),
      rules: [.join("Eng", department: "Eng"), .join("Ops", department: "Ops")])
    try fixture.bring(
      ["ann", "bob", "cem", "dan"].map {
        Fixture.person($0, department: chance.below(2) == 0 ? "Eng" : "Ops")
      })
    while let task = try fixture.tasks(.pending).randomOne(chance) {
      _ = try fixture.engine.decisions.decide(chance.below(5) == 0 ? .ignore : .approve, [task.id])
      try await fixture.run()
      for left in try fixture.tasks(.approved) {
        #expect(try leadsToPending(left.id, fixture), "\(left.action) \(left.name) is stuck")
      }
    }
    #expect(try fixture.open().isEmpty)
    // Whoever lets members into a group that was decided against is told so.
    for failed in try fixture.tasks(.failed) {
      #expect(failed.action == .addMembers, "\(failed.action): \(failed.error?.advice ?? "")")
      let making = try fixture.task(.createGroup, failed.name)
      #expect(making.status == .ignored, "\(failed.error?.advice ?? "")")
      #expect(failed.error?.advice.contains(failed.name) == true, "\(failed.error?.advice ?? "")")
    }
  }

  /// Whether a task waits, at the end of the chain, for one that a person has yet to decide; the
  /// making of a group does through whoever waits for it.
  private func leadsToPending(_ id: TaskID, _ fixture: Fixture) throws -> Bool {
    let waits = try fixture.engine.tasks.detail(id).waits
    let dependents = try fixture.store.read { try $0.queue.waiting(for: id) }
    return try (waits.map(\.on) + dependents).contains { other in
      let task = try fixture.engine.tasks.detail(other).task
      if task.status == .pending { return true }
      return try fixture.engine.tasks.detail(other).waits.contains {
        try fixture.engine.tasks.detail($0.on).task.status == .pending
      }
    }
  }
}

extension [TaskWait] {
  fileprivate func sorted() -> [TaskWait] { sorted { $0.on < $1.on } }
}

extension [ProvisioningTask] {
  /// One of them; `nil` where there is none.
  fileprivate func randomOne(_ chance: SeededChance) -> ProvisioningTask? {
    isEmpty ? nil : self[chance.below(count)]
  }
}
