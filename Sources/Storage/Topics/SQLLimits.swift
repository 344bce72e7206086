import Engine
import Provisioning

struct SQLLimits: LimitStore, SQLTopic {
  let session: SQLSession

  func destructiveCount(_ app: AppID, since: Double?) throws -> DestructiveCount {
    let open = try db.number(
      """
      SELECT count(*) FROM task INDEXED BY task_destructive
      WHERE app_id = ? AND \(Self.open) AND \(Self.destructive)
      """, [app])
    guard let since else { return DestructiveCount(open: open, recent: 0, done: 0) }
    let ended = try db.row(
      """
      SELECT count(*) AS recent, count(*) FILTER (WHERE status = 'provisioned') AS done
      FROM task INDEXED BY task_destroyed
      WHERE app_id = ? AND created_at >= ? AND \(Self.ended) AND \(Self.destructive)
      """, [app, since]
    ).map { (recent: try $0.value(0) as Int, done: try $0.value(1) as Int) }
    return DestructiveCount(open: open, recent: ended?.recent ?? 0, done: ended?.done ?? 0)
  }

  func destructiveCount(of tasks: [TaskID]) throws -> Int {
    try db.number(
      """
      SELECT count(*) FROM task WHERE id IN (SELECT value FROM json_each(?))
        AND \(Self.open) AND \(Self.destructive)
      """, [Self.list(tasks)])
  }

  func acceptDestructive(_ app: AppID, since: Double?) throws {
    try accept(Self.destructive, app, since: since)
  }

  func acceptDestructive(_ tasks: [TaskID]) throws -> Int {
    try accept(Self.destructive, tasks)
  }

  func moveAcceptance(from old: TaskID, to new: TaskID) throws {
    try db.run(
      "UPDATE task SET accepted = (SELECT accepted FROM task WHERE id = ?) WHERE id = ?",
      [old, new])
  }

  /// Notes for the tasks of an app that fulfil a condition that an admin let them go.
  func accept(_ condition: String, _ app: AppID, since: Double?) throws {
    try db.run(
      "UPDATE task SET accepted = 1 WHERE app_id = ? AND \(Self.open) AND \(condition)", [app])
    guard let since else { return }
    try db.run(
      """
      UPDATE task SET accepted = 1
      WHERE app_id = ? AND created_at >= ? AND \(Self.ended) AND \(condition)
      """, [app, since])
  }

  /// The same for these tasks alone, as far as they are open.
  ///
  /// - Returns: how many there were.
  @discardableResult
  func accept(_ condition: String, _ tasks: [TaskID]) throws -> Int {
    try db.run(
      """
      UPDATE task SET accepted = 1 WHERE id IN (SELECT value FROM json_each(?))
        AND \(Self.open) AND \(condition)
      """, [Self.list(tasks)])
    return db.changesCount
  }

  /// What the index `task_destructive` holds, and with it `task_destroyed`.
  private static let destructive = "action IN ('delete', 'suspend') AND accepted = 0"
  static let open = "status IN ('pending', 'approved')"
  static let ended = "(status = 'running' OR status = 'failed' OR status = 'provisioned')"
}
