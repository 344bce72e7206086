import Provisioning
import Synchronization
import Testing
import Text

@testable import Engine

/// Who is told, of what, and how often.
@Suite(.serialized) struct NotifierTests {
  /// Takes notices, or does not.
  final class Letterbox: CourierSource, Courier {
    private let state = Mutex<(notices: [Notice], failures: Int, tries: Int, isPartial: Bool)>(
      ([], 0, 0, false))

    /// Fails so many deliveries from now on, perhaps for some of the people alone.
    func fail(_ times: Int, isPartial: Bool = false) {
      state.withLock { ($0.failures, $0.isPartial) = (times, isPartial) }
    }
    var tries: Int { state.withLock { $0.tries } }

    /// What came since the last look, an item a line.
    func take() -> [String] {
      state.withLock { state in
        defer { state.notices = [] }
        return state.notices.flatMap { notice in
          notice.items.map { "\($0.occasion.rawValue) \($0.subject) \($0.count ?? 0)" }
        }
      }
    }

    func courier(
      for channel: NotifySettings.Channel, _ settings: NotifySettings
    ) throws -> any Courier { self }

    func deliver(_ notice: Notice) async throws(NotDelivered) {
      let (isLost, isPartial) = state.withLock { state in
        state.tries += 1
        state.failures -= 1
        if state.failures < 0 { state.notices.append(notice) }
        return (state.failures >= 0, state.isPartial)
      }
      if isLost { throw NotDelivered("nobody is there", isPartial: isPartial) }
    }
  }

  private let box = Letterbox()

  private func fixture(
    on occasions: [NotifySettings.Occasion] = NotifySettings.Occasion.allCases,
    approve: Set<ApprovalKind> = [.create]
  ) throws -> Fixture {
    let fixture = try Fixture(approve: approve)
    _ = try fixture.engine.configuration.apply(
      [], notify: .some(NotifySettings(on: occasions, every: 600, command: ["tell"])))
    return fixture
  }

  @Test func whatWaitsIsToldOnceAndInOneNotice() async throws {
    let fixture = try fixture()
    let notifier = Notifier(fixture.engine, couriers: box)
    await notifier.round()
    #expect(box.take().isEmpty)
    try fixture.hire("ann", "bob")
    await notifier.round()
    #expect(box.take() == ["pending app 2"])
    fixture.clock.advance(601)
    await notifier.round()
    #expect(box.take().isEmpty, "the same again is no news")
    try fixture.hire("cem")
    await notifier.round()
    #expect(box.take() == ["pending app 3"])
    try fixture.hire("dan")
    fixture.clock.advance(300)
    await notifier.round()
    #expect(box.take().isEmpty, "one notice in ten minutes")
    fixture.clock.advance(301)
    await notifier.round()
    #expect(box.take() == ["pending app 4"])
  }

  @Test func whatWasDecidedAndComesAgainIsNews() async throws {
    let fixture = try fixture(on: [.pending])
    let notifier = Notifier(fixture.engine, couriers: box)
    try fixture.hire("ann", "bob")
    await notifier.round()
    #expect(box.take() == ["pending app 2"])
    _ = try fixture.approveAll()
    fixture.clock.advance(601)
    await notifier.round()
    #expect(box.take().isEmpty)
    try fixture.hire("cem")
    await notifier.round()
    #expect(box.take() == ["pending app 1"])
  }

  @Test func failuresPausesAndPlansThatWereStoppedAreTold() async throws {
    let fixture = try fixture(approve: [])
    let notifier = Notifier(fixture.engine, couriers: box)
    fixture.network.decide { $0.isA("POST", "/Users") ? .answer(400, body: "ann@x") : .pass }
    try fixture.hire("ann")
    try await fixture.run()
    await notifier.round()
    #expect(box.take() == ["failed app 1"])
    fixture.network.decide { _ in .answer(401, body: "no") }
    try fixture.hire("bob")
    try await fixture.run()
    fixture.clock.advance(601)
    await notifier.round()
    #expect(box.take().contains("paused app 0"))
  }

  @Test func onlyWhatIsAskedForIsTold() async throws {
    let fixture = try fixture(on: [.failed])
    try fixture.hire("ann")
    await Notifier(fixture.engine, couriers: box).round()
    #expect(box.take().isEmpty && box.tries == 0)
  }

  @Test func aLostNoticeIsSentAgain() async throws {
    let fixture = try fixture()
    let notifier = Notifier(fixture.engine, couriers: box)
    try fixture.hire("ann")
    box.fail(2)
    await notifier.round()
    #expect(box.tries == 3)
    #expect(box.take() == ["pending app 1"])
    try fixture.hire("bob")
    fixture.clock.advance(601)
    box.fail(4)
    await notifier.round()
    #expect(box.tries == 7)
    #expect(box.take().isEmpty)
    fixture.clock.advance(601)
    await notifier.round()
    #expect(box.take() == ["pending app 2"], "it is still news")
  }

  @Test func aNoticeThatSomeHeardIsNotSentAgain() async throws {
    let fixture = try fixture()
    let notifier = Notifier(fixture.engine, couriers: box)
    try fixture.hire("ann")
    box.fail(1, isPartial: true)
    await notifier.round()
    fixture.clock.advance(601)
    await notifier.round()
    #expect(box.tries == 1, "whoever heard of it would hear it twice")
  }

  @Test func ofTwoWorkersOneTells() async throws {
    let fixture = try fixture()
    try fixture.hire("ann")
    let other = Notifier(fixture.engine(for: "lou"), couriers: box)
    await Notifier(fixture.engine, couriers: box).round()
    await other.round()
    #expect(box.take() == ["pending app 1"])
  }

  @Test func nobodysNameIsInIt() async throws {
    let fixture = try fixture()
    try fixture.hire("zoe")
    let status = try fixture.engine.standing.status()
    let items = status.flatMap {
      $0.items(on: NotifySettings.Occasion.allCases, now: fixture.clock.now())
    }
    let text = Notice(id: "1", at: 0, items: items).json.text
    #expect(text.contains("usher tasks list --app app --status pending --action create"))
    #expect(!text.contains("zoe"))
  }

  @Test func whoIsToldIsNamedAndAudited() throws {
    let fixture = try Fixture()
    let settings = NotifySettings(webhook: .init(url: "https://x.example/hook"))
    let result = try fixture.engine.configuration.apply([], notify: .some(settings))
    #expect(result.differences == ["notify: nobody → webhook"])
    #expect(try fixture.engine.configuration.notifySettings() == settings)
    #expect(try fixture.engine.configuration.apply([], notify: .some(settings)).differences.isEmpty)
    #expect(try fixture.engine.configuration.apply([]).differences.isEmpty)
    #expect(
      try fixture.engine.configuration.apply([], notify: .some(nil)).differences == [
        "notify: as before → none"
      ])
    #expect(try fixture.engine.configuration.notifySettings() == nil)
  }
}
