import Engine
import Text
import GRDB
import SCIM
import Testing

@testable import Storage

/// Statements are bound and stepped by hand; what went wrong is told as GRDB tells it.
@Suite struct StatementTests {
  private func queue() throws -> DatabaseQueue {
    let queue = try DatabaseQueue()
    try queue.write { db in
      try db.execute(
        sql: "CREATE TABLE t (id INTEGER PRIMARY KEY, v, n INTEGER NOT NULL DEFAULT 0 UNIQUE)")
    }
    return queue
  }

  /// The error of the database that something ends with.
  private func failure(_ body: () throws -> Void) throws -> DatabaseError? {
    do {
      try body()
      return nil
    } catch let error as DatabaseError {
      return error
    }
  }

  @Test func valuesReadBack() throws {
    try queue().write { (db: Database) throws -> Void in
      let body: JSONValue = ["name": "Jürgen \"J\" Ö\n", "n": 1]
      func back<Value: ColumnValue>(_ argument: (any StatementArgument)?) throws -> Value? {
        let values: [Value?] = try db.rows("SELECT ?", [argument]).map { try $0.optional(0) }
        return values[0]
      }
      #expect(try back(1) == 1)
      #expect(try back(Int64.min) == Int64.min)
      #expect(try back("Zoë 🙂") == "Zoë 🙂")
      #expect(try back("") == "")
      #expect(try back(2.5) == 2.5)
      #expect(try back(7) == 7.0)
      #expect(try back(true) == true)
      #expect(try back(nil) as String? == nil)
      #expect(try back(body) == body.text)
      #expect(try db.row("SELECT ?", [body]).map { $0.json(0) } == body)
    }
  }

  @Test func aValueOfAnotherKindIsAnError() throws {
    try queue().write { (db: Database) throws -> Void in
      func read<Value: ColumnValue>(_ value: String, _ kind: Value.Type) throws {
        _ = try db.row("SELECT \(value) AS v").map { try $0.value("v") as Value }
      }
      #expect(throws: StoreError.self) { try read("'x'", Int.self) }
      #expect(throws: StoreError.self) { try read("'x'", Double.self) }
      #expect(throws: StoreError.self) { try read("7", String.self) }
      #expect(throws: StoreError.self) { try read("NULL", String.self) }
      #expect(throws: StoreError.self) { try read("1.5", Int.self) }
      #expect(throws: StoreError.self) { try read("x'41'", String.self) }
      #expect(throws: StoreError.self) {
        try db.row("SELECT 1 AS v").map { try $0.value("w") as Int }
      }
    }
  }

  @Test func anErrorCarriesCodeMessageAndStatement() throws {
    try queue().write { (db: Database) throws -> Void in
      let sql = "INSERT INTO t (id, n) VALUES (?, ?)"
      try db.run(sql, [1, 1])
      let failure = try failure { try db.run(sql, [2, 1]) }
      let refused = try #require(failure)
      #expect(refused.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE)
      #expect(refused.message == "UNIQUE constraint failed: t.n")
      #expect(refused.sql == sql)
      // The same statement goes on.
      try db.run(sql, [2, 2])
      #expect(try db.number("SELECT count(*) FROM t") == 2)
    }
  }

  @Test func argumentsAreCounted() throws {
    try queue().write { (db: Database) throws -> Void in
      let few = try failure { try db.run("INSERT INTO t (n) VALUES (?)", []) }
      #expect(few?.resultCode == .SQLITE_MISUSE)
      let many = try failure { try db.run("INSERT INTO t (n) VALUES (1)", [1]) }
      #expect(many?.resultCode == .SQLITE_MISUSE)
      #expect(try db.number("SELECT count(*) FROM t") == 0)
    }
  }

  /// After a failure that undid the transaction, what follows must not be written on its own.
  @Test func nothingIsWrittenOutsideOfATransaction() throws {
    try queue().writeWithoutTransaction { (db: Database) throws -> Void in
      let failure = try failure { try db.run("INSERT INTO t (n) VALUES (1)") }
      #expect(failure?.resultCode == .SQLITE_ABORT)
      #expect(try db.number("SELECT count(*) FROM t") == 0)
    }
  }

  @Test func aStatementUnderWayIsNotStartedAgain() throws {
    try queue().write { (db: Database) throws -> Void in
      try db.run("INSERT INTO t (n) VALUES (1), (2)")
      let rows = db.rows("SELECT n FROM t ORDER BY n")
      var seen: [Int] = []
      try rows.forEach { row in
        seen.append(try row.value(0))
        let failure = try failure { try rows.forEach { _ in } }
        #expect(failure?.resultCode == .SQLITE_MISUSE)
      }
      #expect(seen == [1, 2])
    }
  }

  /// A reader that stops leaves the statement as it was found; what is written is written to its end.
  @Test func theFirstRowIsNotTheEndOfWhatIsWritten() throws {
    try queue().write { (db: Database) throws -> Void in
      try db.run("INSERT INTO t (n) VALUES (1), (2), (3)")
      let changed = try db.row("UPDATE t SET n = n + 10 RETURNING n").map { try $0.value(0) as Int }
      #expect(changed == 11)
      #expect(try db.numbers("SELECT n FROM t ORDER BY n") == [11, 12, 13])
      struct Stop: Error {}
      #expect(throws: Stop.self) { try db.rows("SELECT n FROM t").forEach { _ in throw Stop() } }
      #expect(try db.rows("SELECT n FROM t").map { try $0.value(0) as Int }.count == 3)
    }
  }

  /// What a part that can be undone has changed before makes no later statement of it slower.
  @Test func statementsCostTheSameHoweverMuchCanBeUndone() throws {
    let files = try FileStore()
    let store = try files.again()
    let rows = 40_000
    try store.write { session in
      let db = try #require(session as? SQLSession).db
      try db.run("CREATE TABLE wide (id INTEGER PRIMARY KEY, v TEXT NOT NULL)")
      try db.run("CREATE TABLE unique_pair (a INTEGER NOT NULL UNIQUE, b INTEGER NOT NULL UNIQUE)")
      try db.run(
        """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
        INSERT INTO wide SELECT i, hex(zeroblob(500)) FROM n
        """, [rows])
    }
    func seconds(changing changed: Int) throws -> Double {
      try store.write { session in
        let db = try #require(session as? SQLSession).db
        var taken = 0.0
        let undone: Void? = try session.nested {
          try db.run("UPDATE wide SET v = v || 'x' WHERE id <= ?", [changed])
          let start = ContinuousClock.now
          for number in 0..<1_000 {
            try db.run(
              "INSERT OR REPLACE INTO unique_pair VALUES (?, ?), (?, ?)",
              [number, number, number + 10_000, number + 10_000])
          }
          taken = (ContinuousClock.now - start) / .seconds(1)
          return nil
        }
        #expect(undone == nil)
        return taken
      }
    }
    let (few, many) = (try seconds(changing: 1), try seconds(changing: rows))
    #expect(many < 10 * few + 0.2, "\(many) s after many changes, \(few) s after few")
  }
}
