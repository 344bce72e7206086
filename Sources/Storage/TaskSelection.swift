import Engine
import Provisioning
import Text

/// Where the tasks of a filter are looked for, and what they must be.
///
/// The planner keeps no statistics of a store that is new, so the way is chosen here. What a user or
/// a group has is read by its index and sorted. Tasks of some apps, statuses or actions are read
/// kind by kind, each newest first until a page is full, and merged. A text is looked up in the
/// index of trigrams, unless few tasks are of those kinds. What is left is walked newest first.
struct TaskSelection {
  /// So many rows are looked at in no time.
  static let few = 10_000

  var source = "task"
  var key = "task.id"
  private var conditions: [String] = []
  var arguments = Arguments()
  /// The kinds that are read one by one; `nil` where the way is another one.
  private var kinds: [TaskKind]?

  private enum Way {
    case user(String)
    case group
    /// An attribute that few users have.
    case attribute(UserAttribute)
    case kinds([TaskKind])
    /// The index of trigrams, asked by a question.
    case index(String)
    /// The tasks that are newer than what the index of trigrams holds.
    case tail
    case newestFirst
  }

  /// What is selected, in parts: each has newer tasks than the next one.
  ///
  /// - Parameter isCounted: whether all of it is counted: then a department that many have is looked up
  ///   by its users, whose tasks an index counts, though no page is found so.
  static func parts(_ filter: TaskFilter, isCounted: Bool = false, in db: any StoreConnection)
    throws
    -> [TaskSelection]
  {
    try ways(filter, isCounted, in: db).map { try TaskSelection(filter, $0, in: db) }
  }

  private static func ways(_ filter: TaskFilter, _ isCounted: Bool, in db: any StoreConnection)
    throws -> [Way]
  {
    if let user = filter.user { return [.user(user)] }
    if filter.group != nil { return [.group] }
    let attributes = filter.attributes.sorted { $0.key < $1.key }.map(UserAttribute.init)
    if let rare = try attributes.first(where: { try $0.isRare(in: db) }) {
      return [.attribute(rare)]
    }
    if isCounted, filter.search == nil, let known = attributes.first(where: \.isIndexed) {
      return [.attribute(known)]
    }
    let kinds = try kinds(filter, in: db)
    guard db.dialect.hasTrigramTables, let match = filter.search.flatMap(Trigrams.match) else {
      return [kinds.map { .kinds($0) } ?? .newestFirst]
    }
    if let kinds, try areFew(kinds, in: db) { return [.kinds(kinds)] }
    return [.tail, .index(match)]
  }

  private init(_ filter: TaskFilter, _ way: Way, in db: any StoreConnection) throws {
    switch way {
    case .user(let name): find(name)
    case .group:
      source = "task INDEXED BY task_by_group"
      add("task.group_id IS NOT NULL")
    case .attribute(let attribute):
      source = """
        user CROSS JOIN app CROSS JOIN task INDEXED BY task_by_user
          ON task.app_id = app.id AND task.user_id = user.id
        """
      add(attribute.condition(in: db.dialect), attribute.arguments)
    case .kinds(let kinds): self.kinds = kinds
    case .index(let match):
      source = "task_search CROSS JOIN task ON task.id = task_search.rowid"
      key = "task_search.rowid"
      add("task_search MATCH ?", match)
    case .tail: add(TextIndex.task.tail)
    case .newestFirst: break
    }
    if kinds == nil { addKinds(filter) }
    if let group = filter.group {
      add(
        "task.group_id IN (SELECT id FROM app_group WHERE name_key = ?)", group.folded)
    }
    addAttributes(filter, db.dialect)
    addSearch(filter, db.dialect)
    try addSince(filter, in: db)
  }

  // MARK: - The questions

  /// The question for a page: the newest before a task, or from the top.
  ///
  /// - Parameter columns: what is asked of each task.
  func page(_ columns: [String] = ["*"], before: TaskID?, limit: Int)
    -> (sql: String, arguments: Arguments)
  {
    guard let before else { return page(columns, "", [], "DESC", limit) }
    return page(columns, "\(key) < ?", [before], "DESC", limit)
  }

  /// The question for a page: the oldest after a task.
  func page(after: TaskID, limit: Int) -> (sql: String, arguments: Arguments) {
    page(["*"], "\(key) > ?", [after], "", limit)
  }

  /// The question how many there are, counted up to a limit where there is one.
  func count(upTo limit: Int? = nil) -> (sql: String, arguments: Arguments) {
    guard let kinds else {
      let rows = "FROM \(source)\(clause())"
      guard let limit else { return ("SELECT count(*) \(rows)", arguments) }
      return ("SELECT count(*) FROM (SELECT 1 \(rows) LIMIT ?) AS found", arguments + [limit])
    }
    let (each, arguments) = union(kinds, "", [])
    guard let limit else { return ("SELECT count(*) FROM (\(each)) AS found", arguments) }
    return ("SELECT count(*) FROM (\(each) LIMIT ?) AS found", arguments + [limit])
  }

  private func page(
    _ columns: [String], _ bound: String, _ place: Arguments, _ order: String,
    _ limit: Int
  ) -> (sql: String, arguments: Arguments) {
    let columns = columns.map { "task.\($0)" }.joined(separator: ", ")
    guard let kinds else {
      return (
        "SELECT \(columns) FROM \(source)\(clause(bound)) ORDER BY \(key) \(order) LIMIT ?",
        arguments + place + [limit]
      )
    }
    let (each, arguments) = union(kinds, bound, place, " ORDER BY task.id \(order) LIMIT \(limit)")
    return (
      """
      SELECT \(columns)
      FROM (SELECT id AS found FROM (\(each)) AS each ORDER BY id \(order) LIMIT ?) AS page
        CROSS JOIN task ON task.id = found
      ORDER BY found \(order)
      """, arguments + [limit]
    )
  }

  /// The tasks of the kinds, one kind after the other.
  private func union(
    _ kinds: [TaskKind], _ bound: String, _ place: Arguments, _ end: String = ""
  ) -> (sql: String, arguments: Arguments) {
    // No kind is left: nothing is found.
    if kinds.isEmpty { return ("SELECT id FROM task WHERE 1 = 0", []) }
    let one = """
      SELECT id FROM (SELECT task.id FROM task INDEXED BY task_by_kind
        \(clause(TaskKind.condition, bound))\(end)) AS kind
      """
    return (
      kinds.map { _ in one }.joined(separator: " UNION ALL "),
      kinds.reduce(into: []) { $0 += arguments + $1.arguments + place }
    )
  }

  private func clause(_ more: String...) -> String {
    let all = conditions + more.filter { !$0.isEmpty }
    return all.isEmpty ? "" : " WHERE " + all.joined(separator: " AND ")
  }

  mutating func add(_ condition: String, _ values: (any StatementArgument)...) {
    add(condition, values)
  }

  mutating func add(_ condition: String, _ values: Arguments) {
    conditions.append(condition)
    arguments += values
  }
}
