import Text
import Provisioning
import SCIM

extension PlanBatch {
  /// Files the change of an account, and settles what was open for it.
  ///
  /// - Returns: the task by which the account comes to be, while there is no account.
  mutating func fileAccount(_ plan: UserPlan, _ assignment: inout AssignmentRecord) throws
    -> TaskID?
  {
    if plan.open?.status == .running {
      list(plan.open)
      return plan.open?.id
    }
    guard var draft = plan.draft else { return try fileNothing(plan) }
    if plan.isIgnored {
      summary.ignored += 1
      return nil
    }
    if let open = plan.open, open.isSame(as: draft) {
      summary.kept += 1
      if open.action.isDestructive { destructive.append(open.id) }
      if mode == .file { for wait in plan.waits { try session.queue.add(wait, to: open.id) } }
      list(open)
      return open.id
    }
    if mode == .file, !refilesFailed, let failed = plan.failed, failed.isSame(as: draft) {
      return nil
    }
    if mode == .file, draft.desiredHash.isEmpty { draft.desiredHash = plan.desiredHash }
    let id = try emit(
      draft, needsApproval: plan.needsApproval || releaseWaits && draft.action.isDestructive,
      waitsFor: plan.waits,
      // It carries the whole difference, and so whatever the open one was filed for.
      causedBy: (plan.open?.requestedBy ?? []).joined(with: causes(plan)).joined(
        with: plan.causedBy))
    if draft.action.isDestructive {
      destructive.append(id)
      if let open = plan.open, open.action.isDestructive {
        if mode == .file {
          try pending.writeTasks(in: session)
          try session.limits.moveAcceptance(from: open.id, to: id)
        }
      } else {
        summary.destructive += 1
      }
    }
    try settle(plan.open, by: id)
    // What was refused beside a suspension is still to be done after it.
    let isRest = draft.isSuspensionAlone && plan.failed?.isRefusedWithMore == true
    if !isRest { try settle(plan.failed, by: id) }
    if mode == .file { assignment.task = id }
    return id
  }

  /// Ends what was open for an account that needs no change; what cannot be computed stays.
  ///
  /// - Returns: the task that stays.
  private mutating func fileNothing(_ plan: UserPlan) throws -> TaskID? {
    if let conflict = plan.conflict {
      if let open = plan.open { note(withdrawal: open) }
      try settle(plan.open, note: conflict.sentence)
      try settle(plan.failed, note: conflict.sentence)
      return nil
    }
    if let open = plan.open {
      let isOutdated =
        plan.isOwnChange && open.status == .approved && open.decidedBy == Actor.policy.name
      if plan.evaluation.outcome.keeps(
        open.action, filedUnder: plan.before.outcome, isOutdated: isOutdated)
      {
        summary.kept += 1
        if open.action.isDestructive { destructive.append(open.id) }
        list(open)
        return open.id
      }
      try withdraw(open)
    }
    if !plan.isImpossible { try settle(plan.failed, note: "no longer needed") }
    return nil
  }

  /// Ends an open task that nothing asks for any more, or lists it as one that would end.
  mutating func withdraw(_ task: ProvisioningTask) throws {
    guard takesWithdrawal(of: task) else { return }
    note(withdrawal: task)
    try settle(task, note: "no longer needed")
  }

  /// Whether a saved plan, if one is applied, said that the task is withdrawn.
  mutating func takesWithdrawal(of task: ProvisioningTask) -> Bool {
    guard saved != nil, saved?.takesWithdrawal(of: task.id) != true else { return true }
    summary.moved.append(
      "withdrawing task \(task.id), \(task.action.rawValue) \(task.name), was not planned")
    return false
  }

  /// Counts and lists a task that is withdrawn.
  mutating func note(withdrawal task: ProvisioningTask, of members: [TaskMember]? = nil) {
    var task = task
    if let members { task.members = members }
    let names = members.map { " (\(NameTally($0.map(\.name)).words))" } ?? ""
    summary.withdrawn.add("\(task.action.rawValue) \(task.name)\(names)")
    if mode == .show { withdrawals.append(task) }
  }

  /// Files or lists one change.
  ///
  /// - Returns: the key of the task; 0 where it is only listed.
  mutating func emit(
    _ draft: ProvisioningTask, needsApproval: Bool, waitsFor: [TaskWait] = [],
    decidedBy: String? = nil, causedBy requesters: [String]
  ) throws -> TaskID {
    summary.filed[draft.action, default: 0] += 1
    if needsApproval { summary.pending += 1 }
    guard mode == .file else {
      list(PlannedChange(task: draft, needsApproval: needsApproval))
      return 0
    }
    var task = draft
    task.requestedBy = requesters
    task.createdAt = context.now
    task.updatedAt = context.now
    if !needsApproval {
      task.status = .approved
      task.decidedBy = decidedBy ?? Actor.policy.name
      task.approvedHash = task.request.hash
    }
    if isGathering, task.user != nil, waitsFor.isEmpty {
      return try pending.file(task, in: session)
    }
    try pending.writeTasks(in: session)
    return try session.tasks.file(task, waitsFor: waitsFor)
  }

  /// Ends a task in whose place another one came, or none.
  mutating func settle(_ task: ProvisioningTask?, by successor: TaskID? = nil, note: String? = nil)
    throws
  {
    guard mode == .file, var task else { return }
    try pending.writeTasks(in: session)
    task.status = .superseded
    task.supersededBy = successor
    task.note = note ?? successor.map { "task \($0) took its place" }
    task.updatedAt = context.now
    // First, or what waits would seem for a moment to wait for nothing any more.
    if let successor { try session.queue.moveWaits(from: task.id, to: successor) }
    try session.tasks.save(task)
  }

  private mutating func list(_ task: ProvisioningTask?) {
    guard mode == .show, let task else { return }
    list(PlannedChange(task: task, needsApproval: task.status == .pending))
  }
}

extension ProvisioningTask {
  /// Whether it does the same, byte for byte.
  func isSame(as other: ProvisioningTask) -> Bool {
    action == other.action && request == other.request
  }
}
