import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// An answer means what it proves: a 404 to a write, an answer that does not show the change, a 409,
/// and an account under another name are looked at before anything is concluded.
@Suite(.serialized) struct AnswerTests {
  static let page = "<!DOCTYPE html><title>Error 404</title><p>The page was not found."

  // MARK: 404 to a write

  @Test(arguments: [404, 410])
  func aLeaverWhoseSuspensionIsAnswered404IsSuspendedByPUT(_ status: Int) async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try await fixture.run()
    fixture.network.decide {
      $0.isA("PATCH", "/Users") ? .answer(status, body: Self.page) : .pass
    }
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann (inactive)"])
    #expect(
      try fixture.list().suffix(2) == ["suspend ann superseded", "suspend ann provisioned"])
    #expect(try fixture.app.replacesUsers)
  }

  @Test func aLeaverWhoseSuspensionFindsNoRouteAtAllFails() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try await fixture.run()
    fixture.network.decide {
      $0.isA("PATCH", "/Users") || $0.isA("PUT", "/Users") ? .answer(404, body: Self.page) : .pass
    }
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    let task = try fixture.task(.suspend)
    #expect(task.status == .failed)
    #expect(task.error?.status == 404 && task.error?.detail?.contains("not found") == true)
    #expect(task.error?.advice.contains("the account is there") == true)
    let (app, id) = (try fixture.app.id, try await fixture.id("ann"))
    #expect(
      try fixture.store.read { try $0.accounts.account(app, remoteID: id)?.state } == .present,
      "never taken for gone")
    #expect(await fixture.accounts() == ["ann"])
    let sent = fixture.network.sent.count
    try await fixture.run()
    #expect(fixture.network.sent.count == sent, "it does not go round")
    fixture.network.heal()
    _ = try fixture.engine.decisions.decide(.retry, [task.id])
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann (inactive)"])
  }

  @Test func anAppThatTookPATCHBeforeIsNotSentTheWhole() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    try fixture.set("ann", "title", "CEO")
    try await fixture.run()
    #expect(try fixture.app.learned.takesPatch)
    fixture.network.decide { $0.isA("PATCH") ? .answer(404, body: Self.page) : .pass }
    try fixture.set("ann", "title", "CFO")
    try await fixture.run()
    #expect(try fixture.task(.update).status == .failed)
    #expect(try !fixture.app.replacesUsers)
    #expect(!fixture.network.sent.contains { $0.isA("PUT") })
  }

  @Test func aDeletionThatFindsNoRouteIsNotDone() async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann")
    try await fixture.run()
    fixture.network.decide { $0.isA("DELETE") ? .answer(404, body: Self.page) : .pass }
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    let task = try fixture.task(.delete)
    #expect(task.status == .failed && task.error?.status == 404)
    #expect(task.error?.advice.contains("the account is there") == true)
    #expect(await fixture.accounts() == ["ann"])
    let app = try fixture.app.id
    let id = try await fixture.id("ann")
    #expect(
      try fixture.store.read { try $0.accounts.account(app, remoteID: id)?.state } == .present)
  }

  @Test(arguments: [404, 410])
  func whatALookSaysIsGoneIsGone(_ status: Int) async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann")
    try await fixture.run()
    let id = try await fixture.id("ann")
    let looks = Counter()
    fixture.network.decide { request in
      if request.isA("DELETE") { return .answer(404) }
      guard request.isA("GET", "/Users/\(id)") else { return .pass }
      return looks.up() == 1 ? .pass : .answer(status)
    }
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    #expect(try fixture.task(.delete).status == .provisioned)
  }

  // MARK: An answer that does not show the change

  @Test func anAnswerThatShowsTheAccountAsItWasIsLookedAt() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    let old = try await fixture.account("ann").text
    fixture.network.decide { $0.isA("PATCH") ? .replace(200, body: old) : .pass }
    try fixture.set("ann", "title", "CEO")
    try await fixture.run()
    let task = try fixture.task(.update)
    #expect(task.status == .provisioned && task.note == nil)
    #expect(try await fixture.account("ann")["title"] == "CEO")
    let app = try fixture.app.id
    #expect(try fixture.store.read { try $0.findings.attributesNotKept(app) }.isEmpty)
  }

  @Test func aCopyThatLagsIsWaitedFor() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    let old = try await fixture.account("ann")
    let until = fixture.clock.now() + 3
    let clock = fixture.clock
    fixture.network.decide { request in
      guard clock.now() < until else { return .pass }
      if request.isA("PATCH") { return .replace(200, body: old.text) }
      return request.isA("GET", "/Users/") ? .answer(200, body: old.text) : .pass
    }
    try fixture.set("ann", "title", "CEO")
    try await fixture.run()
    let task = try fixture.task(.update)
    #expect(task.status == .provisioned && task.error == nil && task.attempts == 1)
    #expect(fixture.network.sent.count { $0.isA("PATCH") } == 1)
  }

  @Test func anAttributeMissingFromTheAnswerToACreationMayBeThere() async throws {
    let fixture = try Fixture()
    fixture.network.decide { request in
      guard request.isA("POST", "/Users") else { return .pass }
      var made = try #require(try await fixture.made(request).object)
      made["title"] = nil
      return .answer(201, body: JSONValue.object(made).text)
    }
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    #expect(try fixture.task(.create).note == nil)
    let app = try fixture.app.id
    #expect(try fixture.store.read { try $0.findings.attributesNotKept(app) }.isEmpty)
  }

  // MARK: 409

  @Test func whoHoldsAValueThatIsTakenIsNamed() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", "bob")
    try await fixture.run()
    let bob = try await fixture.id("bob")
    fixture.network.decide {
      $0.isA("PATCH") ? .answer(409, body: #"{"detail":"taken","scimType":"uniqueness"}"#) : .pass
    }
    try fixture.set("ann", "email", "bob@x.example")
    try await fixture.run()
    let error = try #require(try fixture.task(.update).error)
    #expect(error.status == 409 && error.detail == "taken")
    #expect(error.advice.contains("(id \(bob)), which belongs to bob"), "\(error.advice)")
    #expect(error.advice.contains("emails.value 'bob@x.example' is taken"), "\(error.advice)")
  }

  @Test func aConflictOfWhichNobodyIsFoundIsToldInTheAppsOwnWords() async throws {
    let fixture = try Fixture()
    fixture.network.decide {
      $0.isA("POST") ? .answer(409, body: #"{"detail":"the tenant is being moved"}"#) : .pass
    }
    try fixture.hire("ann")
    try await fixture.run()
    let error = try #require(try fixture.task(.create).error)
    #expect(error.advice.contains("the tenant is being moved"), "\(error.advice)")
    #expect(!error.advice.contains("taken"), "\(error.advice)")
    #expect(error.advice.contains("no other account is found that has the userName 'ann'"))
  }

  // MARK: Another name

  /// Makes the account under another name, as the app would.
  private func renames(_ fixture: Fixture, _ name: @escaping @Sendable (String) -> String) {
    fixture.network.decide { request in
      guard request.isA("POST", "/Users"), var object = request.body?.object,
        let sent = object["userName"]?.string
      else { return .pass }
      object["userName"] = .string(name(sent))
      let made = try await fixture.made(
        HTTPRequest("POST", "/Users", body: .object(object)))
      return .answer(201, body: made.text)
    }
  }

  @Test(arguments: ["prefix", "suffix", "number"])
  func anAccountThatTheAppNamedIsLinkedAndFoundLater(_ mode: String) async throws {
    let fixture = try Fixture()
    renames(fixture) { mode == "prefix" ? "CORP/\($0)" : mode == "suffix" ? "\($0)_acme" : "4711" }
    try fixture.hire("ann")
    try await fixture.run()
    let name = try #require(await fixture.accounts().first)
    #expect(try fixture.task(.create).status == .provisioned)
    #expect(try fixture.task(.create).note == "the app named the account \(name)")
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(try fixture.tasks().count == 1, "the name is not fought over")
    fixture.clock.advance(1)
    let report = try await fixture.engine.verification.verify("app")
    #expect(report.differences.isEmpty)
    let app = try fixture.app.id
    #expect(try fixture.store.read { try $0.findings.attributesNotKept(app) }.isEmpty)
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    #expect(await fixture.accounts() == ["\(name) (inactive)"])
  }

  @Test func aRenameThatTheAppWritesInItsOwnWayIsDone() async throws {
    let fixture = try Fixture()
    renames(fixture) { "CORP/\($0)" }
    try fixture.hire("ann")
    try await fixture.run()
    fixture.network.decide { request in
      guard request.isA("PATCH") else { return .pass }
      try await fixture.drift("CORP/ann", "userName", "CORP/anna")
      return .answer(204)
    }
    try fixture.apply { $0.parameters = [Parameter(path: "userName", value: "anna")] }
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    let task = try fixture.task(.update)
    #expect(task.status == .provisioned && task.note == "the app named the account CORP/anna")
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
  }

  /// The answer to a creation names an account that was there before.
  @Test(arguments: ["linked", "another person's", "unknown"])
  func anAccountOfSomebodyElseIsNotLinked(_ whose: String) async throws {
    let fixture = try Fixture()
    let id: String
    if whose == "linked" {
      try fixture.hire("bob")
      try await fixture.run()
      id = try await fixture.id("bob")
    } else if whose == "unknown" {
      id = try #require(
        try await fixture.sandbox.load(
          [["schemas": [.string(Schema.user.id)], "userName": "zoe"]], into: "Users"
        ).first)
    } else {
      id = try await fixture.stranger("zoe")
    }
    fixture.network.decide {
      $0.isA("POST", "/Users")
        ? .answer(201, body: #"{"id":"\#(id)","userName":"CORP/ann"}"#) : .pass
    }
    try fixture.hire("ann")
    try await fixture.run()
    let error = try #require(try fixture.task(.create, "ann").error)
    #expect(error.status == 201 && error.advice.contains("was not linked"), "\(error.advice)")
    let app = try fixture.app.id
    let owner = try fixture.store.read { session in
      try session.accounts.account(app, remoteID: id)?.user.flatMap {
        try session.directory.users([$0]).first?.user.username
      }
    }
    #expect(owner == (whose == "linked" ? "bob" : nil))
  }

  /// The worker dies when the answer has come and nothing was kept of it but the exchange.
  @Test func theAnswerOfAWorkerThatDiedTellsTheAccount() async throws {
    let fixture = try Fixture()
    renames(fixture) { "CORP/\($0)" }
    try fixture.hire("ann")
    let task = try fixture.task(.create)
    let made = try await fixture.made(
      HTTPRequest(
        "POST", "/Users",
        body: [
          "schemas": [.string(Schema.user.id)], "userName": "CORP/ann",
          "emails": [["value": "ann@x.example"]],
        ]))
    let attempt = AttemptRecord(
      at: fixture.clock.now(), request: "POST /Users", bodyHash: "", status: 201, answer: made.text)
    try fixture.store.write { try $0.queue.note(attempt, of: task.id) }
    try await fixture.run()
    #expect(await fixture.accounts() == ["CORP/ann"])
    #expect(try fixture.task(.create).status == .provisioned)
  }
}

extension Fixture {
  /// Makes an account in the app as a request says.
  func made(_ request: HTTPRequest) async throws -> JSONValue {
    try JSONValue(parsing: try await behind("POST", "/Users", request.body).body)
  }
}
