import Engine
import GRDB
import Provisioning
import SCIM

/// One transaction of the SQLite store. Its topics stand in a file each.
struct SQLiteSession: StoreSession {
  let db: Database
  let known: KnownApps

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
    name.composed.lowercased()
  }

  /// A list of texts as one argument of a statement.
  static func texts(_ texts: [String]) -> String {
    JSONValue.array(texts.map { .string($0) }).text
  }

  /// Those of some names whose keys a query finds, which gets the keys as one JSON list.
  static func names(_ names: [String], found: (String) throws -> [String]) throws -> Set<String> {
    if names.isEmpty { return [] }
    let keys = names.map(key)
    let found = Set(try found(texts(keys)))
    if found.isEmpty { return [] }
    return Set(zip(names, keys).filter { found.contains($0.1) }.map(\.0))
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

  /// Fetches texts by a statement that is kept prepared.
  func texts(_ sql: String, _ arguments: StatementArguments = []) throws -> [String] {
    try String.fetchAll(cachedStatement(sql: sql), arguments: arguments)
  }

  /// Fetches one whole number by a statement that is kept prepared; 0 for none.
  func number(_ sql: String, _ arguments: StatementArguments = []) throws -> Int {
    try Int.fetchOne(cachedStatement(sql: sql), arguments: arguments) ?? 0
  }
}
