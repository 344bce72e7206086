import Engine

extension SQLSession {
  /// At most so many problems of a kind are named.
  static let mostProblems = 20

  /// Reads every row as everything else reads it, so that what a command would stumble over is found.
  func recordFinding() throws -> StoreFinding {
    let most = Self.mostProblems
    let readers: [(table: String, read: (CursorRow) throws -> Void)] = [
      ("app", { _ = try SQLApps(session: self).app($0) }),
      ("user", { _ = try SQLDirectory.storedUser($0) }),
      ("assignment", { _ = try SQLAssignments.assignment($0) }),
      ("account", { _ = try SQLAccounts.account($0) }),
      ("former_account", { _ = try SQLAccounts.former($0) }),
      ("attribute_finding", { _ = try SQLFindings.finding($0) }),
      ("unique_value", { _ = try SQLValues.value($0) }),
      ("app_group", { _ = try SQLGroups.group($0) }),
      ("membership", { _ = try SQLGroups.membership($0) }),
      ("task", { _ = try SQLTasks(session: self).taskWithMembers($0) }),
      ("task_attempt", { _ = try SQLQueue.attempt($0) }),
      ("directory_source", { _ = try SQLSources.source($0) }),
    ]
    var problems: [String] = []
    for reader in readers where problems.count < most {
      try db.walk(reader.table) { row in
        if problems.count >= most { return }
        do {
          try reader.read(row)
        } catch let error as StoreError {
          problems.append(error.problem ?? error.sentence)
        }
      }
    }
    let entries = try db.numbers(
      "SELECT seq FROM audit WHERE NOT json_valid(detail) LIMIT \(most)")
    problems += entries.map { "audit entry \($0) holds no readable detail" }
    let users = try directory.userCount()
    let tasks = try db.number("SELECT count(*) FROM task")
    return StoreFinding(.records, seen: "\(users) users, \(tasks) tasks", problems: problems)
  }

  /// Compares the kept counts of tasks with the tasks.
  func countFinding() throws -> StoreFinding {
    let problems = try db.rows(
      """
      SELECT app_id, status, action, sum(kept) AS kept, sum(found) AS found FROM (
        SELECT app_id, status, action, n AS kept, 0 AS found FROM task_count
        UNION ALL
        SELECT app_id, status, action, 0, count(*) FROM task GROUP BY app_id, status, action
      ) AS counted GROUP BY app_id, status, action HAVING sum(kept) <> sum(found)
      """
    ).map { row in
      "the count of \(row.words(1)) \(row.words(2)) tasks of app \(row.words(0)) says \(row.words(3)), and there are \(row.words(4))"
    }
    return StoreFinding(.counts, seen: "the tasks are as many as is kept", problems: problems)
  }
}
