import Engine
import GRDB
import Provisioning

extension SQLiteSession {
  func tasks(_ filter: TaskFilter, before: TaskID?, limit: Int) throws -> [ProvisioningTask] {
    var (conditions, arguments) = Self.conditions(filter)
    if let before {
      conditions.append("task.id < ?")
      arguments += [before]
    }
    return try db.rows(
      "SELECT * FROM task\(Self.clause(conditions)) ORDER BY task.id DESC LIMIT ?",
      arguments + [limit]
    ).map(taskWithMembers)
  }

  func taskCount(_ filter: TaskFilter) throws -> Int {
    let (conditions, arguments) = Self.conditions(filter)
    return try db.number("SELECT count(*) FROM task\(Self.clause(conditions))", arguments)
  }

  func taskCounts(_ app: AppID) throws -> [TaskStatus: Int] {
    let rows = try db.rows("SELECT status, n FROM task_count WHERE app_id = ? AND n > 0", [app])
    let pairs = rows.compactMap { row in
      TaskStatus(rawValue: row["status"]).map { ($0, row["n"] as Int) }
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  static func clause(_ conditions: [String]) -> String {
    conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
  }

  static func conditions(_ filter: TaskFilter) -> ([String], StatementArguments) {
    var conditions: [String] = []
    var arguments = StatementArguments()
    if let app = filter.app {
      // Without a status the list is walked by its key: by the index it would be sorted as a whole.
      conditions.append(filter.statuses.isEmpty ? "+app_id = ?" : "app_id = ?")
      arguments += [app]
    }
    if !filter.statuses.isEmpty {
      conditions.append("status IN (\(quoted(filter.statuses.map(\.rawValue))))")
    }
    if !filter.actions.isEmpty {
      conditions.append("action IN (\(quoted(filter.actions.map(\.rawValue))))")
    }
    if let user = filter.user {
      conditions.append(
        """
        (user_id IN (SELECT id FROM user WHERE username_key = ?)
          OR task.id IN (SELECT task_id FROM task_member JOIN user ON user.id = user_id
            WHERE username_key = ?))
        """)
      arguments += [key(user), key(user)]
    }
    if let search = filter.search {
      let pattern = "%" + escapedForLike(search) + "%"
      conditions.append("(name LIKE ? ESCAPE '\\' OR error LIKE ? ESCAPE '\\')")
      arguments += [pattern, pattern]
    }
    if let since = filter.since {
      conditions.append("created_at >= ?")
      arguments += [since]
    }
    if let group = filter.group {
      conditions.append(
        "group_id IN (SELECT id FROM app_group WHERE name_key = ?)")
      arguments += [key(group)]
    }
    for (name, value) in filter.attributes.sorted(by: { $0.key < $1.key }) {
      conditions.append(
        """
        EXISTS (SELECT 1 FROM user, json_each(payload, '$[1]') AS attribute
          WHERE user.id = task.user_id AND attribute.key = ? COLLATE NOCASE
            AND attribute.value = ? COLLATE NOCASE)
        """)
      arguments += [name, value]
    }
    return (conditions, arguments)
  }

  /// Raw values of our own enums, so that no text from outside is among them.
  private static func quoted(_ values: [String]) -> String {
    values.sorted().map { "'\($0)'" }.joined(separator: ", ")
  }

  private static func escapedForLike(_ text: String) -> String {
    String(text.flatMap { "\\%_".contains($0) ? ["\\", $0] : [$0] })
  }
}
