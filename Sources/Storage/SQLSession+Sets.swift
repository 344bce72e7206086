import Engine
import Provisioning
import Text

/// What is written many rows at a time.
extension SQLSession {
  func add(_ people: [IdentifiedUser]) throws -> [UserID] {
    let first = try db.nextKey(of: "user")
    let ids = Array(first..<first + Int64(people.count))
    let rows = Array(zip(ids, people))
    try Self.users.write(rows, to: db) { id, person in
      let user = person.user
      return [
        id, user.username, person.nameKey, Self.key(user.attributes["email"] ?? ""),
        Self.nameKey(user), user.status.rawValue, person.text,
      ]
    }
    let keys = rows.flatMap { id, person in
      person.keys.values.sorted { $0.key < $1.key }.map { (id, $0.key, $0.value.composed) }
    }
    try Self.keys.write(keys, to: db) { [$0.0, $0.1, $0.2] }
    let held = try roleIDs(Set(people.flatMap(\.user.roles)))
    let roles = rows.flatMap { id, person in
      Set(person.user.roles.compactMap { held[$0] }).sorted().map { (id, $0) }
    }
    try Self.roles.write(roles, to: db) { [$0.0, $0.1] }
    try took(ids, of: .user)
    return ids
  }

  /// The keys of roles by the names that users have them under; those that are new are made.
  private func roleIDs(_ names: Set<String>) throws -> [String: Int64] {
    var ids: [String: Int64] = [:]
    for name in names.sorted() {
      let find = "SELECT id FROM role WHERE name_key = ?"
      if try db.numbers(find, [Self.key(name)]).isEmpty { try createRole(name) }
      ids[name] = try db.numbers(find, [Self.key(name)]).first
    }
    return ids
  }

  func name(_ lines: [(user: UserID, line: Int)]) throws {
    try Self.named.write(lines, to: db) { [$0.user, $0.line] }
  }

  func nextTask() throws -> TaskID { try db.nextKey(of: "task") }

  func file(_ tasks: [ProvisioningTask]) throws {
    try Self.tasks.write(tasks, to: db) { [$0.id] + Self.columns($0) }
    let counts = Dictionary(grouping: tasks) {
      [String($0.app), $0.status.rawValue, $0.action.rawValue]
    }
    for tasks in counts.values {
      if let first = tasks.first { try count(first, tasks.count) }
    }
    try took(tasks.map(\.id), of: .task)
  }

  func save(_ assignments: [AssignmentRecord]) throws {
    try Self.assignments.write(assignments, to: db, Self.columns)
  }

  func save(_ values: [ValueRecord]) throws {
    for record in values where record.isEmpty { try save(record) }
    try Self.values.write(values.filter { !$0.isEmpty }, to: db, Self.columns)
  }

  /// Says that rows brought their keys, and takes them into an index of trigrams where they are many.
  private func took(_ ids: [Int64], of index: TextIndex) throws {
    if let last = ids.max() { try db.tookKeys(of: index.rawValue, upTo: last) }
    if let last = ids.last(where: { $0 % Self.textBatch == 0 }) {
      try indexTexts(index, upTo: last)
    }
  }

  private static let users = RowWriter(
    """
    INSERT INTO user (id, username, username_key, email_key, name_key, status, payload)
    """, columns: 7)
  private static let keys = RowWriter(
    "INSERT INTO user_key", columns: 3,
    "ON CONFLICT (user_id, attribute) DO UPDATE SET value = excluded.value")
  private static let roles = RowWriter(
    "INSERT INTO user_role", columns: 2, "ON CONFLICT DO NOTHING")
  private static let named = RowWriter(
    "INSERT INTO temp.named", columns: 2, "ON CONFLICT DO NOTHING")
  private static let tasks = RowWriter(
    "INSERT INTO task (id, \(taskColumns.joined(separator: ", ")))", columns: taskColumns.count + 1)
  static let assignments = RowWriter(
    """
    INSERT INTO assignment (app_id, user_id, version, outcome, detail, desired, dirty, task_id,
      ignored_task_id, changed_by, unsettled, due_at, unsettled_at)
    """, columns: 13,
    """
    ON CONFLICT (app_id, user_id) DO UPDATE SET version = excluded.version, outcome = excluded.outcome,
      detail = excluded.detail, desired = excluded.desired, dirty = excluded.dirty,
      task_id = excluded.task_id, ignored_task_id = excluded.ignored_task_id,
      changed_by = excluded.changed_by, unsettled = excluded.unsettled,
      due_at = excluded.due_at, unsettled_at = excluded.unsettled_at
    """)
  static let values = RowWriter(
    "INSERT INTO unique_value (app_id, path, value_key, user_id, wish, held, sent)", columns: 7,
    """
    ON CONFLICT (app_id, user_id, path, value_key) DO UPDATE
      SET wish = excluded.wish, held = excluded.held, sent = excluded.sent
    """)
}
