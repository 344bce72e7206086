import Text
import Provisioning
import SCIM
import Testing

@testable import Engine

/// What a run did is taken back through the same approvals and limits, and stays so until somebody lets
/// the rules decide again.
@Suite struct UndoTests {
  private func fixture(_ edit: @Sendable (inout AppDefinition) -> Void = { _ in }) async throws
    -> Fixture
  {
    let fixture = try Fixture(rules: [.join("Sales", department: "Sales")]) {
      $0.parameters = [Parameter(path: "title", value: "{{ title }}")]
      edit(&$0)
    }
    try fixture.hire("ann", "bo", "cy", "dee", title: "Clerk", department: "Ops")
    try await fixture.run()
    fixture.clock.advance(1_000)
    return fixture
  }

  private func last(_ fixture: Fixture) throws -> RunID {
    try #require(try fixture.engine.runs.all().first).run.id
  }

  private func title(_ name: String, _ fixture: Fixture) async throws -> String? {
    try await fixture.account(name)["title"]?.string
  }

  // MARK: - Runs

  @Test func aRunSaysWhoAndWhenAndHowMany() async throws {
    let fixture = try await fixture()
    fixture.network.decide { $0.isWrite ? .answer(400, body: #"{"detail":"no"}"#) : .pass }
    try fixture.set("ann", "title", "Lead")
    let began = fixture.clock.now()
    try await fixture.run()
    let runs = try fixture.engine.runs.all("app")
    #expect(runs.map(\.run.provisioned) == [0, 4])
    #expect(runs.map(\.run.failed) == [1, 0])
    let run = try #require(runs.first?.run)
    #expect(run.by == "kim" && run.origin == "desk" && run.means == "usher run")
    #expect(run.startedAt >= began)
    #expect(try fixture.engine.runs.detail(run.id).tasks.map(\.name) == ["ann"])
    #expect(throws: EngineError.self) { try fixture.engine.undo.plan(99) }
  }

  @Test func aWorkerThatGoesOnAfterARestBeginsAnotherRun() async throws {
    let fixture = try await fixture()
    let worker = Worker(fixture.engine, untilIdle: true)
    for (name, pause) in [("ann", 0.0), ("bo", 100), ("cy", 400)] {
      fixture.clock.advance(pause)
      try fixture.set(name, "title", "Lead")
      _ = try await worker.run()
    }
    let names = try fixture.engine.runs.all().map {
      try fixture.engine.runs.detail($0.run.id).tasks.map(\.name)
    }
    #expect(names.prefix(2) == [["cy"], ["bo", "ann"]])
  }

  // MARK: - Values and memberships

  @Test func valuesGoBackAndStayUntilTheyAreLetGo() async throws {
    let fixture = try await fixture()
    try fixture.set("ann", "title", "Lead")
    try fixture.set("bo", "title", "Boss")
    try await fixture.run()
    let run = try last(fixture)
    let plan = try fixture.engine.undo.plan(run)
    #expect(plan.users == 2 && plan.impossible.isEmpty)
    #expect(plan.plan.changes.map(\.task.action) == [.update, .update])
    #expect(plan.plan.changes.first?.task.reason == "run \(run) was undone by kim")
    #expect(try fixture.engine.pins.all().isEmpty, "a plan pins nothing")

    let result = try fixture.engine.undo.undo(run)
    #expect(result.summary.total == 2)
    try await fixture.run()
    #expect(try await title("ann", fixture) == "Clerk")
    #expect(try await title("bo", fixture) == "Clerk")

    // Neither reapply nor another change of the user sets it again.
    _ = try fixture.engine.planning.reapply("app")
    try fixture.set("ann", "lastname", "Berg")
    try await fixture.run()
    #expect(try await title("ann", fixture) == "Clerk")
    #expect(try await fixture.account("ann")["name"]?["familyName"]?.string == "Berg")
    let why = try #require(try fixture.engine.reasons.why("ann").apps.first)
    #expect(why.notes.contains { $0.hasPrefix("pinned: title stays Clerk, since run \(run)") })
    #expect(try fixture.engine.pins.all("ann").first?.words == ["title stays Clerk"])

    _ = try fixture.engine.pins.unpin(["ann"])
    try await fixture.run()
    #expect(try await title("ann", fixture) == "Lead")
    #expect(try await title("bo", fixture) == "Clerk", "bo is pinned still")
    _ = try fixture.engine.pins.unpin([], run: run)
    try await fixture.run()
    #expect(try await title("bo", fixture) == "Boss")
    #expect(throws: EngineError.self) { try fixture.engine.pins.unpin(["bo"]) }
  }

  @Test func twoChangesInOneRunGoBackToBeforeTheFirst() async throws {
    let fixture = try await fixture()
    let worker = Worker(fixture.engine, untilIdle: true)
    for title in ["Lead", "Boss"] {
      try fixture.set("ann", "title", title)
      _ = try await worker.run()
    }
    let run = try last(fixture)
    #expect(try fixture.engine.runs.detail(run).tasks.count == 2)
    _ = try fixture.engine.undo.undo(run)
    try await fixture.run()
    #expect(try await title("ann", fixture) == "Clerk")
  }

  @Test func membershipsGoBack() async throws {
    let fixture = try await fixture()
    try fixture.set("ann", "department", "Sales")
    try await fixture.run()
    let joining = try last(fixture)
    let plan = try fixture.engine.undo.plan(joining)
    #expect(plan.impossible.map(\.why) == ["the group stays as it is in the app"])
    _ = try fixture.engine.undo.undo(joining)
    #expect(try fixture.open() == ["remove-members Sales approved"])
    try await fixture.run()
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty, "the rules do not put her back")

    _ = try fixture.engine.pins.unpin(["ann"])
    try await fixture.run()
    try fixture.set("ann", "department", "Ops")
    try await fixture.run()
    _ = try fixture.engine.undo.undo(try last(fixture))
    #expect(try fixture.open() == ["add-members Sales approved"])
  }

  // MARK: - Accounts

  @Test func aSuspensionGoesBackAlsoWithoutAccess() async throws {
    let fixture = try await fixture {
      $0.provisioning.limits = SafetyLimits(deletions: 100, share: 1)
    }
    try fixture.edit("ann") { $0.roles = [] }
    try fixture.edit("bo") { $0.status = .suspended }
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann (inactive)", "bo (inactive)", "cy", "dee"])
    _ = try fixture.engine.undo.undo(try last(fixture))
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "bo", "cy", "dee"])
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
    _ = try fixture.engine.pins.unpin(["ann", "bo"])
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann (inactive)", "bo (inactive)", "cy", "dee"])
  }

  @Test func anAccountThatWasMadeIsTreatedAsThePolicySays() async throws {
    let fixture = try await fixture { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("eve")
    try await fixture.run()
    let run = try last(fixture)
    let plan = try fixture.engine.undo.plan(run)
    #expect(plan.creations == 1)
    #expect(plan.warnings.contains { $0.contains("mail that the app sent") })
    _ = try fixture.engine.undo.undo(run)
    #expect(try fixture.open() == ["delete eve approved"])
    try await fixture.run()
    #expect(try fixture.reason("eve") == .undone)
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty, "she is not made again")
    _ = try fixture.engine.pins.unpin(["eve"])
    try await fixture.run()
    #expect(try fixture.reason("eve") == .provisioned)
  }

  @Test func aDeletionIsNamedAsImpossible() async throws {
    let fixture = try await fixture { $0.provisioning.whenDeleted = .delete }
    try fixture.edit("ann") { $0.roles = [] }
    try await fixture.run()
    let run = try last(fixture)
    #expect(
      try fixture.engine.undo.plan(run).impossible.map(\.why) == ["a deletion cannot be undone"])
    #expect(throws: EngineError.self) { try fixture.engine.undo.undo(run) }
    #expect(try fixture.engine.pins.all().isEmpty)
  }

  // MARK: - Approvals, limits, parts

  @Test func itWaitsForTheSameApprovals() async throws {
    let fixture = try await fixture()
    try fixture.set("ann", "title", "Lead")
    try await fixture.run()
    try fixture.apply { $0.provisioning.approve = [.update] }
    _ = try fixture.engine.undo.undo(try last(fixture))
    #expect(try fixture.open() == ["update ann pending"])
  }

  @Test func overTheLimitNothingIsPinned() async throws {
    let fixture = try await fixture {
      $0.provisioning.limits = SafetyLimits(deletions: 1, share: 1)
    }
    try fixture.hire("eve", "fay", "gil")
    try await fixture.run()
    let run = try last(fixture)
    #expect(try fixture.engine.undo.plan(run).plan.blocked?.count == 3)
    #expect(throws: EngineError.self) { try fixture.engine.undo.undo(run) }
    #expect(try fixture.engine.pins.all().isEmpty)
    #expect(try fixture.open().isEmpty)
    #expect(throws: EngineError.wrongAcceptance(given: 2, count: 3)) {
      try fixture.engine.undo.undo(run, accepting: 2)
    }
    _ = try fixture.engine.undo.undo(run, accepting: 3)
    #expect(try fixture.open().count == 3)
  }

  @Test func aPartIsUndoneAlone() async throws {
    let fixture = try await fixture()
    try fixture.set("ann", "title", "Lead")
    try fixture.set("bo", "title", "Boss")
    try await fixture.run()
    let run = try last(fixture)
    _ = try fixture.engine.undo.undo(run, UserSelection(attributes: ["title": "boss"]))
    #expect(try fixture.open() == ["update bo approved"])
    #expect(try fixture.engine.undo.plan(run, UserSelection(usernames: ["ann"])).users == 1)
  }

  @Test func whatOthersChangedSinceIsLeftAlone() async throws {
    let fixture = try await fixture()
    try fixture.set("ann", "title", "Lead")
    try await fixture.run()
    let run = try last(fixture)
    try await fixture.drift("ann", "title", "Queen")
    _ = try await fixture.engine.verification.verify("app")
    #expect(try fixture.engine.undo.plan(run).impossible.map(\.why) == ["title was changed since"])
  }

  @Test func theAuditNamesIt() async throws {
    let fixture = try await fixture()
    try fixture.set("ann", "title", "Lead")
    try await fixture.run()
    let run = try last(fixture)
    _ = try fixture.engine.undo.undo(run)
    _ = try fixture.engine.pins.unpin(["ann"])
    let entries = try fixture.engine.audit.entries(search: "", at: .first).rows
    #expect(entries.contains { $0.action == "run.undo" && $0.subject == "\(run)" })
    #expect(entries.contains { $0.action == "pin.remove" && $0.subject == "ann" })
  }
}
