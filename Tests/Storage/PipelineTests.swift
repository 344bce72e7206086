import Engine
import Foundation
import Provisioning
import StoreSupport
import Synchronization
import TestSupport
import Testing

@testable import Storage

/// Statements that give nothing back are sent and not waited for: what is wrong with one comes to light
/// later, and is nowhere taken for something else.
@Suite(
  .enabled(if: PostgreSQLServer.isHere, Comment(rawValue: PostgreSQLServer.missing)))
struct PipelineTests {
  private struct Broken: Error, Equatable {}

  private func store() throws -> ServerStore {
    try ServerStore(try #require(PostgreSQLServer.shared))
  }

  private func connection(_ session: any StoreSession) throws -> any StoreConnection {
    try #require(session as? SQLSession).db
  }

  private static let refused = "INSERT INTO role (name, name_key) VALUES (NULL, 'x')"

  private func roles(_ store: ServerStore) throws -> [String] {
    try store.read { try connection($0).texts("SELECT name FROM role ORDER BY name") }
  }

  private func add(_ name: String, _ session: any StoreSession) throws {
    try connection(session).run(
      "INSERT INTO role (name, name_key) VALUES (?, ?)", [name, name])
  }

  /// It is no other statement's fault, and nothing of its transaction is kept.
  @Test func aStatementThatIsRefusedUndoesTheTransactionAtItsEnd() throws {
    let store = try store()
    let error = #expect(throws: StoreError.self) {
      try store.write { (session: any StoreSession) throws -> Void in
        try add("a", session)
        try connection(session).run(Self.refused)
        try add("b", session)
      }
    }
    #expect(error?.code == "store-refused")
    #expect(error?.sentence.contains("null value") == true)
    #expect(try roles(store) == [])
    // The connection goes on.
    try store.write { try add("c", $0) }
    #expect(try roles(store) == ["c"])
  }

  @Test func aStatementThatIsRefusedIsSaidAtTheNextRead() throws {
    let store = try store()
    #expect(throws: Broken()) {
      try store.write { (session: any StoreSession) throws -> Void in
        let db = try connection(session)
        let failure = #expect(throws: PostgreSQLFailure.self) {
          try db.run(Self.refused)
          try add("a", session)
          _ = try db.texts("SELECT name FROM role")
        }
        #expect(failure?.state == "23502")
        // Nothing more is done in this transaction.
        #expect(throws: PostgreSQLFailure.self) { _ = try db.texts("SELECT name FROM role") }
        throw Broken()
      }
    }
    #expect(try roles(store) == [])
  }

  /// The server undoes such a transaction, and calls its COMMIT well done.
  @Test func aFailureThatTheBodyHidesIsNotCommitted() async throws {
    let store = try store()
    let error = #expect(throws: StoreError.self) {
      try store.write { (session: any StoreSession) throws -> Void in
        try add("a", session)
        _ = try? connection(session).texts(
          "SELECT 1 / (SELECT count(*) FROM role WHERE name = 'x')")
      }
    }
    #expect(error?.code == "store-refused")
    await #expect(throws: StoreError.self) {
      try await store.commit { session in
        let db = try #require(session as? SQLSession).db
        _ = try? db.texts("SELECT nonsense")
      }
    }
    #expect(try roles(store) == [])
  }

  /// What was sent before a part that is undone stays, and what is wrong with it is not undone with it.
  @Test func aPartThatIsUndoneTakesOnlyItsOwnStatements() throws {
    let store = try store()
    try store.write { (session: any StoreSession) throws -> Void in
      try add("before", session)
      let undone: Int? = try session.nested {
        try add("in it", session)
        return nil
      }
      #expect(undone == nil)
      #expect(throws: PostgreSQLFailure.self) {
        try session.nested { () -> Int? in
          try add("in it", session)
          try connection(session).run(Self.refused)
          return 1
        }
      }
      #expect(throws: Broken()) {
        try session.nested { () -> Int? in
          try connection(session).run(Self.refused)
          throw Broken()
        }
      }
      // Refused, and then undone: it was refused.
      #expect(throws: PostgreSQLFailure.self) {
        try session.nested { () -> Int? in
          try connection(session).run(Self.refused)
          return nil
        }
      }
      try add("behind", session)
    }
    #expect(try roles(store) == ["before", "behind"])
    let error = #expect(throws: StoreError.self) {
      try store.write { (session: any StoreSession) throws -> Void in
        try connection(session).run(Self.refused)
        _ = try? session.nested { () -> Int? in
          try add("lost", session)
          return 1
        }
      }
    }
    #expect(error?.code == "store-refused")
    #expect(try roles(store) == ["before", "behind"])
  }

  /// A connection that ends between the sending and the reading is a lost one.
  @Test func aConnectionThatEndsUnderStatementsIsLost() async throws {
    let server = try #require(PostgreSQLServer.shared)
    let store = try ServerStore(server)
    @Sendable func end() throws {
      try server.run(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = '\(store.name)' AND pid <> pg_backend_pid()
        """)
    }
    for reads in [true, false] {
      let error = #expect(throws: StoreError.self) {
        try store.write { (session: any StoreSession) throws -> Void in
          try add("a", session)
          try end()
          try add("b", session)
          if reads { _ = try connection(session).texts("SELECT name FROM role") }
        }
      }
      #expect(error?.code == "store-lost")
      #expect(try roles(store) == [])
    }
    let runs = Mutex(0)
    try await store.commit { session in
      try add("c", session)
      if runs.withLock({
        $0 += 1; return $0
      }) == 1 {
        try end()
      }
      try add("d", session)
    }
    #expect(runs.withLock { $0 } == 2)
    #expect(try roles(store) == ["c", "d"])
  }

  /// More than fits into the ways there and back: neither side waits for the other for ever.
  @Test(.timeLimit(.minutes(2))) func manyStatementsWithLongAnswersDoNotBlock() throws {
    let store = try store()
    let long = String(repeating: "x", count: 200_000)
    try store.write { (session: any StoreSession) throws -> Void in
      let db = try connection(session)
      for number in 0..<300 {
        try db.foresee("SELECT name || ? FROM role LIMIT 1", [long])
        try db.foresee("SELECT ? || ?", [long, "\(number)"])
        try db.run(
          "INSERT INTO role (name, name_key) VALUES (?, ?)", ["\(number)", long + "\(number)"])
      }
      for number in 0..<300 {
        #expect(try db.texts("SELECT ? || ?", [long, "\(number)"]) == [long + "\(number)"])
      }
    }
    try store.write { (session: any StoreSession) throws -> Void in
      for number in 0..<3_000 { try add("n\(number)", session) }
    }
    #expect(try roles(store).count == 3_300)
  }

  /// How many rows the last statement changed is waited for.
  @Test func changesAreCountedInTheirOrder() throws {
    let store = try store()
    try store.write { (session: any StoreSession) throws -> Void in
      let db = try connection(session)
      for name in ["a", "b", "c"] { try add(name, session) }
      #expect(try db.changesCount == 1)
      try db.run("UPDATE role SET name = name || '!'")
      #expect(try db.changesCount == 3)
      try db.run("UPDATE role SET name = 'd' WHERE name = 'none'")
      try db.foresee("SELECT name FROM role ORDER BY name", [])
      #expect(try db.changesCount == 0)
    }
    #expect(try roles(store) == ["a!", "b!", "c!"])
  }

  /// An answer that was asked for beforehand holds until something changes what it shows.
  @Test func whatWasForeseenHoldsUntilItIsChanged() throws {
    let store = try store()
    let names = "SELECT name FROM role ORDER BY name"
    let keys = "SELECT name_key FROM role ORDER BY name_key"
    try store.write { (session: any StoreSession) throws -> Void in
      let db = try connection(session)
      try add("a", session)
      try db.foresee(names, [])
      try db.foresee(keys, [])
      // Sent, and not answered yet.
      try add("b", session)
      #expect(try db.texts(names) == ["a", "b"])
      try db.foresee(names, [])
      try db.foresee(keys, [])
      _ = try db.number("SELECT 1")
      try db.run("UPDATE role SET name = 'c' WHERE name = 'b'")
      #expect(try db.texts(keys) == ["a", "b"])
      #expect(try db.texts(names) == ["a", "c"])
      try db.foresee(names, [])
      let undone: Int? = try session.nested {
        try add("d", session)
        #expect(try db.texts(names) == ["a", "c", "d"])
        return nil
      }
      #expect(undone == nil)
      #expect(try db.texts(names) == ["a", "c"])
      #expect(throws: PostgreSQLFailure.self) {
        try db.foresee("DELETE FROM role RETURNING name", [])
      }
    }
  }

  /// The next transaction knows nothing of what the one before foresaw.
  @Test func whatWasForeseenEndsWithTheTransaction() throws {
    let store = try store()
    let other = try store.again()
    let names = "SELECT name FROM role"
    try store.write { try connection($0).foresee(names, []) }
    try other.write { try add("a", $0) }
    #expect(try store.write { try connection($0).texts(names) } == ["a"])
  }

  /// What the session reads beforehand is asked for once, and cannot write.
  @Test func aSessionForeseesWhatItsTopicsRead() throws {
    let store = try store()
    try store.write { (session: any StoreSession) throws -> Void in
      let app = try session.makeApp()
      let user = try session.makeUsers("ann")[0]
      let task = try session.makeTask(app, .create, "ann", user: user)
      try session.foresee { ahead in
        #expect(try ahead.tasks.task(task) == nil)
        _ = try ahead.assignments.isAnyDirty(app, [user])
        _ = try ahead.findings.all(app)
      }
      #expect(try session.tasks.task(task)?.name == "ann")
      #expect(throws: StoreError.self) { try session.foresee { _ = try $0.makeUsers("bob") } }
      try session.assignments.markDirty(app, [user], by: "x")
      #expect(try session.assignments.isAnyDirty(app, [user]))
    }
  }

  @Test(arguments: [
    ("UPDATE a SET x = ? WHERE y = ?", "SELECT y FROM a WHERE z = ?", false),
    ("UPDATE a SET x = ? WHERE y = ?", "SELECT y FROM a WHERE x = ?", true),
    ("UPDATE a SET x = ? WHERE y = ?", "SELECT * FROM a", true),
    ("UPDATE a SET x = ? WHERE y = ?", "SELECT count(*) FROM a", true),
    ("UPDATE a SET x = ? WHERE y = ?", "SELECT x FROM b", false),
    ("UPDATE a SET x = (SELECT 1 WHERE true), w = 2 WHERE y = ?", "SELECT w FROM a", true),
    ("UPDATE a SET x = 1", "SELECT y FROM a", true),
    ("INSERT INTO a VALUES (?)", "SELECT y FROM b JOIN a ON true", true),
    ("INSERT INTO a VALUES (?)", "SELECT y FROM b", false),
    ("INSERT INTO a SELECT y FROM b", "SELECT y FROM b", false),
    ("DELETE FROM a", "SELECT y FROM b", true),
    ("UPDATE \"a\" SET x = 1 WHERE true", "SELECT x FROM a", true),
    ("INSERT INTO a VALUES (1)", "SELECT x FROM \"a\"", true),
    ("UPDATE task SET x = 1 WHERE true", "SELECT n FROM task_count", true),
    ("WITH n AS (SELECT 1) INSERT INTO a SELECT 1", "SELECT x FROM b", true),
    ("SELECT x FROM a", "SELECT x FROM a", false),
  ])
  func aWriteChangesWhatNamesItsTableAndColumns(
    _ statements: (write: String, read: String, changes: Bool)
  ) {
    func statement(_ sql: String) -> PostgreSQLStatement {
      PostgreSQLStatement(name: "s", PostgreSQLTranslation(sql))
    }
    #expect(
      statement(statements.write).mayChange(statement(statements.read)) == statements.changes)
  }
}
