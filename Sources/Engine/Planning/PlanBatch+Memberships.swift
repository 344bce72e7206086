import Provisioning
import SCIM

extension PlanBatch {
  /// Gathers what one user's evaluation changes in groups.
  ///
  /// - Parameter task: the task by which the account comes to be.
  mutating func addMemberships(
    _ plan: UserPlan, waitingOn task: TaskID?, _ assignment: inout AssignmentRecord
  ) throws {
    if plan.isImpossible, task != nil || plan.open == nil || plan.account?.state == .present {
      // Nobody knows what is wanted, so that nothing changes.
      for open in plan.openMemberships { groups.kept.insert(open.task) }
      return
    }
    guard plan.mayJoin, plan.willExist else {
      // A suspended account keeps its groups, and what is on the way there, where it can be done.
      let stays = plan.evaluation.outcome == .suspended && plan.account != nil
      for open in plan.openMemberships where open.status != .running {
        if let group = context.groupsByID[open.group], try stays && !session.isStranded(group) {
          continue
        }
        groups.withdrawn[open.task, default: []].insert(open.user)
      }
      cure(plan.failedMemberships)
      return
    }
    dropForgotten(plan)
    let hasAccount = plan.account?.state == .present
    for membership in plan.memberships {
      let group = try stored(membership)
      let open = plan.openMemberships.filter { $0.group == group.id && group.id != 0 }
      // A worker is at it: it is evaluated again when that is over, with what was desired until then.
      if open.contains(where: { $0.status == .running }) { continue }
      if mode == .file { try session.keepDesired(membership.desired, group.id, plan) }
      let action = membership.change.map { $0 == .add ? TaskAction.addMembers : .removeMembers }
      var isFiled = false
      let isStranded = try !open.isEmpty && membership.group.create && session.isStranded(group)
      for open in open {
        if open.action == action, !isStranded {
          isFiled = true
          groups.kept.insert(open.task)
          if open.action == .removeMembers { removing.insert(open.task) }
        } else {
          groups.withdrawn[open.task, default: []].insert(open.user)
        }
      }
      let failed = plan.failedMemberships.filter { $0.group == group.id }
      // What failed although the account is there stays so until somebody retries or reapplies.
      let stays = hasAccount && !refilesFailed && failed.contains { $0.action == action }
      if !stays { cure(failed) }
      guard let action, !isFiled, !stays, hasAccount || task != nil else { continue }
      try gather(plan, membership.group, group, action, waitingOn: hasAccount ? nil : task)
    }
  }

  /// Takes the user out of tasks for groups of which nothing is wanted and nothing known any more: a
  /// worker was at them when that changed.
  private mutating func dropForgotten(_ plan: UserPlan) {
    var planned = Set(plan.memberships.compactMap(\.record?.id))
    for group in plan.evaluation.desired?.groups ?? [] {
      if let id = context.groups[group.key]?.id { planned.insert(id) }
    }
    for open in plan.openMemberships where !planned.contains(open.group) && open.status != .running
    {
      groups.withdrawn[open.task, default: []].insert(open.user)
    }
    cure(plan.failedMemberships.filter { !planned.contains($0.group) })
  }

  /// Notes that a membership is not to be done any more by the tasks that failed at it.
  private mutating func cure(_ failed: [OpenMembership]) {
    for failed in failed { groups.cured[failed.task, default: []].insert(failed.user) }
  }

  private mutating func gather(
    _ plan: UserPlan, _ desired: DesiredGroup, _ group: GroupRecord, _ action: TaskAction,
    waitingOn task: TaskID?
  ) throws {
    let user = plan.user.user
    if saved != nil, saved?.takes(action, group: group.name, user: user.username) != true {
      summary.moved.append("\(action.rawValue) \(user.username) \(group.name) was not planned")
      return
    }
    let member = GroupBatch.Member(
      user: user.id, name: user.username, remoteID: plan.account?.remoteID, waitsOn: task)
    if groups.add(member, to: desired, group.key, action, causedBy: causes(plan)) {
      try flush(GroupBatch.Key(group: group.key, action: action), isLast: false)
    }
  }

  /// The group's record; one that only a rule knew of is stored now.
  private mutating func stored(_ membership: MembershipPlan) throws -> GroupRecord {
    if let record = membership.record ?? context.groups[membership.group.key] { return record }
    var group = GroupRecord(app: context.app.id, name: membership.group.name)
    if mode == .file { group.id = try session.groups.save(group) }
    context.remember(group)
    return group
  }
}

extension StoreSession {
  /// Remembers what is desired; a change of it ends an admin's decision against the last one.
  fileprivate func keepDesired(_ desired: Bool, _ group: GroupID, _ plan: UserPlan) throws {
    var membership =
      plan.existingMemberships.first { $0.group == group }
      ?? MembershipRecord(group: group, user: plan.user.user.id)
    guard membership.desired != desired else { return }
    membership.desired = desired
    membership.ignored = nil
    try groups.save(membership)
  }

  /// Whether a group is not in the app, and nothing makes it: what was filed for it waits for nothing,
  /// and may name one that was there before.
  fileprivate func isStranded(_ group: GroupRecord) throws -> Bool {
    guard group.id != 0, group.remoteID == nil else { return false }
    return try !tasks.groupTasks(group.id).contains { $0.isMaking(group) }
  }
}

extension ProvisioningTask {
  /// Whether it is on its way to make the group, by a request that does.
  func isMaking(_ group: GroupRecord) -> Bool {
    status == .running || status.isOpen && request == GroupRequests.create(group.name)
  }
}
