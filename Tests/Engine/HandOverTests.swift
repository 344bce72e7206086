import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Synchronization
import Testing

/// An admin gives an account to a user, or takes it away; nobody else does.
@Suite(.serialized) struct HandOverTests {
  private static func smith(_ first: String, _ key: String) -> DirectoryUser {
    DirectoryUser(
      username: "jsmith",
      attributes: [
        "firstname": first, "lastname": "Smith", "email": "jsmith@x.example", "external_id": key,
      ], roles: ["Staff"])
  }

  /// John left, Jane has the name now, and the account is John's.
  private func recycled(_ edit: (inout AppDefinition) -> Void = { _ in }) async throws -> Fixture {
    let fixture = try Fixture(rules: [.join("Sales", department: "Sales")], edit)
    var john = Self.smith("John", "E1")
    john.attributes["department"] = "Sales"
    try fixture.bring([john])
    try await fixture.run()
    try fixture.bring([Self.smith("Jane", "E2")])
    try await fixture.run()
    return fixture
  }

  @Test func theTwoPeopleAndTheAccountAreShown() async throws {
    let fixture = try await recycled()
    let proposal = try await fixture.engine.linking.proposeLink(
      "app", user: "jsmith", account: "jsmith")
    #expect(proposal.people.map(\.role) == ["NOW OF", "TO BE OF"])
    #expect(proposal.people.map(\.person.user.attributes["firstname"]) == ["John", "Jane"])
    #expect(proposal.people.map(\.person.isDeleted) == [true, false])
    #expect(proposal.account["externalId"] == "E1")
  }

  @Test func anAccountIsHandedOverOnPurpose() async throws {
    let fixture = try await recycled()
    let id = try await fixture.id("jsmith")
    let proposal = try await fixture.engine.linking.proposeLink("app", user: "jsmith", account: id)
    _ = try fixture.engine.linking.link(proposal)
    try await fixture.run()
    let account = try await fixture.account("jsmith")
    #expect(account["id"]?.scalarText == id && account["name"]?["givenName"] == "Jane")
    #expect(account["externalId"] == "E2" && account["active"]?.bool == true)
    // What the account was in by John is taken away.
    #expect(await fixture.groups() == ["Sales: "])
    #expect(try fixture.reason("jsmith") == .provisioned)
    var entries: [AuditEntry] = []
    try fixture.engine.audit.entries(limit: nil) { entries.append($0) }
    let entry = try #require(entries.first { $0.action == "account.link" })
    #expect(entry.detail["from"] == "jsmith (John Smith, E1)")
    #expect(entry.detail["to"] == "jsmith (Jane Smith, E2)")
    // John is back: the account is Jane's, and he gets it no more by himself.
    var john = Self.smith("John", "E1")
    john.username = "john"
    try fixture.bring([john])
    try await fixture.run()
    #expect(await fixture.accounts() == ["john", "jsmith"])
  }

  @Test func whoHasAnAccountGetsNoSecondOne() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", "bob")
    try await fixture.run()
    let proposal = try await fixture.engine.linking.proposeLink("app", user: "bob", account: "ann")
    let error = #expect(throws: EngineError.self) { try fixture.engine.linking.link(proposal) }
    #expect(error?.sentence.contains("usher unlink app bob") == true)
    #expect(try fixture.reason("ann") == .provisioned)
  }

  @Test func whatChangedHandsMeanwhileIsLookedAtAgain() async throws {
    let fixture = try await recycled()
    let proposal = try await fixture.engine.linking.proposeLink(
      "app", user: "jsmith", account: "jsmith")
    let john = try #require(proposal.holder).user.id
    try fixture.store.write { session in
      try session.accounts.unlink(
        try #require(try session.apps.all().first).id, remoteID: proposal.remoteID)
    }
    #expect(throws: EngineError.self) { try fixture.engine.linking.link(proposal) }
    #expect(john != proposal.user?.user.id)
  }

  /// The account that a worker is about to put into a group stays its person's until that is done.
  @Test func noAccountChangesHandsWhileAWorkerPutsItIntoAGroup() async throws {
    let fixture = try Fixture(rules: [.join("Sales", department: "Sales")])
    try fixture.hire("ann", department: "Sales")
    let refusals = Mutex<[String]>([])
    fixture.network.decide { request in
      guard request.method == "PATCH", request.path.hasPrefix("/Groups/") else { return .pass }
      do {
        _ = try fixture.engine.linking.unlink(
          try fixture.engine.linking.proposeUnlink("app", user: "ann"))
      } catch {
        refusals.withLock { $0.append((error as? EngineError)?.sentence ?? "\(error)") }
      }
      return .pass
    }
    try await fixture.run()
    let sentences = refusals.withLock { $0 }
    #expect(sentences.count == 1 && sentences[0].contains("a worker is at task"))
    #expect(await fixture.groups() == ["Sales: ann"])
    _ = try fixture.engine.linking.unlink(
      try fixture.engine.linking.proposeUnlink("app", user: "ann"))
  }

  /// An account whose invitation may still be accepted becomes active for whoever has it then.
  @Test func anInvitedAccountIsSuspendedWhereItsNewPersonHasNoAccess() async throws {
    var profile = SandboxProfile.rfc
    profile.quirks.invites = true
    let fixture = try Fixture(profile) { $0.provisioning.whenDeleted = .suspend }
    try fixture.hire("ann")
    try await fixture.run()
    let id = try await fixture.id("ann")
    try fixture.bring([
      DirectoryUser(username: "ann", attributes: ["firstname": "Ann"], roles: ["Staff"]),
      DirectoryUser(username: "bob", attributes: ["firstname": "Bob"], roles: []),
    ])
    let proposal = try await fixture.engine.linking.proposeLink("app", user: "bob", account: id)
    _ = try fixture.engine.linking.link(proposal)
    #expect(try fixture.open().contains("suspend ann approved"))
    try await fixture.run()
    await fixture.sandbox.acceptInvitations()
    #expect(await fixture.accounts().contains("ann (inactive)"))
  }

  @Test func whoMayNotDecideLinksNothing() async throws {
    let fixture = try await recycled { $0.provisioning.approvals.by = ["kim"] }
    let proposal = try await fixture.engine.linking.proposeLink(
      "app", user: "jsmith", account: "jsmith")
    #expect(throws: EngineError.self) { try fixture.engine(for: "lou").linking.link(proposal) }
    var actions: [String] = []
    try fixture.engine.audit.entries(limit: nil) { actions.append($0.action) }
    #expect(actions.first == "account.link.refuse")
    _ = try fixture.engine.linking.link(proposal)
  }

  @Test func whatAnAdminTookAwayIsNotLinkedAgainByItself() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try await fixture.run()
    let id = try await fixture.id("ann")
    _ = try fixture.engine.linking.unlink(
      try fixture.engine.linking.proposeUnlink("app", user: "ann"))
    try await fixture.run()
    _ = try await fixture.engine.verification.verify("app")
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    let task = try fixture.task(.create)
    #expect(task.status == .failed)
    #expect(task.error?.advice.contains("was taken from ann by an admin") == true)
    _ = try fixture.engine.linking.link(
      try await fixture.engine.linking.proposeLink("app", user: "ann", account: id))
    #expect(try fixture.reason("ann") == .provisioned)
    #expect(try await fixture.id("ann") == id)
  }

  /// Ann, whom usher put into a group that others made, with an account that was taken and given back.
  private func givenBack() async throws -> Fixture {
    let fixture = try Fixture(rules: [.join("Sales", department: "Sales", create: false)])
    try await fixture.behind(
      "POST", "/Groups", ["schemas": [.string(Schema.group.id)], "displayName": "Sales"])
    _ = try await fixture.engine.entitlements.refresh("app")
    try fixture.hire("ann", department: "Sales")
    try await fixture.run()
    #expect(await fixture.groups() == ["Sales: ann"])
    let id = try await fixture.id("ann")
    _ = try fixture.engine.linking.unlink(
      try fixture.engine.linking.proposeUnlink("app", user: "ann"))
    try await fixture.run()
    _ = try await fixture.engine.verification.verify("app")
    _ = try fixture.engine.linking.link(
      try await fixture.engine.linking.proposeLink("app", user: "ann", account: id))
    try await fixture.run()
    return fixture
  }

  @Test func whoGetsAnAccountBackIsTakenOutOfWhatUsherGaveIt() async throws {
    let fixture = try await givenBack()
    #expect(await fixture.groups() == ["Sales: ann"])
    #expect(try fixture.open().isEmpty)
    try fixture.set("ann", "department", nil)
    try await fixture.run()
    #expect(await fixture.groups() == ["Sales: "])
  }

  @Test func whoLeavesWithAnAccountThatWasGivenBackLeavesTheGroupsToo() async throws {
    let fixture = try await givenBack()
    try fixture.apply { $0.provisioning.whenDeleted = .delete }
    _ = try fixture.engine.people.delete("ann")
    #expect(try fixture.task(.delete).request.before.count == 1, "out of the group, then gone")
    try await fixture.run()
    #expect(await fixture.accounts().isEmpty)
    #expect(await fixture.groups() == ["Sales: "])
  }

  @Test func whoGetsWhatWasTakenFromAnotherIsTakenOutOfItsGroups() async throws {
    let fixture = try Fixture(rules: [.join("Sales", department: "Sales")])
    try fixture.hire("ann", department: "Sales")
    try await fixture.run()
    let id = try await fixture.id("ann")
    _ = try fixture.engine.linking.unlink(
      try fixture.engine.linking.proposeUnlink("app", user: "ann"))
    try fixture.apply { $0.provisioning.enabled = false }
    try fixture.hire("bob")
    _ = try fixture.engine.linking.link(
      try await fixture.engine.linking.proposeLink("app", user: "bob", account: id))
    try fixture.apply { $0.provisioning.enabled = true }
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(try await fixture.id("bob") == id)
    // The name is free, so that ann has another account, and that one is in the group.
    #expect(await fixture.accounts() == ["ann", "bob"])
    #expect(await fixture.groups() == ["Sales: ann"])
  }

  @Test func anAccountThatTwoNamesFitIsAskedForById() async throws {
    var profile = SandboxProfile.rfc
    profile.takesDuplicates = true
    let fixture = try Fixture(profile)
    try await fixture.stranger("x")
    try await fixture.stranger("x")
    try fixture.hire("ann")
    await #expect(throws: EngineError.self) {
      try await fixture.engine.linking.proposeLink("app", user: "ann", account: "x")
    }
    await #expect(throws: EngineError.self) {
      try await fixture.engine.linking.proposeLink("app", user: "ann", account: "nobody")
    }
  }
}
