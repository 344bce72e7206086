/// The clock, so that a run can be repeated.
public protocol TimeSource: Sendable {
  /// Seconds since 1970.
  func now() -> Double

  /// Waits. Ends early, without an error, when the work is cancelled.
  func sleep(seconds: Double) async
}

/// Chance, so that a run can be repeated: jitter, names of workers.
public protocol Chance: Sendable {
  /// A number from 0 up to, not including, 1.
  func fraction() -> Double
}
