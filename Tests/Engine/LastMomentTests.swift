import Text
import Engine
import Provisioning
import SCIM
import Testing

/// What is looked at between the look at the account and the request that changes it.
@Suite(.serialized) struct LastMomentTests {
  private func during(_ fixture: Fixture, _ body: @escaping @Sendable () throws -> Void)
    async throws
  {
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    let id = try await fixture.id("ann")
    let looks = Counter()
    fixture.network.decide { request in
      if request.isA("GET", "/Users/\(id)"), looks.up() == 1 { try body() }
      return .pass
    }
    try fixture.set("ann", "title", "CEO")
    try await fixture.run()
  }

  @Test func anAppThatIsPausedMeanwhileIsSentNothing() async throws {
    let fixture = try Fixture()
    try await during(fixture) {
      try fixture.store.write { session in
        guard var app = try session.apps.all().first else { return }
        app.pause = Pause(reason: "401", since: 1)
        try session.apps.save(app)
      }
    }
    #expect(!fixture.network.sent.contains { $0.isA("PATCH") })
    #expect(try fixture.task(.update).status == .approved)
  }

  @Test func anAppThatIsDisabledMeanwhileIsSentNothing() async throws {
    let fixture = try Fixture()
    try await during(fixture) { try fixture.engine.connections.disable("app") }
    #expect(!fixture.network.sent.contains { $0.isA("PATCH") })
    #expect(try fixture.task(.update).status == .approved)
  }

  @Test func whatWasTakenFromAWorkerIsNotSentByIt() async throws {
    let fixture = try Fixture()
    try await during(fixture) {
      let now = fixture.clock.now() + 3_600
      try fixture.store.write { session in
        _ = try session.queue.reclaim(now: now)
        for task in try session.tasks.tasks(
          TaskFilter(statuses: [.approved]), before: nil, limit: 9)
        {
          _ = try session.queue.take(task.id, worker: "another", now: now, lease: now + 30)
          var done = task
          done.status = .provisioned
          try session.tasks.save(done)
        }
      }
    }
    #expect(!fixture.network.sent.contains { $0.isA("PATCH") })
    #expect(try fixture.task(.update).status == .provisioned)
  }

  /// The answer to a change shows somebody else's account.
  @Test func anAnswerToAChangeThatShowsAnotherAccountLinksNobody() async throws {
    let fixture = try Fixture()
    let other = try await fixture.stranger("zoe", [("title", "CTO")])
    try fixture.hire("ann")
    try await fixture.run()
    fixture.network.decide { request in
      request.isA("PATCH")
        ? .replace(
          200,
          body:
            "{\"schemas\":[\"\(Schema.user.id)\"],\"id\":\"\(other)\",\"userName\":\"zoe\",\"title\":\"CTO\",\"active\":true}"
        )
        : .pass
    }
    try fixture.set("ann", "title", "CTO")
    try await fixture.run()
    let app = try fixture.app.id
    #expect(try fixture.store.read { try $0.accounts.account(app, remoteID: other)?.user } == nil)
    #expect(try await fixture.account("ann")["title"] == "CTO")
    #expect(try fixture.task(.update).status == .provisioned)
  }
}
