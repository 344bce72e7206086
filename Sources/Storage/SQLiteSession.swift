import Engine
import Foundation
import GRDB

/// One transaction of the SQLite store. Its topics stand in a file each.
struct SQLiteSession: StoreSession {
  let db: Database
  let texts: ParsedTexts

  func nested<Result>(_ body: () throws -> Result?) throws -> Result? {
    var result: Result?
    try db.inSavepoint {
      result = try body()
      return result == nil ? .rollback : .commit
    }
    return result
  }

  /// What names are found by: without regard to case, and to how an accent is composed.
  static func key(_ name: String) -> String {
    name.precomposedStringWithCanonicalMapping.lowercased()
  }

  // Where a query names an index, the planner was seen to choose another one that reads every open
  // task of the app: it keeps no statistics of a store that is new.

  /// A list of keys as one argument of a statement, so that the statement stays the same.
  static func list(_ ids: some Sequence<Int64>) -> String {
    "[" + ids.map(String.init).joined(separator: ",") + "]"
  }
}

extension Database {
  /// Runs a statement that is kept prepared.
  func run(_ sql: String, _ arguments: StatementArguments = []) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }

  /// Fetches rows by a statement that is kept prepared.
  func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
    try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
  }

  /// Fetches one row by a statement that is kept prepared.
  func row(_ sql: String, _ arguments: StatementArguments = []) throws -> Row? {
    try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
  }

  /// Fetches whole numbers by a statement that is kept prepared.
  func numbers(_ sql: String, _ arguments: StatementArguments = []) throws -> [Int64] {
    try Int64.fetchAll(cachedStatement(sql: sql), arguments: arguments)
  }

  /// Fetches one whole number by a statement that is kept prepared; 0 for none.
  func number(_ sql: String, _ arguments: StatementArguments = []) throws -> Int {
    try Int.fetchOne(cachedStatement(sql: sql), arguments: arguments) ?? 0
  }
}
