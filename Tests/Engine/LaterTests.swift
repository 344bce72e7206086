import Text
import Provisioning
import SCIM
import Sandbox
import Testing

@testable import Engine

/// 202 is "later": what the app took is looked for until it shows, nothing is sent again, and the
/// wait is no failure.
@Suite(.serialized) struct LaterTests {
  /// Answers requests of this method with 202 and lets them take effect some seconds later.
  private func delay(
    _ fixture: Fixture, _ method: String, by seconds: Double, held: Held = Held()
  ) {
    let clock = fixture.clock
    fixture.network.decide { request in
      if let due = await held.due(clock.now()) {
        try await fixture.behind(due.method, due.path, due.body)
      }
      guard request.isA(method, "/Users") else { return .pass }
      await held.keep(request, until: clock.now() + seconds)
      return .answer(202)
    }
  }

  /// A request that the app does later.
  actor Held {
    private var request: HTTPRequest?
    private var moment = 0.0

    func keep(_ request: HTTPRequest, until moment: Double) {
      self.request = request
      self.moment = moment
    }

    func due(_ now: Double) -> HTTPRequest? {
      guard let due = request, now >= moment else { return nil }
      request = nil
      return due
    }
  }

  @Test(arguments: [4.0, 60]) func aDeletionThatTakesAWhileIsWaitedFor(_ seconds: Double)
    async throws
  {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann")
    try await fixture.run()
    delay(fixture, "DELETE", by: seconds)
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    let task = try fixture.task(.delete)
    #expect(task.status == .provisioned && task.error == nil && task.attempts == 1)
    #expect(fixture.network.sent.count { $0.isA("DELETE") } == 1)
    #expect(await fixture.accounts().isEmpty)
  }

  @Test func anInactiveAccountWhoseDeletionIsToComeIsNotDeletedYet() async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.edit("ann") { $0.status = .suspended }
    try await fixture.run()
    delay(fixture, "DELETE", by: 4)
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    #expect(try fixture.task(.delete).note == nil)
    #expect(await fixture.accounts().isEmpty)
  }

  @Test func aChangeThatTakesAWhileIsWaitedFor() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    delay(fixture, "PATCH", by: 20)
    try fixture.set("ann", "title", "CEO")
    try await fixture.run()
    let task = try fixture.task(.update)
    #expect(task.status == .provisioned && task.attempts == 1)
    #expect(fixture.network.sent.count { $0.isA("PATCH") } == 1)
    #expect(try await fixture.account("ann")["title"] == "CEO")
  }

  @Test func aCreationThatTakesAWhileIsFoundByAnId() async throws {
    let fixture = try Fixture()
    delay(fixture, "POST", by: 20)
    try fixture.hire("ann")
    try await fixture.run()
    #expect(try fixture.task(.create).status == .provisioned)
    #expect(fixture.network.sent.count { $0.isA("POST") } == 1)
    #expect(try fixture.reason("ann") == .provisioned)
  }

  @Test(arguments: ["PATCH", "POST", "DELETE"])
  func whatNeverComesFailsAndSaysSo(_ method: String) async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .delete }
    if method != "POST" {
      try fixture.hire("ann", title: "CTO")
      try await fixture.run()
    }
    fixture.network.decide { $0.isA(method) ? .answer(202) : .pass }
    let started = fixture.clock.now()
    switch method {
    case "PATCH": try fixture.set("ann", "title", "CEO")
    case "DELETE": _ = try fixture.engine.people.delete("ann")
    default: try fixture.hire("ann")
    }
    try await fixture.run()
    let task = try #require(try fixture.tasks().last)
    #expect(task.status == .failed && task.error?.status == 202)
    #expect(task.error?.advice.contains("the app answered 202") == true)
    #expect(fixture.network.sent.count { $0.isA(method) } == 1)
    #expect(fixture.clock.now() - started < 200)
    let app = try fixture.app.id
    #expect(
      try fixture.store.read { try $0.findings.attributesNotKept(app) }.isEmpty,
      "nothing is learned")
    fixture.network.heal()
    _ = try fixture.engine.decisions.decide(.retry, [task.id])
    try await fixture.run()
    #expect(try fixture.task(task.action).status == .provisioned, "a retry sends it again")
    #expect(fixture.network.sent.count { $0.isA(method) } == 2)
  }

  @Test func nobodyElseWaitsForIt() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    delay(fixture, "PATCH", by: 20)
    try fixture.set("ann", "title", "CEO")
    try fixture.hire("bob")
    try await fixture.run()
    let (update, create) = (try fixture.task(.update), try fixture.task(.create, "bob"))
    #expect(update.updatedAt > create.updatedAt, "one request at a time, and bob goes first")
  }

  /// The worker dies when the app has taken the request.
  @Test func whoeverTakesOverLooksFirst() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    try fixture.set("ann", "title", "CEO")
    let task = try fixture.task(.update)
    delay(fixture, "PATCH", by: 20)
    let (app, now) = (try fixture.app, fixture.clock.now())
    let taken = try #require(
      try fixture.store.write {
        try $0.queue.take(task.id, worker: "first", now: now, lease: now + 5)
      })
    _ = await Execution(
      fixture.engine, app, taken, try fixture.engine.connections.client(for: app),
      AppKnowledge(fixture.clock),
      worker: "first"
    ).run()
    fixture.clock.advance(6)
    try await fixture.run()
    #expect(try fixture.task(.update).status == .provisioned)
    #expect(fixture.network.sent.count { $0.isA("PATCH") } == 1, "it is not sent again")
  }

  @Test func theAppSaysHowLongItTakes() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    let started = fixture.clock.now()
    let clock = fixture.clock
    fixture.network.decide { request in
      request.isA("PATCH")
        ? .replace(202, headers: ["retry-after": "10"])
        : request.isA("GET", "/Users/") && clock.now() < started + 9
          ? .answer(200, body: try await fixture.account("ann").text.replacing("CEO", with: "CTO"))
          : .pass
    }
    try fixture.set("ann", "title", "CEO")
    try await fixture.run()
    #expect(try fixture.task(.update).status == .provisioned)
    #expect(fixture.network.sent.count { $0.isA("GET", "/Users/") } <= 3)
  }

  @Test func aGroupChangeThatTakesAWhileIsWaitedFor() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.hire("bob", department: "Eng")
    try await fixture.run()
    let clock = fixture.clock
    let held = Held()
    fixture.network.decide { request in
      if let due = await held.due(clock.now()) {
        try await fixture.behind(due.method, due.path, due.body)
      }
      guard request.isA("PATCH", "/Groups") else { return .pass }
      await held.keep(request, until: clock.now() + 20)
      return .answer(202)
    }
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann, bob"])
    let task = try fixture.task(.addMembers)
    #expect(task.status == .provisioned && task.attempts == 1)
    #expect(fixture.network.sent.count { $0.isA("PATCH", "/Groups") } == 2)
  }

  @Test func aGroupThatTakesAWhileIsWaitedFor() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    let clock = fixture.clock
    let held = Held()
    fixture.network.decide { request in
      if let due = await held.due(clock.now()) {
        try await fixture.behind(due.method, due.path, due.body)
      }
      guard request.isA("POST", "/Groups") else { return .pass }
      await held.keep(request, until: clock.now() + 20)
      return .answer(202)
    }
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann"])
    #expect(fixture.network.sent.count { $0.isA("POST", "/Groups") } == 1)
    let app = try fixture.app.id
    #expect(try fixture.store.read { try $0.groups.groups(app) }.map(\.origin) == [.created])
  }

  @Test func aClockThatIsSetBackDoesNotMakeTheWaitLonger() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    // The sandbox does not show an account before the moment at which it was made.
    fixture.clock.advance(100_000)
    let clock = fixture.clock
    let looks = Counter()
    fixture.network.decide { request in
      if request.isA("GET", "/Users/"), looks.up() == 4 { clock.setBack(86_400) }
      return request.isA("PATCH") ? .answer(202) : .pass
    }
    try fixture.set("ann", "title", "CEO")
    try await fixture.run()
    let task = try fixture.task(.update)
    #expect(task.status == .failed, "\(task.note ?? "")")
    #expect(looks.count < 40, "\(looks.count) looks")
  }
}
