import Engine
import GRDB
import Provisioning

extension SQLiteSession {
  func tasks(_ filter: TaskFilter, before: TaskID?, limit: Int) throws -> [ProvisioningTask] {
    var tasks: [ProvisioningTask] = []
    for part in try TaskSelection.parts(filter, in: db) where tasks.count < limit {
      let below = before.map { _ in "\(part.key) < ?" }
      var arguments = part.arguments
      if let before { arguments += [before] }
      tasks += try db.rows(
        """
        SELECT task.* FROM \(part.source)\(part.clause(below))
        ORDER BY \(part.key) DESC LIMIT ?
        """, arguments + [limit - tasks.count]
      ).map(taskWithMembers)
    }
    return tasks
  }

  func tasks(_ filter: TaskFilter, after: TaskID, limit: Int) throws -> [ProvisioningTask] {
    var tasks: [ProvisioningTask] = []
    for part in try TaskSelection.parts(filter, in: db).reversed() where tasks.count < limit {
      tasks += try db.rows(
        """
        SELECT task.* FROM \(part.source)\(part.clause("\(part.key) > ?"))
        ORDER BY \(part.key) LIMIT ?
        """, part.arguments + [after, limit - tasks.count]
      ).map(taskWithMembers)
    }
    return tasks
  }

  func taskCount(_ filter: TaskFilter) throws -> Int {
    try TaskSelection.parts(filter, in: db).reduce(0) { count, part in
      try count
        + db.number("SELECT count(*) FROM \(part.source)\(part.clause())", part.arguments)
    }
  }

  func taskCount(_ filter: TaskFilter, upTo limit: Int) throws -> Int {
    try TaskSelection.parts(filter, in: db).reduce(0) { count, part in
      try count
        + db.number(
          "SELECT count(*) FROM (SELECT 1 FROM \(part.source)\(part.clause()) LIMIT ?)",
          part.arguments + [limit - count])
    }
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
