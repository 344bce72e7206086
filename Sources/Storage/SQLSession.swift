import Engine
import Provisioning
import SCIM
import Text

/// One transaction of a store that speaks SQL. Its topics stand in a file each.
struct SQLSession: StoreSession {
  let db: any StoreConnection
  let known: KnownApps
  let memory = TransactionMemory()

  func nested<Result>(_ body: () throws -> Result?) throws -> Result? {
    var isKept = false
    defer { if !isKept { memory.forget() } }
    try writeCounts()
    let result = try db.undoable {
      let result = try body()
      try writeCounts()
      return result
    }
    isKept = result != nil
    return result
  }

  /// What names are found by.
  static func key(_ name: String) -> String { name.folded }

  /// A list of texts as one argument of a statement.
  static func texts(_ texts: [String]) -> TextList { TextList(texts) }

  /// Those of some names whose keys a query finds, which gets the keys as one JSON list.
  static func names(_ names: [String], found: (TextList) throws -> [String]) throws -> Set<String> {
    if names.isEmpty { return [] }
    let keys = names.map(key)
    let found = Set(try found(texts(keys)))
    if found.isEmpty { return [] }
    return Set(zip(names, keys).filter { found.contains($0.1) }.map(\.0))
  }

  // Where a query names an index, the planner was seen to choose another one that reads every open
  // task of the app: it keeps no statistics of a store that is new.

  /// A list of keys as one argument of a statement, so that the statement stays the same.
  static func list(_ ids: some Sequence<Int64>) -> KeyList { KeyList(ids) }
}
