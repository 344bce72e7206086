import Text
import Provisioning
import SCIM
import Sandbox
import Testing

@testable import Engine

/// It may die anywhere: every task is where it was or further, and nothing is sent twice without
/// looking first.
@Suite(.serialized) struct DyingTests {
  /// A change that is approved and not executed, on an app where ann, bob and the group Eng are.
  struct Scene: Sendable {
    let name: String
    let action: TaskAction
    let cause: @Sendable (Fixture) throws -> Void
    let accounts: [String]
    let groups: [String]
  }

  static let scenes = [
    Scene(
      name: "create", action: .create, cause: { try $0.hire("cem") },
      accounts: ["ann", "bob", "cem"], groups: ["Eng: bob"]),
    Scene(
      name: "update", action: .update, cause: { try $0.edit("ann") { $0.username = "anna" } },
      accounts: ["anna", "bob"], groups: ["Eng: bob"]),
    Scene(
      name: "delete", action: .delete, cause: { _ = try $0.engine.people.delete("bob") },
      accounts: ["ann"], groups: ["Eng: "]),
    Scene(
      name: "group", action: .createGroup, cause: { try $0.set("ann", "department", "Ops") },
      accounts: ["ann", "bob"], groups: ["Eng: bob", "Ops: ann"]),
    Scene(
      name: "add", action: .addMembers, cause: { try $0.set("ann", "department", "Eng") },
      accounts: ["ann", "bob"], groups: ["Eng: ann, bob"]),
    Scene(
      name: "remove", action: .removeMembers, cause: { try $0.set("bob", "department", nil) },
      accounts: ["ann", "bob"], groups: ["Eng: "]),
  ]

  private func fixture(_ scene: Scene, duplicates: Bool) async throws -> Fixture {
    var profile = SandboxProfile.rfc
    profile.takesDuplicates = duplicates
    profile.filtering = duplicates ? .ignored : .whole
    let fixture = try Fixture(
      profile, rules: [.join("Eng", department: "Eng"), .join("Ops", department: "Ops")]
    ) { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann")
    try fixture.hire("bob", department: "Eng")
    try await fixture.run()
    try scene.cause(fixture)
    return fixture
  }

  /// A worker takes the scene's task and dies: how it ended is never stored.
  private func die(_ fixture: Fixture, _ scene: Scene) async throws {
    let now = fixture.clock.now()
    let task = try #require(
      try fixture.store.write { session in
        let id = try fixture.task(scene.action, in: session).id
        return try session.queue.take(id, worker: "dead", now: now, lease: now + Worker.lease)
      })
    let app = try fixture.app
    _ = await Execution(
      fixture.engine, app, task, try fixture.engine.connections.client(for: app),
      AppKnowledge(fixture.clock),
      worker: "dead"
    ).run()
  }

  private func expectEnd(_ fixture: Fixture, _ scene: Scene, _ what: String) async throws {
    fixture.network.heal()
    let report = try await fixture.run()
    #expect(report.failed == 0, "\(scene.name) \(what)")
    #expect(try fixture.open().isEmpty, "\(scene.name) \(what)")
    #expect(await fixture.accounts() == scene.accounts, "\(scene.name) \(what)")
    #expect(await fixture.groups() == scene.groups, "\(scene.name) \(what)")
    fixture.clock.advance(1)
    let verification = try await fixture.engine.verification.verify("app")
    #expect(verification.differences.isEmpty, "\(scene.name) \(what)")
  }

  /// Each scene, and the creation also on an app that has no unique names and ignores filters.
  static let cases = scenes.indices.map { ($0, false) } + [(0, true)]

  @Test(arguments: cases)
  func aWorkerThatDiesAfterTheEffectIsTakenOver(_ index: Int, _ duplicates: Bool) async throws {
    let scene = Self.scenes[index]
    let fixture = try await fixture(scene, duplicates: duplicates)
    try await die(fixture, scene)
    let writes = try await fixture.writes()
    #expect(try fixture.list(.running).count == 1)
    try await expectEnd(fixture, scene, "died after it")
    if scene.action != .createGroup {
      #expect(try await fixture.writes().count == writes.count, "\(scene.name): sent twice")
    }
  }

  @Test(arguments: scenes.indices, 2...4)
  func aWorkerThatDiesAtAnyRequestIsTakenOver(_ index: Int, _ step: Int) async throws {
    let scene = Self.scenes[index]
    let fixture = try await fixture(scene, duplicates: false)
    let requests = Counter()
    fixture.network.decide { _ in requests.up() < step ? .pass : .fail(.cancelled) }
    try await die(fixture, scene)
    try await expectEnd(fixture, scene, "died at request \(step)")
  }

  @Test(arguments: cases)
  func aLostAnswerDoesNothingTwice(_ index: Int, _ duplicates: Bool) async throws {
    let scene = Self.scenes[index]
    let fixture = try await fixture(scene, duplicates: duplicates)
    let lost = Counter()
    fixture.network.decide { request in
      request.isWrite && lost.up() == 1 ? .lose(.timeout) : .pass
    }
    let before = try await fixture.writes().count
    try await fixture.run()
    let kinds = try await fixture.writes().dropFirst(before).map {
      $0.split(separator: " ")[0]
    }
    #expect(kinds.count { $0 == "POST" } <= 1, "\(scene.name)")
    try await expectEnd(fixture, scene, "answer lost")
  }

  @Test func aGroupMadeByALostRequestIsUshersOwn() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    let lost = Counter()
    fixture.network.decide { request in
      request.isA("POST", "/Groups") && lost.up() == 1 ? .lose(.timeout) : .pass
    }
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    let app = try fixture.app.id
    let group = try fixture.store.read { try $0.groups.group(app, named: "eng") }
    #expect(group?.origin == .created)
  }

  @Test func aChangeAfterALostAnswerMakesNobodyTwice() async throws {
    var profile = SandboxProfile.rfc
    profile.takesDuplicates = true
    profile.filtering = .ignored
    let fixture = try Fixture(profile)
    let posts = Counter()
    fixture.network.decide { request in
      guard request.isA("POST"), posts.up() == 1 else { return .pass }
      try fixture.set("ann", "title", "CTO")
      return .lose(.timeout)
    }
    try fixture.hire("ann")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
    #expect(try await fixture.account("ann")["title"] == "CTO")
  }

  @Test func aLeaseThatIsHeldIsLeftAloneAndOneThatEndedIsNot() throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    let id = try fixture.task(.create).id
    let now = fixture.clock.now()
    let taken = try fixture.store.write { session in
      _ = try session.queue.take(id, worker: "a", now: now, lease: now + 30)
      return (
        try session.queue.reclaim(now: now + 29),
        try session.queue.take(id, worker: "b", now: now, lease: now)
      )
    }
    #expect(taken.0 == 0 && taken.1 == nil)
    try fixture.store.write { session in
      try session.queue.renew(worker: "a", until: now + 60)
      #expect(try session.queue.reclaim(now: now + 45) == 0)
      #expect(try session.queue.reclaim(now: now + 61) == 1)
    }
    #expect(try fixture.list() == ["create ann approved"])
  }

  @Test func whoWaitsForADeadWorkersGroupGoesOnWhenTheLeaseEnds() async throws {
    let scene = Self.scenes[4]
    let fixture = try await fixture(scene, duplicates: false)
    fixture.network.decide { _ in .fail(.cancelled) }
    try await die(fixture, scene)
    try fixture.set("bob", "department", nil)
    fixture.network.heal()
    let started = fixture.clock.now()
    try await fixture.run()
    #expect(fixture.clock.now() - started < 2 * Worker.lease)
    #expect(await fixture.groups() == ["Eng: ann"])
  }

  @Test func whatIsUnderWayIsFinishedWhenAWorkerIsStopped() async throws {
    let fixture = try Fixture { $0.connection.concurrency = 4 }
    try fixture.hire("ann", "bob")
    let (sent, stopped) = (Counter(), Counter())
    fixture.network.decide { request in
      guard request.isA("POST") else { return .pass }
      sent.up()
      while stopped.count == 0 { await Task.yield() }
      return .pass
    }
    let running = Task { try await Worker(fixture.engine, untilIdle: false).run() }
    while sent.count == 0 { await Task.yield() }
    running.cancel()
    stopped.up()
    _ = try await running.value
    #expect(try fixture.list(.running).isEmpty)
    let made = await fixture.accounts().count
    #expect(made > 0)
    #expect(try fixture.list(.provisioned).count == made)
  }

  @Test func whatANewerDecisionTookFromAWorkerIsNotOverwritten() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    let id = try fixture.task(.create).id
    let now = fixture.clock.now()
    try fixture.store.write { session in
      _ = try session.queue.take(id, worker: "slow", now: now, lease: now + 30)
      _ = try session.queue.reclaim(now: now + 31)
      _ = try session.queue.take(id, worker: "quick", now: now + 31, lease: now + 61)
    }
    try fixture.finish(id, .failed(TaskError(advice: "late")), worker: "slow")
    #expect(try fixture.list() == ["create ann running"])
    try fixture.finish(id, .done(note: nil), worker: "quick")
    #expect(try fixture.list() == ["create ann provisioned"])
  }

  @Test func aGroupIsWrittenDownBeforeItIsMade() async throws {
    let fixture = try Fixture(rules: [.join("Ops", department: "Ops")])
    try fixture.hire("ann", department: "Ops")
    let id = try fixture.task(.createGroup).id
    let store = fixture.store
    let known = Counter()
    fixture.network.decide { request in
      guard request.isA("POST", "/Groups") else { return .pass }
      let attempts = try store.read { try $0.queue.attempts(id) }
      if attempts.contains(where: { $0.request == "POST /Groups" }) { known.up() }
      return .pass
    }
    try await fixture.run()
    #expect(known.count == 1)
  }

  /// The worker dies after the app has made the group, before it has stored anything of that.
  @Test func aGroupThatADeadWorkerMadeIsUshersOwn() async throws {
    let fixture = try Fixture(rules: [.join("Ops", department: "Ops")])
    try fixture.hire("ann", department: "Ops")
    let id = try fixture.task(.createGroup).id
    fixture.network.decide { request in
      request.isA("POST", "/Groups") ? .lose(.timeout) : .pass
    }
    let now = fixture.clock.now()
    let task = try #require(
      try fixture.store.write {
        try $0.queue.take(id, worker: "dead", now: now, lease: now + Worker.lease)
      })
    let app = try fixture.app
    _ = await Execution(
      fixture.engine, app, task, try fixture.engine.connections.client(for: app),
      AppKnowledge(fixture.clock),
      worker: "dead"
    ).run()
    fixture.network.heal()
    try await fixture.run()
    #expect(await fixture.groups() == ["Ops: ann"])
    let group = try #require(try fixture.task(.createGroup).group)
    #expect(try fixture.store.read { try $0.groups.group(group) }?.origin == .created)
  }
}
