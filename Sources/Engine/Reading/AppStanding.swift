public import Provisioning

/// How the apps stand, and what waits for a person.
public struct AppStanding: Sendable {
  let store: any Store
  let time: any TimeSource

  /// How many accounts of an app are there and active, and how many users the directory has.
  public func population(_ app: AppID) throws -> (accounts: Int, users: Int) {
    try store.read { (try $0.accounts.activeAccounts(app), try $0.directory.userCount()) }
  }

  /// How many failed tasks are looked at for their causes, the newest first.
  static let failuresLookedAt = 2_000
  /// Seconds after which an approved task that could run says that no worker is there.
  static let idleAfter = 600.0

  /// How every app, or one, stands.
  ///
  /// - Parameter limit: how far pending tasks are counted; `nil` to the end.
  public func status(of name: String? = nil, countingTo limit: Int? = nil) throws -> [AppStatus] {
    try store.read { session in
      let apps = try name.map { [try session.existingApp(named: $0)] } ?? session.apps.all()
      return try apps.map { try status($0, countingTo: limit, in: session) }
    }
  }

  private func status(
    _ app: AppRecord, countingTo limit: Int?, in session: any StoreSession
  ) throws -> AppStatus {
    let counts = try session.tasks.taskCounts(app.id)
    let approved = counts[.approved] ?? 0
    var needs: [AppNeed] = []
    if let pause = app.pause { needs.append(.paused(reason: pause.reason)) }
    if app.pause == nil, app.isConnected, app.api.state == .failed {
      needs.append(.unreachable(app.api.detail))
    }
    if !app.isConnected, approved > 0 { needs.append(.disabled(approved: approved)) }
    if let idle = try idle(app, counts, in: session) { needs.append(idle) }
    let held = try heldCount(app, in: session)
    if held > 0 { needs.append(.held(users: held)) }
    let failures = try failureCauses(app.id, ofNewest: Self.failuresLookedAt, in: session)
    needs += failures.map { .failures($0) }
    if let reading = try session.settings.lastReading(app.id), reading.differences > 0 {
      needs.append(.differences(reading.differences, since: reading.at))
    }
    if counts[.pending] ?? 0 > 0 {
      needs += try TaskAction.allCases.compactMap {
        try decisions($0, app, countingTo: limit, in: session)
      }
    }
    let stale = try session.assignments.staleCount(app.id)
    if stale > 0 { needs.append(.reapply(users: stale)) }
    let looked = failures.reduce(0) { $0 + $1.count }
    return AppStatus(
      app: app, counts: counts, needs: needs, hasMoreFailures: looked < counts[.failed] ?? 0)
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
    guard let oldest = try session.tasks.tasks(filter, after: 0, limit: 1).first,
      time.now() - oldest.updatedAt > Self.idleAfter
    else { return nil }
    return .idle(count: approved, since: oldest.updatedAt)
  }

  private func decisions(
    _ action: TaskAction, _ app: AppRecord, countingTo limit: Int?, in session: any StoreSession
  ) throws -> AppNeed? {
    let filter = TaskFilter(app: app.id, statuses: [.pending], actions: [action])
    guard let oldest = try session.tasks.tasks(filter, after: 0, limit: 1).first else { return nil }
    let count =
      try limit.map { try session.tasks.taskCount(filter, upTo: $0) }
      ?? session.tasks.taskCount(filter)
    return .decisions(action, count: count, since: oldest.createdAt)
  }
}
