import Provisioning
import Testing

/// How long what usher wrote is looked for.
@Suite struct VisibilityWindowTests {
  @Test(
    arguments: [
      (nil, 30, 100, nil), (100, 30, 100, 1), (100, 30, 101, 1), (100, 30, 104, 4),
      (100, 30, 120, 10), (100, 30, 129.5, 0.5), (100, 30, 130, nil), (100, 0, 100, nil),
      // The clock was set back.
      (100, 30, 99, nil),
    ] as [(Double?, Double, Double, Double?)])
  func aWait(_ row: (written: Double?, window: Double, now: Double, wait: Double?)) {
    var ways = AppWays()
    ways.visibilityWindow = row.window
    #expect(ways.waitForSight(of: row.written, now: row.now) == row.wait)
  }
}
