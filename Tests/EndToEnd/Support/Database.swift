import Foundation
import TestSupport
import Testing

/// A database for a store, on a server of the tests' own. It goes with its owner.
final class Database: Sendable {
  /// The password of the role that owns it. It must never be found anywhere.
  static let password = "rig-secret"

  let server: PostgreSQLServer
  let name: String

  /// - Parameter server: one that is the test's alone; `nil` for the one that all use.
  init(on server: PostgreSQLServer? = nil) throws {
    self.server = try server ?? #require(PostgreSQLServer.shared)
    name = "e\(UUID().uuidString.lowercased().filter { $0 != "-" })"
    try self.server.makeDatabase(name)
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

  /// Kills one process of the server, upon which it ends all of them, undoes what was under way, and
  /// begins again, as after a crash of the machine. It is back when this returns.
  func crash() async throws {
    let answer = try server.run(
      "SELECT min(pid) FROM pg_stat_activity WHERE datname = '\(name)'")
    let pid = try #require(Int32(answer.trimmingCharacters(in: .newlines)))
    #expect(kill(pid, SIGKILL) == 0)
    try await wait(for: "the server") { (try? server.run("SELECT 1")) != nil }
  }
}
