/// A connection by which nothing is read yet: each statement is passed on as one that will be. Everything
/// seems to be empty.
final class ForeseeingConnection: StoreConnection {
  private let db: any StoreConnection

  init(_ db: any StoreConnection) { self.db = db }

  var dialect: any StoreDialect { db.dialect }
  var changesCount: Int { get throws { throw Self.writes } }

  func step(_ sql: String, _ arguments: Arguments, _ each: (CursorRow) throws -> Bool) throws {
    try db.foresee(sql, arguments)
  }

  func foresee(_ sql: String, _ arguments: Arguments) throws { try db.foresee(sql, arguments) }

  private static let writes = StoreError(
    sentence: "what is only foreseen would write; this is a fault of usher's", code: "store-refused"
  )

  func run(_ sql: String, _ arguments: Arguments) throws { throw Self.writes }
  func insert(_ sql: String, _ arguments: Arguments) throws -> Int64 { throw Self.writes }
  func undoable<Result>(_ body: () throws -> Result?) throws -> Result? { throw Self.writes }
  func nextKey(of table: String) throws -> Int64 { throw Self.writes }
  func tookKeys(of table: String, upTo key: Int64) throws { throw Self.writes }
  func keepKeys(of table: String, upTo key: Int64) throws { throw Self.writes }
  func walk(_ table: String, _ each: (CursorRow) throws -> Void) throws { throw Self.writes }
  func startNaming() throws { throw Self.writes }
}
