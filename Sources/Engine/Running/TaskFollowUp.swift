import Text
import Provisioning
import SCIM

/// Stores how a task ended, and what follows from it.
struct TaskFollowUp: Sendable {
  let time: any TimeSource
  let actor: Actor
  let evaluations: Evaluations
  let knownAccounts: KnownAccounts

  /// How often a task is tried while its failure can heal by itself.
  static let maximumAttempts = 7
  /// How long an app may do nothing but ask to slow down, in seconds: that is its pace and no
  /// failure, so it does not count as an attempt, but a quota that lasts longer than a day needs a
  /// person.
  static let longestSlowness = 86_400.0
  /// How long a task waits after the store was busy, in seconds.
  static let storePatience = 1.0

  /// Stores how the execution of a task ended, and what follows from it.
  ///
  /// - Returns: the status that the task has now.
  @discardableResult
  func finish(_ end: ExecutionEnd, worker: String, in session: any StoreSession) throws
    -> TaskStatus
  {
    let (id, outcome) = (end.task.id, end.outcome)
    for note in end.notes { try session.queue.note(note, of: id) }
    if end.isVain { try knownAccounts.withdraw(end.task, worker: worker, in: session) }
    if case .done(let note) = outcome,
      try session.queue.complete(id, worker: worker, at: time.now(), note: note)
    {
      return try finishDone(end, in: session)
    }
    guard var task = try session.tasks.task(id) else { return .superseded }
    // Another worker may have taken the task over, or an admin's newer decision stands.
    let isOurs = try session.queue.holds(id, worker: worker)
    guard isOurs || task.status == .approved else { return task.status }
    task.updatedAt = time.now()
    let slowedSince = task.slowedSince
    task.slowedSince = nil
    let acceptedAt = task.acceptedAt
    task.acceptedAt = nil
    switch outcome {
    case .done(let note):
      task.status = .provisioned
      task.error = nil
      task.note = note
    case .failed(let error): fail(&task, error)
    case .later(let error, let wait) where error.status == 429:
      slow(&task, error, wait, since: slowedSince ?? time.now())
      task.acceptedAt = acceptedAt
    case .later(let error, _) where task.attempts >= Self.maximumAttempts: fail(&task, error)
    case .later(let error, let wait):
      task.status = .approved
      task.error = error
      task.notBefore = time.now() + wait
      task.acceptedAt = acceptedAt
    case .waiting(let error, let wait):
      task.status = .approved
      task.attempts = max(0, task.attempts - 1)
      task.error = error
      task.notBefore = time.now() + wait
      // A clock that was set back does not make the wait longer.
      task.acceptedAt = min(acceptedAt ?? time.now(), time.now())
    case .unseen(let error, let wait):
      task.status = .approved
      task.attempts = max(0, task.attempts - 1)
      task.error = error
      task.notBefore = time.now() + wait
      task.acceptedAt = acceptedAt
    case .partly:
      task.status = .approved
      task.attempts = 0
    case .pause(let error):
      task.status = .approved
      task.attempts = max(0, task.attempts - 1)
      task.acceptedAt = acceptedAt
      try pause(task.app, error, in: session)
    case .comesAfter(let other):
      task.status = .approved
      task.attempts = max(0, task.attempts - 1)
      try session.queue.add(TaskWait(on: other), to: id)
    case .dropped:
      guard isOurs else { return task.status }
      task.acceptedAt = acceptedAt
      task.status = .approved
      task.attempts = max(0, task.attempts - 1)
    case .storeBusy(let sentence):
      task.status = .approved
      task.attempts = max(0, task.attempts - 1)
      task.error = TaskError(advice: sentence)
      task.notBefore = time.now() + Self.storePatience
    case .moved(let what):
      task.status = .superseded
      task.note = what
    }
    try session.tasks.saveStanding(task)
    if !task.status.isOpen { try noteExecution(task, in: session) }
    if case .moved(let what) = outcome { try replan(task, what, in: session) }
    if task.isRefusedWithMore {
      try replan(task, "the suspension alone, since more of it was refused", in: session)
    }
    if task.status == .failed || task.status == .superseded {
      try knownAccounts.weighWaiting(for: task, in: session)
    }
    try evaluateIfChanged(task, in: session)
    guard task.action == .createGroup else { return task.status }
    // Whoever wanted the group may have been taken out while it was being made.
    try session.endCreation(id, now: time.now())
    return try session.tasks.task(id)?.status ?? task.status
  }

  /// What follows from a task that was done.
  private func finishDone(_ end: ExecutionEnd, in session: any StoreSession) throws -> TaskStatus {
    var task = end.task
    task.status = .provisioned
    try noteExecution(task, end.exchanges, in: session)
    try evaluateIfChanged(task, in: session)
    guard task.action == .createGroup else { return task.status }
    // Whoever wanted the group may have been taken out while it was being made.
    try session.endCreation(task.id, now: time.now())
    return try session.tasks.task(task.id)?.status ?? task.status
  }

  /// Lets a task wait as the app asked for, as long as that is no longer than a day in all.
  private func slow(
    _ task: inout ProvisioningTask, _ error: TaskError, _ wait: Double, since: Double
  ) {
    guard time.now() + wait - since <= Self.longestSlowness else { return fail(&task, error) }
    task.status = .approved
    task.error = error
    task.attempts = max(0, task.attempts - 1)
    task.notBefore = time.now() + wait
    task.slowedSince = since
  }

  /// The end of an execution stands in the audit with the hash of what was approved and of what was
  /// sent for it.
  ///
  /// - Parameter exchanges: what was sent; `nil` where the store says it.
  private func noteExecution(
    _ task: ProvisioningTask, _ exchanges: [AttemptRecord]? = nil, in session: any StoreSession
  ) throws {
    let changing = try (exchanges ?? session.queue.attempts(task.id))
      .filter { !$0.request.hasPrefix("GET ") }
    let sent = changing.suffix(20).map { attempt -> JSONValue in
      [
        "request": .string(attempt.request), "body": .string(attempt.bodyHash),
        "status": attempt.status.map { .integer(Int64($0)) } ?? .null,
      ]
    }
    try session.audit.add(
      at: time.now(), Actor(name: "worker", origin: actor.origin), "task.\(task.status.rawValue)",
      "\(task.id)",
      [
        "action": .string(task.action.rawValue), "name": .string(task.name),
        "request": .string(task.approvedHash ?? ""), "approvedBy": .string(task.decidedBy ?? ""),
        "runBy": .string(actor.name), "sent": .array(sent),
        "requests": .integer(Int64(changing.count)),
      ])
  }

  private func fail(_ task: inout ProvisioningTask, _ error: TaskError) {
    task.status = .failed
    task.error = error
  }

  /// Stops everything that would be sent to an app which takes nothing from us. What other workers
  /// are at ends by itself: given back now, it would be done twice where its request still arrives.
  private func pause(_ app: AppID, _ error: TaskError, in session: any StoreSession) throws {
    guard var record = try session.apps.app(app), record.pause == nil else { return }
    let status = error.status.map { "\($0), " } ?? ""
    let reason =
      "\(status)\(error.advice); then usher connection test \(record.name) ends the pause"
    record.pause = Pause(reason: reason, since: time.now())
    record.api = APIStatus(state: .failed, detail: reason, checkedAt: time.now())
    try session.apps.save(record)
    try session.audit.add(
      at: time.now(), Actor(name: "worker", origin: actor.origin), "app.pause", record.name,
      ["reason": .string(reason)])
  }

  /// Plans an account anew after the app was found to be other than was thought: by what was desired
  /// at the last evaluation, since neither the user nor the rules asked for anything else. Whoever
  /// changed meanwhile is left to the evaluation that follows.
  private func replan(_ task: ProvisioningTask, _ what: String, in session: any StoreSession) throws
  {
    let concerned = task.user.map { [$0] } ?? task.members.map(\.user)
    let assignments = try session.assignments.assignments(task.app, concerned)
    let users = concerned.filter { assignments[$0]?.isDirty != true }
    guard !users.isEmpty, let app = try session.apps.app(task.app) else { return }
    let context = try PlanContext(app, in: session, now: time.now())
    var planner = Planner(context: context, session: session)
    planner.usesLastEvaluation = true
    planner.includesAccounts = task.user != nil
    var batch = PlanBatch(
      context, session, mode: .file, by: nil, refilesFailed: true,
      includesAccounts: task.user != nil)
    batch.inherited = task.requestedBy
    var plans = try planner.plans(users)
    for index in plans.indices {
      plans[index].draft?.reason = what
      // What a person approved, a person approves again.
      if task.decidedBy != Actor.policy.name, task.action != .create {
        plans[index].needsApproval = true
      }
    }
    try batch.add(plans)
    try batch.resolve(planner)
    try batch.finish()
    if let user = task.user { try slowDown(task.app, user, in: session) }
  }

  /// Where the plans of one account are found wrong again and again, something in between shows now
  /// this and now that: the next attempt waits, longer each time, ten minutes at most.
  private func slowDown(_ app: AppID, _ user: UserID, in session: any StoreSession) throws {
    let now = time.now()
    let excess = try session.tasks.supersededTasks(app, user, since: now - 3_600) - 5
    guard excess > 0, var next = try session.tasks.openUserTasks(app, [user])[user],
      next.status == .approved
    else { return }
    next.notBefore = max(next.notBefore, now + min(600, Double(1 << min(excess, 10))))
    try session.tasks.save(next)
  }

  /// A user who changed while a worker was at the account is evaluated now.
  private func evaluateIfChanged(_ task: ProvisioningTask, in session: any StoreSession) throws {
    let users = task.user.map { [$0] } ?? task.members.map(\.user)
    guard try session.assignments.isAnyDirty(task.app, users),
      let app = try session.apps.app(task.app)
    else {
      return
    }
    _ = try evaluations.evaluateChanged(app, in: session, by: nil)
  }
}
