import Provisioning
import SCIM

/// Keeps accounts as they were seen, and lets those go on who waited for what became free.
struct KnownAccounts: Sendable {
  let time: any TimeSource
  let evaluations: Evaluations

  /// Keeps an account as it was seen, and with it which unique values it has. Whoever waited for a
  /// value that it had goes on.
  func keep(_ account: AccountRecord, of app: AppRecord, in session: any StoreSession) throws {
    let before = try session.accounts.account(app.id, remoteID: account.remoteID)
    try keep(account, insteadOf: before, of: app, settles: false, in: session)
  }

  /// Keeps an account as it was seen in place of what was kept of it before.
  ///
  /// - Parameter settles: whether it is known by this what came of a request that was to make the user's
  ///   account.
  func keep(
    _ account: AccountRecord, insteadOf before: AccountRecord?, of app: AppRecord, settles: Bool,
    in session: any StoreSession
  ) throws {
    try session.accounts.save(account)
    var freed = Set<UniqueValue>()
    let held =
      account.state == .gone ? [] : app.uniqueAttributes.values(in: account.resource)
    if let user = account.user {
      freed = try session.values.hold(held, user, app.id, settles: settles)
    }
    if let user = before?.user, user != account.user {
      freed.formUnion(try session.values.hold([], user, app.id))
    }
    try goOn(freed, app.id, in: session)
    let isNew = before?.user != account.user || before?.state != account.state
    if isNew, account.state == .present, let user = account.user {
      try correctReferences(to: user, app.id, in: session)
    }
  }

  /// Keeps that an account is not in the app any more.
  func lose(
    _ remoteID: String, of app: AppRecord, _ ending: FormerAccount.Ending = .gone,
    in session: any StoreSession
  ) throws {
    let user = try session.accounts.account(app.id, remoteID: remoteID)?.user
    try session.loseAccount(app.id, remoteID, ending, now: time.now())
    guard let user else { return }
    try goOn(try session.values.hold([], user, app.id), app.id, in: session)
  }

  /// Notes that it is known what came of the request that was to make a user's account.
  func unsend(_ user: UserID, _ app: AppRecord, in session: any StoreSession) throws {
    var freed = Set<UniqueValue>()
    for var record in try session.values.values(app.id, of: [user]) where record.isSent {
      record.isSent = false
      try session.values.save(record)
      if !record.isHeld { freed.insert(record.value) }
    }
    try goOn(freed, app.id, in: session)
  }

  /// Gives up what an account was to get by a task that an admin decided against.
  func giveUp(_ task: ProvisioningTask, in session: any StoreSession) throws {
    guard let user = task.user else { return }
    var freed = Set<UniqueValue>()
    for var record in try session.values.values(task.app, of: [user])
    where record.wish == .owns && !record.isHeld && !record.isSent {
      record.wish = .waits
      try session.values.save(record)
      freed.insert(record.value)
    }
    try goOn(freed, task.app, except: user, in: session)
    try weighWaiting(for: task, in: session)
  }

  /// Plans again those whose tasks waited for one that took a value from an account, and that ended
  /// without doing so.
  func weighWaiting(for task: ProvisioningTask, in session: any StoreSession) throws {
    guard task.user != nil else { return }
    let users = try session.queue.waiting(for: task.id).compactMap { id in
      try session.tasks.task(id).flatMap { $0.status.isOpen ? $0.user : nil }
    }
    try replan(Set(users), task.app, in: session)
  }

  /// Lets those go on who waited for values that became free.
  func goOn(
    _ values: Set<UniqueValue>, _ app: AppID, except user: UserID? = nil,
    in session: any StoreSession
  ) throws {
    guard !values.isEmpty else { return }
    var search = WaiterSearch()
    search.start(values)
    while !search.isEmpty {
      let waiters = try search.next(app, in: session).subtracting(user.map { [$0] } ?? [])
      guard let refused = try replan(waiters, app, in: session), !search.isEmpty else { return }
      let taken = try session.values.takers(app, of: search.values, limit: ValueBook.limit)
        .filter { $0.wish == .owns }
      search.end(refused.union(taken.map(\.value)))
    }
  }

  /// Plans users by what was desired at their last evaluation, since neither they nor the rules
  /// changed. Whoever changed since is left to the evaluation that is still to come.
  ///
  /// - Returns: values that certainly are another's than a user who wanted them; `nil` where nobody
  ///   is planned.
  @discardableResult
  private func replan(_ users: Set<UserID>, _ app: AppID, in session: any StoreSession) throws
    -> Set<UniqueValue>?
  {
    guard let app = try session.apps.app(app), app.definition.provisioning.enabled else {
      return nil
    }
    let assignments = try session.assignments.assignments(app.id, users.sorted())
    let ready = users.filter { assignments[$0].map { !$0.isDirty && $0.version > 0 } ?? false }
    guard !ready.isEmpty else { return [] }
    let context = try PlanContext(app, in: session, now: time.now())
    var planner = Planner(context: context, session: session)
    planner.usesLastEvaluation = true
    let plans = try planner.plans(ready.sorted()).filter { plan in
      !plan.isBusy && plan.draft?.action.isDestructive != true
    }
    var batch = PlanBatch(context, session, mode: .file, by: nil)
    batch.inherited = []
    try batch.add(plans)
    try batch.resolve(planner)
    try batch.finish()
    return batch.values.refused
  }
}

extension ValueStore {
  /// Keeps which unique values a user's account has.
  ///
  /// - Parameter settles: whether it is known what came of the request that was to make the account.
  /// - Returns: those that it had, or may have had, and has no longer.
  func hold(
    _ values: Set<UniqueValue>, _ user: UserID, _ app: AppID, settles: Bool = false
  ) throws -> Set<UniqueValue> {
    let kept = try self.values(app, of: [user])
    if settles, kept.count > 1, Set(kept.map(\.value)) == values {
      try holdAll(app, of: user)
      return []
    }
    var freed = Set<UniqueValue>()
    for before in kept {
      var record = before
      record.isHeld = values.contains(record.value)
      if settles { record.isSent = false }
      if record == before { continue }
      try save(record)
      if !record.isHeld { freed.insert(record.value) }
    }
    for value in values.subtracting(kept.map(\.value)) {
      var record = ValueRecord(app: app, value: value, user: user)
      record.isHeld = true
      try save(record)
    }
    return freed
  }
}
