import Engine
import Provisioning
import SCIM
import Testing

/// However decisions follow each other, there is one open task for an account and one for a member
/// of a group, and what was approved of a group change stays approved.
@Suite(.serialized) struct SupersedeTests {
  /// What more than one open task is at: accounts by name, members as `Eng ann`.
  private func doubles(_ fixture: Fixture) throws -> [String] {
    let open = try fixture.tasks().filter { $0.status.isOpen }
    let places = open.flatMap { task in
      task.group == nil
        ? ["user \(task.user ?? 0)"]
        : task.members.filter { $0.state == .open }.map { "\(task.name) \($0.name)" }
    }
    return Dictionary(grouping: places) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
  }

  @Test(arguments: 1...6)
  func noTwoOpenTasksAreAtOneAccountOrMember(_ seed: UInt64) async throws {
    let chance = SeededChance(seed: seed)
    let fixture = try Fixture(
      approve: Set(ApprovalKind.allCases),
      rules: [.join("Eng", department: "Eng"), .join("Ops", department: "Ops")], seed: seed)
    let names = ["ann", "bob", "cem"]
    try fixture.bring(names.map { Fixture.person($0, department: "Eng") })
    for step in 0..<24 {
      let name = names[chance.below(names.count)]
      switch chance.below(7) {
      case 0: try fixture.set(name, "title", "T\(chance.below(3))")
      case 1, 2: try fixture.set(name, "department", ["Eng", "Ops", nil][chance.below(3)])
      case 3: try fixture.edit(name) { $0.roles = $0.roles.isEmpty ? ["Staff"] : [] }
      case 4:
        let pending = try fixture.tasks(.pending)
        if !pending.isEmpty {
          _ = try fixture.engine.decisions.decide(
            .approve, [pending[chance.below(pending.count)].id])
        }
      case 5: try await fixture.run()
      default: _ = try fixture.engine.planning.reapply("app")
      }
      #expect(try doubles(fixture).isEmpty, "step \(step)")
    }
    #expect(try !fixture.list(.superseded).isEmpty, "decisions followed each other")
  }

  @Test func theApprovalOfTheRestIsKept() async throws {
    let fixture = try Fixture(approve: [.groups], rules: [.join("Eng", department: "Eng")])
    try fixture.bring(["ann", "bob", "cem"].map { Fixture.person($0, department: "Eng") })
    try fixture.approveAll()
    let old = try fixture.task(.addMembers)
    try fixture.set("bob", "department", nil)
    let rest = try fixture.task(.addMembers)
    #expect(rest.id != old.id && rest.members.map(\.name) == ["ann", "cem"])
    #expect(rest.status == .approved && rest.decidedBy == "kim")
    #expect(rest.approvedHash == rest.request.hash)
    #expect(try fixture.engine.tasks.detail(old.id).task.supersededBy == rest.id)
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann, cem"])
  }

  @Test func whatNobodyApprovedOfTheRestStaysPending() throws {
    let fixture = try Fixture(approve: [.groups], rules: [.join("Eng", department: "Eng")])
    try fixture.bring(["ann", "bob"].map { Fixture.person($0, department: "Eng") })
    try fixture.set("bob", "department", nil)
    let rest = try fixture.task(.addMembers)
    #expect(rest.status == .pending && rest.decidedBy == nil)
  }

  @Test func aNewMemberDoesNotJoinWhatWasApproved() throws {
    let fixture = try Fixture(approve: [.groups], rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    try fixture.approveAll()
    try fixture.hire("bob", department: "Eng")
    let adds = try fixture.tasks().filter { $0.action == .addMembers && $0.status.isOpen }
    #expect(adds.map { $0.members.map(\.name) } == [["ann"], ["bob"]])
    #expect(adds.map(\.status) == [.approved, .pending])
  }

  @Test func aMembershipThatRevertsLeavesNoOpenTask() async throws {
    let fixture = try Fixture(approve: [.groups], rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    try fixture.approveAll()
    try await fixture.run()
    try fixture.set("ann", "department", nil)
    #expect(try fixture.open() == ["remove-members Eng pending"])
    try fixture.set("ann", "department", "Eng")
    #expect(try fixture.open().isEmpty)
    #expect(try fixture.task(.removeMembers).note == "no longer needed")
  }

  @Test func aGroupThatNobodyNeedsAnyMoreLeavesNoOpenTask() async throws {
    let fixture = try Fixture(approve: [.groups], rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    try fixture.set("ann", "department", nil)
    #expect(try fixture.open() == ["create ann approved"])
    try await fixture.run()
    #expect(await fixture.groups().isEmpty)
  }
}
