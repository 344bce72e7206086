import Engine
import Provisioning
import Testing

/// Why, and why not: each user of the directory has exactly one reason.
@Suite(.serialized) struct WhyTests {
  /// A directory in which each reason has somebody.
  private func everyone() async throws -> Fixture {
    let fixture = try Fixture(approve: [.update], rules: [.exclude(department: "Out")])
    try fixture.hire("done", "ignored", "pending", "fixed", "left", "gone")
    try fixture.bring([Fixture.person("sleeper")])
    try await fixture.run()
    try fixture.set("ignored", "title", "x")
    _ = try fixture.engine.decisions.decide(.ignore, [try fixture.task(.update, "ignored").id])
    try fixture.set("pending", "title", "x")
    try fixture.edit("sleeper") { $0.status = .suspended }
    try fixture.approveAll()
    fixture.network.decide { $0.isA("POST") ? .answer(400) : .pass }
    try fixture.hire("failed")
    try await fixture.run()
    fixture.network.heal()
    try fixture.apply { $0.provisioning.whenDeleted = .nothing }
    try fixture.edit("left") { $0.roles = [] }
    _ = try fixture.engine.people.delete("gone")
    try fixture.set("pending", "title", "y")
    try fixture.bring([
      Fixture.person("out", department: "Out"), Fixture.person("guest", roles: []),
      Fixture.person("idle", status: .suspended), Fixture.person("approved"),
      Fixture.person("running"),
    ])
    try fixture.apply {
      $0.parameters = [Parameter(path: "userName", value: "{{ badge ?? username }}")]
    }
    return fixture
  }

  @Test func theCountsAddUpToTheDirectory() async throws {
    let fixture = try await everyone()
    let task = try fixture.task(.create, "running")
    let now = fixture.clock.now()
    _ = try fixture.store.write {
      try $0.queue.take(task.id, worker: "other", now: now, lease: now + 90)
    }
    try fixture.apply { $0.provisioning.enabled = false }
    try fixture.hire("late")
    let expected: [String: ReasonKind] = [
      "done": .provisioned, "ignored": .ignored, "pending": .pending, "fixed": .provisioned,
      "left": .leftAlone, "sleeper": .suspended, "failed": .failed, "out": .excluded,
      "guest": .noAccess, "idle": .suspendedWithoutAccount, "approved": .approved,
      "running": .running, "late": .notEvaluated,
    ]
    for (name, reason) in expected.sorted(by: { $0.key < $1.key }) {
      #expect(try fixture.reason(name) == reason, "\(name)")
    }
    let counts = try fixture.engine.reasons.counts("app")
    #expect(counts.map(\.count).reduce(0, +) == expected.count)
    for (reason, count) in counts {
      #expect(expected.values.count { $0 == reason } == count, "\(reason)")
    }
  }

  @Test func everyReasonHasASentence() async throws {
    let fixture = try await everyone()
    var names: [String] = []
    _ = try fixture.engine.directory.users(search: "", role: nil, limit: nil) {
      names.append($0.username)
    }
    for name in names {
      let reasons = try #require(try fixture.engine.reasons.why(name).apps.first)
      #expect(reasons.sentence.contains(" "), "\(name)")
      #expect(!reasons.reason.title.isEmpty)
    }
  }

  @Test func anAccountThatWasNeverMadeIsMissing() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try await fixture.run()
    try await fixture.behind("DELETE", "/Users/\(try await fixture.id("ann"))")
    fixture.clock.advance(1)
    _ = try await fixture.engine.verification.verify("app")
    #expect(try fixture.reason("ann") == .missing)
  }

  @Test func aValueThatIsMissingIsNamedAlsoWhereThereIsAnAccount() async throws {
    let fixture = try Fixture(template: "netskope")
    try fixture.hire("ann", "bob")
    try fixture.set("bob", "email", nil)
    try await fixture.run()
    try fixture.set("ann", "email", nil)
    for name in ["ann", "bob"] {
      let reasons = try #require(try fixture.engine.reasons.why(name).apps.first)
      #expect(reasons.reason == .incomplete, "\(name)")
      #expect(reasons.sentence.contains("userName is empty"), "\(name)")
    }
  }

  @Test func eachConditionIsSaidToBeTrueOrFalse() throws {
    let rule = Rule(
      name: "makers",
      when: .all([.attribute("department", .equals("Eng")), .role("Makers")]),
      then: [.addToGroup(name: "Makers", create: true)])
    let fixture = try Fixture(rules: [rule, .join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    let reasons = try #require(try fixture.engine.reasons.why("ANN", app: "APP").apps.first)
    #expect(reasons.role == "Staff")
    #expect(reasons.rules.map(\.name) == ["makers", "Eng to Eng"])
    #expect(reasons.rules.map(\.trace.isTrue) == [false, true])
    #expect(reasons.evaluation.desired?.groups.map(\.name) == ["Eng"])
  }

  @Test func whoWasEvaluatedUnderOlderRulesIsMarked() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try await fixture.run()
    #expect(try fixture.engine.reasons.why("ann").apps.first?.isStale == false)
    try fixture.apply { $0.parameters = [Parameter(path: "title", value: "x")] }
    #expect(try fixture.engine.reasons.why("ann").apps.first?.isStale == true)
  }

  @Test func whoIsNotThereIsNamed() throws {
    let fixture = try Fixture()
    #expect(throws: EngineError.unknownUser("zoe")) { try fixture.engine.reasons.why("zoe") }
    #expect(throws: EngineError.unknownApp("x", known: ["app"])) {
      try fixture.engine.reasons.counts("x")
    }
  }
}
