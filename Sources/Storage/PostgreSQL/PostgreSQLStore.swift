public import Engine
import Foundation
import Synchronization

/// The store in a PostgreSQL database, for any number of processes of any number of hosts.
///
/// Whoever writes holds one lock of the database until the transaction ends, as the one writer of a
/// file does: what is read in a transaction stays true to its end, so that a task is claimed once, a
/// group has one writer and the audit log one order, on all hosts together. Who reads waits for nobody
/// and sees one state.
public final class PostgreSQLStore: Store {
  let place: PostgreSQLPlace
  /// Where what waits is written.
  private let queue = DispatchQueue(label: "usher.store")
  /// Whose turn it is in this process. No queue: a body may use a connection that belongs to another
  /// queue, such as that of a store that is copied.
  private let turn = DispatchSemaphore(value: 1)
  private let writer = Mutex<PostgreSQLConnection?>(nil)
  let readers: PostgreSQLReaders
  private let watch: PostgreSQLWatch
  private let known = KnownApps()
  private let commits = CommitQueue()
  private let offset = Mutex(0.0)

  /// Opens the store, and makes its tables where there are none. A store of a newer version is refused
  /// and left as it is.
  ///
  /// - Throws: ``StoreError`` where no server answers, or it does not let usher in.
  public convenience init(_ place: PostgreSQLPlace) throws(StoreError) {
    try self.init(place, reads: false)
  }

  /// Opens a store that is there.
  ///
  /// - Throws: what ``init(_:)`` throws, and that there is none.
  public convenience init(reading place: PostgreSQLPlace) throws(StoreError) {
    try self.init(place, reads: true)
  }

  private init(_ place: PostgreSQLPlace, reads: Bool) throws(StoreError) {
    self.place = place
    readers = PostgreSQLReaders(place)
    watch = PostgreSQLWatch(place)
    do {
      let connection = try PostgreSQLConnection(place)
      try Self.refuseOld(connection)
      try PostgreSQLMigration(connection).run(makes: !reads)
      try use(connection)
    } catch let failure as PostgreSQLFailure {
      throw StoreError(opening: place, failure)
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError.lost
    }
  }

  /// How many seconds the server's clock is ahead of this host's. Hosts that share a store compare
  /// their moments by it: when a task was claimed, and until when.
  public var clockOffset: Double { offset.withLock { $0 } }

  private func use(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) {
    let before = Date().timeIntervalSince1970
    let there = try connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
    let here = (before + Date().timeIntervalSince1970) / 2
    if let there = there.flatMap(Double.init) { offset.withLock { $0 = there - here } }
    writer.withLock { $0 = connection }
  }

  private static func refuseOld(_ connection: PostgreSQLConnection) throws(StoreError) {
    guard connection.serverVersion < 130_000 else { return }
    throw StoreError(
      sentence: "the database server is older than PostgreSQL 13; bring it up to date",
      code: "store-too-old")
  }

  /// Reads one consistent state.
  ///
  /// - Throws: ``StoreError``, and what the body throws.
  public func read<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    try wording {
      try readers.read { try body(SQLSession(db: $0, known: known)) }
    }
  }

  /// Writes all or nothing, as the only one who writes.
  ///
  /// - Throws: ``StoreError``, and what the body throws; nothing is changed then.
  public func write<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    turn.wait()
    defer { turn.signal() }
    return try wording { try transaction(body) }
  }

  /// Writes in one transaction with whatever else came while the last one was under way.
  ///
  /// - Throws: ``StoreError``, and what the body throws; nothing of it is written then.
  public func commit<Result: Sendable>(
    _ body: @escaping @Sendable (any StoreSession) throws -> Result
  ) async throws -> Result {
    try await commits.add(body) { workOnCommits() }
  }

  /// Changes whenever anybody wrote. Does not wait for the server.
  ///
  /// - Throws: ``StoreError`` while the server cannot be reached.
  public func version() throws -> Int64 { try wording { try watch.version() } }

  private func workOnCommits() {
    queue.async { [self] in
      let hasMore = commits.work { body in
        turn.wait()
        defer { turn.signal() }
        try wording { try patiently(body) }
      }
      if hasMore { workOnCommits() }
    }
  }

  /// A body that may run more than once does so where the server went away under it, or ended its
  /// transaction for another's sake.
  private func patiently(_ body: (any StoreSession) throws -> Void) throws {
    for _ in 1..<Self.tries {
      do {
        return try transaction(body)
      } catch let failure as PostgreSQLFailure where failure.isLost || failure.isUndone {
        continue
      }
    }
    try transaction(body)
  }

  private static let tries = 3

  private func transaction<Result>(
    _ body: (any StoreSession) throws -> Result
  ) throws -> Result {
    let (connection, number) = try begin()
    let result: Result
    do {
      let session = SQLSession(db: connection, known: known)
      result = try body(session)
      try session.writeCounts()
    } catch {
      connection.rollBack()
      throw error
    }
    do throws(PostgreSQLFailure) {
      try connection.execute(connection.hasWritten ? PostgreSQLWatch.telling : "COMMIT")
    } catch  where error.isLost {
      // The server may have committed before it went away.
      guard try wasCommitted(number) else { throw error }
    }
    return result
  }

  /// Begins a transaction as the only one who writes.
  ///
  /// - Returns: the connection, and the number of the transaction.
  private func begin() throws -> (PostgreSQLConnection, number: String) {
    let begin = """
      BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
      SELECT pg_advisory_xact_lock(\(PostgreSQLMigration.lock));
      SELECT pg_current_xact_id()::text
      """
    let before = writer.withLock { $0 }
    if let before, !before.isLost {
      do throws(PostgreSQLFailure) {
        return (before, try before.begin(begin) ?? "")
      } catch  where error.isLost {
        // It was lost while it was idle, and nothing was under way.
      } catch {
        before.rollBack()
        throw try worded(error, before)
      }
    }
    let connection = try PostgreSQLPatience().connection(place)
    try use(connection)
    do throws(PostgreSQLFailure) {
      return (connection, try connection.begin(begin) ?? "")
    } catch {
      connection.rollBack()
      throw try worded(error, connection)
    }
  }

  /// A failure to become the one who writes, with the name of whoever does.
  private func worded(_ failure: PostgreSQLFailure, _ connection: PostgreSQLConnection) throws
    -> any Error
  {
    guard failure.state == "55P03" else { return failure }
    let holder = try connection.execute(
      """
      SELECT min(application_name || ', process ' || a.pid) FROM pg_locks AS l
        JOIN pg_stat_activity AS a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.database =
        (SELECT oid FROM pg_database WHERE datname = current_database())
      """)
    return StoreError.held(by: holder ?? "another process")
  }

  /// Whether a transaction was committed of which the end was not heard.
  private func wasCommitted(_ number: String) throws -> Bool {
    let patience = PostgreSQLPatience(seconds: PostgreSQLPatience.long)
    while true {
      let state: String?
      do throws(PostgreSQLFailure) {
        let connection = try patience.connection(place)
        state = try connection.execute("SELECT pg_xact_status('\(number)'::xid8)")
      } catch {
        guard error.isLost, !patience.isOver else { throw StoreError.inDoubt }
        continue
      }
      switch state {
      case "committed": return true
      case "in progress":
        // The server has not noticed yet that nobody listens.
        if patience.isOver { throw StoreError.inDoubt }
        patience.wait()
      default: return false
      }
    }
  }

  /// Lets errors of other rooms through and words those of the database.
  func wording<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let failure as PostgreSQLFailure {
      throw StoreError(working: failure)
    }
  }
}
