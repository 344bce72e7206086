import Text
import Engine
import Provisioning
import SCIM
import Testing

@testable import Storage

/// A decision about everything that a filter matches is made in slices, and comes to what the same
/// decisions one by one would.
@Suite(.serialized) struct BulkDecisionTests {
  private struct Stop: Error {}

  /// More people than one slice has.
  private func many() throws -> Fixture {
    let fixture = try Fixture(approve: [.create])
    try fixture.bring((1...1_100).map { Fixture.person("u\($0)") })
    return fixture
  }

  /// Every task as the store keeps it, and what the audit says of decisions.
  private func state(_ fixture: Fixture) throws -> [String] {
    try fixture.store.read { session in
      let db = try #require(session as? SQLSession).db
      return try db.texts(
        """
        SELECT format('%s %s waiting:%s %s %s %s', id, status, waiting, decided_by, approved_hash,
          updated_at) FROM task
        UNION ALL SELECT * FROM (SELECT format('%s %s %s %s %s %s', subject, action, actor,
          json_extract(detail, '$.request'), json_extract(detail, '$.name'), at)
          FROM audit WHERE action LIKE 'task.%' ORDER BY subject) AS e
        """
      ).sorted()
    }
  }

  @Test func itComesToTheSameAsOneByOne() throws {
    let states = try [false, true].map { isOneByOne in
      let fixture = try Fixture(
        approve: [.create, .groups], rules: [.join("Eng", department: "Eng")])
      try fixture.hire("ann", "bob", "cem", department: "Eng")
      try fixture.hire("dan")
      if isOneByOne {
        let ids = try fixture.tasks(.pending).map(\.id)
        _ = try fixture.engine.decisions.decide(.approve, ids)
      } else {
        let bulk = try fixture.engine.decisions.decide(
          .approve, all: TaskFilter(), described: "all")
        #expect(bulk.count == 6)
      }
      return try state(fixture)
    }
    #expect(states[0] == states[1])
    #expect(states[0].contains { $0.contains("waiting:1") })
  }

  /// People with tasks of every kind: some stand alone, some wait for others, two want one value, and
  /// some failed.
  private func mixed() async throws -> Fixture {
    let fixture = try Fixture(
      approve: [.create, .update, .groups], rules: [.join("Eng", department: "Eng")]
    ) {
      $0.parameters = [Parameter(path: "userName", value: "{{ email }}")]
    }
    try fixture.hire("eve", "fay")
    _ = try fixture.engine.decisions.decide(.approve, all: TaskFilter(), described: "all")
    fixture.network.decide { $0.isA("POST") ? .answer(400, body: "{}") : .pass }
    try await fixture.run()
    fixture.network.heal()
    try fixture.hire("ann", "bob", department: "Eng")
    try fixture.hire("cem", "dan")
    try fixture.hire("gus", "hal", department: "Eng")
    for name in ["hal", "ivo"] {
      try fixture.bring([UniqueValueTests.named(name, "dan@x.example")])
    }
    try fixture.hire("jon")
    return fixture
  }

  @Test(arguments: [Decision.ignore, .retry])
  func setsComeToTheSameAsOneByOne(_ decision: Decision) async throws {
    var states: [[String]] = []
    for isOneByOne in [false, true] {
      let fixture = try await mixed()
      let engine = fixture.engine(for: "max")
      func decideEach(_ decision: Decision, _ statuses: Set<TaskStatus>) throws {
        for task in try fixture.tasks().reversed() where statuses.contains(task.status) {
          guard let now = try fixture.store.read({ try $0.tasks.task(task.id) }),
            decision.applies.contains(now.status)
          else { continue }
          _ = try engine.decisions.decide(decision, [task.id])
        }
      }
      if decision == .retry { try decideEach(.ignore, [.pending]) }
      let statuses: Set<TaskStatus> =
        decision == .ignore ? [.pending, .failed] : [.ignored, .failed]
      if isOneByOne {
        try decideEach(decision, statuses)
      } else {
        let bulk = try engine.decisions.decide(
          decision, all: TaskFilter(statuses: statuses), described: "all")
        #expect(bulk.count > 6)
      }
      states.append(try state(fixture) + standing(fixture))
    }
    #expect(states[0] == states[1])
    #expect(states[0].contains { $0.contains(decision == .ignore ? "ignored" : "pending") })
  }

  /// What the store keeps beside the tasks.
  private func standing(_ fixture: Fixture) throws -> [String] {
    try fixture.store.read { session in
      let db = try #require(session as? SQLSession).db
      return try db.texts(
        """
        SELECT format('%s %s task:%s ignored:%s %s', user_id, outcome, task_id, ignored_task_id,
          dirty) FROM assignment
        UNION ALL SELECT format('%s %s wish:%s held:%s', user_id, value_key, wish, held)
          FROM unique_value
        UNION ALL SELECT format('%s requested by %s, attempts %s, error %s, note %s', id,
          requested_by, attempts, error, note) FROM task
        UNION ALL SELECT format('%s %s %s', user_id, ignored, desired) FROM membership
        """
      ).sorted()
    }
  }

  @Test func whatIsApprovedIsTheRequestAsItStands() throws {
    let fixture = try many()
    let bulk = try fixture.engine.decisions.decide(.approve, all: TaskFilter(), described: "all")
    #expect(bulk.count == 1_100 && bulk.refused == 0)
    #expect(try fixture.tasks(.approved).allSatisfy { $0.approvedHash == $0.request.hash })
    #expect(try fixture.engine.tasks.counts(fixture.app.id) == [.approved: 1_100])
    let approvals = try fixture.store.read { try $0.audit.entries(after: 0, limit: 2_000) }
      .filter { $0.action == "task.approve" }
    #expect(approvals.count == 1_100)
    #expect(approvals.allSatisfy { $0.detail["matched"] == 1_100 })
    #expect(try fixture.engine.audit.verify().entries == 1_102)
  }

  @Test func whatIsCutSaysHowFarItCameAndGoesOn() throws {
    let fixture = try many()
    let cut = #expect(throws: DecisionCut.self) {
      try fixture.engine.decisions.decide(.approve, all: TaskFilter(), described: "all") { _ in
        throw Stop()
      }
    }
    #expect(cut?.bulk.count == 250 && cut?.matched == 1_100 && cut?.reason is Stop)
    #expect(
      cut?.sentence(because: "x").hasPrefix("250 of 1100 tasks were approved, then it ended: x;")
        == true)
    #expect(try fixture.tasks(.pending).count == 850)
    let rest = try fixture.engine.decisions.decide(.approve, all: TaskFilter(), described: "all")
    #expect(rest.count == 850)
    #expect(try fixture.engine.audit.verify().entries == 1_102)
  }

  @Test func whatCannotBeKeptAtAllIsNotSaidToBeCut() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann")
    #expect(throws: EngineError.readOnly) {
      try fixture.engine.readOnly.decisions.decide(.approve, all: TaskFilter(), described: "all")
    }
  }

  @Test func whatWasFiledSinceTheQuestionIsLeft() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann")
    let seen = try fixture.engine.decisions.impact(of: .approve, TaskFilter()).seen
    try fixture.hire("bob")
    let bulk = try fixture.engine.decisions.decide(
      .approve, all: TaskFilter(), described: "all", seen: seen)
    #expect(bulk.count == 1 && bulk.refused == 1 && bulk.why?.contains("create bob") == true)
    #expect(try fixture.list(.pending) == ["create bob pending"])
  }

  @Test func aRequestThatCannotBeReadIsNotApproved() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann", "bob")
    try fixture.store.write { session in
      try #require(session as? SQLSession).db.run(
        "UPDATE task SET request = 'x' WHERE id = 1")
    }
    #expect(throws: StoreError.self) {
      try fixture.engine.decisions.decide(.approve, all: TaskFilter(), described: "all")
    }
    #expect(try fixture.engine.tasks.counts(fixture.app.id) == [.pending: 2])
  }
}
