import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// After a write what is read back counts, not the status; what cannot be kept is said once and not
/// sent for ever; what cannot be patched is sent whole.
@Suite(.serialized) struct KeepingTests {
  private static func dropping(_ paths: AttributePath...) -> SandboxProfile {
    var profile = SandboxProfile.rfc
    profile.dropped = Set(paths)
    return profile
  }

  @Test func anAttributeThatIsNotKeptIsSaidOnceAndNotSentForEver() async throws {
    let fixture = try Fixture(Self.dropping("title"))
    try fixture.hire("ann", "bob", "cem", "dan", title: "CTO")
    try await fixture.run()
    let own = "the app did not keep title of this account"
    #expect(
      try fixture.tasks().map(\.note) == [own, own, "title is not kept by this app", nil],
      "said once for the app")
    #expect(try fixture.list(.provisioned).count == 4)
    let sent = fixture.network.sent.count
    _ = try fixture.engine.planning.reapply("app")
    try fixture.set("ann", "title", "CEO")
    try await fixture.run()
    #expect(fixture.network.sent.count == sent)
    #expect(try fixture.open().isEmpty)
    fixture.clock.advance(1)
    let report = try await fixture.engine.verification.verify("app")
    #expect(report.differences.isEmpty)
    #expect(report.notKept == ["title": 4])
  }

  @Test func anUpdateOfWhichSomeIsDroppedIsDoneAndSaid() async throws {
    let fixture = try Fixture(Self.dropping("title"))
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.edit("ann") {
      $0.attributes["title"] = "CTO"
      $0.attributes["lastname"] = "Ray"
    }
    try await fixture.run()
    #expect(try fixture.task(.update).status == .provisioned)
    #expect(try fixture.task(.update).note == "the app did not keep title of this account")
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
  }

  @Test func anUpdateOfWhichNothingIsKeptFailsOnce() async throws {
    let fixture = try Fixture(Self.dropping("title"))
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.set("ann", "title", "CTO")
    try await fixture.run()
    #expect(try fixture.task(.update).status == .failed)
    #expect(
      try fixture.task(.update).error?.advice.contains("kept nothing of it (title)") == true)
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
  }

  @Test func aNameThatCannotChangeIsSentOnce() async throws {
    let fixture = try Fixture(.netskope, template: "netskope")
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.edit("ann") {
      $0.attributes["email"] = "anna@x.example"
      $0.attributes["lastname"] = "Ray"
    }
    try await fixture.run()
    let sent = fixture.network.sent.count
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(fixture.network.sent.count == sent)
    #expect(await fixture.accounts() == ["ann@x.example"])
    fixture.clock.advance(1)
    let report = try await fixture.engine.verification.verify("app")
    #expect(report.differences.isEmpty)
    #expect(report.notes.contains { $0.contains("does not take userName") })
    try fixture.set("ann", "email", "annie@x.example")
    #expect(try fixture.open().count == 1, "another value is another try")
  }

  @Test func anEmptyValueRemovesWhatTheAppHeldAndNullLeavesItAlone() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    #expect(fixture.network.sent.last?.body?["externalId"] == nil, "nothing empty is sent")
    try fixture.set("ann", "title", nil)
    #expect(
      try fixture.task(.update).request.body?["Operations"] == [
        ["op": "remove", "path": "title"]
      ])
    try await fixture.run()
    #expect(try await fixture.account("ann")["title"] == nil)
    try fixture.apply { $0.parameters = [Parameter(path: "title", value: nil)] }
    try await fixture.drift("ann", "title", "Janitor")
    fixture.clock.advance(1)
    #expect(
      try await fixture.engine.verification.verify("app").differences.count == 1,
      "by the last evaluation")
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
    #expect(try await fixture.engine.verification.verify("app").differences.isEmpty)
  }

  @Test(arguments: [405, 501])
  func whereThereIsNoPatchTheWholeAccountIsSent(_ status: Int) async throws {
    let fixture = try Fixture(approve: [.update])
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    try await fixture.drift("ann", "nickName", "Annie")
    fixture.clock.advance(1)
    _ = try await fixture.engine.verification.verify("app")
    fixture.network.decide { $0.isA("PATCH", "/Users") ? .answer(status) : .pass }
    try fixture.set("ann", "title", "CEO")
    try fixture.approveAll()
    try await fixture.run()
    #expect(try fixture.open() == ["update ann pending"], "other bytes need another approval")
    #expect(try fixture.task(.update).request.method == "PUT")
    #expect(try fixture.app.replacesUsers)
    try fixture.approveAll()
    try await fixture.run()
    let account = try await fixture.account("ann")
    #expect(account["title"] == "CEO" && account["nickName"] == "Annie")
    try fixture.set("ann", "title", "CFO")
    try fixture.approveAll()
    try await fixture.run()
    #expect(try await fixture.account("ann")["title"] == "CFO")
    #expect(fixture.network.sent.count { $0.isA("PATCH") } == 1, "not tried again")
  }

  @Test func whatIsSentWholeWritesOverNothingThatMoved() async throws {
    let fixture = try Fixture(approve: [.update])
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    fixture.network.decide { $0.isA("PATCH", "/Users") ? .answer(501) : .pass }
    try fixture.set("ann", "title", "CEO")
    try fixture.approveAll()
    try await fixture.run()
    try fixture.approveAll()
    try await fixture.drift("ann", "nickName", "Annie")
    try await fixture.run()
    #expect(!fixture.network.sent.contains { $0.isA("PUT") }, "nothing was sent")
    #expect(try fixture.open() == ["update ann pending"])
    #expect(try fixture.task(.update).reason.contains("nickName"))
    try fixture.approveAll()
    try await fixture.run()
    let account = try await fixture.account("ann")
    #expect(account["title"] == "CEO" && account["nickName"] == "Annie")
  }

  @Test func anAppThatSaysItHasNoPatchIsNotAskedForIt() async throws {
    let fixture = try Fixture()
    fixture.network.decide { request in
      request.isA("GET", "/ServiceProviderConfig")
        ? .answer(200, body: #"{"patch":{"supported":false}}"#) : .pass
    }
    try fixture.hire("ann")
    try await fixture.run()
    _ = try await fixture.engine.connections.test("app")
    try fixture.set("ann", "title", "CTO")
    #expect(try fixture.task(.update).request.method == "PUT")
    try await fixture.run()
    #expect(try await fixture.account("ann")["title"] == "CTO")
  }

  @Test func whatTheServerAddsByItselfIsNoDrift() async throws {
    var profile = SandboxProfile.rfc
    profile.addedEmailType = "work"
    profile.writesBooleansAsText = true
    profile.resourcesHaveSchemas = false
    profile.answersPatchWithResource = false
    let fixture = try Fixture(profile) {
      $0.parameters = [
        Parameter(path: "emails[type eq \"work\"].value", value: nil),
        Parameter(path: "emails", value: "{{ email }}"),
      ]
    }
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    try fixture.set("ann", "title", "CEO")
    try await fixture.run()
    fixture.clock.advance(1)
    #expect(try await fixture.engine.verification.verify("app").differences.isEmpty)
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty && fixture.list(.failed).isEmpty)
  }
}
