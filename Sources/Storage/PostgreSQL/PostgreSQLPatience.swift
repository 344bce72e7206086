import Foundation

/// How long a server is waited for that went away: it is restarted, or another one takes over.
struct PostgreSQLPatience {
  /// Seconds that a command waits.
  static let short = 15.0
  /// Seconds that are spent on whether something was committed.
  static let long = 60.0

  private let end: ContinuousClock.Instant

  init(seconds: Double = short) { end = .now + .seconds(seconds) }

  var isOver: Bool { .now >= end }

  /// Between two looks.
  func wait() { usleep(100_000) }

  /// A new connection.
  func connection(_ place: PostgreSQLPlace) throws(PostgreSQLFailure) -> PostgreSQLConnection {
    while true {
      do throws(PostgreSQLFailure) {
        return try PostgreSQLConnection(place)
      } catch {
        guard error.isLost, !isOver else { throw error }
      }
      wait()
    }
  }
}
