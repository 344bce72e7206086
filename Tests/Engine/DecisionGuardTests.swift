import Engine
import Provisioning
import SCIM
import Testing

/// What a decision would delete or suspend is known, named and counted before it is made, by id and by
/// filter alike, and nothing is let go that was not named.
@Suite(.serialized) struct DecisionGuardTests {
  /// ann and bob have accounts and leave; cem is new.
  private func leavers(_ limits: SafetyLimits = SafetyLimits()) async throws -> Fixture {
    let fixture = try Fixture(approve: [.delete, .create]) {
      $0.provisioning.whenDeleted = .delete
      $0.provisioning.limits = limits
    }
    try fixture.hire("ann", "bob", "dan")
    try fixture.approveAll()
    try await fixture.run()
    try fixture.hire("cem")
    _ = try fixture.engine.people.delete("ann")
    try fixture.edit("bob") { $0.status = .suspended }
    return fixture
  }

  @Test func aFilterNamesEveryDeletionAndSuspensionFirst() async throws {
    let fixture = try await leavers()
    try fixture.apply { $0.provisioning.approve.insert(.update) }
    let impact = try fixture.engine.decisions.impact(of: .approve, TaskFilter())
    #expect(impact.deletions.names == ["ann"] && impact.question == .confirm)
    #expect(impact.lines().first == "A deletion cannot be undone.")
    #expect(impact.lines().last?.contains("create cem") == true)
    let creations = try fixture.engine.decisions.impact(
      of: .approve, TaskFilter(actions: [.create]))
    #expect(creations.question == .none && creations.lines() == ["create cem"])
    #expect(try fixture.engine.decisions.impact(of: .ignore, TaskFilter()).destructive == 0)
  }

  @Test func anIdIsGuardedAsAFilterIs() async throws {
    let fixture = try await leavers()
    let deletion = try fixture.task(.delete).id
    let creation = try fixture.task(.create, "cem").id
    #expect(try fixture.engine.decisions.impact(of: .approve, [deletion]).question == .confirm)
    #expect(try fixture.engine.decisions.impact(of: .approve, [deletion, creation]).count == 2)
    #expect(try fixture.engine.decisions.impact(of: .approve, [creation]).question == .none)
    #expect(try fixture.engine.decisions.impact(of: .ignore, [deletion]).question == .none)
    #expect(throws: EngineError.unknownTask(99)) {
      try fixture.engine.decisions.impact(of: .approve, [deletion, 99])
    }
    #expect(try fixture.open().contains("delete ann pending"))
  }

  @Test func aFailedDeletionIsAskedForAgain() async throws {
    let fixture = try await leavers()
    let deletion = try fixture.task(.delete).id
    fixture.network.decide { $0.method == "DELETE" ? .answer(400) : .pass }
    _ = try fixture.engine.decisions.decide(.approve, [deletion])
    try await fixture.run()
    #expect(try fixture.task(.delete).status == .failed)
    #expect(try fixture.engine.decisions.impact(of: .retry, [deletion]).question == .confirm)
    _ = try fixture.engine.decisions.decide(.ignore, [deletion])
    // An ignored one only comes back as pending.
    #expect(try fixture.engine.decisions.impact(of: .retry, [deletion]).question == .none)
  }

  @Test func overTheLimitItTakesTheNumber() async throws {
    let fixture = try Fixture(approve: [.delete]) {
      $0.provisioning.whenDeleted = .delete
      $0.provisioning.limits = SafetyLimits(deletions: 9, share: 1)
    }
    try fixture.bring((1...6).map { Fixture.person("u\($0)") })
    try await fixture.run()
    try fixture.bring([Fixture.person("u6")], replace: true)
    let filter = TaskFilter(statuses: [.pending])
    #expect(try fixture.engine.decisions.impact(of: .approve, filter).question == .confirm)
    try fixture.apply { $0.provisioning.limits.deletions = 4 }
    #expect(try fixture.engine.decisions.impact(of: .approve, filter).question == .number(5))
    let ids = try fixture.tasks(.pending).map(\.id)
    #expect(try fixture.engine.decisions.impact(of: .approve, ids).question == .number(5))
    #expect(
      try fixture.engine.decisions.impact(of: .approve, Array(ids.prefix(4))).question == .confirm)
  }

  @Test func whatWasNotNamedIsNotLetGo() async throws {
    let fixture = try await leavers(SafetyLimits(share: 1))
    let impact = try fixture.engine.decisions.impact(of: .approve, TaskFilter())
    _ = try fixture.engine.people.delete("dan")
    let bulk = try fixture.engine.decisions.decide(
      .approve, all: TaskFilter(), described: "all", seen: impact.seen)
    #expect(bulk.refused == 1 && bulk.why?.contains("delete dan") == true)
    #expect(try fixture.list(.pending) == ["delete dan pending"])
    #expect(try fixture.task(.delete, "ann").status == .approved)
  }
}
