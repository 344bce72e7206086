import Provisioning
import Testing

/// How many members a plan may take out of groups.
@Suite struct MembershipLimitTests {
  @Test(
    arguments: [
      // The default: a fifth from the eleventh on, and never everyone of more than ten.
      (nil, 0, 0, false), (nil, 1, 1, false), (nil, 10, 10, false), (nil, 10, 11, false),
      (nil, 11, 11, true), (nil, 11, 55, false), (nil, 11, 54, true), (nil, 20, 100, false),
      (nil, 21, 100, true), (nil, 12, 11, true),
      // A share that is named holds at any size.
      (0.2, 1, 5, false), (0.2, 1, 4, true), (0.2, 2, 10, false), (0.2, 3, 10, true),
      (0.5, 5, 10, false), (0.5, 6, 10, true), (0.0, 1, 1_000, true), (0.0, 0, 1_000, false),
      // Everyone of more than ten stops whatever is named.
      (1.0, 10, 10, false), (1.0, 11, 11, true), (1.0, 10, 11, false), (1.0, 999, 1_000, false),
      (1.0, 1_000, 1_000, true),
    ] as [(Double?, Int, Int, Bool)])
  func ofAGroup(_ row: (share: Double?, removed: Int, members: Int, stops: Bool)) {
    let limits = SafetyLimits(memberships: row.share)
    let removals = GroupRemovals(group: "Eng", removed: row.removed, members: row.members)
    #expect((limits.stop([removals]) != nil) == row.stops)
    let other = GroupRemovals(group: "Ops", removed: 0, members: 1_000)
    #expect((limits.stop([other, removals]) != nil) == row.stops)
  }

  @Test(
    arguments: [
      (nil, 10, 10, false), (nil, 11, 55, false), (nil, 11, 54, true), (nil, 0, 0, false),
      (0.2, 2, 10, false), (0.2, 3, 10, true), (1.0, 100, 100, false), (0.0, 1, 100, true),
    ] as [(Double?, Int, Int, Bool)])
  func ofTheApp(_ row: (share: Double?, removed: Int, members: Int, stops: Bool)) {
    let limits = SafetyLimits(memberships: row.share)
    #expect((limits.stop(memberships: row.removed, of: row.members) != nil) == row.stops)
  }

  @Test func theWorstGroupIsNamed() {
    let groups = [
      GroupRemovals(group: "Eng", removed: 30, members: 100),
      GroupRemovals(group: "Ops", removed: 40, members: 100),
      GroupRemovals(group: "All", removed: 1, members: 1_000),
    ]
    #expect(
      SafetyLimits().stop(groups)?.limit
        == "20 % of a group: 40 of the 100 members of Ops would be taken out")
    let emptied = groups + [GroupRemovals(group: "VPN", removed: 12, members: 12)]
    #expect(
      SafetyLimits(memberships: 1).stop(emptied)?.limit
        == "everyone at once: all 12 members of VPN would be taken out")
  }
}
