import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// A plan that would take too many members out of groups stops as a whole, until an admin lifts it by
/// the number.
@Suite(.serialized) struct MembershipLimitTests {
  private func staffed(
    _ limits: SafetyLimits = SafetyLimits(), _ count: Int, approve: Set<ApprovalKind> = [],
    _ edit: (inout AppDefinition) -> Void = { _ in }
  ) async throws -> Fixture {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")]) {
      $0.provisioning.limits = limits
      $0.provisioning.whenDeleted = .delete
      edit(&$0)
    }
    try fixture.bring((1...count).map { Fixture.person("u\($0)", department: "Eng") })
    try await fixture.run()
    if !approve.isEmpty { try fixture.apply { $0.provisioning.approve = approve } }
    return fixture
  }

  /// The first users move to another department.
  @discardableResult
  private func move(_ fixture: Fixture, _ users: ClosedRange<Int>) throws -> ImportResult {
    try fixture.bring(users.map { Fixture.person("u\($0)", department: "Sales") })
  }

  private func size(_ fixture: Fixture) async -> Int {
    await fixture.sandbox.groups.first?["members"]?.array?.count ?? 0
  }

  @Test(arguments: [
    (SafetyLimits(), 12, 10, false), (SafetyLimits(), 12, 11, true),
    (SafetyLimits(), 60, 12, false),
    (SafetyLimits(), 60, 13, true), (SafetyLimits(memberships: 0.2), 10, 2, false),
    (SafetyLimits(memberships: 0.2), 10, 3, true), (SafetyLimits(memberships: 1), 12, 11, false),
    (SafetyLimits(memberships: 1), 12, 12, true), (SafetyLimits(memberships: 1), 10, 10, false),
  ])
  func aPlanOverTheLimitStopsAsAWhole(
    _ row: (limits: SafetyLimits, members: Int, leaving: Int, stops: Bool)
  ) async throws {
    let fixture = try await staffed(row.limits, row.members)
    var people = (1...row.leaving).map { Fixture.person("u\($0)", department: "Sales") }
    people.append(Fixture.person("new"))
    let result = try fixture.bring(people).apps.first
    #expect(result?.blockedMemberships?.count == (row.stops ? row.leaving : nil))
    #expect(result?.blocked == nil)
    #expect(try fixture.open().isEmpty == row.stops, "who is new waits too")
    try await fixture.run()
    #expect(await size(fixture) == (row.stops ? row.members : row.members - row.leaving))
  }

  @Test func theNumberLiftsItForThatPlanAlone() async throws {
    let fixture = try await staffed(SafetyLimits(memberships: 0.2), 20)
    try move(fixture, 1...6)
    let plan = try fixture.engine.planning.plan("app")
    let blocked = try #require(plan.blockedMemberships)
    #expect(blocked.count == 6)
    #expect(blocked.limit == "20 % of a group: 6 of the 20 members of Eng would be taken out")
    #expect(
      throws: EngineError.blockedMemberships(app: "app", count: 6, limit: blocked.limit)
    ) {
      try fixture.engine.planning.reapply("app")
    }
    for number in [0, 5, 7] {
      #expect(throws: EngineError.wrongMembershipAcceptance(given: number, count: 6)) {
        try fixture.engine.planning.reapply("app", acceptingMemberships: number)
      }
    }
    #expect(throws: EngineError.self) { try fixture.engine.planning.reapply("app", accepting: 0) }
    #expect(try fixture.open().isEmpty)
    _ = try fixture.engine.planning.reapply("app", acceptingMemberships: 6)
    try await fixture.run()
    #expect(await size(fixture) == 14)
    // What was let go does not count again; what comes after it does.
    #expect(try move(fixture, 7...8).apps.first?.blockedMemberships == nil)
    #expect(try move(fixture, 9...9).apps.first?.blockedMemberships?.count == 3)
    let lifted = try fixture.engine.audit.entries(search: "limit.lift", at: .first).rows
    #expect(lifted.first?.detail["acceptedMemberships"] == 6)
  }

  @Test func reapplyOfEntitlementsAloneIsStoppedToo() async throws {
    let fixture = try await staffed(SafetyLimits(memberships: 0.2), 20)
    try move(fixture, 1...6)
    #expect(throws: EngineError.self) {
      try fixture.engine.planning.reapply("app", scope: .entitlements)
    }
    _ = try fixture.engine.planning.reapply("app", scope: .entitlements, acceptingMemberships: 6)
    #expect(try fixture.open() == ["remove-members Eng approved"])
  }

  @Test func whatDripsCountsTogether() async throws {
    let fixture = try await staffed(SafetyLimits(memberships: 0.2, window: 86_400), 20)
    for user in 1...4 {
      #expect(try move(fixture, user...user).apps.first?.blockedMemberships == nil)
      try await fixture.run()
    }
    #expect(try move(fixture, 5...5).apps.first?.blockedMemberships?.count == 1)
    fixture.clock.advance(86_401)
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(await size(fixture) == 15)
  }

  @Test func whatIsOpenCountsHoweverOldItIs() async throws {
    let fixture = try await staffed(
      SafetyLimits(memberships: 0.2, window: 0), 20, approve: [.groups])
    for user in 1...4 { try move(fixture, user...user) }
    fixture.clock.advance(1_000_000)
    #expect(try move(fixture, 5...5).apps.first?.blockedMemberships?.count == 5)
    // Who comes back takes theirs with them.
    try fixture.bring([Fixture.person("u1", department: "Eng")])
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.tasks(.pending).flatMap(\.members).count == 4)
  }

  @Test func whatWasLetGoTakesNoOthersWithIt() async throws {
    let fixture = try await staffed(SafetyLimits(memberships: 0.2), 20, approve: [.groups])
    try move(fixture, 1...6)
    _ = try fixture.engine.planning.reapply("app", acceptingMemberships: 6)
    try move(fixture, 7...8)
    #expect(try fixture.tasks(.pending).map(\.members.count) == [6, 2])
    // What is left of it is still let go.
    try fixture.bring([Fixture.person("u1", department: "Eng")])
    #expect(try fixture.tasks(.pending).map(\.members.count).sorted() == [2, 5])
    #expect(try move(fixture, 9...10).apps.first?.blockedMemberships == nil)
  }

  @Test func deletionsCountAsDeletions() async throws {
    let fixture = try await staffed(SafetyLimits(deletions: 100, share: 1, memberships: 0.2), 20)
    let staying = (11...20).map { Fixture.person("u\($0)", department: "Eng") }
    let result = try fixture.bring(staying, replace: true).apps.first
    #expect(result?.isBlocked == false)
    try await fixture.run()
    #expect(await size(fixture) == 10)
  }

  @Test func bothLimitsAreSaidTogether() async throws {
    let fixture = try await staffed(SafetyLimits(deletions: 1, share: 1, memberships: 0.2), 20)
    let staying =
      (3...9).map { Fixture.person("u\($0)", department: "Sales") }
      + (10...20).map { Fixture.person("u\($0)", department: "Eng") }
    let result = try #require(try fixture.bring(staying, replace: true).apps.first)
    #expect(result.blocked?.count == 2 && result.blockedMemberships?.count == 7)
    #expect(result.releasingOptions == " --accept-deletions 2 --accept-memberships 7")
    #expect(
      result.blockedSentence?.hasPrefix(
        "the plan for app would delete or suspend 2 accounts, over the limit of 1 account") == true)
    #expect(
      result.blockedSentence?.hasSuffix(
        ", and take 7 members out of groups, over the limit of 20 % of a group: 7 of the 20 members of Eng would be taken out"
      ) == true)
    #expect(throws: EngineError.self) { try fixture.engine.planning.reapply("app", accepting: 2) }
    #expect(throws: EngineError.self) {
      try fixture.engine.planning.reapply("app", acceptingMemberships: 7)
    }
    #expect(try fixture.open().isEmpty)
    _ = try fixture.engine.planning.reapply("app", accepting: 2, acceptingMemberships: 7)
    try await fixture.run()
    #expect(await size(fixture) == 11)
  }

  @Test func aPartIsLetGoByItsOwnNumber() async throws {
    let fixture = try await staffed(SafetyLimits(memberships: 0.2), 20)
    try move(fixture, 1...6)
    let part = UserSelection(usernames: ["u1", "u2", "u3"])
    #expect(throws: EngineError.self) {
      try fixture.engine.planning.reapply("app", part, acceptingMemberships: 6)
    }
    _ = try fixture.engine.planning.reapply("app", part, acceptingMemberships: 3)
    #expect(try fixture.tasks(.approved).flatMap(\.members).map(\.name) == ["u1", "u2", "u3"])
  }

  @Test func manySmallGroupsCountTogether() async throws {
    let rules = (1...12).map { Rule.join("G\($0)", department: "D\($0)") }
    let fixture = try await staffed(SafetyLimits(), 1) { $0.rules = rules }
    try fixture.bring((1...12).map { Fixture.person("m\($0)", department: "D\($0)") })
    try await fixture.run()
    let result = try fixture.bring((1...12).map { Fixture.person("m\($0)", department: "Sales") })
    #expect(
      result.apps.first?.blockedMemberships?.limit
        == "20 % of all memberships: 12 of 12 would be ended")
  }

  @Test func onlyThoseWhoMayLiftALimitLiftThisOne() async throws {
    let fixture = try await staffed(SafetyLimits(memberships: 0.2), 20) {
      $0.provisioning.approvals = ApprovalRights(by: ["lou"])
    }
    try move(fixture, 1...6)
    #expect(throws: EngineError.self) {
      try fixture.engine.planning.reapply("app", acceptingMemberships: 6)
    }
    _ = try fixture.engine(for: "lou").planning.reapply("app", acceptingMemberships: 6)
  }
}
