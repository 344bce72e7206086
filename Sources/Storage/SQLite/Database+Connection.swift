import GRDB
import GRDBSQLite

// Statements are kept prepared by GRDB, and bound and stepped by SQLite's own functions. GRDB's way makes
// an array and a dictionary of arguments for each execution and a dictionary of lower-case names for each
// row: two thirds of the time of a transaction that makes an account.
extension Database: StoreConnection {
  var dialect: any StoreDialect { SQLiteDialect() }

  func insert(_ sql: String, _ arguments: Arguments) throws -> Int64 {
    try run(sql, arguments)
    return lastInsertedRowID
  }

  func undoable<Result>(_ body: () throws -> Result?) throws -> Result? {
    var result: Result?
    try inSavepoint {
      result = try body()
      return result == nil ? .rollback : .commit
    }
    return result
  }

  func nextKey(of table: String) throws -> Int64 {
    Int64(try number("SELECT max(seq) FROM sqlite_sequence WHERE name = ?", [table])) + 1
  }

  /// SQLite sees the keys of rows itself.
  func tookKeys(of table: String, upTo key: Int64) {}

  func keepKeys(of table: String, upTo key: Int64) throws {
    try run("DELETE FROM sqlite_sequence WHERE name = ?", [table])
    try run("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, key])
  }

  func walk(_ table: String, _ each: (CursorRow) throws -> Void) throws {
    try rows("SELECT * FROM \(table)").forEach(each)
  }

  /// Runs the body in an immediate transaction, by statements that stay prepared.
  func transaction<Result>(_ body: () throws -> Result) throws -> Result {
    try control("BEGIN IMMEDIATE")
    do {
      let result = try body()
      guard isInsideTransaction else {
        throw DatabaseError(resultCode: .SQLITE_ABORT, message: "the transaction was undone")
      }
      try control("COMMIT")
      return result
    } catch {
      // After some failures SQLite has undone it already.
      if isInsideTransaction { try? rollback() }
      throw error
    }
  }

  private func control(_ sql: String) throws {
    let prepared = try cachedStatement(sql: sql)
    let code = sqlite3_step(prepared.sqliteStatement)
    withExtendedLifetime(prepared) { _ = sqlite3_reset(prepared.sqliteStatement) }
    guard code == SQLITE_DONE else { throw failure(code, sql) }
  }

  func startNaming() throws {
    // New names come in no order: each goes to another page of several indexes.
    try execute(sql: "PRAGMA cache_size = -\(Self.importCache)")
    // Only where it is missing: when a table is made, every prepared statement is prepared again.
    if try number("SELECT count(*) FROM sqlite_temp_master WHERE name = 'named'") == 0 {
      try execute(
        sql: "CREATE TEMP TABLE named (id INTEGER PRIMARY KEY, line INTEGER NOT NULL)")
    }
    try run("DELETE FROM temp.named")
  }

  /// How much of the file an import keeps in memory, in kilobytes.
  private static let importCache = 131_072

  func step(
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
    for place in arguments.indices {
      // What is not bound is NULL.
      guard let argument = arguments[place] else { continue }
      let code = argument.bind(to: statement, at: Int32(place + 1))
      guard code == SQLITE_OK else { throw failure(code, sql) }
    }
  }

  private func failure(_ code: Int32, _ sql: String) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code), message: lastErrorMessage, sql: sql)
  }
}
