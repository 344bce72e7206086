import Provisioning
import SCIM
import StoreSupport
import Testing
import Text

@testable import Engine

/// Everybody who sends to an app shares its pace, in however many processes.
@Suite struct SharedPaceTests {
  private struct Away: Error {}

  /// A store that can be away.
  private struct AwayBudget: PaceBudget {
    func take(
      after own: PaceStretch?, earliest: Double, length: Double, gap: Double
    ) async throws -> PaceStretch { throw Away() }
  }

  /// Counts how often it is asked.
  private actor CountedBudget: PaceBudget {
    private let budget: StoredPace
    private(set) var count = 0

    init(_ budget: StoredPace) { self.budget = budget }

    func take(
      after own: PaceStretch?, earliest: Double, length: Double, gap: Double
    ) async throws -> PaceStretch {
      count += 1
      return try await budget.take(after: own, earliest: earliest, length: length, gap: gap)
    }
  }

  private func most(_ times: [Double], within window: Double) -> Int {
    let times = times.sorted()
    return times.indices.map { start in
      times[start...].prefix { $0 < times[start] + window - 0.000_001 }.count
    }.max() ?? 0
  }

  private func pacers(_ count: Int, _ rate: Double, _ clock: FakeClock) throws -> [Pacer] {
    let store = try EmptyStore.make()
    return (0..<count).map { _ in
      Pacer(rate: rate, time: clock, budget: StoredPace(store: store, app: 1))
    }
  }

  @Test(arguments: [(2, 4.0), (3, 4), (3, 1), (2, 0.5), (4, 25)])
  func severalTogetherKeepTheRate(_ count: Int, _ rate: Double) async throws {
    let clock = FakeClock()
    let pacers = try pacers(count, rate, clock)
    let start = clock.now()
    var times: [Double] = []
    for turn in 0..<80 {
      await pacers[turn % count].turn()
      times.append(clock.now())
    }
    #expect(most(times, within: max(1, 1 / rate)) <= max(1, Int(rate)))
    // Each in turn is the worst case: all of a stretch but one place is wasted.
    #expect(clock.now() - start < 80 * max(1, 1 / rate) * 1.3)
  }

  /// Both always have something to send.
  @Test func nothingIsWastedWhereAllAreBusy() async throws {
    let clock = FakeClock()
    let pacers = try pacers(2, 4, clock)
    let start = clock.now()
    for _ in 0..<10 {
      for pacer in pacers { for _ in 0..<4 { await pacer.turn() } }
    }
    #expect(clock.now() - start < 80 / 4 * 1.1)
  }

  @Test(arguments: [1.0, 4, 25])
  func whoIsAloneWastesNothing(_ rate: Double) async throws {
    let clock = FakeClock()
    let pacer = try pacers(1, rate, clock)[0]
    var times: [Double] = []
    for turn in 1...60 {
      if turn == 30 { clock.advance(7) }
      // An answer takes a moment, so that no request is ready when its place begins.
      clock.advance(1.04 / rate)
      await pacer.turn()
      times.append(clock.now())
    }
    #expect(most(times, within: 1) <= Int(rate))
    let whole = (times.last ?? 0) - (times.first ?? 0) - 7
    #expect(abs(whole - 59 * 1.04 / rate) < 0.000_1)
  }

  @Test func itCostsOneTransactionASecond() async throws {
    let clock = FakeClock()
    let budget = CountedBudget(StoredPace(store: try EmptyStore.make(), app: 1))
    let pacer = Pacer(rate: 50, time: clock, budget: budget)
    for _ in 0..<500 { await pacer.turn() }
    #expect(await budget.count <= 11)
  }

  @Test func whoDiedTakesNoTimeFromOthers() async throws {
    let clock = FakeClock()
    let pacers = try pacers(2, 4, clock)
    await pacers[0].turn()
    let start = clock.now()
    for _ in 0..<8 { await pacers[1].turn() }
    #expect(clock.now() - start < 3.2)
  }

  /// Another host's clock was a day ahead.
  @Test func timeThatNobodyCanHaveTakenIsNotWaitedFor() async throws {
    let clock = FakeClock()
    let store = try EmptyStore.make()
    try store.write { try $0.settings.encode(clock.now() + 86_400, as: "pace of 1") }
    let pacer = Pacer(rate: 4, time: clock, budget: StoredPace(store: store, app: 1))
    let start = clock.now()
    await pacer.turn()
    #expect(clock.now() - start < 1)
  }

  @Test func withoutTheStoreEachKeepsItsPace() async {
    let clock = FakeClock()
    let pacer = Pacer(rate: 4, time: clock, budget: AwayBudget())
    let start = clock.now()
    for _ in 0..<41 { await pacer.turn() }
    #expect(abs(clock.now() - start - 10) < 0.01)
  }

  /// The app's silence is kept, and those who wait take their turns behind it.
  @Test func silenceIsKept() async throws {
    let clock = FakeClock()
    let pacer = try pacers(1, 4, clock)[0]
    await pacer.turn()
    let start = clock.now()
    await pacer.learn(from: HTTPResponse(status: 429, headers: ["retry-after": "30"]))
    await pacer.turn()
    #expect(clock.now() - start >= 30)
  }

  /// Many requests at once wait for the same stretch.
  @Test func manyAtOnceGetOnePlaceEach() async throws {
    let clock = FakeClock()
    let pacer = try pacers(1, 4, clock)[0]
    let start = clock.now()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<41 { group.addTask { await pacer.turn() } }
    }
    #expect(clock.now() - start > 9.9)
  }
}
