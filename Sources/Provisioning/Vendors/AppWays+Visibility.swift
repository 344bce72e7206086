extension AppWays {
  /// How long to wait before what was written is looked for again, in seconds: as long again as it has
  /// been, within the window in which it may stay out of sight.
  ///
  /// - Parameters:
  ///   - written: when usher made or changed it, in seconds since 1970; `nil`: it never did.
  ///   - now: the present moment, in seconds since 1970.
  /// - Returns: `nil` where it counts as gone. A moment that is still to come says that the clock was
  ///   set back, and nothing about the window.
  public func waitForSight(of written: Double?, now: Double) -> Double? {
    guard let written else { return nil }
    let passed = now - written
    guard passed >= 0, passed < visibilityWindow else { return nil }
    return min(visibilityWindow - passed, max(1, passed))
  }
}
