import Text
import Provisioning
import SCIM
import Sandbox
import Testing

@testable import Engine

/// An approval is for exact bytes: what was shown is what is sent, and where the account moved since,
/// nothing is.
@Suite(.serialized) struct ExactBytesTests {
  /// The writes that the app received, as a task shows them.
  private func received(_ fixture: Fixture) async -> [TaskRequest] {
    await fixture.sandbox.log.map(\.request).filter { $0.method != "GET" }.map { request in
      TaskRequest(
        request.method, request.target,
        body: request.body.isEmpty ? nil : try? JSONValue(parsing: request.body))
    }
  }

  private func body(_ fixture: Fixture, _ method: String) async -> [UInt8]? {
    await fixture.sandbox.log.last { $0.request.method == method }?.request.body
  }

  @Test func theAppReceivesWhatWasApprovedByteForByte() async throws {
    let fixture = try Fixture(approve: Set(ApprovalKind.allCases)) {
      $0.provisioning.whenDeleted = .delete
    }
    try fixture.hire("ann", title: "Größe \"\u{1F600}\" \\ 1")
    let steps: [(TaskAction, String, (Fixture) throws -> Void)] = [
      (.create, "POST", { _ in }),
      (.update, "PATCH", { try $0.set("ann", "title", "CTO") }),
      (.suspend, "PATCH", { try $0.edit("ann") { $0.status = .suspended } }),
      (.reactivate, "PATCH", { try $0.edit("ann") { $0.status = .active } }),
      (.delete, "DELETE", { _ = try $0.engine.people.delete("ann") }),
    ]
    for (action, method, cause) in steps {
      try cause(fixture)
      let shown = try fixture.task(action).request
      try fixture.approveAll()
      try await fixture.run()
      #expect(try fixture.task(action).status == .provisioned)
      #expect(await received(fixture).last == shown, "\(action)")
      #expect(await body(fixture, method) == shown.body?.bytes ?? [], "\(action)")
    }
    #expect(await received(fixture).count == steps.count)
  }

  @Test func aReferenceBecomesTheIdAndNothingElseChanges() async throws {
    let fixture = try Fixture(approve: [.groups], rules: [.join("Eng", department: "Eng")])
    try fixture.bring(
      ["eve", "ann", "cem", "bob"].map { Fixture.person($0, department: "Eng") })
    let shown = try fixture.task(.addMembers).request
    #expect(shown.path == "/Groups/<id of group Eng>")
    #expect(shown.body?.text.contains("<id of user cem>") == true)
    try fixture.approveAll()
    try await fixture.run()
    var expected = shown.json.text
    for name in ["ann", "bob", "cem", "eve"] {
      expected = expected.replacing("<id of user \(name)>", with: try await fixture.id(name))
    }
    expected = expected.replacing("<id of group Eng>", with: try await fixture.id(group: "Eng"))
    let sent = try #require(await received(fixture).last)
    #expect(sent.json.text == expected)
  }

  @Test func aDeletionSendsWhatItShowedBeforeIt() async throws {
    let fixture = try Fixture(approve: [.delete], rules: [.join("Eng", department: "Eng")]) {
      $0.provisioning.whenDeleted = .delete
    }
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    let before = await received(fixture).count
    _ = try fixture.engine.people.delete("ann")
    let shown = try fixture.task(.delete).request
    try fixture.approveAll()
    try await fixture.run()
    let sent = await received(fixture).dropFirst(before)
    #expect(shown.before.count == 1)
    #expect(Array(sent) == shown.before + [TaskRequest("DELETE", shown.path)])
  }

  @Test func aRequestThatIsNotTheApprovedOneIsNotSent() async throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann")
    try fixture.approveAll()
    try fixture.store.write { session in
      var task = try fixture.task(.create, in: session)
      task.request.body?.set("mallory", at: "userName")
      try session.tasks.save(task)
    }
    try await fixture.run()
    let task = try fixture.task(.create)
    #expect(task.status == .failed)
    #expect(task.error?.advice.contains("not the one that was approved") == true)
    #expect(fixture.network.sent.isEmpty)
  }

  @Test func whereTheAccountMovedNothingIsSent() async throws {
    let fixture = try Fixture(approve: [.update])
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    try fixture.set("ann", "title", "CEO")
    try fixture.approveAll()
    try await fixture.drift("ann", "title", "Janitor")
    let writes = try await fixture.writes().count
    let report = try await fixture.run()
    #expect(report.moved == 1)
    #expect(try await fixture.writes().count == writes)
    #expect(
      try fixture.list() == [
        "create ann provisioned", "update ann superseded", "update ann pending",
      ])
    let task = try fixture.task(.update)
    #expect(
      task.reason == "title was 'CTO' when this was planned and is 'Janitor' now")
    #expect(task.changes == [AttributeChange(path: "title", from: "Janitor", to: "CEO")])
    try fixture.approveAll()
    try await fixture.run()
    #expect(try await fixture.account("ann")["title"] == "CEO")
  }

  @Test func whatAPersonApprovedAPersonApprovesAgain() async throws {
    let fixture = try Fixture(approve: [.update])
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    try fixture.set("ann", "title", "CEO")
    try fixture.approveAll()
    // Nothing would wait any more, but for the word that was given for other bytes.
    try fixture.apply { $0.provisioning.approve = [] }
    try await fixture.drift("ann", "title", "Janitor")
    try await fixture.run()
    #expect(try fixture.open() == ["update ann pending"])
  }

  @Test func whatMovedElsewhereDoesNotMatter() async throws {
    let fixture = try Fixture(approve: [.update])
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    try fixture.set("ann", "title", "CEO")
    try fixture.approveAll()
    try await fixture.drift("ann", "nickName", "Annie")
    try await fixture.run()
    #expect(try fixture.task(.update).status == .provisioned)
    #expect(try await fixture.account("ann")["nickName"] == "Annie")
  }

  @Test func whatIsThereAlreadyIsNotSent() async throws {
    let fixture = try Fixture(approve: [.update])
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    try fixture.set("ann", "title", "CEO")
    try fixture.approveAll()
    try await fixture.drift("ann", "title", "CEO")
    let writes = try await fixture.writes().count
    try await fixture.run()
    #expect(try await fixture.writes().count == writes)
    #expect(try fixture.task(.update).status == .provisioned)
  }

  @Test func whereTheAccountIsGoneItsUpdateBecomesACreation() async throws {
    let fixture = try Fixture(approve: [.create, .update])
    try fixture.hire("ann")
    try fixture.approveAll()
    try await fixture.run()
    try fixture.set("ann", "title", "CEO")
    try fixture.approveAll()
    try await fixture.behind("DELETE", "/Users/\(try await fixture.id("ann"))")
    try await fixture.run()
    #expect(try fixture.open() == ["create ann pending"])
    #expect(try fixture.task(.create).reason == "the account is not in the app any more")
  }

  @Test func anAccountThatGotAnotherNameIsNotDeleted() async throws {
    let fixture = try Fixture(approve: [.delete]) { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann")
    try await fixture.run()
    _ = try fixture.engine.people.delete("ann")
    try fixture.approveAll()
    try await fixture.drift("ann", "userName", "chair")
    try await fixture.run()
    #expect(await fixture.accounts() == ["chair"])
    #expect(try fixture.open() == ["delete chair pending"])
    #expect(try fixture.task(.delete).reason.contains("chair"))
  }
}

extension Fixture {
  /// The newest task of this action, inside a transaction.
  func task(_ action: TaskAction, in session: any StoreSession) throws -> ProvisioningTask {
    try #require(
      try session.tasks.tasks(TaskFilter(actions: [action]), before: nil, limit: 1).first)
  }
}
