import Engine
import Provisioning

extension SQLSession {
  func tasks(_ filter: TaskFilter, before: TaskID?, limit: Int) throws -> [ProvisioningTask] {
    var tasks: [ProvisioningTask] = []
    for part in try TaskSelection.parts(filter, in: db) where tasks.count < limit {
      let page = part.page(before: before, limit: limit - tasks.count)
      tasks += try db.rows(page.sql, page.arguments).map(taskWithMembers)
    }
    return tasks
  }

  func tasks(_ filter: TaskFilter, after: TaskID, limit: Int) throws -> [ProvisioningTask] {
    var tasks: [ProvisioningTask] = []
    for part in try TaskSelection.parts(filter, in: db).reversed() where tasks.count < limit {
      let page = part.page(after: after, limit: limit - tasks.count)
      tasks += try db.rows(page.sql, page.arguments).map(taskWithMembers)
    }
    return tasks
  }

  func taskCount(_ filter: TaskFilter) throws -> Int {
    try TaskSelection.parts(filter, isCounted: true, in: db).reduce(0) { found, part in
      let count = part.count()
      return try found + db.number(count.sql, count.arguments)
    }
  }

  func taskCount(_ filter: TaskFilter, upTo limit: Int) throws -> Int {
    try TaskSelection.parts(filter, in: db).reduce(0) { found, part in
      let count = part.count(upTo: limit - found)
      return try found + db.number(count.sql, count.arguments)
    }
  }

  func taskCounts(_ app: AppID) throws -> [TaskStatus: Int] {
    try writeCounts()
    let rows = db.rows(
      "SELECT app_id, status, n FROM task_count WHERE app_id = ? AND n > 0", [app])
    var counts: [TaskStatus: Int] = [:]
    try rows.forEach { row in
      let row = StoredRow(row, of: "task_count", key: "app_id", "status")
      counts[try row.word("status")] = try row.value("n") as Int
    }
    return counts
  }
}
