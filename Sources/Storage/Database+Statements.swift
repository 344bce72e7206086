import GRDB
import GRDBSQLite

/// What goes into a statement, in the order of its arguments.
typealias Arguments = [(any StatementArgument)?]

// Statements are kept prepared by GRDB, and bound and stepped by SQLite's own functions. GRDB's way makes
// an array and a dictionary of arguments for each execution and a dictionary of lower-case names for each
// row: two thirds of the time of a transaction that makes an account.

/// Rows that are asked for when they are read.
struct Rows {
  let db: Database
  let sql: String
  let arguments: Arguments

  /// Reads each of them.
  func map<Value>(_ read: (CursorRow) throws -> Value) throws -> [Value] {
    var values: [Value] = []
    try forEach { values.append(try read($0)) }
    return values
  }

  /// Does something with each of them.
  func forEach(_ body: (CursorRow) throws -> Void) throws {
    try db.step(sql, arguments) { row in
      try body(row)
      return true
    }
  }

  /// Reads the first of them; `nil` where there is none.
  func first<Value>(_ read: (CursorRow) throws -> Value) throws -> Value? {
    var value: Value?
    try db.step(sql, arguments) { row in
      value = try read(row)
      return false
    }
    return value
  }
}

/// The one row, if any, that is asked for when it is read.
struct FirstRow {
  let rows: Rows

  /// Reads it; `nil` where there is none.
  func map<Value>(_ read: (CursorRow) throws -> Value) throws -> Value? { try rows.first(read) }
}

extension Database {
  /// Runs a statement that is kept prepared.
  func run(_ sql: String, _ arguments: Arguments = []) throws {
    try step(sql, arguments) { _ in true }
  }

  /// Rows by a statement that is kept prepared. The statement runs when they are read, once each time.
  func rows(_ sql: String, _ arguments: Arguments = []) -> Rows {
    Rows(db: self, sql: sql, arguments: arguments)
  }

  /// One row by a statement that is kept prepared.
  func row(_ sql: String, _ arguments: Arguments = []) -> FirstRow {
    FirstRow(rows: rows(sql, arguments))
  }

  /// Fetches whole numbers.
  func numbers(_ sql: String, _ arguments: Arguments = []) throws -> [Int64] {
    try rows(sql, arguments).map { try $0.value(0) }
  }

  /// Fetches texts.
  func texts(_ sql: String, _ arguments: Arguments = []) throws -> [String] {
    try rows(sql, arguments).map { try $0.value(0) }
  }

  /// Fetches one whole number; 0 for none.
  func number(_ sql: String, _ arguments: Arguments = []) throws -> Int {
    try rows(sql, arguments).first { try $0.optional(0) ?? 0 } ?? 0
  }

  /// Steps through a statement that is kept prepared.
  ///
  /// - Parameter each: gets each row, and says whether it wants the next one. What a statement writes
  ///   is written to its end whatever it says.
  fileprivate func step(
    _ sql: String, _ arguments: Arguments, _ each: (CursorRow) throws -> Bool
  ) throws {
    let prepared = try cachedStatement(sql: sql)
    let statement = prepared.sqliteStatement
    let isWriting = sqlite3_stmt_readonly(statement) == 0
    guard sqlite3_stmt_busy(statement) == 0 else {
      throw DatabaseError(
        resultCode: .SQLITE_MISUSE, message: "the statement is under way", sql: sql)
    }
    // After some failures SQLite undoes the transaction; what comes then must not be written alone.
    guard !isWriting || isInsideTransaction else {
      throw DatabaseError(
        resultCode: .SQLITE_ABORT, message: "the transaction was undone", sql: sql)
    }
    defer {
      withExtendedLifetime(prepared) {
        _ = sqlite3_reset(statement)
        _ = sqlite3_clear_bindings(statement)
      }
    }
    try bind(arguments, to: statement, sql)
    var isWanted = true
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW:
        if isWanted { isWanted = try each(CursorRow(statement: statement)) }
        if !isWanted, !isWriting { return }
      case SQLITE_DONE: return
      case let code: throw failure(code, sql)
      }
    }
  }

  private func bind(_ arguments: Arguments, to statement: OpaquePointer, _ sql: String) throws {
    guard arguments.count == Int(sqlite3_bind_parameter_count(statement)) else {
      throw DatabaseError(
        resultCode: .SQLITE_MISUSE, message: "wrong number of statement arguments", sql: sql)
    }
    for (place, argument) in zip(Int32(1)..., arguments) {
      // What is not bound is NULL.
      guard let argument else { continue }
      let code = argument.bind(to: statement, at: place)
      guard code == SQLITE_OK else { throw failure(code, sql) }
    }
  }

  private func failure(_ code: Int32, _ sql: String) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code), message: lastErrorMessage, sql: sql)
  }
}
