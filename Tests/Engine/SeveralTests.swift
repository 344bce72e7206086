import Text
import Provisioning
import SCIM
import Sandbox
import Synchronization
import Testing

@testable import Engine

/// Several at once: no task is executed twice, no decision is lost, and the second of two admins is
/// told what the first decided.
@Suite(.serialized) struct SeveralTests {
  @Test func twoWorkersDoEachTaskOnce() async throws {
    var profile = SandboxProfile.rfc
    profile.takesDuplicates = true
    let fixture = try Fixture(profile, rules: [.join("Eng", department: "Eng")]) {
      $0.connection.concurrency = 4
      $0.connection.membersPerPatch = 3
    }
    let names = (1...8).map { "u\($0)" }
    try fixture.bring(names.map { Fixture.person($0, department: "Eng") })
    async let first = Worker(fixture.engine, untilIdle: true).run()
    async let second = Worker(fixture.engine(for: "lou"), untilIdle: true).run()
    let reports = try await [first, second]
    let done = reports.map(\.provisioned).reduce(0, +)
    #expect(done == 12, "eight accounts, a group, and three changes of it")
    #expect(await fixture.accounts() == names)
    let everyone = "Eng: " + names.joined(separator: ", ")
    #expect(await fixture.groups() == [everyone])
    #expect(try fixture.writes(count: "POST") == 9)
    #expect(try fixture.tasks().allSatisfy { $0.attempts == 1 })
  }

  @Test func oneGroupHasOneWriterAtATime() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")]) {
      $0.connection.concurrency = 8
      $0.connection.membersPerPatch = 1
      $0.provisioning.whenDeleted = .delete
    }
    try fixture.bring((1...4).map { Fixture.person("u\($0)", department: "Eng") })
    try await fixture.run()
    let under = Mutex(0)
    let most = Mutex(0)
    fixture.network.decide { request in
      guard request.isA("PATCH", "/Groups") else { return .pass }
      let count = under.withLock { under in
        under += 1
        return under
      }
      most.withLock { $0 = max($0, count) }
      for _ in 1...50 { await Task.yield() }
      under.withLock { $0 -= 1 }
      return .pass
    }
    _ = try fixture.engine.people.delete("u1")
    _ = try fixture.engine.people.delete("u2")
    try fixture.bring((5...6).map { Fixture.person("u\($0)", department: "Eng") })
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: u3, u4, u5, u6"])
    #expect(most.withLock { $0 } == 1)
  }

  @Test func theSecondToDecideIsToldWhatTheFirstDecided() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann", "bob")
    let ids = try fixture.tasks().map(\.id)
    let other = fixture.engine(for: "lou")
    _ = try fixture.engine.decisions.decide(.approve, [ids[0]])
    #expect(
      throws: EngineError.wrongStatus(ids[0], status: "approved", wanted: "ignored", by: "kim")
    ) {
      try other.decisions.decide(.ignore, [ids[0]])
    }
    _ = try other.decisions.decide(.ignore, [ids[1]])
    let error = #expect(throws: EngineError.self) {
      try fixture.engine.decisions.decide(.approve, [ids[1]])
    }
    #expect(error?.sentence == "task \(ids[1]) is ignored (by lou), so it cannot be approved")
  }

  @Test func ofManyDecisionsAtOnceOneCounts() async throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann")
    let id = try fixture.task(.create).id
    let engines = (1...8).map { fixture.engine(for: "admin\($0)") }
    let winners = await withTaskGroup(of: String?.self) { group in
      for (index, engine) in engines.enumerated() {
        group.addTask {
          let decision: Decision = index.isMultiple(of: 2) ? .approve : .ignore
          let decided = try? engine.decisions.decide(decision, [id])
          return decided == nil ? nil : engine.actor.name
        }
      }
      var winners: [String] = []
      for await name in group { if let name { winners.append(name) } }
      return winners
    }
    #expect(winners.count == 1)
    #expect(try fixture.task(.create).decidedBy == winners.first)
  }

  @Test func anImportWhileAWorkerRunsLosesNothing() async throws {
    let fixture = try Fixture { $0.connection.concurrency = 4 }
    try fixture.hire("ann", "bob", "cem", "dan")
    async let run = Worker(fixture.engine, untilIdle: true).run()
    for name in ["ann", "bob", "cem", "dan"] {
      try fixture.set(name, "title", "CTO")
      await Task.yield()
    }
    _ = try await run
    try await fixture.run()
    let titles = await fixture.sandbox.users.map { $0["title"]?.string }
    #expect(titles == ["CTO", "CTO", "CTO", "CTO"])
    #expect(try fixture.open().isEmpty)
  }

  @Test func aTaskOfARunningWorkerIsNeitherIgnoredNorTaken() throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    let now = fixture.clock.now()
    let id = try fixture.task(.create).id
    _ = try fixture.store.write { try $0.queue.take(id, worker: "a", now: now, lease: now + 30) }
    #expect(throws: EngineError.wrongStatus(id, status: "running", wanted: "ignored", by: "policy"))
    {
      try fixture.engine.decisions.decide(.ignore, [id])
    }
  }
}
