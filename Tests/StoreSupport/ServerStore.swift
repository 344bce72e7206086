public import Engine
import Foundation
public import Storage
import Synchronization
public import TestSupport

/// A store in a database that goes with it.
public final class ServerStore: Store {
  private let server: PostgreSQLServer
  private let store: PostgreSQLStore
  /// The name of the database.
  public let name: String

  /// Databases are copies of one in which the tables are made.
  private static let template = Mutex<[String: Bool]>([:])

  /// An empty store.
  public init(_ server: PostgreSQLServer) throws {
    self.server = server
    try Self.template.withLock { made in
      guard made.isEmpty else { return }
      try server.makeDatabase("made")
      _ = try PostgreSQLStore(PostgreSQLPlace(server.url("made")))
      made["made"] = true
    }
    let name = "s\(UUID().uuidString.lowercased().filter { $0 != "-" })"
    self.name = name
    try Self.template.withLock { _ in try server.makeDatabase(name, like: "made") }
    store = try PostgreSQLStore(PostgreSQLPlace(server.url(name)))
  }

  deinit { try? server.removeDatabase(name) }

  /// The same database once more, as another host would open it.
  public func again() throws -> PostgreSQLStore {
    try PostgreSQLStore(PostgreSQLPlace(server.url(name)))
  }

  /// Reads one consistent state.
  public func read<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    try store.read(body)
  }

  /// Writes all or nothing.
  public func write<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    try store.write(body)
  }

  /// Writes together with what else is to be written.
  public func commit<Result: Sendable>(
    _ body: @escaping @Sendable (any StoreSession) throws -> Result
  ) async throws -> Result {
    try await store.commit(body)
  }

  /// Changes whenever anybody wrote.
  public func version() throws -> Int64 { try store.version() }
}
