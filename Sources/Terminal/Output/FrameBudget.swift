/// At most 30 frames in any second. A few may come at once, so that a key is answered without
/// delay while much changes.
struct FrameBudget {
  private static let atOnce = 4.0
  private static let perSecond = 30 - atOnce

  private var left = atOnce
  private var time = 0.0

  /// Seconds until the next frame may be drawn; 0 where it may be drawn now.
  mutating func wait(at now: Double) -> Double {
    left = min(Self.atOnce, left + max(0, now - time) * Self.perSecond)
    time = now
    return left > 0.999 ? 0 : (1 - left) / Self.perSecond
  }

  /// A frame is drawn.
  mutating func spend() { left -= 1 }
}
