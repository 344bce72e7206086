public import Engine
import Foundation
import Storage
import TestSupport

/// An empty store for tests that need just any.
public enum EmptyStore {
  /// Whether it is one in PostgreSQL: `USHER_TEST_STORE` is `postgresql`.
  public static var isOnServer: Bool {
    ProcessInfo.processInfo.environment["USHER_TEST_STORE"] == "postgresql"
  }

  /// Makes it: in memory, or on a server of the tests' own.
  public static func make() throws -> any Store {
    guard isOnServer else { return try SQLiteStore(path: nil) }
    guard let server = PostgreSQLServer.shared else {
      throw PostgreSQLServer.Refusal(PostgreSQLServer.missing)
    }
    return try ServerStore(server)
  }
}
