import Synchronization

/// Where each column of a table's rows stands.
final class RowLayout: Sendable {
  private let places: [String: Int]

  private struct Key: Hashable {
    var table: String
    var count: Int
  }

  private static let known = Mutex<[Key: RowLayout]>([:])

  private init(_ row: CursorRow) {
    places = Dictionary(
      (0..<row.count).map { (row.name($0), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The layout of a row as it was seen first for this table and number of columns.
  static func of(_ row: CursorRow, in table: String) -> RowLayout {
    known.withLock { known in
      let key = Key(table: table, count: row.count)
      if let layout = known[key] { return layout }
      let layout = RowLayout(row)
      known[key] = layout
      return layout
    }
  }

  /// Where a column stands, also in a row in which it stands elsewhere; `nil` where it is not there.
  func place(_ column: String, in row: CursorRow) -> Int? {
    if let place = places[column], place < row.count, row.isNamed(column, place) { return place }
    return row.place(of: column)
  }
}
