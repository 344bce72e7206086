import CSQLite
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
  let pool: any DatabaseWriter
  /// The file; `nil` for a store in memory, with one connection.
  let path: String?
  /// The file that was opened.
  private let identity: StoreFile.Identity?
  /// The connection that looks for others' changes, opened by the first look.
  private let watch = Mutex<DatabaseQueue?>(nil)
  let known = KnownApps()
  private let commits = CommitQueue()

  private var isAlone: Bool { path == nil }

  /// Opens the store, makes it where there is none, and brings it to this version's schema. A file
  /// that is damaged, or no store, or one of a newer version, is refused and left as it is.
  ///
  /// - Parameter path: the file; its folder must exist. `nil` for a store in memory, for tests.
  public init(path: String?) throws(StoreError) {
    Self.prepareSQLite(path)
    self.path = path
    var isCurrent = false
    if let path {
      try StoreFile(path: path).claim()
      isCurrent = try Examination(path: path).refuse()
    }
    do {
      if let path {
        pool = try DatabasePool(path: path, configuration: Self.configuration)
      } else {
        pool = try DatabaseQueue(configuration: Self.configuration)
      }
      // Where nothing is to be done, who only looks does not wait for somebody who writes.
      if !isCurrent { try Migrations.all.migrate(pool) }
    } catch {
      throw StoreError(opening: path ?? "memory", error)
    }
    identity = path.flatMap { StoreFile(path: $0).identity }
  }

  /// Opens a store that is there for reading alone; nothing is written to its file.
  ///
  /// - Throws: what `init(path:)` throws, and that there is none.
  public init(reading path: String) throws(StoreError) {
    self.path = path
    try StoreFile(path: path).check()
    let examination = Examination(path: path)
    try examination.refuse()
    do {
      pool = try examination.open()
    } catch {
      throw StoreError(opening: path, error)
    }
    identity = StoreFile(path: path).identity
  }

  /// Reads one consistent state.
  ///
  /// - Throws: `StoreError`, and what the body throws.
  public func read<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    try wording {
      // The one connection would be switched to reading and back, upon which SQLite prepares every
      // statement anew.
      try isAlone
        ? pool.unsafeRead { try body(SQLSession(db: $0, known: known)) }
        : pool.read { try body(SQLSession(db: $0, known: known)) }
    }
  }

  /// Writes all or nothing, in an immediate transaction.
  ///
  /// - Throws: `StoreError`, and what the body throws; nothing is changed then.
  public func write<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    try pool.writeWithoutTransaction { try transaction($0, body) }
  }

  /// Writes in one immediate transaction with whatever else came while the last one was under way, on
  /// the queue of the connection that writes.
  ///
  /// - Throws: `StoreError`, and what the body throws; nothing of it is written then.
  public func commit<Result: Sendable>(
    _ body: @escaping @Sendable (any StoreSession) throws -> Result
  ) async throws -> Result {
    try await commits.add(body) { workOnCommits() }
  }

  private func workOnCommits() {
    pool.asyncWriteWithoutTransaction { [self] db in
      let hasMore = commits.work { body in try transaction(db, body) }
      // Between two transactions, others of this process have their turn.
      if hasMore { workOnCommits() }
    }
  }

  private func transaction<Result>(
    _ db: Database, _ body: (any StoreSession) throws -> Result
  ) throws -> Result {
    try refuseGone()
    return try wording {
      try db.transaction {
        let session = SQLSession(db: db, known: known)
        let result = try body(session)
        try session.writeCounts()
        return result
      }
    }
  }

  /// Keeps away from the lock for longer than another process that waits for it sleeps.
  public func giveWay() {
    if !isAlone { usleep(2 * Self.look) }
  }

  /// Changes whenever anybody wrote, this process too. The number means something to one connection
  /// alone, so there is one for it; a look reads no page of the file.
  public func version() throws -> Int64 {
    try refuseGone()
    return try wording {
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

  /// A file that was taken away would be written on, and forgotten with this process.
  private func refuseGone() throws(StoreError) {
    guard let path, StoreFile(path: path).identity != identity else { return }
    throw .gone(path)
  }

  /// Lets errors of other rooms through and words those of the database.
  func wording<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw StoreError(working: error, path: path)
    }
  }

  /// How many seconds a store that another process writes is waited for.
  static let patience = 15.0

  /// How many microseconds pass between two looks at it.
  private static let look: UInt32 = 1_000

  /// Sets what is set once for the process, before SQLite is used.
  private static func prepareSQLite(_ path: String?) {
    preparing.withLock { isPrepared in
      if !isPrepared { us_sqlite_uncounted() }
      isPrepared = true
      // Where the store is there is room, and nobody else reads.
      if let path { us_sqlite_temporary(URL(filePath: path).deletingLastPathComponent().path) }
    }
  }

  private static let preparing = Mutex(false)

  private static var configuration: Configuration {
    var configuration = Configuration()
    // SQLite's own handler soon looks ten times a second only, and would miss each moment in which
    // somebody with much to write lets go of the lock.
    configuration.busyMode = .callback { looks in
      guard Double(looks) * Double(look) < patience * 1e6 else { return false }
      usleep(look)
      return true
    }
    configuration.foreignKeysEnabled = true
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { db in
      // Some hundred statements stay prepared, more than SQLite's own pieces are enough for.
      us_sqlite_pieces(UnsafeMutableRawPointer(db.sqliteConnection), 1_200, 500)
      db.add(function: SQLiteFunctions.sha256)
      // What a statement of a part that can be undone changes is kept until its end. In memory that is
      // a list which SQLite walks through from its start for each statement: an import of 100,000
      // people took half a gigabyte and six minutes.
      // Whoever commits as the log is full waits until the disk has it all: 16 MB, not 4.
      try db.execute(
        sql: """
          PRAGMA synchronous = NORMAL; PRAGMA temp_store = FILE;
          PRAGMA wal_autocheckpoint = 4000
          """)
    }
    return configuration
  }
}
