import Text
import Provisioning
import SCIM
import Testing

@testable import Engine

/// A newer decision supersedes: never two open tasks for one account or one member of a group.
@Suite(.serialized) struct SupersededTests {
  @Test(arguments: [[], [ApprovalKind.create, .update]] as [Set<ApprovalKind>])
  func oneNewTaskCarriesTheWholeDifference(_ approve: Set<ApprovalKind>) async throws {
    let fixture = try Fixture(approve: approve)
    try fixture.hire("ann", title: "A")
    try fixture.approveAll()
    try await fixture.run()
    try fixture.set("ann", "title", "B")
    let old = try fixture.task(.update)
    try fixture.set("ann", "lastname", "Ray")
    let new = try fixture.task(.update)
    #expect(try fixture.open().count == 1)
    let superseded = try fixture.engine.tasks.detail(old.id).task
    #expect(superseded.status == .superseded)
    #expect(superseded.supersededBy == new.id)
    #expect(new.changes.map(\.path) == ["name.familyName", "displayName", "title"])
    try fixture.approveAll()
    try await fixture.run()
    #expect(try await fixture.account("ann")["title"] == "B")
  }

  @Test func whatIsTakenBackIsNoLongerNeeded() async throws {
    let fixture = try Fixture(approve: [.update])
    try fixture.hire("ann", title: "A")
    try await fixture.run()
    try fixture.set("ann", "title", "B")
    try fixture.set("ann", "title", "A")
    #expect(try fixture.open().isEmpty)
    #expect(try fixture.task(.update).status == .superseded)
    #expect(try fixture.task(.update).note == "no longer needed")
  }

  @Test func aCreationOfSomeoneWhoLeavesIsNoLongerNeeded() async throws {
    let fixture = try Fixture(approve: [.create], rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    _ = try fixture.engine.people.delete("ann")
    #expect(try fixture.open().isEmpty, "neither account nor member nor group")
    try await fixture.run()
    #expect(fixture.network.sent.isEmpty)
  }

  @Test func thePlanThatIsOpenAlreadyIsKept() throws {
    let fixture = try Fixture(
      approve: [.create, .groups], rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    let before = try fixture.tasks()
    let result = try fixture.engine.planning.reapply("app")
    #expect(try fixture.tasks() == before)
    #expect(result.summary.kept == 3)
    let plan = try fixture.engine.planning.plan("app")
    #expect(Set(plan.changes.map(\.task.id)) == Set(before.map(\.id)))
  }

  @Test func aChangeWhileAWorkerIsAtItFollowsWhenItEnds() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", title: "A")
    fixture.network.decide { request in
      if request.isA("POST") { try fixture.set("ann", "title", "B") }
      return .pass
    }
    try await fixture.run()
    #expect(try fixture.list() == ["create ann provisioned", "update ann provisioned"])
    #expect(try await fixture.account("ann")["title"] == "B")
  }

  @Test func aChangeWhileAWorkerIsAtItIsNotLostWhenTheWorkHasToWait() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", title: "A")
    let posts = Counter()
    fixture.network.decide { request in
      guard request.isA("POST") else { return .pass }
      guard posts.up() == 1 else { return .pass }
      try fixture.set("ann", "title", "B")
      return .answer(503)
    }
    try await fixture.run()
    #expect(try fixture.open().isEmpty)
    #expect(try await fixture.account("ann")["title"] == "B")
    #expect(
      try await fixture.writes() == ["POST /Users", "POST /Users"],
      "the older task was not executed any more")
  }

  @Test func leavingWhileAWorkerIsAtItFollowsWhenItEnds() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")]) {
      $0.provisioning.whenDeleted = .delete
    }
    try fixture.hire("ann", department: "Eng")
    fixture.network.decide { request in
      if request.isA("PATCH") { _ = try? fixture.engine.people.delete("ann") }
      return .pass
    }
    try await fixture.run()
    #expect(await fixture.accounts().isEmpty)
    #expect(await fixture.groups() == ["Eng: "])
    #expect(try fixture.open().isEmpty)
  }

  @Test func oneMemberIsTakenOutOfAnOpenTask() async throws {
    let fixture = try Fixture(approve: [.groups], rules: [.join("Eng", department: "Eng")])
    try fixture.bring(["ann", "bob"].map { Fixture.person($0, department: "Eng") })
    try fixture.set("ann", "department", "Sales")
    #expect(try fixture.open().filter { $0.hasPrefix("add") } == ["add-members Eng pending"])
    #expect(try fixture.task(.addMembers).members.map(\.name) == ["bob"])
    try fixture.approveAll()
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: bob"])
  }

  @Test func aNewMemberJoinsThePendingTask() throws {
    let fixture = try Fixture(approve: [.groups], rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    try fixture.hire("bob", department: "Eng")
    #expect(
      try fixture.open().filter { $0.contains("Eng") } == [
        "create-group Eng pending", "add-members Eng pending",
      ])
    #expect(try fixture.task(.addMembers).members.map(\.name) == ["ann", "bob"])
  }

  @Test func whatWaitsForASupersededTaskWaitsForTheNewOne() async throws {
    let fixture = try Fixture(approve: [.create], rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    try fixture.set("ann", "title", "CTO")
    let creation = try fixture.task(.create)
    let members = try fixture.task(.addMembers)
    #expect(try fixture.engine.tasks.detail(members.id).waits.contains { $0.on == creation.id })
    try await fixture.run()
    #expect(fixture.network.sent.isEmpty)
    try fixture.approveAll()
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann"])
  }

  @Test func whatWasCuredLeavesNoFailureBehind() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    fixture.network.decide { request in
      request.isA("POST", "/Users") ? .answer(400, body: #"{"detail":"bad title"}"#) : .pass
    }
    try fixture.hire("ann", title: "bad", department: "Eng")
    try await fixture.run()
    #expect(try fixture.list(.failed).count == 2, "the account, and the membership that needs it")
    fixture.network.heal()
    try fixture.set("ann", "title", "good")
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann"])
    #expect(try fixture.list(.failed).isEmpty)
  }

  @Test func aReapplyTakesThePlaceOfWhatFailed() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    fixture.network.decide { $0.isA("PATCH", "/Groups") ? .answer(403) : .pass }
    try fixture.bring(["ann", "bob"].map { Fixture.person($0, department: "Eng") })
    try await fixture.run()
    #expect(try fixture.list(.failed) == ["add-members Eng failed"])
    fixture.network.heal()
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.list(.failed).isEmpty)
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann, bob"])
  }

  @Test func aRetryAddsNobodyWhomTheRulesNoLongerWant() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    fixture.network.decide { $0.isA("PATCH", "/Groups") ? .answer(403) : .pass }
    try fixture.bring(["ann", "bob"].map { Fixture.person($0, department: "Eng") })
    try await fixture.run()
    fixture.network.heal()
    try fixture.set("ann", "department", "Sales")
    _ = try fixture.engine.decisions.decide(
      .retry, all: TaskFilter(statuses: [.failed]), described: "failed")
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: bob"])
    #expect(try fixture.list(.failed).isEmpty)
  }
}
