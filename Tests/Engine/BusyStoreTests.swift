import Engine
import Provisioning
import SCIM
import Testing

/// A store that is busy says nothing about what is wanted: whatever it holds up is done later.
@Suite(.serialized) struct BusyStoreTests {
  /// A worker on a store that is busy at some of the calls, with a group to make and members to add.
  private func end(_ isBusy: @escaping @Sendable (Int) -> Bool) async throws -> (Fixture, Int) {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", "bob", department: "Eng")
    let store = BusyStore(fixture.store, isBusy: isBusy)
    let engine = ProvisioningEngine(
      store: store, time: fixture.clock, chance: fixture.engine.chance,
      actor: fixture.engine.actor, transports: fixture.network, log: fixture.engine.log)
    _ = try await Worker(engine, untilIdle: true).run()
    return (fixture, store.count)
  }

  @Test func aStoreThatIsBusyOnceAtAnyMomentHoldsUpWhatIsWantedAndNoMore() async throws {
    let calls = try await end { _ in false }.1
    #expect(calls > 20)
    for moment in 1...calls {
      let (fixture, _) = try await end { $0 == moment }
      #expect(await fixture.groups() == ["Eng: ann, bob"], "busy at call \(moment)")
      #expect(try fixture.list(.superseded, .failed).isEmpty, "busy at call \(moment)")
      #expect(try fixture.open().isEmpty, "busy at call \(moment)")
    }
  }

  @Test func aStoreThatIsBusyOftenEndsNoTask() async throws {
    let (fixture, _) = try await end { $0 % 3 != 0 && $0 < 400 }
    #expect(await fixture.groups() == ["Eng: ann, bob"])
    #expect(try fixture.list(.superseded, .failed).isEmpty)
  }
}
