/// What a prepared statement touches, as far as it decides whether an answer still holds.
struct PostgreSQLStatement: Sendable {
  /// The name that it is kept under.
  let name: String
  /// How many arguments it takes.
  let arguments: Int
  /// Every word in it: tables, columns and all the others.
  private let words: Set<String>
  /// What it changes; `nil` where it only reads.
  private let change: Change?

  private struct Change {
    /// The table; `nil` for any.
    var table: String?
    /// The columns that it sets; `nil` for all of them, and for rows that come or go.
    var columns: Set<String>?
  }

  init(name: String, _ translation: PostgreSQLTranslation) {
    self.name = name
    arguments = translation.arguments
    words = Set(translation.words)
    change = Self.change(translation.words)
  }

  /// Whether it changes anything.
  var isWriting: Bool { change != nil }

  /// Whether what it changes may change what another statement was answered.
  func mayChange(_ other: PostgreSQLStatement) -> Bool {
    guard let change else { return false }
    guard let table = change.table else { return true }
    // Changes of tasks are counted by a trigger.
    if table == "task", other.words.contains("task_count") { return true }
    guard other.words.contains(table) else { return false }
    // A column that is set is named by whoever reads it, or all are read.
    guard let columns = change.columns, !other.words.contains("*") else { return true }
    return !columns.isDisjoint(with: other.words)
  }

  private static func change(_ words: [String]) -> Change? {
    switch words.first {
    case "SELECT": return nil
    case "INSERT" where words.count > 2 && words[1] == "INTO": return Change(table: words[2])
    case "UPDATE" where words.count > 1: return Change(table: words[1], columns: columns(words))
    // What is deleted may take rows of other tables with it.
    default: return Change()
    }
  }

  /// The columns that an `UPDATE` sets, and perhaps more words; `nil` where it is not plain which.
  private static func columns(_ words: [String]) -> Set<String>? {
    guard let start = words.firstIndex(of: "SET"), let end = words.firstIndex(of: "WHERE"),
      start < end, !words[start..<end].contains("SELECT")
    else { return nil }
    return Set(words[start..<end])
  }
}
