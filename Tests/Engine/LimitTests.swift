import Engine
import Provisioning
import Testing

/// Blast radius: a plan that would delete or suspend more than the limit stops as a whole, until an
/// admin lifts it for that plan alone, by its number.
@Suite(.serialized) struct LimitTests {
  private func staffed(_ limits: SafetyLimits, _ count: Int = 6) async throws -> Fixture {
    let fixture = try Fixture {
      $0.provisioning.whenDeleted = .delete
      $0.provisioning.limits = limits
    }
    try fixture.bring((1...count).map { Fixture.person("u\($0)") })
    try await fixture.run()
    return fixture
  }

  @Test(arguments: [
    (SafetyLimits(deletions: 2, share: 1), 2, false),
    (SafetyLimits(deletions: 2, share: 1), 3, true),
    (SafetyLimits(deletions: 0, share: 1), 1, true),
    (SafetyLimits(deletions: 9, share: 0.5), 3, false),
    (SafetyLimits(deletions: 9, share: 0.5), 4, true), (SafetyLimits(), 3, false),
    (SafetyLimits(), 4, true),
  ])
  func aPlanOverTheLimitStopsAsAWhole(_ row: (limits: SafetyLimits, leavers: Int, stops: Bool))
    async throws
  {
    let fixture = try await staffed(row.limits)
    let staying = (row.leavers + 1...7).map { Fixture.person("u\($0)") }
    let result = try fixture.bring(staying, replace: true)
    let blocked = result.apps.first?.blocked
    #expect(blocked?.count == (row.stops ? row.leavers : nil))
    #expect(result.deleted == row.leavers, "the directory keeps what was imported")
    #expect(
      try fixture.engine.directory.users(search: "", role: nil, limit: nil) { _ in }
        == staying.count)
    #expect(try fixture.open().count == (row.stops ? 0 : row.leavers + 1), "also u7, who is new")
  }

  /// A console that saw a plan with nothing in it files nothing that came in between.
  @Test func whatComesBehindAnEmptyPlanIsNotFiled() async throws {
    let fixture = try await staffed(SafetyLimits())
    let head = try fixture.engine.audit.head()
    _ = try fixture.engine.planning.reapply("app", filesNothing: true)
    #expect(try fixture.engine.audit.head() != head)
    _ = try fixture.apply {
      $0.rules = [Rule(name: "x", when: .all([]), then: [.set(path: "title", value: "x")])]
    }
    #expect(throws: EngineError.planChanged(app: "app")) {
      try fixture.engine.planning.reapply("app", filesNothing: true)
    }
    #expect(try fixture.open().isEmpty)
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().count == 6)
  }

  @Test func theNumberLiftsItForThatPlanAlone() async throws {
    let fixture = try await staffed(SafetyLimits(deletions: 1, share: 1))
    try fixture.bring((4...6).map { Fixture.person("u\($0)") }, replace: true)
    let plan = try fixture.engine.planning.plan("app")
    #expect(plan.blocked?.count == 3)
    #expect(throws: EngineError.blocked(app: "app", count: 3, limit: plan.blocked?.limit ?? "")) {
      try fixture.engine.planning.reapply("app")
    }
    for number in [0, 2, 4] {
      #expect(throws: EngineError.wrongAcceptance(given: number, count: 3)) {
        try fixture.engine.planning.reapply("app", accepting: number)
      }
    }
    #expect(try fixture.open().isEmpty)
    _ = try fixture.engine.planning.reapply("app", accepting: 3)
    #expect(try fixture.open().count == 3)
    _ = try fixture.engine.people.delete("u4")
    #expect(try fixture.open().count == 4, "what was accepted does not count again")
    let next = try fixture.engine.people.delete("u5")
    #expect(next.first?.blocked?.count == 2)
    try await fixture.run()
    #expect(await fixture.accounts() == ["u5", "u6"])
  }

  @Test func whatALimitHoldsIsCountedUntilItIsLetGo() async throws {
    let fixture = try await staffed(SafetyLimits(deletions: 1, share: 1))
    #expect(try fixture.engine.standing.heldCount("app") == 0)
    try fixture.bring((4...6).map { Fixture.person("u\($0)") }, replace: true)
    #expect(try fixture.engine.standing.heldCount("app") == 3)
    _ = try fixture.engine.planning.reapply("app", accepting: 3)
    #expect(try fixture.engine.standing.heldCount("app") == 0)
  }

  @Test func whatDripsCountsTogetherWhileItIsOpen() async throws {
    let fixture = try await staffed(SafetyLimits(deletions: 2, share: 1))
    try fixture.apply { $0.provisioning.approve = [.delete] }
    #expect(try fixture.engine.people.delete("u1").first?.blocked == nil)
    #expect(try fixture.engine.people.delete("u2").first?.blocked == nil)
    #expect(try fixture.engine.people.delete("u3").first?.blocked?.count == 3)
    #expect(try fixture.open() == ["delete u1 pending", "delete u2 pending"])
  }

  @Test func suspensionsCountToo() async throws {
    let fixture = try await staffed(SafetyLimits(deletions: 2, share: 1))
    let result = try fixture.bring(
      (1...3).map { Fixture.person("u\($0)", status: .suspended) })
    #expect(result.apps.first?.blocked?.count == 3)
  }

  @Test func whatIsStoppedIsNotSentAndNotForgotten() async throws {
    let fixture = try await staffed(SafetyLimits(deletions: 1, share: 1))
    try fixture.bring((3...6).map { Fixture.person("u\($0)") }, replace: true)
    let sent = fixture.network.sent.count
    try await fixture.run()
    #expect(fixture.network.sent.count == sent)
    #expect(try fixture.hire("new").apps.first?.blocked?.count == 2, "the next import is told too")
    try fixture.apply { $0.provisioning.limits.deletions = 5 }
    _ = try fixture.engine.planning.reapply("app")
    #expect(
      try fixture.open().sorted() == [
        "create new approved", "delete u1 approved", "delete u2 approved",
      ])
  }

  @Test func otherAppsAreNotStopped() async throws {
    let fixture = try await staffed(SafetyLimits(deletions: 1, share: 1))
    var other = try #require(try fixture.engine.configuration.definitions("app").first)
    other.name = "other"
    other.provisioning.limits = SafetyLimits(deletions: 9, share: 1)
    _ = try fixture.engine.configuration.apply([other])
    #expect(try fixture.engine.tasks.count(TaskFilter(statuses: [.approved])) == 6)
    let result = try fixture.bring([Fixture.person("new")], replace: true, accepting: 6)
    #expect(result.apps.map { $0.blocked?.count } == [6, nil])
    #expect(try fixture.open() == ["create new approved"])
  }
}
