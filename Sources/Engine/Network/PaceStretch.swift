import Provisioning

/// A stretch of time in which one process alone sends to an app, in seconds since 1970. All of them
/// together are the budget of the app, whoever sends.
struct PaceStretch: Sendable, Hashable {
  var start: Double
  var end: Double

  /// The stretch that a process gets.
  ///
  /// - Parameters:
  ///   - taken: until when the app's time is taken, by this process or another one; `nil` for never.
  ///   - own: the last stretch of this process.
  ///   - earliest: from when on this process could send.
  ///   - length: how long it is to be.
  ///   - gap: the pause behind a stretch of another process, since neither arrives to the moment.
  init(
    after taken: Double?, own: PaceStretch?, earliest: Double, length: Double, gap: Double
  ) {
    var start = earliest
    // Where nobody came behind its own stretch, a process may use the rest of it for the next one.
    if let taken, taken != own?.end, taken < earliest + Self.longest {
      start = max(start, taken + gap)
    }
    (self.start, end) = (start, start + length)
  }

  /// Whether a request may leave then, and the next one, of whoever, after the interval.
  func holds(_ moment: Double, _ interval: Double) -> Bool {
    start <= moment && moment + interval <= end + 0.000_001
  }

  /// Nobody takes time for longer ahead, in seconds: what says so comes from a clock that was wrong.
  private static let longest = 60.0
}

/// The time of an app as those who send to it share it.
protocol PaceBudget: Sendable {
  /// Takes the next stretch.
  ///
  /// - Throws: where that cannot be agreed with others now.
  func take(
    after own: PaceStretch?, earliest: Double, length: Double, gap: Double
  ) async throws -> PaceStretch
}

/// The time of an app as the store keeps it, for all processes of all hosts: one small transaction
/// for each second in which anything is sent.
struct StoredPace: PaceBudget {
  let store: any Store
  let app: AppID

  func take(
    after own: PaceStretch?, earliest: Double, length: Double, gap: Double
  ) async throws -> PaceStretch {
    let name = "pace of \(app)"
    return try await store.commit { session in
      let taken: Double? = try session.settings.decoded(
        name, orSay: "the pace of an app cannot be read; usher store check says what is damaged")
      let stretch = PaceStretch(
        after: taken, own: own, earliest: earliest, length: length, gap: gap)
      try session.settings.encode(stretch.end, as: name)
      return stretch
    }
  }
}
