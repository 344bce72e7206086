import Engine
import Provisioning
import Text

extension TaskSelection {
  /// More kinds than this are walked together: a statement has only so many parts.
  private static let mostKinds = 200

  /// The kinds that are there, where the filter leaves some out, and they are not too many.
  static func kinds(_ filter: TaskFilter, in db: any StoreConnection) throws -> [TaskKind]? {
    if filter.app == nil, filter.statuses.isEmpty, filter.actions.isEmpty { return nil }
    let kinds = try TaskKind.all(filter, in: db)
    return kinds.count > mostKinds ? nil : kinds
  }

  static func areFew(_ kinds: [TaskKind], in db: any StoreConnection) throws -> Bool {
    var found = 0
    for kind in kinds where found <= few {
      found += try db.number(
        """
        SELECT count(*) FROM (SELECT 1 FROM task INDEXED BY task_by_kind
          WHERE \(TaskKind.condition) LIMIT \(few + 1)) AS found
        """, kind.arguments)
    }
    return found <= few
  }

  /// What a kind leaves out, of tasks that are found by another way: no index is asked for it.
  mutating func addKinds(_ filter: TaskFilter) {
    if let app = filter.app { add("+task.app_id = ?", app) }
    if !filter.statuses.isEmpty {
      add("+task.status IN (\(Self.quoted(filter.statuses.map(\.rawValue))))")
    }
    if !filter.actions.isEmpty {
      add("+task.action IN (\(Self.quoted(filter.actions.map(\.rawValue))))")
    }
  }

  /// The tasks on a user, and those with the user among the members.
  mutating func find(_ user: String) {
    let id = "(SELECT id FROM user WHERE username_key = ?)"
    source = """
      (SELECT id AS found FROM task INDEXED BY task_by_user
          WHERE app_id IN (SELECT id FROM app) AND user_id = \(id)
        UNION SELECT task_id FROM task_member INDEXED BY task_member_by_user WHERE user_id = \(id)) AS concerned
      CROSS JOIN task ON task.id = found
      """
    let key = user.folded
    arguments += [key, key]
  }

  mutating func addAttributes(_ filter: TaskFilter, _ dialect: any StoreDialect) {
    for attribute in filter.attributes.sorted(by: { $0.key < $1.key }).map(UserAttribute.init) {
      let condition = attribute.condition(in: dialect)
      add(
        "EXISTS (SELECT 1 FROM user WHERE user.id = task.user_id AND \(condition))",
        attribute.arguments)
    }
  }

  mutating func addSearch(_ filter: TaskFilter, _ dialect: any StoreDialect) {
    func pattern(_ text: String) -> String { "%" + Trigrams.escapedForLike(text) + "%" }
    // What is looked for is asked of the columns as they are indexed; an error that is not there holds
    // nothing that is left out.
    func holds(_ error: String) -> String {
      "(\(dialect.isLike("task.name")) OR \(dialect.isLike(error)))"
    }
    // A pattern ends at a NUL; no name holds one.
    for text in filter.without.sorted() where !text.contains("\0") {
      add("NOT " + holds("coalesce(task.error, '')"), pattern(text), pattern(text))
    }
    guard let search = filter.search else { return }
    if search.contains("\0") { add("1 = 0") }
    add(holds("task.error"), pattern(search), pattern(search))
  }

  /// Where few tasks were filed since, nothing before the first of them is looked at: clocks are set
  /// back, so that a later task may be filed earlier, but not before that one.
  mutating func addSince(_ filter: TaskFilter, in db: any StoreConnection) throws {
    guard let since = filter.since else { return }
    let first = try db.row(
      """
      SELECT count(*) AS n, min(id) AS id FROM
        (SELECT id FROM task INDEXED BY task_by_time WHERE created_at >= ? LIMIT \(Self.few + 1)) AS found
      """, [since]
    ).map { (found: try $0.value(0) as Int, id: try $0.optional(1) as TaskID?) }
    if let first, first.found <= Self.few { add("\(key) >= ?", first.id ?? .max) }
    add("task.created_at >= ?", since)
  }

  /// Raw values of our own enums, so that no text from outside is among them.
  private static func quoted(_ values: [String]) -> String {
    values.sorted().map { "'\($0)'" }.joined(separator: ", ")
  }
}
