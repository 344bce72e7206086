public import Engine
import Foundation
import GRDB
import Synchronization

/// The store in one SQLite file, for any number of processes of one host.
///
/// Write-ahead logging lets readers go on while somebody writes. Every write is an immediate
/// transaction: one that reads first and upgrades later fails with "database is locked" at once,
/// whatever the busy timeout.
public final class SQLiteStore: Store {
  private let pool: any DatabaseWriter
  /// Whether the store is in memory, with one connection.
  private let isAlone: Bool
  private let path: String?
  /// The connection that looks for others' changes, opened by the first look.
  private let watch = Mutex<DatabaseQueue?>(nil)

  /// Opens the store, makes it where there is none, and brings it to this version's schema.
  ///
  /// - Parameter path: the file; its folder must exist. `nil` for a store in memory, for tests.
  public init(path: String?) throws(StoreError) {
    isAlone = path == nil
    self.path = path
    do {
      if let path {
        pool = try DatabasePool(path: path, configuration: Self.configuration)
        // The file holds names and addresses: nobody else on the host may read it.
        for suffix in ["", "-wal", "-shm"] { chmod(path + suffix, 0o600) }
      } else {
        pool = try DatabaseQueue(configuration: Self.configuration)
      }
      try Self.refuseNewer(pool)
      try Migrations.all.migrate(pool)
    } catch {
      throw StoreError(opening: path ?? "memory", error)
    }
  }

  /// Reads one consistent state.
  ///
  /// - Throws: `StoreError`, and what the body throws.
  public func read<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    try wording {
      // The one connection would be switched to reading and back, upon which SQLite prepares every
      // statement anew.
      try isAlone
        ? pool.unsafeRead { try body(SQLiteSession(db: $0)) }
        : pool.read { try body(SQLiteSession(db: $0)) }
    }
  }

  /// Writes all or nothing, in an immediate transaction.
  ///
  /// - Throws: `StoreError`, and what the body throws; nothing is changed then.
  public func write<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    try wording {
      try pool.writeWithoutTransaction { db in
        var result: Result?
        try db.inTransaction(.immediate) {
          result = try body(SQLiteSession(db: db))
          return .commit
        }
        guard let result else { throw StoreError.lost }
        return result
      }
    }
  }

  /// Changes whenever anybody wrote, this process too. The number means something to one connection
  /// alone, so there is one for it; a look reads no page of the file.
  public func version() throws -> Int64 {
    try wording {
      try watching().unsafeRead { try Int64.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    }
  }

  private func watching() throws -> any DatabaseReader {
    guard let path else { return pool }
    return try watch.withLock { watch in
      if let watch { return watch }
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(1)
      let opened = try DatabaseQueue(path: path, configuration: configuration)
      watch = opened
      return opened
    }
  }

  /// Lets errors of other rooms through and words those of the database.
  private func wording<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw StoreError(working: error)
    }
  }

  private static func refuseNewer(_ pool: any DatabaseWriter) throws {
    let isNewer = try pool.read { try Migrations.all.hasBeenSuperseded($0) }
    if isNewer { throw StoreError.newer }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(15)
    configuration.foreignKeysEnabled = true
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY")
    }
    return configuration
  }
}
