/// How long usher looks for what an app took and does not show yet.
public struct EffectWindow: Sendable, Hashable {
  /// From the answer to the last look, in seconds.
  public var length: Double

  /// The window after an answer of this status: 202 says that it takes a while; any other success
  /// may only be read from a copy that lags.
  public init(status: Int) {
    length = status == 202 ? 120 : 8
  }

  /// How long to wait before the next look: as long again as it has been, half a minute at most.
  ///
  /// - Parameters:
  ///   - since: when the app took the request, in seconds since 1970.
  ///   - asked: how long the app asked to wait, in seconds.
  /// - Returns: `nil` where the window is over.
  public func wait(since: Double, now: Double, asked: Double? = nil) -> Double? {
    // A clock that was set back starts the window again.
    let lasted = max(0, now - since)
    let left = length - lasted
    guard left > 0 else { return nil }
    return min(left, max(min(30, max(0.5, lasted)), asked ?? 0))
  }
}
