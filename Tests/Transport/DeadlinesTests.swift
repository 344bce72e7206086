import Testing

@testable import Transport

/// Many things under way share one clock; each ends, or is ended, by itself.
@Suite struct DeadlinesTests {
  /// Goes on until somebody cancels it.
  private static let endless: @Sendable () async -> Int = {
    while !Task.isCancelled { await Task.yield() }
    return 1
  }

  @Test func whatIsInTimeIsNotLate() async {
    let deadlines = Deadlines(.seconds(600))
    let (value, isLate) = await deadlines.run { 7 }
    #expect(value == 7)
    #expect(!isLate)
  }

  /// The first ones leave nobody who watches over the ones that come later.
  @Test func whatTakesTooLongIsCancelled() async {
    let deadlines = Deadlines(.milliseconds(20))
    for _ in 0..<3 {
      _ = await deadlines.run { 7 }
      let (value, isLate) = await deadlines.run(Self.endless)
      #expect(value == 1)
      #expect(isLate)
    }
  }

  @Test func manyAreCancelledAtOnce() async {
    let deadlines = Deadlines(.milliseconds(20))
    let late = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<500 { group.addTask { await deadlines.run { 7 }.isLate } }
      for _ in 0..<20 { group.addTask { await deadlines.run(Self.endless).isLate } }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(late >= 20)
  }

  @Test func whoeverIsCancelledCancelsWhatIsUnderWay() async {
    let deadlines = Deadlines(.seconds(600))
    let task = Task { await deadlines.run(Self.endless) }
    task.cancel()
    let (value, isLate) = await task.value
    #expect(value == 1)
    #expect(!isLate)
  }
}
