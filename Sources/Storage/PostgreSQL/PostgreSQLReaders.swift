import Dispatch
import Synchronization

/// The connections that read, a few at a time.
final class PostgreSQLReaders: Sendable {
  private let place: PostgreSQLPlace
  private let idle = Mutex<[PostgreSQLConnection]>([])
  private let room = DispatchSemaphore(value: 4)

  init(_ place: PostgreSQLPlace) { self.place = place }

  /// Reads one consistent state.
  func read<Result>(_ body: (PostgreSQLConnection) throws -> Result) throws -> Result {
    room.wait()
    defer { room.signal() }
    let connection = try begin()
    do {
      let result = try body(connection)
      try connection.execute("COMMIT")
      idle.withLock { $0.append(connection) }
      return result
    } catch {
      connection.rollBack()
      if !connection.isLost { idle.withLock { $0.append(connection) } }
      throw error
    }
  }

  private func begin() throws(PostgreSQLFailure) -> PostgreSQLConnection {
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    while let connection = idle.withLock({ $0.popLast() }) {
      do throws(PostgreSQLFailure) {
        try connection.begin(begin)
        return connection
      } catch {
        // It was lost while it was idle.
        guard error.isLost else { throw error }
      }
    }
    let connection = try PostgreSQLPatience().connection(place)
    try connection.begin(begin)
    return connection
  }
}
