import Synchronization

/// Keeps the detail beside a list from being read for every row that a held key passes: the first one is
/// read at once, and then one in so many seconds.
final class DetailPace: Sendable {
  private let epoch = ContinuousClock.now
  private let turns = Mutex(DetailTurns())

  /// Waits for the turn of a reading.
  func wait() async {
    let now = epoch.duration(to: .now) / .seconds(1)
    let pause = turns.withLock { $0.moment(at: now) } - now
    // A reading that is cancelled goes on, and is cancelled where it reads.
    if pause > 0 { try? await Task.sleep(for: .seconds(pause)) }
  }
}

/// When readings have their turns, in seconds since any moment.
struct DetailTurns {
  /// How far apart they are: more often than that, nobody reads what passes.
  static let distance = 0.08

  private var next = 0.0

  /// The moment for a reading that is asked for now.
  mutating func moment(at now: Double) -> Double {
    let moment = max(now, next)
    next = moment + Self.distance
    return moment
  }
}
