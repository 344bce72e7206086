import Testing

@testable import Runner

@Suite struct DetailTurnsTests {
  /// A key at a time is followed at once; of a key that is held down, a few rows a second are read.
  @Test(arguments: [
    ([0, 1, 2], [0, 1, 2]), ([0, 0.03, 0.2], [0, 0.08, 0.2]),
    ([0.5, 0.51, 0.6], [0.5, 0.58, 0.66]),
  ])
  func aHeldKeyIsNotFollowedRowByRow(_ asked: [Double], _ read: [Double]) {
    var turns = DetailTurns()
    for (now, moment) in zip(asked, read) {
      #expect(abs(turns.moment(at: now) - moment) < 1e-9)
    }
  }
}
