import Text
import Provisioning
import SCIM

extension Decisions {
  /// Decides about everything that a filter matches and that the decision can be made about. What
  /// the one who decides has no right to is left, counted, and noted in the audit.
  ///
  /// It is done in slices, newest tasks first, each whole in itself; others write between them.
  ///
  /// - Parameters:
  ///   - seen: the tasks that were there when somebody was asked: others are left. `nil` where nobody
  ///     was asked.
  ///   - progress: gets how many were looked at; what it throws ends it.
  /// - Throws: `DecisionCut` where it ends with a part done.
  public func decide(
    _ decision: Decision, all filter: TaskFilter, described: String, seen: SeenTasks? = nil,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> BulkDecision {
    let filter = decision.narrowed(filter)
    if filter.statuses.isEmpty { return BulkDecision() }
    var work = BulkWork(decision: decision, filter: filter, described: described, seen: seen)
    do {
      while true {
        let begin = time.now()
        work = try store.write { try slice(of: work, in: $0) }
        work.limit = Self.next(after: work.limit, that: time.now() - begin)
        if work.isOver { return work.bulk }
        try progress(work.bulk.count + work.bulk.refused)
        store.giveWay()
      }
    } catch {
      guard work.bulk.count > 0 else { throw error }
      throw DecisionCut(
        decision: decision, bulk: work.bulk, matched: work.scope?.matched ?? 0, reason: error)
    }
  }

  /// Decides about the next tasks.
  private func slice(of work: BulkWork, in session: any StoreSession) throws -> BulkWork {
    var work = work
    let scope =
      try work.scope
      ?? DecisionScope(filter: work.described, matched: session.tasks.taskCount(work.filter))
    work.scope = scope
    let page = try session.tasks.taskOutlines(work.filter, before: work.before, limit: work.limit)
    work.before = page.last?.id
    work.isOver = page.count < work.limit
    let open = try page.filter { try isOpen($0, to: &work, in: session) }
    switch work.decision {
    case .approve:
      let now = time.now()
      let hashes = try session.tasks.approve(open.map(\.id), by: actor.name, at: now)
      try note(.approve, open, hashes, scope, at: now, in: session)
      work.bulk.count += open.count
    case .ignore, .retry: try decide(open, scope, &work, in: session)
    }
    if work.isOver, let why = work.bulk.why { try note(why, work, scope, in: session) }
    return work
  }

  /// Whether a task may be decided about; where not, that is counted.
  private func isOpen(
    _ task: TaskOutline, to work: inout BulkWork, in session: any StoreSession
  ) throws -> Bool {
    let app = try work.apps.app(task.app, in: session)
    let (decision, seen) = (work.decision, work.seen)
    return try work.leave {
      if let seen, !seen.has(task, for: decision) {
        throw EngineError.unseen(task.id, "\(task.action.rawValue) \(task.name)")
      }
      try rights.check(to: decision, task, of: app)
    }
  }

  /// Ignores or retries tasks in their order: those that stand alone many at once, the others one by
  /// one, since such a decision may end or change others.
  private func decide(
    _ tasks: [TaskOutline], _ scope: DecisionScope, _ work: inout BulkWork,
    in session: any StoreSession
  ) throws {
    var rest = tasks[...]
    var size = rest.count
    while !rest.isEmpty {
      let part = rest.prefix(size)
      let now = time.now()
      let hashes =
        work.decision == .ignore
        ? try session.tasks.ignore(part.map(\.id), by: actor.name, at: now)
        : try session.tasks.retry(part.map(\.id), by: actor.login, at: now)
      let decided = part.prefix { hashes[$0.id] != nil }
      try note(work.decision, Array(decided), hashes, scope, at: now, in: session)
      work.bulk.count += decided.count
      rest = rest.dropFirst(decided.count)
      size = decided.count == part.count ? size * 2 : 16
      guard decided.count < part.count, let next = rest.popFirst() else { continue }
      try decideAlone(next, scope, &work, in: session)
    }
  }

  private func decideAlone(
    _ outline: TaskOutline, _ scope: DecisionScope, _ work: inout BulkWork,
    in session: any StoreSession
  ) throws {
    // A decision about one may have ended another.
    guard let task = try session.tasks.task(outline.id), work.decision.applies.contains(task.status)
    else { return }
    let decision = work.decision
    try work.count { try decide(decision, task, scope, in: session) }
  }

  /// Says in the audit log that tasks were decided about.
  private func note(
    _ decision: Decision, _ tasks: [TaskOutline], _ hashes: [TaskID: String],
    _ scope: DecisionScope, at now: Double, in session: any StoreSession
  ) throws {
    try session.audit.add(
      at: now, actor,
      tasks.map { task in
        AuditDraft(
          action: "task.\(decision.rawValue)", subject: String(task.id),
          detail: task.detail(request: hashes[task.id] ?? "", scope))
      })
  }

  private func note(
    _ why: String, _ work: BulkWork, _ scope: DecisionScope, in session: any StoreSession
  ) throws {
    try session.audit.add(
      at: time.now(), actor, "task.\(work.decision.rawValue).refuse", scope.filter,
      [
        "why": .string(why), "filter": .string(scope.filter),
        "matched": .integer(Int64(scope.matched)), "refused": .integer(Int64(work.bulk.refused)),
      ])
  }

  /// How many tasks the next slice has, so that nobody who writes waits long for it.
  ///
  /// - Parameter seconds: how long the one before it took.
  private static func next(after limit: Int, that seconds: Double) -> Int {
    let factor = seconds > 0 ? min(2, 0.03 / seconds) : 2
    return min(1_000, max(20, Int(Double(limit) * factor)))
  }
}

/// A decision about everything that a filter matches, as far as it came.
private struct BulkWork {
  let decision: Decision
  let filter: TaskFilter
  let described: String
  let seen: SeenTasks?
  /// What the audit says of it; known with the first slice.
  var scope: DecisionScope?
  var apps = KnownApps()
  var bulk = BulkDecision()
  /// How many tasks the next slice has.
  var limit = 250
  /// The oldest task that was looked at.
  var before: TaskID?
  var isOver = false

  init(decision: Decision, filter: TaskFilter, described: String, seen: SeenTasks?) {
    self.decision = decision
    self.filter = filter
    self.described = described
    self.seen = seen
  }

  /// Runs a body that may say that a task is left as it is.
  ///
  /// - Returns: whether it is not.
  mutating func leave(_ body: () throws -> Void) throws -> Bool {
    do {
      try body()
      return true
    } catch let error as EngineError where error.isLeft {
      bulk.refused += 1
      bulk.why = bulk.why ?? error.sentence
      return false
    }
  }

  /// Counts a decision about one task, or that it is left.
  mutating func count(_ body: () throws -> Void) throws {
    if try leave(body) { bulk.count += 1 }
  }
}

/// Which filter a decision was made by, and how many tasks it matched.
struct DecisionScope {
  var filter: String
  var matched = 0
}

extension TaskOutline {
  /// What the audit says of a decision about the task.
  func detail(request hash: String, _ scope: DecisionScope?) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("action", .string(action.rawValue)), ("name", .string(name)), ("request", .string(hash)),
      ("filter", scope.map { .string($0.filter) } ?? .null),
    ]
    if let matched = scope?.matched, matched > 0 {
      members.append(("matched", .integer(Int64(matched))))
    }
    return .object(JSONObject(members))
  }
}
