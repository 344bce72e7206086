import Engine
import GRDBSQLite
import Provisioning
import Synchronization
import Text

/// The apps as their rows said last: an app is read with every task, and changes once in a while. Each
/// is found by all that stands in its row, so that nothing here can be out of date.
final class KnownApps: Sendable {
  private struct Known: Sendable {
    let row: [StoredCell]
    let app: AppRecord
  }

  private let known = Mutex<[AppID: Known]>([:])

  /// The app that a row holds.
  ///
  /// - Parameter read: reads the row, where it says anything new.
  func app(_ id: AppID, in row: CursorRow, read: () throws -> AppRecord) rethrows -> AppRecord {
    if let before = known.withLock({ $0[id] }), before.row.count == row.count,
      before.row.indices.allSatisfy({ before.row[$0].isSame(as: row, at: $0) })
    {
      return before.app
    }
    // The cells first: to read a number as text changes what the row says of it.
    let cells = (0..<row.count).map { StoredCell(row, at: $0) }
    let app = try read()
    known.withLock { $0[id] = Known(row: cells, app: app) }
    return app
  }
}

/// What stands in one column, byte for byte.
private enum StoredCell: Sendable {
  case integer(Int64)
  case real(Double)
  case bytes([UInt8])
  case empty

  init(_ row: CursorRow, at place: Int) {
    guard case .sqlite(let statement) = row.source else {
      self = row.isEmpty(place) ? .empty : row.withBytes(place) { .bytes(Array($0)) }
      return
    }
    self =
      switch sqlite3_column_type(statement, Int32(place)) {
      case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, Int32(place)))
      case SQLITE_FLOAT: .real(sqlite3_column_double(statement, Int32(place)))
      case SQLITE_NULL: .empty
      default: row.withBytes(place) { .bytes(Array($0)) }
      }
  }

  /// Whether the same stands in a column now; what is long is not copied for it.
  func isSame(as row: CursorRow, at place: Int) -> Bool {
    guard case .sqlite(let statement) = row.source else {
      guard case .bytes(let bytes) = self else { return row.isEmpty(place) }
      return !row.isEmpty(place) && row.withBytes(place) { $0.elementsEqual(bytes) }
    }
    let column = Int32(place)
    let kind = sqlite3_column_type(statement, column)
    switch self {
    case .integer(let value):
      return kind == SQLITE_INTEGER && value == sqlite3_column_int64(statement, column)
    case .real(let value):
      return kind == SQLITE_FLOAT && value == sqlite3_column_double(statement, column)
    case .empty: return kind == SQLITE_NULL
    case .bytes(let bytes):
      guard kind == SQLITE_TEXT || kind == SQLITE_BLOB else { return false }
      return row.withBytes(place) { $0.elementsEqual(bytes) }
    }
  }
}
