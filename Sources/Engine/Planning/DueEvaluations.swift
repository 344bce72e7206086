import Text
import Logging
import Provisioning
import SCIM

/// Evaluates those for whom a date has come.
struct DueEvaluations: Sendable {
  let store: any Store
  let time: any TimeSource
  let actor: Actor
  let log: Logger
  let evaluations: Evaluations

  /// Evaluates the users of an app for whom the time has come: the day to start or to leave, or what a
  /// rule or value makes of `now`. Where that is over the app's limits, nothing is filed, and they
  /// wait, as after an import, until somebody lets the plan go.
  ///
  /// While a rule or parameter is saved and not reapplied, only who starts or leaves is evaluated: what
  /// is saved touches nobody else.
  ///
  /// - Returns: what it came to; `nil` where nobody's evaluation came out otherwise.
  func evaluate(_ app: AppRecord) throws -> EvaluationResult? {
    guard app.definition.provisioning.enabled else { return nil }
    let due = try store.read { try lookAtDue(app, in: $0) }
    for start in stride(from: 0, to: due.unchanged.count, by: StorePage.size) {
      try store.write { session in
        for wait in due.unchanged[start..<min(start + StorePage.size, due.unchanged.count)] {
          try session.assignments.postpone(app.id, wait.user, from: wait.before, to: wait.dueAt)
        }
      }
    }
    guard !due.changed.isEmpty else { return nil }
    return try store.write { session in
      guard let current = try session.apps.app(app.id), current.definition.provisioning.enabled
      else {
        return nil
      }
      let still = Set(try session.assignments.dueUsers(app.id, by: time.now()))
      let users = due.changed.filter(still.contains)
      return users.isEmpty ? nil : try evaluate(due: users, of: current, in: session)
    }
  }

  private struct Due {
    /// Those for whom only the time of the next look is another one.
    var unchanged: [(user: UserID, before: Double?, dueAt: Double?)] = []
    /// Those whose evaluation comes out otherwise, by key.
    var changed: [UserID] = []
  }

  /// Evaluates who is due, and writes nothing: on most days nearly everyone comes out as before, and
  /// the store is not kept from others for that.
  private func lookAtDue(_ app: AppRecord, in session: any StoreSession) throws -> Due {
    var due = Due()
    let now = time.now()
    let users = try session.assignments.dueUsers(app.id, by: now)
    guard !users.isEmpty else { return due }
    let context = try PlanContext(app, in: session, now: now)
    for start in stride(from: 0, to: users.count, by: StorePage.size) {
      let page = Array(users[start..<min(start + StorePage.size, users.count)])
      let assignments = try session.assignments.assignments(app.id, page)
      let pins = try context.hasPins ? session.runs.pins(app.id, users: page) : [:]
      for stored in try session.directory.users(page) {
        guard let before = assignments[stored.user.id] else { continue }
        let evaluation = context.evaluation(
          of: stored, pins[stored.user.id] ?? [], held: before.desired?.groups ?? [])
        let isStale = before.version < context.app.mappingVersion
        let isOther =
          isStale
          ? before.outcome.phase != evaluation.outcome.phase : before.isOther(than: evaluation)
        if isOther {
          due.changed.append(stored.user.id)
        } else {
          due.unchanged.append((stored.user.id, before.dueAt, evaluation.changesAt))
        }
      }
    }
    return due
  }

  private func evaluate(due users: [UserID], of app: AppRecord, in session: any StoreSession) throws
    -> EvaluationResult
  {
    var rest = users[...]
    let result = try evaluations.evaluate(app, in: session, accepting: nil, by: nil) { _ in
      let page = Array(rest.prefix(StorePage.size))
      rest = rest.dropFirst(page.count)
      return page
    }
    var detail = JSONObject([
      ("users", .integer(Int64(users.count))), ("filed", .integer(Int64(result.summary.total))),
    ])
    if let blocked = result.blocked {
      // They are not due any more, but changed: a plan that is held is not tried each second.
      for start in stride(from: 0, to: users.count, by: 10_000) {
        let page = users[start..<min(start + 10_000, users.count)]
        try session.assignments.markDirty(app.id, Array(page), by: "")
      }
      detail["held"] = .integer(Int64(blocked.count))
      log.warning(
        "\(app.name): by their dates \(blocked.count) accounts would be deleted or suspended, over the limit of \(blocked.limit); nothing was filed; look at it with usher plan \(app.name)"
      )
    }
    try session.audit.add(
      at: time.now(), Actor(name: "worker", origin: actor.origin), "app.due", app.name,
      .object(detail))
    return result
  }
}

extension Outcome {
  /// What the dates alone decide.
  fileprivate var phase: Int {
    switch self {
    case .notStarted: 0
    case .assigned, .noAccess, .excluded, .undone, .suspended, .incomplete, .conflict, .deleted: 1
    case .left: 2
    }
  }
}

extension AssignmentRecord {
  /// Whether an evaluation came out otherwise than this one.
  fileprivate func isOther(than evaluation: Evaluation) -> Bool {
    outcome != evaluation.outcome || detail != evaluation.detail || desired != evaluation.desired
  }
}
