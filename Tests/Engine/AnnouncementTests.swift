import Text
import Provisioning
import SCIM
import Testing

@testable import Engine

/// A creation that was claimed is sent without another look at the store where nothing lies between, and
/// is in doubt from the claim on.
@Suite(.serialized) struct AnnouncementTests {
  private static let names = (1...30).map { "u\($0)" }

  /// Those who may have an account of which nothing is known yet, with values that were sent.
  private static func inDoubt(_ fixture: Fixture) throws -> [String] {
    let app = try fixture.app.id
    return try fixture.store.read { session in
      try names.filter { name in
        guard let user = try session.people.person(named: name)?.user.id else { return false }
        let values = try session.values.values(app, of: [user])
        let isSent = values.contains(where: \.isSent)
        let creation = try session.assignments.creationInDoubt(app, user)
        #expect(isSent == (creation?.userName == name), "\(name)")
        return isSent
      }
    }
  }

  @Test func aRequestIsInDoubtWhenItLeaves() async throws {
    let fixture = try Fixture()
    try fixture.bring(Self.names.map { Fixture.person($0) })
    let noted = Counter()
    fixture.network.decide { request in
      if request.isA("POST", "/Users"), let name = request.body?["userName"]?.string,
        try Self.inDoubt(fixture).contains(name)
      {
        _ = noted.up()
      }
      return .pass
    }
    try await fixture.run()
    #expect(noted.count == Self.names.count)
    #expect(try Self.inDoubt(fixture) == [])
    #expect(try fixture.list(.provisioned).count == Self.names.count)
  }

  /// A claimed creation of u1 that was noted as sent, and whose moment is over before it is executed.
  private func late(_ fixture: Fixture) async throws -> Execution {
    try fixture.bring([Fixture.person("u1")])
    let (app, now) = (try fixture.app, fixture.clock.now())
    let knowledge = AppKnowledge(fixture.clock)
    await knowledge.pages.use(true)
    _ = await knowledge.pages.candidates(MatchAttribute("userName").path, "u1") { AccountIndex([]) }
    let until = try #require(knowledge.pages.standsUntil)
    let (task, past) = try fixture.store.write { session in
      let id = try fixture.task(.create, in: session).id
      let task = try session.queue.take(id, worker: "one", now: now, lease: now + Worker.lease)
      var past = try task.map { try TaskPast($0, of: app, in: session) }
      if let task { try past?.announce(task, of: app, at: now, whileStanding: until, in: session) }
      return (task, past)
    }
    #expect(try Self.inDoubt(fixture) == ["u1"])
    fixture.clock.advance(1)
    return Execution(
      fixture.engine, app, try #require(task), try fixture.engine.connections.client(for: app),
      knowledge,
      worker: "one", past: past)
  }

  private func pause(_ fixture: Fixture) throws {
    var app = try fixture.app
    app.pause = Pause(reason: "test", since: 1)
    try fixture.store.write { _ = try $0.apps.save(app) }
  }

  /// What does not leave at once is looked at again, and what does not leave at all is not in doubt.
  @Test func whatIsNotSentIsTakenBack() async throws {
    let fixture = try Fixture()
    let execution = try await late(fixture)
    try pause(fixture)
    guard case .ended(let end) = await execution.run() else {
      Issue.record("its end was stored")
      return
    }
    #expect(end.outcome == .dropped)
    #expect(!fixture.network.sent.contains { $0.isWrite })
    _ = try fixture.store.write { try fixture.engine.followUp.finish(end, worker: "one", in: $0) }
    #expect(try Self.inDoubt(fixture) == [])
    #expect(try fixture.task(.create).status == .approved)
  }

  /// Whoever took the task over may have sent it.
  @Test func whatAnotherMayHaveSentStaysInDoubt() async throws {
    let fixture = try Fixture()
    let execution = try await late(fixture)
    let now = fixture.clock.now() + 3_600
    try fixture.store.write { session in
      _ = try session.queue.reclaim(now: now)
      _ = try session.queue.take(execution.task.id, worker: "another", now: now, lease: now + 30)
    }
    guard case .ended(let end) = await execution.run() else {
      Issue.record("its end was stored")
      return
    }
    #expect(end.outcome == .dropped)
    _ = try fixture.store.write { try fixture.engine.followUp.finish(end, worker: "one", in: $0) }
    #expect(try Self.inDoubt(fixture) == ["u1"])
  }

  /// A worker that dies leaves nothing behind that is made twice.
  @Test func anAnswerThatIsLostIsFoundOut() async throws {
    let fixture = try Fixture()
    try fixture.bring(Self.names.map { Fixture.person($0) })
    let posts = Counter()
    fixture.network.decide { request in
      request.isA("POST", "/Users") && posts.up().isMultiple(of: 7) ? .lose(.reset("cut")) : .pass
    }
    try await fixture.run()
    #expect(await fixture.accounts() == Self.names.sorted())
    #expect(posts.count == Self.names.count)
    #expect(try Self.inDoubt(fixture) == [])
  }
}
