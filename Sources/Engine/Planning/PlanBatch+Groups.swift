import Text
import Provisioning
import SCIM

extension PlanBatch {
  /// Files what was gathered for one group and direction as one task.
  ///
  /// - Parameter isLast: whether nothing more comes, so that it may join a task that is pending.
  mutating func flush(_ key: GroupBatch.Key, isLast: Bool) throws {
    guard var bucket = groups.take(key), let group = context.groups.known(as: key.group) else {
      return
    }
    let creation = try creation(of: group, bucket)
    if groups.refused.contains(key.group) {
      summary.ignored += 1
      return
    }
    var waits: [TaskWait] = creation.map { [TaskWait(on: $0)] } ?? []
    var joined: ProvisioningTask?
    if key.action == .removeMembers { summary.removals += bucket.members.count }
    if isLast, mode == .file,
      let pending = try session.tasks.pendingMemberTask(group.id, key.action),
      pending.members.count + bucket.members.count <= groups.limit,
      // What an admin let go by its number does not take others with it.
      try !session.limits.isAccepted(pending.id)
    {
      bucket.members = try memberTasks.members(of: pending) + bucket.members
      groups.kept.remove(pending.id)
      joined = pending
    }
    waits += bucket.members.compactMap { member in
      member.waitsOn.flatMap { $0 == 0 ? nil : TaskWait(on: $0, member: member.user) }
    }
    let draft = memberTasks.draft(key.action, group, bucket.members, rule: bucket.group.rule)
    let id = try emit(
      draft,
      needsApproval: context.needsApproval([.groups])
        || removalsWait && key.action == .removeMembers,
      waitsFor: waits,
      causedBy: (joined?.requestedBy ?? []).joined(with: bucket.requesters))
    if key.action == .removeMembers { removing.insert(id) }
    if let joined {
      removing.remove(joined.id)
      try settle(joined, by: id)
    }
  }

  /// The task that makes a group which the app does not have.
  private mutating func creation(of group: GroupRecord, _ bucket: GroupBatch.Bucket) throws
    -> TaskID?
  {
    let desired = bucket.group
    guard group.remoteID == nil, desired.create else { return nil }
    if let known = groups.creations[group.key] { return known == 0 ? nil : known }
    let before = group.id == 0 ? [] : try session.tasks.groupTasks(group.id)
    if before.contains(where: { $0.status == .ignored }), !before.contains(where: \.status.isOpen) {
      groups.refused.insert(group.key)
      return nil
    }
    if let open = before.first(where: { $0.isMaking(group) }) {
      groups.kept.insert(open.id)
      groups.creations[group.key] = open.id
      return open.id
    }
    let draft = ProvisioningTask(
      app: context.app.id, action: .createGroup, name: group.name, group: group.id,
      request: GroupRequests.create(group.name), reason: "rule \(desired.rule) wants the group")
    _ = saved?.takes(draft)
    let id = try emit(
      draft, needsApproval: context.needsApproval([.groups]), causedBy: bucket.requesters)
    for old in before { try settle(old, by: id) }
    groups.creations[group.key] = id
    return id == 0 ? nil : id
  }

  /// Takes members out of open tasks: what is left of one is a task of its own, and keeps the
  /// approval, since less is done than was approved.
  mutating func withdrawMembers() throws {
    for (id, users) in groups.withdrawn.sorted(by: { $0.key < $1.key }) {
      groups.kept.remove(id)
      guard let task = try session.tasks.task(id), let group = task.group,
        let record = context.groupsByID[group]
      else { continue }
      guard takesWithdrawal(of: task) else {
        groups.kept.insert(id)
        continue
      }
      let rest = try memberTasks.members(of: task).filter { !users.contains($0.user) }
      guard !rest.isEmpty else {
        note(withdrawal: task)
        try settle(task, note: "no longer needed")
        groups.ended.insert(id)
        if let creation = try session.queue.creation(neededBy: id) {
          groups.unneeded.insert(creation.id)
        }
        continue
      }
      note(withdrawal: task, of: task.members.filter { users.contains($0.user) })
      let waits = try session.queue.waits(id).filter { wait in
        wait.member.map { member in rest.contains { $0.user == member } } ?? true
      }
      let draft = memberTasks.draft(task.action, record, rest, rule: "")
      let isApproved = task.status == .approved && memberTasks.isPart(draft, rest, of: task)
      let asks = task.status == .pending || !isApproved && context.needsApproval([.groups])
      let successor = try emit(
        draft, needsApproval: asks, waitsFor: waits,
        decidedBy: isApproved ? task.decidedBy : nil, causedBy: task.requestedBy)
      if task.action == .removeMembers {
        try session.limits.moveAcceptance(from: task.id, to: successor)
        if removing.remove(task.id) != nil { removing.insert(successor) }
      }
      try settle(task, by: successor)
    }
  }

  /// Takes out of failed tasks whoever was filed anew or is not wanted any more, and ends those in
  /// which nobody is left.
  mutating func cureFailures() throws {
    guard mode == .file else { return }
    for (id, users) in groups.cured.sorted(by: { $0.key < $1.key }) {
      guard var task = try session.tasks.task(id) else { continue }
      for index in task.members.indices where users.contains(task.members[index].user) {
        if task.members[index].state != .done { task.members[index].state = .skipped }
      }
      try session.tasks.save(task)
      let isLeft = task.members.contains { $0.state == .open || $0.state == .failed }
      guard !isLeft else { continue }
      let successor = try session.tasks.openMemberTasks(context.app.id, Array(users)).last {
        $0.group == task.group && $0.action == task.action
      }
      try settle(task, by: successor?.task, note: successor == nil ? "no longer needed" : nil)
      if let creation = try session.queue.creation(neededBy: id) {
        groups.unneeded.insert(creation.id)
      }
    }
  }

  /// Ends failed tasks that nobody would file anew: those that were to make groups which are there by
  /// now, by whoever made them, and those in which everyone is done.
  mutating func endDoneFailures() throws {
    let failed = TaskFilter(
      app: context.app.id, statuses: [.failed],
      actions: [.createGroup, .addMembers, .removeMembers])
    for task in try session.tasks.tasks(failed, before: nil, limit: StorePage.size) {
      if task.action == .createGroup {
        guard task.group.flatMap({ context.groupsByID[$0]?.remoteID }) != nil else { continue }
        try settle(task, note: "the group is there")
      } else if !task.members.isEmpty,
        task.members.allSatisfy({ $0.state == .done || $0.state == .skipped })
      {
        try settle(task, note: "no longer needed")
      }
    }
  }

  /// Takes ids out of usher's groups that belonged to its own accounts, which are gone.
  mutating func removeStrays() throws {
    let filter = TaskFilter(app: context.app.id, statuses: [.failed], actions: [.removeMembers])
    let failed = try session.tasks.tasks(filter, before: nil, limit: StorePage.size)
      .filter(\.members.isEmpty)
    for group in context.groupsByID.values.sorted(by: { $0.id < $1.id }) {
      let failed = failed.filter { $0.group == group.id }
      guard let remoteID = group.remoteID, !group.strays.isEmpty else {
        for task in failed { try settle(task, note: "no longer needed") }
        continue
      }
      guard try session.tasks.strayTask(group.id) == nil else { continue }
      let draft = ProvisioningTask(
        app: context.app.id, action: .removeMembers, name: group.name, group: group.id,
        remoteID: remoteID,
        changes: group.strays.map {
          AttributeChange(path: "members", from: .string($0), to: nil)
        },
        request: GroupRequests.remove(group.strays, from: remoteID, context.dialect),
        reason: "these ids belonged to accounts that are gone")
      let id = try emit(
        draft, needsApproval: context.needsApproval([.groups]),
        causedBy: requester.map { [$0] } ?? [])
      for task in failed { try settle(task, by: id) }
    }
  }

  /// What tasks on members are made of.
  private var memberTasks: MemberTasks { MemberTasks(context: context, session: session) }
}
