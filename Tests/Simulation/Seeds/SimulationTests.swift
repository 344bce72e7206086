import Foundation
import Simulation
import Testing

/// Worlds made of chance, each from a seed that makes it again.
@Suite(.serialized) struct SimulationTests {
  /// Runs a world on a thread of its own, so that the tests beside it do not wait for it.
  private static func world(_ seed: UInt64, kind: Simulation.Kind = .accounts) async
    -> Simulation.Outcome
  {
    await withCheckedContinuation { continuation in
      let thread = Thread {
        continuation.resume(returning: Simulation(seed: seed, kind: kind).run())
      }
      thread.stackSize = 64 << 20
      thread.start()
    }
  }

  /// Two runs of a seed differ in nothing: not in the order of two jobs, not in a byte that was sent.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func aSeedMakesTheSameWorldAgain(_ seed: UInt64) async {
    let first = await Self.world(seed)
    let second = await Self.world(seed)
    #expect(first == second)
    #expect(first.requests > 0)
  }

  @Test func anotherSeedMakesAnotherWorld() async {
    let (first, second) = (await Self.world(1), await Self.world(2))
    #expect(first.trace != second.trace)
  }

  /// Seeds that failed once, and what they showed.
  @Test(
    arguments: [
      (11, "an account whose answer was lost is not left to somebody who lost access"),
      (17, "a request that was changed in the store after its approval is not sent"),
      (19, "a group whose making failed is not left for ever when nobody needs it any more"),
      (20_109, "a failed task is not retried beside a newer one of the same user"),
      (30_175, "nor the making of a group beside a newer one"),
      (30_991, "a group whose answer was cut is not made again"),
      (31_012, "a worker that ends on an error keeps its leases until what it is at is done"),
      (40_551, "two tasks of the same bytes are two tasks"),
      (30_232, "the making of a group that is there is not left failed"),
      (300_244, "nor is one whose request was changed kept as it is"),
      (301_524, "what others change is not taken for what the app does not keep"),
      (500_003, "a look that takes long does not unlink an account that was made meanwhile"),
      (601_521, "a removal of ids that are gone is not left failed"),
      (603_334, "who moves forward between two pages is not made again"),
      (700_723, "who is gone since everyone was read is not linked again and again"),
      (807_256, "a failed change of a group in which everyone is done is ended"),
      (809_456, "a suspension that somebody took back is sent again"),
      (811_546, "an old link does not replace the account that came after it"),
      (301_738, "who comes into a group after it was looked at is taken out again"),
      (102_077, "nobody is put into a group with an account that is being deleted"),
      (150, "nor where the last one who needed it left while it was being made"),
    ] as [(UInt64, String)])
  func whatFailedOnceHolds(_ seed: UInt64, _ what: String) async {
    #expect(await Self.world(seed).findings.isEmpty, "\(what)")
  }

  @Test(arguments: 100...139 as ClosedRange<UInt64>)
  func theAppEndsAsItShould(_ seed: UInt64) async {
    #expect(await Self.world(seed).findings.isEmpty)
  }

  /// The same of worlds of people.
  @Test(
    arguments: [
      (131, "planning ends where somebody is still to be evaluated"),
      (137, "whoever is in a group by a lost answer, and is not shown, is taken out"),
      (265, "a name that an earlier attempt took is looked for"),
      (360, "nobody stays active because a name is taken"),
      (626, "a change of an invited account does not end the invitation"),
      (1_095, "what may have been made for whoever waits for a value is looked for"),
    ] as [(UInt64, String)])
  func whatFailedOnceHoldsOfPeople(_ seed: UInt64, _ what: String) async {
    #expect(await Self.world(seed, kind: .people).findings.isEmpty, "\(what)")
  }

  /// The same where people want each other's e-mail addresses, come and leave by a date, and admins
  /// hand accounts over.
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func onlyAdminsHandAccountsOver(_ seed: UInt64) async {
    #expect(await Self.world(seed, kind: .handovers).findings.isEmpty)
  }

  /// The same where admins take runs back.
  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func whatIsUndoneStaysSoUntilItIsLetGo(_ seed: UInt64) async {
    #expect(await Self.world(seed, kind: .undos).findings.isEmpty)
  }

  /// The same where people come from sources that say who changed, and are not to be trusted in it.
  @Test(arguments: 1...24 as ClosedRange<UInt64>)
  func whatChangedComesToTheSameAsEveryone(_ seed: UInt64) async {
    #expect(await Self.world(seed, kind: .sources).findings.isEmpty)
  }

  @Test(arguments: 1...24 as ClosedRange<UInt64>)
  func nobodyGetsTheAccountOfAnother(_ seed: UInt64) async {
    #expect(await Self.world(seed, kind: .people).findings.isEmpty)
  }
}
