import Text

/// One topic of a session: what it says in SQL, over the connection of the session.
protocol SQLTopic {
  var session: SQLSession { get }
}

extension SQLTopic {
  var db: any StoreConnection { session.db }
  var memory: TransactionMemory { session.memory }

  // Other topics, with what only they and the store know.
  var directory: SQLDirectory { SQLDirectory(session: session) }
  var people: SQLPeople { SQLPeople(session: session) }
  var accounts: SQLAccounts { SQLAccounts(session: session) }
  var tasks: SQLTasks { SQLTasks(session: session) }
  var queue: SQLQueue { SQLQueue(session: session) }

  /// What names are found by.
  static func key(_ name: String) -> String { name.folded }

  /// A list of texts as one argument of a statement.
  static func texts(_ texts: [String]) -> TextList { TextList(texts) }

  /// A list of keys as one argument of a statement, so that the statement stays the same.
  static func list(_ ids: some Sequence<Int64>) -> KeyList { KeyList(ids) }

  /// Those of some names whose keys a query finds, which gets the keys as one list.
  static func names(_ names: [String], found: (TextList) throws -> [String]) throws -> Set<String> {
    if names.isEmpty { return [] }
    let keys = names.map(key)
    let found = Set(try found(texts(keys)))
    if found.isEmpty { return [] }
    return Set(zip(names, keys).filter { found.contains($0.1) }.map(\.0))
  }

  // Where a query names an index, the planner was seen to choose another one that reads every open
  // task of the app: it keeps no statistics of a store that is new.
}
