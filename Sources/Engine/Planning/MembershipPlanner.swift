import Provisioning

/// Which groups one user joins and leaves.
struct MembershipPlanner: Sendable {
  let context: PlanContext

  func plan(_ plan: inout UserPlan) {
    // Suspended and leaving accounts keep their groups; a deletion takes them out by itself.
    guard plan.mayJoin, plan.willExist,
      let desired = plan.evaluation.desired
    else { return }
    let existing = Dictionary(
      plan.existingMemberships.map { ($0.group, $0) }, uniquingKeysWith: { first, _ in first })
    var wanted: Set<GroupID> = []
    for group in desired.groups {
      let record = context.groups[group.key]
      // Two names may mean one group: the one of the rules, and the one that the app shows.
      if let record, !wanted.insert(record.id).inserted { continue }
      guard record?.remoteID != nil || group.create || context.app.entitlementsReadAt == nil else {
        plan.missingGroups.append(group.name)
        continue
      }
      let membership = record.flatMap { existing[$0.id] }
      let isIgnored = membership?.desired == true && membership?.ignored == .add
      let change: MembershipRecord.Change? =
        membership?.known == true || isIgnored ? nil : .add
      plan.memberships.append(
        MembershipPlan(group: group, record: record, change: change, desired: true))
    }
    for membership in plan.existingMemberships where !wanted.contains(membership.group) {
      guard let record = context.groupsByID[membership.group] else { continue }
      let isManaged = record.origin == .created || membership.ours
      let isIgnored = !membership.desired && membership.ignored == .remove
      let change: MembershipRecord.Change? =
        (membership.known || mayBe(membership, plan)) && isManaged && !isIgnored ? .remove : nil
      plan.memberships.append(
        MembershipPlan(
          group: DesiredGroup(name: record.name, create: false, rule: ""), record: record,
          change: change, desired: false))
    }
  }

  /// Whether the user may be in a group by a request whose effect was not seen, and was wanted there
  /// until now. What is found out later, `verify` finds out.
  private func mayBe(_ membership: MembershipRecord, _ plan: UserPlan) -> Bool {
    guard membership.isInDoubt else { return false }
    return membership.desired
      || (plan.openMemberships + plan.failedMemberships).contains {
        $0.group == membership.group && $0.action == .removeMembers
      }
  }
}
