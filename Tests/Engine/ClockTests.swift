import Provisioning
import SCIM
import Sandbox
import Testing

@testable import Engine

/// A clock that is set back an hour makes nobody wait for an hour.
@Suite(.serialized) struct ClockTests {
  static let hour = 3600.0

  /// How long a run to its end takes, by the clock.
  private func length(_ fixture: Fixture) async throws -> Double {
    let began = fixture.clock.now()
    let report = try await fixture.run()
    #expect(report.failed == 0)
    return fixture.clock.now() - began
  }

  @Test func theTaskOfADeadWorkerIsTakenOver() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    let id = try fixture.task(.create).id
    let now = fixture.clock.now()
    _ = try fixture.store.write { try $0.queue.take(id, worker: "dead", now: now, lease: now + 30) }
    fixture.clock.setBack(Self.hour)
    #expect(try await length(fixture) < 3 * Worker.lease)
    #expect(await fixture.accounts() == ["ann"])
  }

  @Test func theTaskOfALivingWorkerIsLeftToIt() throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    let id = try fixture.task(.create).id
    let before = fixture.clock.now()
    let now = before - Self.hour
    try fixture.store.write { session in
      _ = try session.queue.take(id, worker: "alive", now: before, lease: before + Worker.lease)
      try session.queue.clockWasSet(back: now, lease: Worker.lease)
      #expect(try session.queue.reclaim(now: now + 29) == 0)
      try session.queue.renew(worker: "alive", until: now + 29 + Worker.lease)
      #expect(try session.queue.reclaim(now: now + 50) == 0)
      #expect(try session.queue.holds(id, worker: "alive"))
    }
  }

  @Test func aRetryIsNotPutOff() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    let asked = Counter()
    fixture.network.decide { request in
      guard request.isA("POST", "/Users"), asked.up() == 1 else { return .pass }
      return .answer(503, headers: ["retry-after": "40"])
    }
    let worker = Worker(fixture.engine, untilIdle: true)
    let id = try fixture.task(.create).id
    let now = fixture.clock.now()
    let task = try #require(
      try fixture.store.write {
        try $0.queue.take(id, worker: worker.name, now: now, lease: now + Worker.lease)
      })
    let app = try fixture.app
    let result = await Execution(
      fixture.engine, app, task, try fixture.engine.connections.client(for: app),
      AppKnowledge(fixture.clock),
      worker: worker.name
    ).run()
    _ = try result.status { end in
      try fixture.store.write {
        try fixture.engine.followUp.finish(end, worker: worker.name, in: $0)
      }
    }
    #expect(try fixture.task(.create).notBefore >= now + 40)
    fixture.clock.setBack(Self.hour)
    #expect(try await length(fixture) < 120)
    #expect(await fixture.accounts() == ["ann"])
  }

  @Test(arguments: [0.0, 2])
  func thePaceIsKept(_ rate: Double) async throws {
    let clock = FakeClock()
    let pacer = Pacer(rate: rate, time: clock)
    for _ in 1...4 { await pacer.turn() }
    await pacer.learn(from: HTTPResponse(status: 429, headers: ["retry-after": "9"], body: []))
    clock.setBack(Self.hour)
    let began = clock.now()
    for _ in 1...4 { await pacer.turn() }
    #expect((8.9...14).contains(clock.now() - began), "\(clock.now() - began)")
  }

  @Test func aRunGoesOnWhereItIsSetBackInTheMiddle() async throws {
    let fixture = try Fixture { $0.connection.rateLimit = 5 }
    try fixture.hire("ann", "bob", "cem", "dan", "eve", "fay")
    let clock = fixture.clock
    let sent = Counter()
    fixture.network.decide { _ in
      if sent.up() == 5 { clock.setBack(Self.hour) }
      return .pass
    }
    let length = try await length(fixture) + Self.hour
    #expect(length < 60)
    #expect(await fixture.accounts().count == 6)
    #expect(try fixture.open().isEmpty)
  }

  @Test func theLogHolds() throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    fixture.clock.setBack(Self.hour)
    try fixture.hire("bob")
    _ = try fixture.engine.audit.verify()
    var times: [Double] = []
    try fixture.engine.audit.entries(limit: nil) { times.append($0.at) }
    #expect(times.count > 1 && times[0] < times[1], "the later entry says the time of the clock")
  }
}
