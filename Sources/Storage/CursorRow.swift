import Foundation
import GRDBSQLite
import Text

/// The row at which a statement stands; it is there until the statement goes on.
struct CursorRow {
  /// Where it stands.
  enum Source {
    case sqlite(OpaquePointer)
    /// An answer of PostgreSQL's, and the place of the row in it.
    case postgreSQL(OpaquePointer, line: Int32)
  }

  let source: Source

  init(statement: OpaquePointer) { source = .sqlite(statement) }

  init(answer: OpaquePointer, line: Int32) { source = .postgreSQL(answer, line: line) }

  /// How many columns it has.
  var count: Int {
    switch source {
    case .sqlite(let statement): Int(sqlite3_data_count(statement))
    case .postgreSQL(let answer, _): PostgreSQLCell.count(of: answer)
    }
  }

  /// The value of a column, counted from 0.
  func value<Value: ColumnValue>(_ place: Int) throws(StoreError) -> Value {
    guard let value = Value(column: Int32(place), of: self) else { throw unreadable(place) }
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
    let isText =
      switch source {
      case .sqlite(let statement): sqlite3_column_type(statement, Int32(place)) == SQLITE_TEXT
      case .postgreSQL(let answer, let line):
        PostgreSQLCell(answer, line: line, at: Int32(place)).isText
      }
    guard isText else { return nil }
    return withBytes(place) { try? JSONValue(parsing: $0) }
  }

  /// Looks at the bytes of a text where they stand.
  func withBytes<Value>(_ place: Int, _ look: (UnsafeRawBufferPointer) -> Value) -> Value {
    switch source {
    case .sqlite(let statement):
      let start = sqlite3_column_blob(statement, Int32(place))
      let count = Int(sqlite3_column_bytes(statement, Int32(place)))
      return look(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    case .postgreSQL(let answer, let line):
      return look(PostgreSQLCell(answer, line: line, at: Int32(place)).bytes)
    }
  }

  func isEmpty(_ place: Int) -> Bool {
    switch source {
    case .sqlite(let statement): sqlite3_column_type(statement, Int32(place)) == SQLITE_NULL
    case .postgreSQL(let answer, let line):
      PostgreSQLCell(answer, line: line, at: Int32(place)).isEmpty
    }
  }

  /// What stands in a column, of whatever kind, as text.
  func words(_ place: Int) -> String {
    switch source {
    case .sqlite(let statement):
      return sqlite3_column_text(statement, Int32(place)).map { String(cString: $0) } ?? "nothing"
    case .postgreSQL:
      return isEmpty(place)
        ? "nothing" : withBytes(place) { String(decoding: $0, as: UTF8.self) }
    }
  }

  private func cName(_ place: Int) -> UnsafePointer<CChar>? {
    switch source {
    case .sqlite(let statement): sqlite3_column_name(statement, Int32(place))
    case .postgreSQL(let answer, _): PostgreSQLCell.name(of: answer, at: Int32(place))
    }
  }

  func name(_ place: Int) -> String {
    cName(place).map { String(cString: $0) } ?? "column \(place)"
  }

  func place(of name: String) -> Int? {
    (0..<count).first { isNamed(name, $0) }
  }

  /// Whether a column has this name.
  func isNamed(_ name: String, _ place: Int) -> Bool {
    guard let found = cName(place) else { return false }
    return strcmp(found, name) == 0
  }

  private func unreadable(_ place: Int) -> StoreError { Self.unreadable(name(place)) }

  private static func unreadable(_ column: String) -> StoreError {
    StoreError(unreadable: column, of: "an answer of the store")
  }
}
