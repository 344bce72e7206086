import Engine
import GRDB
import Provisioning

extension SQLiteSession {
  func tasks(_ filter: TaskFilter, before: TaskID?, limit: Int) throws -> [ProvisioningTask] {
    let page = try TaskSelection(filter, in: db).page(before: before, limit: limit)
    return try db.rows(page.sql, page.arguments).map(taskWithMembers)
  }

  func tasks(_ filter: TaskFilter, after: TaskID, limit: Int) throws -> [ProvisioningTask] {
    let page = try TaskSelection(filter, in: db).page(after: after, limit: limit)
    return try db.rows(page.sql, page.arguments).map(taskWithMembers)
  }

  func taskCount(_ filter: TaskFilter) throws -> Int {
    let count = try TaskSelection(filter, in: db).count()
    return try db.number(count.sql, count.arguments)
  }

  func taskCount(_ filter: TaskFilter, upTo limit: Int) throws -> Int {
    let count = try TaskSelection(filter, in: db).count(upTo: limit)
    return try db.number(count.sql, count.arguments)
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
