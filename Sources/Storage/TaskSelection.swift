import Engine
import GRDB
import Provisioning

/// Where the tasks of a filter are looked for, and what they must be.
///
/// The planner keeps no statistics of a store that is new, so the way is chosen here: what few tasks
/// have is read by its index and sorted, what many have is walked newest first until a page is full,
/// and a text is looked up in the index of trigrams, and in the rows that it does not hold yet.
struct TaskSelection {
  /// So many rows are read and sorted in no time.
  static let few = 2_000

  private(set) var source = "task"
  private(set) var key = "task.id"
  private(set) var conditions: [String] = []
  private(set) var arguments = StatementArguments()

  private enum Way {
    /// The rows themselves, by the index of an action where that is one.
    case rows(byAction: Bool)
    /// The index of trigrams, asked by a question.
    case index(String)
    /// The rows that are newer than what the index of trigrams holds.
    case tail
  }

  /// What is selected, in parts: each has newer tasks than the next one.
  static func parts(_ filter: TaskFilter, in db: Database) throws -> [TaskSelection] {
    let isRare = try isRare(filter, in: db)
    let match = filter.search.flatMap(Trigrams.match)
    if let match, !isRare, filter.user == nil, filter.group == nil {
      return [
        try TaskSelection(filter, .tail, in: db), try TaskSelection(filter, .index(match), in: db),
      ]
    }
    let byAction =
      filter.actions.count == 1 && filter.app != nil && !isRare && filter.user == nil
    return [try TaskSelection(filter, .rows(byAction: byAction), in: db)]
  }

  private init(_ filter: TaskFilter, _ way: Way, in db: Database) throws {
    var byStatus = false
    switch way {
    case .rows(byAction: true): source = "task INDEXED BY task_by_action"
    case .rows(byAction: false): byStatus = !filter.statuses.isEmpty
    case .index(let match):
      source = "task_search CROSS JOIN task ON task.id = task_search.rowid"
      key = "task_search.rowid"
      add("task_search MATCH ?", match)
    case .tail: add(SQLiteSession.TextIndex.task.tail)
    }
    addKinds(filter, byStatus: byStatus)
    addUser(filter)
    try addAttributes(filter, in: db)
    if let search = filter.search {
      // A pattern ends at a NUL; no name holds one.
      if search.contains("\0") { add("0") }
      let pattern = "%" + Trigrams.escapedForLike(search) + "%"
      add("(task.name LIKE ? ESCAPE '\\' OR task.error LIKE ? ESCAPE '\\')", pattern, pattern)
    }
    if let since = filter.since { add("created_at >= ?", since) }
    if let group = filter.group {
      add("group_id IN (SELECT id FROM app_group WHERE name_key = ?)", SQLiteSession.key(group))
    }
  }

  /// The condition of all that is selected, with more.
  func clause(_ more: String? = nil) -> String {
    let all = conditions + (more.map { [$0] } ?? [])
    return all.isEmpty ? "" : " WHERE " + all.joined(separator: " AND ")
  }

  private mutating func add(_ condition: String, _ values: (any DatabaseValueConvertible)...) {
    conditions.append(condition)
    arguments += StatementArguments(values)
  }

  /// - Parameter byStatus: whether the index of the statuses is a way; without a status the list is
  ///   walked by its key, since by that index it would be sorted as a whole.
  private mutating func addKinds(_ filter: TaskFilter, byStatus: Bool) {
    if let app = filter.app {
      let isIndexed = byStatus || source.contains("INDEXED")
      add(isIndexed ? "task.app_id = ?" : "+task.app_id = ?", app)
    }
    if !filter.statuses.isEmpty {
      add("task.status IN (\(Self.quoted(filter.statuses.map(\.rawValue))))")
    }
    if !filter.actions.isEmpty {
      let isIndexed = source.contains("INDEXED")
      add("\(isIndexed ? "" : "+")task.action IN (\(Self.quoted(filter.actions.map(\.rawValue))))")
    }
  }

  private mutating func addUser(_ filter: TaskFilter) {
    guard let user = filter.user else { return }
    let key = SQLiteSession.key(user)
    add(
      """
      (task.user_id IN (SELECT id FROM user WHERE username_key = ?)
        OR task.id IN (SELECT task_id FROM task_member JOIN user ON user.id = user_id
          WHERE username_key = ?))
      """, key, key)
  }

  private mutating func addAttributes(_ filter: TaskFilter, in db: Database) throws {
    for (name, value) in filter.attributes.sorted(by: { $0.key < $1.key }) {
      if name == "department", try Self.isSmall(department: value, in: db) {
        add("task.user_id IN (SELECT id FROM user WHERE \(Self.department) = ?)", value)
      } else {
        add(
          """
          EXISTS (SELECT 1 FROM user, json_each(payload, '$[1]') AS attribute
            WHERE user.id = task.user_id AND attribute.key = ? COLLATE NOCASE
              AND attribute.value = ? COLLATE NOCASE)
          """, name, value)
      }
    }
  }

  /// As the index of the users has it.
  private static let department = "json_extract(payload, '$[1].department') COLLATE NOCASE"

  private static func isSmall(department: String, in db: Database) throws -> Bool {
    let found = try db.number(
      """
      SELECT count(*) FROM (SELECT 1 FROM user WHERE \(Self.department) = ? LIMIT \(few + 1))
      """, [department])
    return found <= few
  }

  /// Whether the statuses alone leave few tasks, by the kept counters.
  private static func isRare(_ filter: TaskFilter, in db: Database) throws -> Bool {
    guard let app = filter.app, !filter.statuses.isEmpty else { return false }
    let found = try db.number(
      """
      SELECT coalesce(sum(n), 0) FROM task_count
      WHERE app_id = ? AND status IN (\(quoted(filter.statuses.map(\.rawValue))))
      """, [app])
    return found <= few
  }

  /// Raw values of our own enums, so that no text from outside is among them.
  private static func quoted(_ values: [String]) -> String {
    values.sorted().map { "'\($0)'" }.joined(separator: ", ")
  }
}
