import Text
public import Provisioning

/// Something about an app that waits for a person.
public enum AppNeed: Sendable, Hashable {
  /// Nothing is sent any more, and why.
  case paused(reason: String)
  /// The last look at the app failed, and why.
  case unreachable(String)
  /// Tasks failed for one cause, which is the advice of each of them.
  case failures(cause: String, count: Int)
  /// Approved tasks that no worker took for long: how many, and since when the oldest waits.
  case idle(count: Int, since: Double)
  /// Tasks of one action that wait for approval: how many, and since when the oldest waits.
  case decisions(TaskAction, count: Int, since: Double)
  /// Users who were evaluated under older rules.
  case reapply(users: Int)
  /// The connection is disabled while tasks are approved.
  case disabled(approved: Int)

  /// Whether something does not work, where the others are everyday decisions.
  public var isProblem: Bool {
    switch self {
    case .paused, .unreachable, .failures, .idle, .disabled: true
    case .decisions, .reapply: false
    }
  }

  /// A short name that stays the same while the sentence may change.
  public var code: String {
    switch self {
    case .paused: "paused"
    case .unreachable: "unreachable"
    case .failures: "failed"
    case .idle: "no-worker"
    case .decisions: "pending"
    case .reapply: "reapply"
    case .disabled: "disabled"
    }
  }

  /// How many tasks or users it is about; `nil` where it is about the app.
  public var count: Int? {
    switch self {
    case .paused, .unreachable: nil
    case .failures(_, let count), .idle(let count, _), .decisions(_, let count, _): count
    case .reapply(let users): users
    case .disabled(let approved): approved
    }
  }

  /// Since when the oldest waits, in seconds since 1970; `nil` where that is not known.
  public var since: Double? {
    switch self {
    case .idle(_, let since), .decisions(_, _, let since): since
    case .paused, .unreachable, .failures, .reapply, .disabled: nil
    }
  }

  /// What waits, in a sentence.
  public func sentence(now: Double) -> String {
    switch self {
    case .paused(let reason): "nothing is sent: \(reason)"
    case .unreachable(let why): "the last look at the app failed: \(why)"
    case .failures(let cause, let count): "\(Words.count(count, "task")) failed: \(cause)"
    case .idle(let count, let since):
      "\(Words.count(count, "approved task")) \(count == 1 ? "waits" : "wait") for a worker, the oldest for \(Words.duration(now - since))"
    case .decisions(let action, let count, let since):
      "\(count) \(action.rawValue) \(count == 1 ? "waits" : "wait") for approval, the oldest for \(Words.duration(now - since))"
    case .reapply(let users):
      "\(Words.count(users, "user")) evaluated under older rules"
    case .disabled(let approved):
      "the connection is disabled, and \(Words.count(approved, "approved task")) \(approved == 1 ? "waits" : "wait") for it"
    }
  }

  /// The command that shows or cures it.
  public func command(for app: String) -> String {
    let app = app.quotedForShell
    return switch self {
    case .paused, .unreachable: "usher connection test \(app)"
    case .failures: "usher tasks list --app \(app) --status failed"
    case .idle: "usher run"
    case .decisions(let action, _, _):
      "usher tasks list --app \(app) --status pending --action \(action.rawValue)"
    case .reapply: "usher plan \(app)"
    case .disabled: "usher connection enable \(app)"
    }
  }
}

/// How an app stands, and what waits for a person.
public struct AppStatus: Sendable {
  /// The app.
  public var app: AppRecord
  /// How many tasks have each status.
  public var counts: [TaskStatus: Int]
  /// What waits for a person: problems first.
  public var needs: [AppNeed]
  /// Whether more tasks failed than their causes were looked at.
  public var hasMoreFailures: Bool
}

extension ProvisioningEngine {
  /// How many failed tasks are looked at for their causes, the newest first.
  static let failuresLookedAt = 2_000
  /// Seconds after which an approved task that could run says that no worker is there.
  static let idleAfter = 600.0

  /// How every app, or one, stands.
  public func status(of name: String? = nil) throws -> [AppStatus] {
    try store.read { session in
      let apps = try name.map { [try Self.app(named: $0, in: session)] } ?? session.apps()
      return try apps.map { try status($0, in: session) }
    }
  }

  private func status(_ app: AppRecord, in session: any StoreSession) throws -> AppStatus {
    let counts = try session.taskCounts(app.id)
    let approved = counts[.approved] ?? 0
    var needs: [AppNeed] = []
    if let pause = app.pause { needs.append(.paused(reason: pause.reason)) }
    if app.pause == nil, app.isConnected, app.api.state == .failed {
      needs.append(.unreachable(app.api.detail))
    }
    if !app.isConnected, approved > 0 { needs.append(.disabled(approved: approved)) }
    if let idle = try idle(app, counts, in: session) { needs.append(idle) }
    let failed = TaskFilter(app: app.id, statuses: [.failed])
    let failures =
      counts[.failed] ?? 0 == 0
      ? [] : try session.tasks(failed, before: nil, limit: Self.failuresLookedAt)
    needs += Self.causes(of: failures)
    if counts[.pending] ?? 0 > 0 {
      needs += try TaskAction.allCases.compactMap { try decisions($0, app, in: session) }
    }
    let stale = try session.staleCount(app.id)
    if stale > 0 { needs.append(.reapply(users: stale)) }
    return AppStatus(
      app: app, counts: counts, needs: needs,
      hasMoreFailures: failures.count < counts[.failed] ?? 0)
  }

  /// Whether approved tasks wait although nothing holds them up.
  private func idle(
    _ app: AppRecord, _ counts: [TaskStatus: Int], in session: any StoreSession
  ) throws -> AppNeed? {
    let approved = counts[.approved] ?? 0
    guard approved > 0, counts[.running] ?? 0 == 0, app.isConnected, app.pause == nil else {
      return nil
    }
    let filter = TaskFilter(app: app.id, statuses: [.approved])
    guard let oldest = try session.tasks(filter, after: 0, limit: 1).first,
      time.now() - oldest.updatedAt > Self.idleAfter
    else { return nil }
    return .idle(count: approved, since: oldest.updatedAt)
  }

  private func decisions(
    _ action: TaskAction, _ app: AppRecord, in session: any StoreSession
  ) throws -> AppNeed? {
    let filter = TaskFilter(app: app.id, statuses: [.pending], actions: [action])
    guard let oldest = try session.tasks(filter, after: 0, limit: 1).first else { return nil }
    return .decisions(action, count: try session.taskCount(filter), since: oldest.createdAt)
  }

  /// The causes of failures, the most frequent first.
  private static func causes(of failures: [ProvisioningTask]) -> [AppNeed] {
    var counts: [String: Int] = [:]
    for task in failures { counts[task.cause, default: 0] += 1 }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { .failures(cause: $0.key, count: $0.value) }
  }
}
