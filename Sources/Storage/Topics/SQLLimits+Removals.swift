import Engine
import Provisioning

extension SQLLimits {
  func removals(_ app: AppID, since: Double?) throws -> [GroupID: RemovalCount] {
    var counts: [GroupID: RemovalCount] = [:]
    let open = db.rows(
      """
      SELECT group_id, count(*) AS n
      FROM task INDEXED BY task_removing JOIN task_member ON task_id = task.id
      WHERE app_id = ? AND \(Self.open) AND \(Self.removals) AND state = 'open' GROUP BY group_id
      """, [app])
    try open.forEach { row in
      counts[try row.value(0), default: RemovalCount()].open = try row.value(1)
    }
    guard let since else { return counts }
    let ended = db.rows(
      """
      SELECT group_id, count(*) AS n, count(*) FILTER (WHERE state = 'done') AS done
      FROM task INDEXED BY task_removed JOIN task_member ON task_id = task.id
      WHERE app_id = ? AND created_at >= ? AND \(Self.ended) AND \(Self.removals)
        AND state <> 'skipped'
      GROUP BY group_id
      """, [app, since])
    try ended.forEach { row in
      let group: GroupID = try row.value(0)
      counts[group, default: RemovalCount()].recent = try row.value(1)
      counts[group, default: RemovalCount()].done = try row.value(2)
    }
    return counts
  }

  func removalCount(of tasks: [TaskID]) throws -> Int {
    try db.number(
      """
      SELECT count(*) FROM task JOIN task_member ON task_id = task.id
      WHERE task.id IN (SELECT value FROM json_each(?)) AND \(Self.open) AND \(Self.removals)
        AND state = 'open'
      """, [Self.list(tasks)])
  }

  func acceptRemovals(_ app: AppID, since: Double?) throws {
    try accept(Self.removals, app, since: since)
  }

  func acceptRemovals(_ tasks: [TaskID]) throws {
    try accept(Self.removals, tasks)
  }

  func isAccepted(_ task: TaskID) throws -> Bool {
    try db.number("SELECT accepted FROM task WHERE id = ?", [task]) == 1
  }

  func managedMembers(_ group: GroupID) throws -> Int {
    try db.number(
      """
      SELECT count(*) FROM membership JOIN app_group ON app_group.id = group_id
      WHERE group_id = ? AND known = 1 AND (ours = 1 OR origin = 'created')
      """, [group])
  }

  func managedMembers(of app: AppID) throws -> Int {
    try db.number(
      """
      SELECT count(*) FROM app_group JOIN membership ON group_id = app_group.id
      WHERE app_id = ? AND known = 1 AND (ours = 1 OR origin = 'created')
      """, [app])
  }

  /// What the index `task_removing` holds, and with it `task_removed`.
  private static let removals = "action = 'remove-members' AND accepted = 0"
}
