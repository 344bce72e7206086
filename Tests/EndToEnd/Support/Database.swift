import Foundation
import TestSupport
import Testing

/// A database for a store, on a server of the tests' own. It goes with its owner.
final class Database: Sendable {
  /// The password of the role that owns it. It must never be found anywhere.
  static let password = "rig-secret"

  let server: PostgreSQLServer
  let name: String

  init() throws {
    server = try #require(PostgreSQLServer.shared)
    name = "e\(UUID().uuidString.lowercased().filter { $0 != "-" })"
    try server.makeDatabase(name)
  }

  deinit { try? server.removeDatabase(name) }

  /// The store's URL, for a role that may do nothing but use this database.
  var url: String { "postgresql://usher@127.0.0.1:\(server.port)/\(name)" }

  /// What a command needs of the environment to use it.
  var environment: [String: String] {
    ["USHER_STORE": url, "PGPASSWORD": Self.password]
  }

  /// Ends every connection to it, as a restart of the server does.
  func endConnections() throws {
    try server.run(
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = '\(name)' AND pid <> pg_backend_pid()
      """)
  }
}
