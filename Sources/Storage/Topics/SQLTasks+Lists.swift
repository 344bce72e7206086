import Engine
import Provisioning

extension SQLTasks {
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
    if filter.isOfKinds { return try keptCount(filter) }
    return try TaskSelection.parts(filter, isCounted: true, in: db).reduce(0) { found, part in
      let count = part.count()
      return try found + db.number(count.sql, count.arguments)
    }
  }

  func taskCount(_ filter: TaskFilter, upTo limit: Int) throws -> Int {
    if filter.isOfKinds { return min(try keptCount(filter), limit) }
    return try TaskSelection.parts(filter, in: db).reduce(0) { found, part in
      let count = part.count(upTo: limit - found)
      return try found + db.number(count.sql, count.arguments)
    }
  }

  func taskCounts(_ app: AppID) throws -> [TaskStatus: Int] {
    try writeCounts()
    let rows = db.rows(
      "SELECT app_id, status, action, n FROM task_count WHERE app_id = ? AND n > 0", [app])
    var counts: [TaskStatus: Int] = [:]
    try rows.forEach { row in
      let row = StoredRow(row, of: "task_count", key: "app_id", "status", "action")
      counts[try row.word("status"), default: 0] += try row.value("n") as Int
    }
    return counts
  }

  /// How many tasks of some kinds there are, as it is kept.
  private func keptCount(_ filter: TaskFilter) throws -> Int {
    let statuses = Set(filter.statuses.map(\.rawValue))
    let actions = Set(filter.actions.map(\.rawValue))
    var count = 0
    try writeCounts()
    try db.rows("SELECT app_id, status, action, n FROM task_count").forEach { row in
      let (app, status, action): (AppID, String, String) =
        (try row.value(0), try row.value(1), try row.value(2))
      guard app == filter.app ?? app, statuses.isEmpty || statuses.contains(status),
        actions.isEmpty || actions.contains(action)
      else { return }
      count += try row.value(3) as Int
    }
    return count
  }
}

extension TaskFilter {
  /// Whether nothing but the app, status and action of a task decides.
  fileprivate var isOfKinds: Bool {
    user == nil && search == nil && since == nil && group == nil && attributes.isEmpty
      && without.isEmpty
  }
}
