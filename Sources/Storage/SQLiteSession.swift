import Text
import Engine
import GRDB
import Provisioning
import SCIM

/// One transaction of the SQLite store. Its topics stand in a file each.
struct SQLiteSession: StoreSession {
  let db: Database
  let known: KnownApps
  let memory = TransactionMemory()

  func nested<Result>(_ body: () throws -> Result?) throws -> Result? {
    var result: Result?
    var isKept = false
    defer { if !isKept { memory.forget() } }
    try db.inSavepoint {
      result = try body()
      return result == nil ? .rollback : .commit
    }
    isKept = result != nil
    return result
  }

  /// What names are found by.
  static func key(_ name: String) -> String { name.folded }

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
