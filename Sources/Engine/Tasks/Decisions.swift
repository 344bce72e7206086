public import Provisioning
import SCIM

/// What an admin decides about a task.
public enum Decision: String, Sendable, Hashable, CaseIterable {
  /// Let it go.
  case approve
  /// Do not do it, until what is desired changes.
  case ignore
  /// Do it again after it failed; bring it back after it was ignored.
  case retry

  /// The statuses that it can be made about.
  public var applies: Set<TaskStatus> {
    switch self {
    case .approve: [.pending]
    case .ignore: [.pending, .failed]
    case .retry: [.failed, .ignored]
    }
  }

  /// As the end of "it cannot be …".
  public var past: String {
    switch self {
    case .approve: "approved"
    case .ignore: "ignored"
    case .retry: "retried"
    }
  }
}

/// Approves, ignores and retries tasks, and says before what that would touch.
public struct Decisions: Sendable {
  let store: any Store
  let time: any TimeSource
  let actor: Actor
  let rights: DecisionRights
  let knownAccounts: KnownAccounts

  /// Decides about tasks by key: all of them or none.
  ///
  /// - Throws: `EngineError.wrongStatus`, which names who decided before; `EngineError.notAllowed` and
  ///   `EngineError.ownRequest`, which the audit log keeps.
  public func decide(_ decision: Decision, _ ids: [TaskID]) throws -> [ProvisioningTask] {
    let names = ids.prefix(20).map(String.init).joined(separator: " ")
    return try rights.write(notingRefusalsOf: "task.\(decision.rawValue)", names) { session in
      var apps = KnownApps()
      return try ids.map { id in
        guard let task = try session.tasks.task(id) else { throw EngineError.unknownTask(id) }
        try rights.check(
          to: decision, TaskOutline(task), of: apps.app(task.app, in: session))
        return try decide(decision, task, in: session)
      }
    }
  }

  /// Decides about a task. Whoever calls it has looked whether the actor may.
  @discardableResult
  func decide(
    _ decision: Decision, _ task: ProvisioningTask, _ scope: DecisionScope? = nil,
    in session: any StoreSession
  ) throws -> ProvisioningTask {
    guard decision.applies.contains(task.status) else {
      throw EngineError.wrongStatus(
        task.id, status: task.status.rawValue, wanted: decision.past, by: task.decidedBy)
    }
    var task = task
    task.updatedAt = time.now()
    switch decision {
    case .approve: approve(&task)
    case .ignore: try ignore(&task, in: session)
    case .retry: try retry(&task, in: session)
    }
    try session.tasks.save(task)
    if decision == .ignore {
      for wait in try session.queue.waits(task.id) where wait.member == nil {
        try session.endCreation(wait.on, now: time.now())
      }
      try knownAccounts.giveUp(task, in: session)
    }
    try session.audit.add(
      at: time.now(), actor, "task.\(decision.rawValue)", "\(task.id)",
      TaskOutline(task).detail(request: task.request.hash, scope))
    return task
  }

  private func approve(_ task: inout ProvisioningTask) {
    task.status = .approved
    task.decidedBy = actor.name
    task.approvedHash = task.request.hash
  }

  private func ignore(_ task: inout ProvisioningTask, in session: any StoreSession) throws {
    task.status = .ignored
    task.decidedBy = actor.name
    if let user = task.user,
      var assignment = try session.assignments.assignments(task.app, [user])[user]
    {
      assignment.ignoredTask = task.id
      try session.assignments.save(assignment)
    }
    try setIgnored(task.action == .addMembers ? .add : .remove, task, in: session)
  }

  private func retry(_ task: inout ProvisioningTask, in session: any StoreSession) throws {
    if let newer = try newer(than: task, in: session) {
      throw EngineError.followed(task.id, by: newer)
    }
    if task.status == .ignored {
      if let user = task.user,
        var assignment = try session.assignments.assignments(task.app, [user])[user]
      {
        assignment.ignoredTask = nil
        assignment.task = task.id
        try session.assignments.save(assignment)
      }
      try setIgnored(nil, task, in: session)
      try session.reviveCreation(neededBy: task.id, now: time.now())
      task.status = .pending
      task.decidedBy = nil
      task.requestedBy = task.requestedBy.joined(with: [actor.login])
      return
    }
    task.status = .approved
    task.attempts = 0
    task.notBefore = 0
    task.slowedSince = nil
    task.acceptedAt = nil
    task.error = nil
    for index in task.members.indices where task.members[index].state == .failed {
      task.members[index].state = .open
    }
    try retryDependents(of: task.id, in: session)
  }

  /// An open task at the place of one that is to be opened again: on the same account, of the same
  /// group's making, or with a member of the same group.
  private func newer(than task: ProvisioningTask, in session: any StoreSession) throws -> TaskID? {
    if let user = task.user {
      let open = try session.tasks.openUserTasks(task.app, [user])[user]
      return open?.id == task.id ? nil : open?.id
    }
    guard let group = task.group else { return nil }
    let left = task.members.filter { $0.state != .done }.map(\.user)
    if let open = try session.tasks.openMemberTasks(task.app, left).first(where: {
      $0.group == group && $0.task != task.id
    }) {
      return open.task
    }
    guard task.action == .createGroup else { return nil }
    var filter = TaskFilter(
      app: task.app, statuses: [.pending, .approved, .running], actions: [.createGroup])
    filter.group = task.name
    return try session.tasks.tasks(filter, before: nil, limit: 2).first { $0.id != task.id }?.id
  }

  /// What failed only because this task had failed goes on by itself.
  private func retryDependents(of id: TaskID, in session: any StoreSession) throws {
    for dependent in try session.queue.waiting(for: id) {
      guard var task = try session.tasks.task(dependent), task.status == .failed else { continue }
      do {
        try retry(&task, in: session)
        try session.tasks.save(task)
      } catch EngineError.followed {
        // The newer one goes on instead.
        continue
      }
    }
  }

  private func setIgnored(
    _ change: MembershipRecord.Change?, _ task: ProvisioningTask, in session: any StoreSession
  ) throws {
    guard let group = task.group else { return }
    for member in task.members where member.state == .open {
      var membership = try session.groups.membership(group: group, user: member.user)
      membership.ignored = change
      try session.groups.save(membership)
    }
  }
}

extension Decision {
  /// A filter for those tasks that the decision can be made about.
  func narrowed(_ filter: TaskFilter) -> TaskFilter {
    var filter = filter
    filter.statuses =
      filter.statuses.isEmpty ? standard : filter.statuses.intersection(applies)
    return filter
  }

  /// The statuses that a decision about everything means when none is named.
  private var standard: Set<TaskStatus> {
    switch self {
    case .approve, .ignore: [.pending]
    case .retry: [.failed]
    }
  }
}
