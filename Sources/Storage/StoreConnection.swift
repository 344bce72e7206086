/// What goes into a statement, in the order of its arguments.
typealias Arguments = [(any StatementArgument)?]

/// A connection to a store's database, as the sessions speak to it inside one transaction.
///
/// Each store has the same tables, and answers the same statements. They are in SQLite's words; what
/// another database says otherwise is its connection's business. Statements are kept prepared.
protocol StoreConnection: AnyObject {
  /// What is said in other words, and not by the same statement.
  var dialect: any StoreDialect { get }

  /// Steps through the rows of a statement.
  ///
  /// - Parameter each: gets each row, and says whether it wants the next one. What a statement writes
  ///   is written to its end whatever it says.
  func step(_ sql: String, _ arguments: Arguments, _ each: (CursorRow) throws -> Bool) throws

  /// How many rows the last statement changed.
  var changesCount: Int { get }

  /// Adds one row to a table that gives its rows their keys.
  ///
  /// - Returns: the key.
  func insert(_ sql: String, _ arguments: Arguments) throws -> Int64

  /// Runs the body so that a failure, or `nil`, undoes it alone.
  func undoable<Result>(_ body: () throws -> Result?) throws -> Result?

  /// The next key of a table that gives none twice, for rows that bring theirs.
  func nextKey(of table: String) throws -> Int64

  /// Says that rows brought their keys, up to this one.
  func tookKeys(of table: String, upTo key: Int64) throws

  /// Says that no key up to this one is to be given, whether a row has it or not.
  func keepKeys(of table: String, upTo key: Int64) throws

  /// Reads a whole table, however long it is.
  func walk(_ table: String, _ each: (CursorRow) throws -> Void) throws

  /// Makes the table `temp.named`, which is this connection's own, and empties it.
  func startNaming() throws
}

/// Rows that are asked for when they are read.
struct Rows {
  let db: any StoreConnection
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

extension StoreConnection {
  /// Runs a statement.
  func run(_ sql: String, _ arguments: Arguments = []) throws {
    try step(sql, arguments) { _ in true }
  }

  /// Rows by a statement, which runs when they are read, once each time.
  func rows(_ sql: String, _ arguments: Arguments = []) -> Rows {
    Rows(db: self, sql: sql, arguments: arguments)
  }

  /// One row by a statement.
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
}
