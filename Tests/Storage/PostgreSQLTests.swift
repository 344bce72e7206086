import Engine
import Foundation
import GRDB
import Provisioning
import SCIM
import StoreSupport
import Synchronization
import TestSupport
import Testing
import Text

@testable import Storage

/// What only a store on a server has to show. The contract of all stores runs against it too.
@Suite(
  .enabled(
    if: PostgreSQLServer.isHere, Comment(rawValue: PostgreSQLServer.missing)))
struct PostgreSQLTests {
  private func server() throws -> PostgreSQLServer { try #require(PostgreSQLServer.shared) }

  @Test func theContractRunsAgainstIt() throws {
    #expect(StoreFactory.all.contains { $0.testDescription == "PostgreSQL" })
  }

  /// Hosts that open an empty database at the same moment make its tables once.
  @Test func manyHostsMakeTheTablesOnce() async throws {
    let server = try server()
    let name = "m\(UUID().uuidString.lowercased().filter { $0 != "-" })"
    try server.makeDatabase(name)
    defer { try? server.removeDatabase(name) }
    let place = try PostgreSQLPlace(server.url(name))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<4 {
        group.addTask {
          try PostgreSQLStore(place).write { _ = try $0.makeUsers("u\(number)") }
        }
      }
      try await group.waitForAll()
    }
    #expect(try PostgreSQLStore(reading: place).read { try $0.directory.userCount() } == 4)
  }

  @Test func anEmptyDatabaseIsNoStore() throws {
    let server = try server()
    let name = "e\(UUID().uuidString.lowercased().filter { $0 != "-" })"
    try server.makeDatabase(name)
    defer { try? server.removeDatabase(name) }
    let place = try PostgreSQLPlace(server.url(name))
    let error = #expect(throws: StoreError.self) { try PostgreSQLStore(reading: place) }
    #expect(error?.code == "not-a-store")
    #expect(
      try server.run("SELECT count(*) FROM pg_namespace WHERE nspname = 'usher'", in: name) == "0\n"
    )
  }

  @Test func everyStepIsForAllStores() {
    #expect(Migrations.all.migrations.dropFirst(30) == Migrations.steps.map(\.name)[...])
  }

  /// A store that was made before a step takes it, and is then as one that is made now.
  @Test(arguments: Migrations.steps.map(\.name))
  func aStoreOfBeforeTakesTheSteps(_ step: String) throws {
    let server = try server()
    let name = "o\(UUID().uuidString.lowercased().filter { $0 != "-" })"
    try server.makeDatabase(name)
    defer { try? server.removeDatabase(name) }
    let place = try PostgreSQLPlace(server.url(name))
    let names = Migrations.all.migrations
    let before = names[try #require(names.firstIndex(of: step)) - 1]
    try PostgreSQLConnection(place).execute(PostgreSQLSchema.creation(upTo: before))
    let reader = #expect(throws: StoreError.self) { try PostgreSQLStore(reading: place) }
    #expect(reader?.code == "store-older")
    try PostgreSQLStore(place).write { _ = try $0.makeUsers("ann") }
    let now = try ServerStore(server)
    for question in [
      """
      SELECT table_name, column_name, data_type, is_nullable, column_default, collation_name
      FROM information_schema.columns WHERE table_schema = 'usher' ORDER BY 1, 2
      """, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'usher' ORDER BY 1",
      "SELECT identifier FROM usher.schema_step ORDER BY 1",
    ] {
      #expect(try server.run(question, in: name) == server.run(question, in: now.name))
    }
  }

  @Test func aNewerStoreIsRefused() throws {
    let server = try server()
    let store = try ServerStore(server)
    try server.run("INSERT INTO usher.schema_step VALUES ('99 of tomorrow')", in: store.name)
    let error = #expect(throws: StoreError.self) { try store.again() }
    #expect(error?.code == "store-newer")
  }

  /// Others' writes are heard of, and nothing else; a server that ended the connection is come back to.
  @Test func theVersionTellsOfOthersWrites() async throws {
    let server = try server()
    let store = try ServerStore(server)
    let other = try store.again()
    let before = try store.version()
    try other.read { _ = try $0.directory.userCount() }
    try other.write { _ = try $0.directory.userCount() }
    #expect(try store.version() == before)
    try other.write { _ = try $0.makeUsers("ann") }
    #expect(await holds { try store.version() != before })
    try endAll(store, server)
    #expect(throws: StoreError.self) {
      while true { _ = try store.version() }
    }
    #expect(await holds { (try? store.version()) ?? before > before + 1 })
  }

  private func holds(_ condition: () throws -> Bool) async -> Bool {
    for _ in 0..<2_000 {
      if (try? condition()) == true { return true }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return false
  }

  /// Ends every connection to a store, as a restart of the server does.
  private func endAll(_ store: ServerStore, _ server: PostgreSQLServer) throws {
    try server.run(
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = '\(store.name)' AND pid <> pg_backend_pid()
      """)
  }

  @Test func connectionsThatWereLostWhileIdleAreOpenedAgain() throws {
    let server = try server()
    let store = try ServerStore(server)
    try store.write { _ = try $0.makeUsers("ann") }
    _ = try store.read { try $0.directory.userCount() }
    try endAll(store, server)
    #expect(try store.read { try $0.directory.userCount() } == 1)
    try endAll(store, server)
    try store.write { _ = try $0.makeUsers("bob") }
    #expect(try store.read { try $0.directory.userCount() } == 2)
  }

  /// A body that can run again does so; one that cannot says that nothing was changed.
  @Test func aTransactionThatWasLostIsRunAgainOrUndone() async throws {
    let server = try server()
    let store = try ServerStore(server)
    let error = #expect(throws: StoreError.self) {
      try store.write { session in
        _ = try session.makeUsers("ann")
        try endAll(store, server)
        _ = try session.makeUsers("bob")
      }
    }
    #expect(error?.code == "store-lost" && error?.isPassing == true)
    #expect(try store.read { try $0.directory.userCount() } == 0)
    let runs = Runs()
    try await store.commit { session in
      _ = try session.makeUsers("cem")
      if runs.next() == 1 { try endAll(store, server) }
      _ = try session.makeUsers("dan")
    }
    #expect(runs.next() == 3)
    #expect(try store.read { try $0.directory.userCount() } == 2)
  }

  private final class Runs: Sendable {
    private let count = Mutex(0)
    func next() -> Int {
      count.withLock { count in
        count += 1
        return count
      }
    }
  }

  /// A statement that fails undoes its part alone.
  @Test func aFailureInAPartIsUndoneAlone() throws {
    let store = try ServerStore(server())
    try store.write { session in
      let db = try #require(session as? SQLSession).db
      _ = try session.makeUsers("ann")
      #expect(throws: PostgreSQLFailure.self) {
        try session.nested { () -> Int? in
          _ = try session.makeUsers("bob")
          try db.run("INSERT INTO role (name, name_key) VALUES (NULL, 'x')")
          return 1
        }
      }
      _ = try session.makeUsers("cem")
    }
    #expect(try store.read { try $0.directory.userCount() } == 2)
  }

  @Test func everyPartIsWhole() throws {
    let store = try ServerStore(server())
    try store.write { session in
      let app = try session.makeApp()
      let user = try session.makeUsers("ann")[0]
      _ = try session.makeTask(app, .create, "ann", user: user)
    }
    let findings = try store.again().findings()
    #expect(findings.map(\.part) == [.schema, .records, .counts])
    #expect(findings.flatMap(\.problems) == [])
    try server().run("UPDATE usher.task_count SET n = 7", in: store.name)
    try server().run("UPDATE usher.task SET request = 'no JSON'", in: store.name)
    #expect(try store.again().findings().flatMap(\.problems).count == 2)
    try server().run("ALTER TABLE usher.pin DROP COLUMN actor", in: store.name)
    #expect(try store.again().findings().flatMap(\.problems) == ["the column pin.actor is missing"])
  }

  @Test func aPasswordInTheURLIsRefused() throws {
    let error = #expect(throws: StoreError.self) {
      try PostgreSQLPlace("postgresql://usher:swordfish@db.example/usher")
    }
    #expect(error?.code == "password-in-url")
    #expect(error?.sentence.contains("swordfish") == false)
    #expect(throws: StoreError.self) {
      try PostgreSQLPlace("postgresql://db.example/usher?options=x")
    }
    #expect(throws: StoreError.self) { try PostgreSQLPlace("postgresql://db.example/usher?odd=x") }
  }

  @Test(arguments: [
    ("SELECT ? FROM user WHERE id = ?1", "SELECT $1 FROM \"user\" WHERE id = $1"),
    ("a = ?2 AND b = ?", "a = $2 AND b = $3"),
    ("FROM task INDEXED BY task_by_user WHERE", "FROM task  WHERE"),
    ("FROM a CROSS JOIN b AS c ON c.x = a.x", "FROM a JOIN b AS c ON c.x = a.x"),
    ("FROM a CROSS JOIN b WHERE a.x = b.x", "FROM a CROSS JOIN b WHERE a.x = b.x"),
    ("x IS ? AND y IS NOT ?", "x IS NOT DISTINCT FROM $1 AND y IS DISTINCT FROM $2"),
    ("x IS NOT NULL AND (y) IS NOT TRUE", "x IS NOT NULL AND (y) IS NOT TRUE"),
    ("+task.app_id = ? AND n + 1", "task.app_id = $1 AND n + 1"),
    ("temp.named || char(31)", "pg_temp.named || chr(31)"),
    ("lower(a) = lower(?)", "lower(a) = lower($1 COLLATE \"C\")"),
    ("'a user?' || user_id", "'a user?' || user_id"),
  ])
  func statementsAreSaidInItsWords(_ words: (sqlite: String, postgreSQL: String)) {
    #expect(PostgreSQLTranslation(words.sqlite).sql == words.postgreSQL)
  }
}
