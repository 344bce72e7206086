import Dispatch
import Synchronization

/// Hears when anybody wrote, on any host: each transaction that writes tells so as it commits.
final class PostgreSQLWatch: Sendable {
  private struct State {
    var connection: PostgreSQLConnection?
    var isConnecting = false
    var version: Int64 = 1
    var failure: PostgreSQLFailure?
  }

  private let place: PostgreSQLPlace
  private let state = Mutex(State())

  init(_ place: PostgreSQLPlace) { self.place = place }

  /// Ends a transaction that wrote.
  static let telling = "NOTIFY usher_changed; COMMIT"

  /// A number that is another one after each change that was heard of, and after a time in which
  /// nothing could be heard. Only the first call waits for the server.
  ///
  /// - Throws: why nothing can be heard now; the connection is opened again meanwhile.
  func version() throws(PostgreSQLFailure) -> Int64 {
    let (isFirst, failure) = state.withLock {
      ($0.connection == nil && $0.failure == nil, $0.failure)
    }
    if isFirst { try connect() }
    if let failure {
      connectMeanwhile()
      throw failure
    }
    do throws(PostgreSQLFailure) {
      return try hear().get()
    } catch {
      connectMeanwhile()
      throw error
    }
  }

  private func hear() -> Result<Int64, PostgreSQLFailure> {
    state.withLock { state in
      do throws(PostgreSQLFailure) {
        if try state.connection?.heard() == true { state.version += 1 }
        return .success(state.version)
      } catch {
        (state.connection, state.failure) = (nil, error)
        return .failure(error)
      }
    }
  }

  private func connect() throws(PostgreSQLFailure) {
    let connection = try PostgreSQLConnection(place)
    try connection.execute("LISTEN usher_changed")
    state.withLock { state in
      // What happened before is not told.
      state.version += 1
      (state.connection, state.failure) = (connection, nil)
    }
  }

  private func connectMeanwhile() {
    let isFirst = state.withLock { state in
      defer { state.isConnecting = true }
      return !state.isConnecting
    }
    guard isFirst else { return }
    DispatchQueue.global().async { [weak self] in
      defer { self?.state.withLock { $0.isConnecting = false } }
      // The next look tries again.
      try? self?.connect()
    }
  }
}
