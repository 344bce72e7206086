import Synchronization

/// Keeps the detail beside a list from being read for every row that a held key passes: the first one is
/// read at once, and then one in so many seconds.
final class DetailPace: Sendable {
  private let turns = Mutex(DetailTurns())

  /// Waits for the turn of a reading.
  func wait() async {
    let start = ContinuousClock.now
    let pause = turns.withLock { turns in
      let now = turns.epoch.duration(to: start) / .seconds(1)
      return turns.moment(at: now) - now
    }
    // A reading that is cancelled goes on, and is cancelled where it reads.
    if pause > 0 { try? await Task.sleep(for: .seconds(pause)) }
  }
}

/// When readings have their turns, in seconds since they began to be counted.
struct DetailTurns {
  /// How far apart they are: more often than that, nobody reads what passes.
  static let distance = 0.08

  let epoch = ContinuousClock.now
  private var next = 0.0

  /// The moment for a reading that is asked for now.
  mutating func moment(at now: Double) -> Double {
    let moment = max(now, next)
    next = moment + Self.distance
    return moment
  }
}
