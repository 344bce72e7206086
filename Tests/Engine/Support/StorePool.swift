import Dispatch
import Engine
import StoreSupport
import Synchronization

@testable import Storage

/// Stores that one test leaves to the next, emptied: most of a small test's time would go
/// into preparing the same statements again.
final class StorePool: Sendable {
  static let shared = StorePool()

  private let idle = Mutex<[any Store]>([])

  /// A store that is empty.
  func take() throws -> PooledStore {
    let store = idle.withLock { $0.popLast() }
    return PooledStore(try store ?? EmptyStore.make(), of: self)
  }

  /// Empties a database, and begins its keys anew.
  private static func emptying() throws -> String {
    let tables = try StoredTable.all().map { $0.name == "user" ? "\"user\"" : $0.name }
    return """
      TRUNCATE \(tables.joined(separator: ", ")) RESTART IDENTITY CASCADE;
      INSERT INTO key_attribute VALUES ('externalid'), ('employeeid')
      """
  }

  fileprivate func give(_ store: any Store) {
    let isEmptied = try? store.write { session in
      guard let session = session as? SQLSession else { return false }
      if let server = session.db as? PostgreSQLConnection {
        try server.execute(Self.emptying())
        return true
      }
      for table in [
        "directory_source", "app", "user", "role", "audit", "task_count", "setting",
        "sqlite_sequence",
      ] {
        try session.db.run("DELETE FROM \(table)")
      }
      try session.db.run("UPDATE text_index SET upto = 0")
      return true
    }
    guard isEmptied == true else { return }
    // Each holds connections of a server, which has not room for any number of them.
    idle.withLock { idle in
      if !EmptyStore.isOnServer || idle.count < 16 { idle.append(store) }
    }
  }
}

/// A store that goes back to its pool when nobody uses it any more.
final class PooledStore: Store {
  private let store: any Store
  private let pool: StorePool

  fileprivate init(_ store: any Store, of pool: StorePool) {
    self.store = store
    self.pool = pool
  }

  // Elsewhere: the last to use it may be at work on the store itself.
  deinit { DispatchQueue.global().async { [pool, store] in pool.give(store) } }

  func read<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    try store.read(body)
  }

  func write<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    try store.write(body)
  }

  func commit<Result: Sendable>(
    _ body: @escaping @Sendable (any StoreSession) throws -> Result
  ) async throws -> Result {
    try await store.commit(body)
  }

  func version() throws -> Int64 { try store.version() }
}
