import GRDBSQLite
import Text

/// A value that goes into a statement.
protocol StatementArgument: PostgreSQLArgument {
  /// Binds the value to an argument of SQLite's, counted from 1.
  ///
  /// - Returns: SQLite's result code.
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32
}

/// A value that a column can hold.
protocol ColumnValue: StatementArgument {
  /// The value of a column, counted from 0; `nil` where it holds anything else.
  init?(column place: Int32, of row: CursorRow)
}

/// SQLite's word for "copy it, it does not stay".
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension Int64: ColumnValue {
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
    sqlite3_bind_int64(statement, place, self)
  }

  init?(column place: Int32, of row: CursorRow) {
    switch row.source {
    case .sqlite(let statement):
      guard sqlite3_column_type(statement, place) == SQLITE_INTEGER else { return nil }
      self = sqlite3_column_int64(statement, place)
    case .postgreSQL(let answer, let line):
      guard let value = PostgreSQLCell(answer, line: line, at: place).integer else { return nil }
      self = value
    }
  }
}

extension Int: ColumnValue {
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
    sqlite3_bind_int64(statement, place, Int64(self))
  }

  init?(column place: Int32, of row: CursorRow) {
    guard let value = Int64(column: place, of: row) else { return nil }
    self.init(exactly: value)
  }
}

extension Bool: ColumnValue {
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
    sqlite3_bind_int64(statement, place, self ? 1 : 0)
  }

  init?(column place: Int32, of row: CursorRow) {
    guard let value = Int64(column: place, of: row) else { return nil }
    self = value != 0
  }
}

extension Double: ColumnValue {
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
    sqlite3_bind_double(statement, place, self)
  }

  init?(column place: Int32, of row: CursorRow) {
    switch row.source {
    case .sqlite(let statement):
      switch sqlite3_column_type(statement, place) {
      case SQLITE_FLOAT, SQLITE_INTEGER: self = sqlite3_column_double(statement, place)
      default: return nil
      }
    case .postgreSQL(let answer, let line):
      guard let value = PostgreSQLCell(answer, line: line, at: place).double else { return nil }
      self = value
    }
  }
}

extension String: ColumnValue {
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
    sqlite3_bind_text(statement, place, self, -1, transient)
  }

  init?(column place: Int32, of row: CursorRow) {
    switch row.source {
    case .sqlite(let statement):
      guard sqlite3_column_type(statement, place) == SQLITE_TEXT,
        let text = sqlite3_column_text(statement, place)
      else { return nil }
      self.init(cString: text)
    case .postgreSQL(let answer, let line):
      guard let text = PostgreSQLCell(answer, line: line, at: place).string else { return nil }
      self = text
    }
  }
}

extension JSONValue: StatementArgument {
  /// Binds it as JSON text.
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
    bytes.withUnsafeBytes { bytes in
      sqlite3_bind_text(
        statement, place, bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count),
        transient)
    }
  }
}
