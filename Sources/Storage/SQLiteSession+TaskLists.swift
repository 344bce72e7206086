import Engine
import GRDB
import Provisioning

extension SQLiteSession {
  func tasks(_ filter: TaskFilter, before: TaskID?, limit: Int) throws -> [ProvisioningTask] {
    let selection = try TaskSelection(filter, in: db)
    let below = before.map { _ in "\(selection.key) < ?" }
    var arguments = selection.arguments
    if let before { arguments += [before] }
    return try db.rows(
      """
      SELECT task.* FROM \(selection.source)\(selection.clause(below))
      ORDER BY \(selection.key) DESC LIMIT ?
      """, arguments + [limit]
    ).map(taskWithMembers)
  }

  func tasks(_ filter: TaskFilter, after: TaskID, limit: Int) throws -> [ProvisioningTask] {
    let selection = try TaskSelection(filter, in: db)
    return try db.rows(
      """
      SELECT task.* FROM \(selection.source)\(selection.clause("\(selection.key) > ?"))
      ORDER BY \(selection.key) LIMIT ?
      """, selection.arguments + [after, limit]
    ).map(taskWithMembers)
  }

  func taskCount(_ filter: TaskFilter) throws -> Int {
    let selection = try TaskSelection(filter, in: db)
    return try db.number(
      "SELECT count(*) FROM \(selection.source)\(selection.clause())", selection.arguments)
  }

  func taskCount(_ filter: TaskFilter, upTo limit: Int) throws -> Int {
    let selection = try TaskSelection(filter, in: db)
    return try db.number(
      "SELECT count(*) FROM (SELECT 1 FROM \(selection.source)\(selection.clause()) LIMIT ?)",
      selection.arguments + [limit])
  }

  func taskCounts(_ app: AppID) throws -> [TaskStatus: Int] {
    let rows = try db.rows(
      "SELECT app_id, status, n FROM task_count WHERE app_id = ? AND n > 0", [app])
    return try rows.reduce(into: [:]) { counts, row in
      let row = StoredRow(row, of: "task_count", key: "app_id", "status")
      let status: TaskStatus = try row.word("status")
      counts[status] = try row.value("n") as Int
    }
  }
}
