import Text
import Provisioning
import SCIM
import Testing

@testable import Engine

/// Failure is a state: what can heal by itself is tried again, what cannot fails at once, and a bad
/// token stops everything instead of failing everything.
@Suite(.serialized) struct FailureTests {
  /// What goes wrong with a request.
  static let passing: [(String, Turn)] = [
    ("429", .answer(429)), ("502", .answer(502)), ("503", .answer(503)), ("504", .answer(504)),
    ("timeout", .fail(.timeout)), ("reset", .fail(.reset("closed"))),
    ("unreachable", .fail(.unreachable("refused"))),
  ]

  @Test(arguments: passing.indices)
  func whatHealsByItselfIsTriedAgain(_ index: Int) async throws {
    let (name, turn) = Self.passing[index]
    let fixture = try Fixture()
    let posts = Counter()
    fixture.network.decide { $0.isA("POST") && posts.up() <= 3 ? turn : .pass }
    try fixture.hire("ann")
    let report = try await fixture.run()
    #expect(report.provisioned == 1 && report.failed == 0, "\(name)")
    // The app's pace is no attempt that failed.
    #expect(try fixture.task(.create).attempts == (name == "429" ? 1 : 4), "\(name)")
    #expect(try fixture.task(.create).error == nil, "\(name)")
    #expect(await fixture.accounts() == ["ann"], "\(name)")
  }

  @Test(arguments: passing.indices.dropFirst())
  func whatDoesNotHealFailsInTheEnd(_ index: Int) async throws {
    let (name, turn) = Self.passing[index]
    let fixture = try Fixture()
    fixture.network.decide { $0.isA("POST") ? turn : .pass }
    try fixture.hire("ann")
    let started = fixture.clock.now()
    let report = try await fixture.run()
    let task = try fixture.task(.create)
    #expect(report.failed == 1 && task.status == .failed, "\(name)")
    #expect(task.attempts == TaskFollowUp.maximumAttempts, "\(name)")
    #expect(task.error?.advice.isEmpty == false, "\(name)")
    // Doubled each time, with a jitter of half: 1, 2, 4, …, 32 seconds.
    let spent = fixture.clock.now() - started
    #expect(spent > 31 && spent < 130, "\(name): \(spent) seconds")
  }

  @Test func theWaitGrows() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    fixture.network.decide { $0.isA("POST") ? .answer(503) : .pass }
    try await fixture.run()
    let attempts = try fixture.engine.tasks.detail(try fixture.task(.create).id).attempts
    let times = attempts.filter { $0.request == "POST /Users" }.map(\.at)
    let waits = zip(times, times.dropFirst()).map { $1 - $0 }
    #expect(waits.count == 6)
    for (index, wait) in waits.enumerated() {
      let base = Double(1 << index)
      #expect(wait >= base * 0.5 && wait < base * 1.5 + 0.2, "\(waits)")
    }
  }

  @Test func whatWasRetriedByHandIsTriedAgainByItself() async throws {
    let fixture = try Fixture()
    fixture.network.decide { $0.isA("POST") ? .fail(.timeout) : .pass }
    try fixture.hire("ann")
    try await fixture.run()
    let posts = Counter()
    fixture.network.decide { $0.isA("POST") && posts.up() <= 3 ? .fail(.timeout) : .pass }
    _ = try fixture.engine.decisions.decide(.retry, [try fixture.task(.create).id])
    try await fixture.run()
    #expect(try fixture.task(.create).status == .provisioned)
  }

  @Test(arguments: [400, 403, 404, 413, 422, 500, 501, 301])
  func whatCannotHealFailsAtOnce(_ status: Int) async throws {
    let fixture = try Fixture()
    let body = #"{"scimType":"invalidValue","detail":"the reason","status":"\#(status)"}"#
    fixture.network.decide { $0.isA("POST") ? .answer(status, body: body) : .pass }
    try fixture.hire("ann")
    try await fixture.run()
    let task = try fixture.task(.create)
    #expect(task.status == .failed && task.attempts == 1)
    #expect(
      task.error
        == TaskError(
          status: status, scimType: "invalidValue", detail: "the reason",
          advice: task.error?.advice ?? "", response: body))
    #expect(task.error?.advice.isEmpty == false)
    #expect(try fixture.writes(count: "POST") == 1)
    let detail = try fixture.engine.tasks.detail(task.id)
    #expect(detail.attempts.last?.request == "POST /Users")
    #expect(detail.attempts.last?.status == status)
    #expect(detail.attempts.last?.bodyHash == task.request.body.map { SHA256.hex($0.bytes) })
    #expect(try fixture.reason("ann") == .failed)
  }

  @Test func anAnswerOfAMegabyteIsKeptInPart() async throws {
    let fixture = try Fixture()
    let page = "<html>" + String(repeating: "A", count: 1_000_000)
    fixture.network.decide { $0.isA("POST") ? .answer(500, body: page) : .pass }
    try fixture.hire("ann")
    try await fixture.run()
    let error = try #require(try fixture.task(.create).error)
    #expect((error.response?.count ?? 0) < 2_100 && (error.detail?.count ?? 0) <= 2_000)
  }

  @Test(arguments: [401, 403])
  func aBadTokenPausesTheApp(_ status: Int) async throws {
    let fixture = try Fixture { $0.connection.concurrency = 4 }
    try fixture.hire("ann")
    try await fixture.run()
    fixture.network.decide { _ in .answer(status, body: #"{"detail":"expired"}"#) }
    try fixture.hire("bob", "cem", "dan", "eve", "fay")
    let report = try await fixture.run()
    #expect(report.failed == 0)
    #expect(report.paused["app"]?.hasPrefix("\(status), ") == true)
    #expect(try fixture.list(.failed).isEmpty && fixture.list(.running).isEmpty)
    #expect(try fixture.list(.approved).count == 5)
    #expect(try fixture.tasks(.approved).allSatisfy { $0.attempts <= 1 })
    #expect(try fixture.app.pause?.reason.contains("usher connection test app") == true)
    #expect(try fixture.app.api.state == .failed)
    let sent = fixture.network.sent.count
    try await fixture.run()
    #expect(fixture.network.sent.count == sent, "nothing is sent while it is paused")
    _ = try await fixture.engine.connections.test("app")
    #expect(try fixture.app.pause != nil, "a test that fails does not end it")
    fixture.network.heal()
    _ = try await fixture.engine.connections.test("app")
    #expect(try fixture.app.pause == nil)
    try await fixture.run()
    #expect(await fixture.accounts().count == 6)
  }

  @Test func noTokenPausesTheApp() async throws {
    let fixture = try Fixture()
    fixture.network.decide { _ in .fail(.noToken("APP_TOKEN is not set")) }
    try fixture.hire("ann")
    try await fixture.run()
    #expect(try fixture.app.pause?.reason.contains("APP_TOKEN is not set") == true)
    #expect(try fixture.list() == ["create ann approved"])
  }

  @Test func aRefusalOfOneThingDoesNotPauseTheApp() async throws {
    let fixture = try Fixture()
    fixture.network.decide { request in
      request.isA("POST") && request.body?["userName"] == "ann" ? .answer(403) : .pass
    }
    try fixture.hire("ann", "bob")
    try await fixture.run()
    #expect(try fixture.app.pause == nil)
    #expect(try fixture.list() == ["create ann failed", "create bob provisioned"])
  }

  @Test func whatIsDisabledSendsNothingAndIsNamed() async throws {
    let fixture = try Fixture()
    try fixture.engine.connections.disable("app")
    try fixture.hire("ann")
    let report = try await fixture.run()
    #expect(report.disconnected == ["app"])
    #expect(fixture.network.sent.isEmpty)
  }

  @Test func aStrangeAnswerDoesNotStopTheOthers() async throws {
    let fixture = try Fixture()
    fixture.network.decide { request in
      guard request.isA("POST"), request.body?["userName"] == "ann" else { return .pass }
      return .replace(201, body: "<html>welcome</html>")
    }
    try fixture.hire("ann", "bob")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "bob"])
    #expect(try fixture.list(.provisioned).count == 2, "the account was looked for and found")
  }

  @Test func aCreationThatMadeNothingIsNoSuccess() async throws {
    let fixture = try Fixture()
    fixture.network.decide { $0.isA("POST") ? .answer(201) : .pass }
    try fixture.hire("ann")
    try await fixture.run()
    #expect(try fixture.task(.create).error?.advice.contains("no account is there") == true)
  }
}

extension Fixture {
  /// How many requests of this method were sent.
  func writes(count method: String) throws -> Int { network.sent.count { $0.method == method } }
}
