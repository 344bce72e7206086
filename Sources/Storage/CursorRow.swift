import Foundation
import GRDBSQLite
import Text

/// The row at which a statement stands; it is there until the statement goes on.
struct CursorRow {
  let statement: OpaquePointer

  /// How many columns it has.
  var count: Int { Int(sqlite3_data_count(statement)) }

  /// The value of a column, counted from 0.
  func value<Value: ColumnValue>(_ place: Int) throws(StoreError) -> Value {
    guard let value = Value(column: Int32(place), of: statement) else { throw unreadable(place) }
    return value
  }

  /// The value of a column that may be empty.
  func optional<Value: ColumnValue>(_ place: Int) throws(StoreError) -> Value? {
    isEmpty(place) ? nil : try value(place)
  }

  /// The value of the column of this name.
  func value<Value: ColumnValue>(_ name: String) throws(StoreError) -> Value {
    guard let place = place(of: name) else { throw Self.unreadable(name) }
    return try value(place)
  }

  /// The value of the column of this name, which may be empty.
  func optional<Value: ColumnValue>(_ name: String) throws(StoreError) -> Value? {
    guard let place = place(of: name) else { throw Self.unreadable(name) }
    return try optional(place)
  }

  /// The JSON that a column holds; `nil` where it holds none.
  func json(_ place: Int) -> JSONValue? {
    guard sqlite3_column_type(statement, Int32(place)) == SQLITE_TEXT else { return nil }
    return withBytes(place) { try? JSONValue(parsing: $0) }
  }

  /// Looks at the bytes of a text where they stand.
  func withBytes<Value>(_ place: Int, _ look: (UnsafeRawBufferPointer) -> Value) -> Value {
    let start = sqlite3_column_blob(statement, Int32(place))
    let count = Int(sqlite3_column_bytes(statement, Int32(place)))
    return look(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
  }

  func isEmpty(_ place: Int) -> Bool {
    sqlite3_column_type(statement, Int32(place)) == SQLITE_NULL
  }

  /// What stands in a column, of whatever kind, as text.
  func words(_ place: Int) -> String {
    guard let text = sqlite3_column_text(statement, Int32(place)) else { return "nothing" }
    return String(cString: text)
  }

  func name(_ place: Int) -> String {
    sqlite3_column_name(statement, Int32(place)).map { String(cString: $0) } ?? "column \(place)"
  }

  func place(of name: String) -> Int? {
    (0..<count).first { isNamed(name, $0) }
  }

  /// Whether a column has this name.
  func isNamed(_ name: String, _ place: Int) -> Bool {
    guard let found = sqlite3_column_name(statement, Int32(place)) else { return false }
    return strcmp(found, name) == 0
  }

  private func unreadable(_ place: Int) -> StoreError { Self.unreadable(name(place)) }

  private static func unreadable(_ column: String) -> StoreError {
    StoreError(unreadable: column, of: "an answer of the store")
  }
}
