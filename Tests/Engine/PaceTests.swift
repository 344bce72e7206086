import Text
import Provisioning
import SCIM
import Sandbox
import Testing

@testable import Engine

/// The target's pace is known, kept, and said before anyone approves.
@Suite(.serialized) struct PaceTests {
  /// The moments at which requests arrived, counted from the first.
  private func arrivals(_ fixture: Fixture) async -> [Double] {
    let times = await fixture.sandbox.log.map(\.time)
    return times.map { $0 - (times.first ?? 0) }
  }

  private func most(_ times: [Double], within window: Double) -> Int {
    times.indices.map { start in
      times[start...].prefix { $0 < times[start] + window - 0.000_001 }.count
    }.max() ?? 0
  }

  @Test(arguments: [1.0, 4, 25])
  func noSecondHoldsMoreRequestsThanTheRate(_ rate: Double) async throws {
    let clock = FakeClock()
    let pacer = Pacer(rate: rate, time: clock)
    var times: [Double] = []
    for turn in 1...60 {
      if turn == 30 { clock.advance(7) }
      await pacer.turn()
      times.append(clock.now())
    }
    #expect(most(times, within: 1) == Int(rate))
    let whole = (times.last ?? 0) - (times.first ?? 0) - 7
    #expect(abs(whole - 58 / rate) < 1.1 / rate, "and none is wasted")
  }

  @Test(arguments: [1, 16])
  func aRunKeepsTheRate(_ concurrency: Int) async throws {
    let fixture = try Fixture {
      $0.connection.rateLimit = 5
      $0.connection.concurrency = concurrency
    }
    try fixture.hire("ann", "bob", "cem", "dan", "eve", "fay")
    try await fixture.run()
    let times = await arrivals(fixture)
    #expect(times.count == 12)
    #expect(abs((times.last ?? 0) - 11.0 / 5) < 0.01)
  }

  @Test func whatTheAppAllowsIsNeverExceeded() async throws {
    let fixture = try Fixture(
      .netskope, enforcesRates: true, template: "netskope",
      rules: [.join("Eng", department: "Eng")])
    try fixture.bring(
      ["ann", "bob", "cem", "dan", "eve"].map { Fixture.person($0, department: "Eng") })
    try await fixture.run()
    #expect(await fixture.sandbox.log.filter { $0.status == 429 }.isEmpty)
    #expect(await fixture.groups().first?.split(separator: ",").count == 5)
  }

  /// The app tells the rest of its budget with each answer, and the reset in whole seconds.
  @Test func whatTheAppAllowsIsUsed() async throws {
    let fixture = try Fixture(.netskope, enforcesRates: true, template: "netskope") {
      $0.connection.rateLimit = 4
      $0.connection.concurrency = 1
    }
    try fixture.bring((1...200).map { Fixture.person("u\($0)") })
    try await fixture.run()
    let log = await fixture.sandbox.log
    #expect(log.filter { $0.status == 429 }.isEmpty)
    let times = await arrivals(fixture)
    #expect(await fixture.accounts().count == 200)
    let least = Double(times.count - 1) / 4
    let whole = times.last ?? 0
    #expect(whole <= least * 1.02, "\(times.count) requests in \(whole) s")
  }

  /// An app that counts over a minute, whose budget lasts for a part of it at the pace that was set.
  @Test func aBudgetThatLastsForAPartOfItsWindowIsWaitedFor() async throws {
    let clock = FakeClock()
    let pacer = Pacer(rate: 4, time: clock)
    let start = clock.now()
    for turn in 0..<100 {
      await pacer.turn()
      let left = 60 - (clock.now() - start).rounded(.down)
      let headers = [
        "ratelimit-limit": "100", "ratelimit-remaining": "\(99 - turn)",
        "ratelimit-reset": "\(left)",
      ]
      await pacer.learn(from: HTTPResponse(status: 200, headers: headers))
    }
    await pacer.turn()
    #expect(clock.now() - start >= 60)
  }

  @Test func retryAfterIsWaitedFor() async throws {
    let fixture = try Fixture { $0.connection.concurrency = 4 }
    let posts = Counter()
    fixture.network.decide { request in
      guard request.isA("POST"), posts.up() == 1 else { return .pass }
      return .answer(429, headers: ["retry-after": "40"])
    }
    try fixture.hire("ann", "bob")
    try await fixture.run()
    let times = await fixture.sandbox.log.filter { $0.request.method == "POST" }.map(\.time)
    #expect(await fixture.accounts() == ["ann", "bob"])
    #expect(fixture.clock.now() >= 1_767_225_640)
    #expect(times.count == 2)
  }

  /// An app that says 429 to everything that changes for so long, each time with a `Retry-After` of so
  /// many seconds or none, and what becomes of the task.
  @Test(
    arguments: [
      (3600, 5, .provisioned), (3600, nil, .provisioned), (3600, 300, .provisioned),
      (23 * 3600, 1800, .provisioned), (25 * 3600, 1800, .failed), (1, 90_000, .provisioned),
      (1, 80_000, .provisioned),
    ] as [(Double, Int?, TaskStatus)])
  func anAppThatAsksToSlowDownIsWaitedForADay(
    _ row: (lasts: Double, retryAfter: Int?, status: TaskStatus)
  ) async throws {
    let fixture = try Fixture()
    let start = fixture.clock.now()
    let clock = fixture.clock
    fixture.network.decide { request in
      guard request.isA("POST"), clock.now() < start + row.lasts else { return .pass }
      return .answer(429, headers: row.retryAfter.map { ["retry-after": "\($0)"] } ?? [:])
    }
    try fixture.hire("ann")
    try await fixture.run()
    let task = try fixture.task(.create)
    #expect(task.status == row.status)
    #expect(task.attempts == 1)
    #expect(clock.now() - start < row.lasts + Double(row.retryAfter ?? 60) * 2 + 90)
    if row.status == .failed {
      #expect(task.error?.status == 429)
      fixture.network.heal()
      _ = try fixture.engine.decisions.decide(.retry, [task.id])
      try await fixture.run()
      #expect(try fixture.task(.create).status == .provisioned)
    }
  }

  @Test func whatElseGoesWrongBesideTheSlownessHasItsSevenAttempts() async throws {
    let fixture = try Fixture()
    let posts = Counter()
    fixture.network.decide { request in
      guard request.isA("POST") else { return .pass }
      return posts.up() <= 60 ? .answer(429, headers: ["retry-after": "2"]) : .answer(503)
    }
    try fixture.hire("ann")
    try await fixture.run()
    let task = try fixture.task(.create)
    #expect(task.status == .failed && task.error?.status == 503)
    #expect(task.attempts == TaskFollowUp.maximumAttempts && task.slowedSince == nil)
    #expect(posts.up() == 60 + TaskFollowUp.maximumAttempts + 1)
  }

  @Test func whoWaitsForATurnWaitsForTheSilenceToo() async throws {
    let clock = FakeClock()
    let pacer = Pacer(rate: 0, time: clock)
    await pacer.turn()
    await pacer.learn(from: HTTPResponse(status: 503, headers: ["retry-after": "20"]))
    let start = clock.now()
    await pacer.turn()
    #expect(clock.now() - start == 20)
  }

  @Test func aBudgetThatIsUsedUpIsWaitedFor() async throws {
    let clock = FakeClock()
    let pacer = Pacer(rate: 0, time: clock)
    let start = clock.now()
    await pacer.learn(
      from: HTTPResponse(
        status: 200, headers: ["ratelimit-remaining": "1", "ratelimit-reset": "9"]))
    await pacer.turn()
    #expect(clock.now() == start)
    await pacer.learn(
      from: HTTPResponse(
        status: 200, headers: ["ratelimit-remaining": "0", "ratelimit-reset": "9"]))
    await pacer.turn()
    #expect(clock.now() - start == 9)
  }

  @Test(
    arguments: [
      (["retry-after": "3"], 3.0), (["retry-after": " 1.5"], nil), (["retry-after": "-4"], 0),
      (["retry-after": "soon"], nil), ([:], nil), (["retry-after": "inf"], nil),
      (
        [
          "retry-after": "Fri, 31 Dec 1999 23:59:59 GMT", "date": "Fri, 31 Dec 1999 23:59:29 GMT",
        ], 30
      ),
      (["retry-after": "Fri, 31 Dec 1999 23:59:59 GMT"], 9),
      (["retry-after": "31536000"], 3_600), (["retry-after": "1e300"], 3_600),
      (["retry-after": "Fri, 31 Dec 2999 23:59:59 GMT"], 3_600),
      (["retry-after": "Fri, 31 Dec 1899 23:59:59 GMT"], 0), (["retry-after": "nan"], nil),
    ] as [([String: String], Double?)])
  func retryAfterIsASpanOrADate(_ row: (headers: [String: String], seconds: Double?)) {
    let response = HTTPResponse(status: 429, headers: row.headers)
    let now = 946_684_790.0  // Nine seconds before that year ended.
    #expect(Pacer.retryAfter(response, now: now) == row.seconds)
  }

  @Test func aGroupChangeIsSplitToTheLimit() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")]) {
      $0.connection.membersPerPatch = 2
    }
    try fixture.bring(
      ["ann", "bob", "cem", "dan", "eve"].map { Fixture.person($0, department: "Eng") })
    #expect(
      try fixture.tasks().filter { $0.action == .addMembers }.map(\.members.count).sorted() == [
        1, 2, 2,
      ])
    try await fixture.run()
    let sizes = fixture.network.sent.filter { $0.isA("PATCH", "/Groups") }.map { request in
      request.body?["Operations"]?.array?.first?["value"]?.array?.count ?? 0
    }
    #expect(sizes.sorted() == [1, 2, 2])
    #expect(await fixture.groups() == ["Eng: ann, bob, cem, dan, eve"])
  }

  @Test func aGroupChangeIsADelta() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.bring(["ann", "bob"].map { Fixture.person($0, department: "Eng") })
    try await fixture.run()
    let before = fixture.network.sent.count
    try fixture.hire("cem", department: "Eng")
    try await fixture.run()
    let change = try #require(
      fixture.network.sent.dropFirst(before).first { $0.isA("PATCH", "/Groups") })
    let values = change.body?["Operations"]?.array?.first?["value"]?.array
    #expect(values?.map { $0["value"]?.string } == [try await fixture.id("cem")])
  }

  @Test func whoIsInTheGroupAlreadyIsNotAddedAgain() async throws {
    let fixture = try Fixture(approve: [.groups], rules: [.join("Eng", department: "Eng")])
    try fixture.bring(["ann", "bob"].map { Fixture.person($0, department: "Eng") })
    try await fixture.run()
    try await fixture.behind(
      "POST", "/Groups",
      [
        "schemas": [.string(Schema.group.id)], "displayName": "Eng",
        "members": [["value": .string(try await fixture.id("ann"))]],
      ])
    try fixture.approveAll()
    try await fixture.run()
    let change = try #require(fixture.network.sent.last { $0.isA("PATCH", "/Groups") })
    #expect(change.body?.text.contains(try await fixture.id("ann")) == false)
    #expect(await fixture.groups() == ["Eng: ann, bob"])
  }

  @Test func thePlanSaysHowManyRequestsAndHowLong() async throws {
    let fixture = try Fixture { $0.connection.rateLimit = 2 }
    try fixture.hire("ann", "bob", "cem")
    try fixture.set("ann", "external_id", "E1")
    let plan = try fixture.engine.planning.plan("app")
    try await fixture.run()
    #expect(plan.requests == fixture.network.sent.count)
    #expect(plan.seconds == Double(plan.requests) / 2)
    try fixture.set("ann", "title", "CTO")
    let update = try fixture.engine.planning.plan("app")
    let before = fixture.network.sent.count
    try await fixture.run()
    let needed = fixture.network.sent.count - before
    #expect(update.requests >= needed && update.requests <= needed + 1)
  }

  @Test func pagesAreAsLargeAsTheAppTakesThem() async throws {
    let fixture = try Fixture(.netskope, template: "netskope")
    _ = try await fixture.engine.entitlements.refresh("app")
    #expect(fixture.network.sent.last?.path.contains("count=200") == true)
  }
}
