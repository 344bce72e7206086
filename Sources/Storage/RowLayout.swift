import GRDB
import Synchronization

/// Where each column of a table's rows stands. GRDB compares a name with each column's in lower case,
/// which for a row of thirty columns takes longer than the query.
final class RowLayout: Sendable {
  private let places: [String: Int]

  private struct Key: Hashable {
    var table: String
    var count: Int
  }

  private static let known = Mutex<[Key: RowLayout]>([:])

  private init(_ row: Row) {
    places = Dictionary(
      zip(row.columnNames, 0...).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
  }

  /// The layout of a row as it was seen first for this table and number of columns.
  static func of(_ row: Row, in table: String) -> RowLayout {
    known.withLock { known in
      let key = Key(table: table, count: row.count)
      if let layout = known[key] { return layout }
      let layout = RowLayout(row)
      known[key] = layout
      return layout
    }
  }

  /// The value of a column, also of a row in which it stands elsewhere.
  func value(_ column: String, in row: Row) -> DatabaseValue {
    if let place = places[column], place < row.count {
      let (name, value) = row[row.index(row.startIndex, offsetBy: place)]
      if name == column { return value }
    }
    return row[column]
  }
}
