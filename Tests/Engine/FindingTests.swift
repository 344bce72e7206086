import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// What an app does not keep is one finding for the app: learned from several accounts, seen by
/// reading, dropped when contradicted. `active` is never among it.
@Suite(.serialized) struct FindingTests {
  private static func dropping(_ paths: AttributePath...) -> SandboxProfile {
    var profile = SandboxProfile.rfc
    profile.dropped = Set(paths)
    return profile
  }

  private static var inviting: SandboxProfile {
    var profile = SandboxProfile.rfc
    profile.quirks.invites = true
    return profile
  }

  @Test func twoAccountsTeachNothingOfTheAppAndThreeDo() async throws {
    let fixture = try Fixture(Self.dropping("title"))
    try fixture.hire("ann", "bob", title: "CTO")
    try await fixture.run()
    let app = try fixture.app.id
    #expect(try fixture.store.read { try $0.findings.attributesNotKept(app) }.isEmpty)
    let sent = fixture.network.sent.count
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty, "neither is sent the same value again")
    #expect(fixture.network.sent.count == sent)
    try fixture.hire("cem", title: "CTO")
    try await fixture.run()
    #expect(try fixture.store.read { try $0.findings.attributesNotKept(app) } == ["title"])
    try fixture.set("ann", "title", "CEO")
    #expect(try fixture.open().isEmpty, "another value is not sent either")
    fixture.clock.advance(60)
    let report = try await fixture.engine.verification.verify("app")
    #expect(report.differences.isEmpty && report.notKept == ["title": 3])
  }

  @Test func whatFailedBeforeItWasKnownIsEndedAndNoOtherTaskFails() async throws {
    let fixture = try Fixture(Self.dropping("title"))
    try fixture.hire("ann", "bob", "cem", "dan", "eve")
    try await fixture.run()
    for name in ["ann", "bob", "cem", "dan", "eve"] { try fixture.set(name, "title", "CTO") }
    try await fixture.run()
    #expect(try fixture.list(.failed).isEmpty)
    #expect(try fixture.task(.update, "cem").note == "title is not kept by this app")
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
  }

  @Test func theFirstAccountThatContradictsItEndsIt() async throws {
    let fixture = try Fixture()
    fixture.network.decide { request in
      guard request.isA("POST", "/Users"), request.body?["userName"] != "dan" else { return .pass }
      var object = try #require(request.body?.object)
      object["title"] = nil
      let made = try await fixture.behind("POST", "/Users", .object(object))
      return .answer(201, body: String(decoding: made.body, as: UTF8.self))
    }
    try fixture.hire("ann", "bob", "cem", title: "CTO")
    try await fixture.run()
    let app = try fixture.app.id
    let found = try fixture.store.read { try $0.findings.finding(app, path: "title") }
    #expect(found?.evidence.map(\.name) == ["ann", "bob", "cem"])
    #expect(found?.evidence.first?.sent == "CTO" && found?.evidence.first?.shown == nil)
    try fixture.hire("dan", title: "CTO")
    try await fixture.run()
    #expect(try fixture.store.read { try $0.findings.all(app) }.isEmpty)
    try fixture.set("ann", "title", "CEO")
    try await fixture.run()
    #expect(try await fixture.account("ann")["title"] == "CEO", "it is sent again")
  }

  @Test func anAnswerAloneTeachesNothing() async throws {
    var profile = SandboxProfile.rfc
    profile.quirks.answersPatchAsBefore = true
    let fixture = try Fixture(profile)
    try fixture.hire("ann", "bob", "cem")
    try await fixture.run()
    for name in ["ann", "bob", "cem"] { try fixture.set(name, "title", "CTO") }
    try await fixture.run()
    let app = try fixture.app.id
    #expect(try fixture.list(.failed).isEmpty)
    #expect(try fixture.store.read { try $0.findings.all(app) }.isEmpty)
  }

  @Test func anAnswerThatOnlyRepeatsWhatWasSentContradictsNothing() async throws {
    let fixture = try Fixture(Self.dropping("title"))
    try fixture.hire("ann", "bob", "cem", title: "CTO")
    try await fixture.run()
    fixture.network.decide { request in
      guard request.isA("POST", "/Users"), var object = request.body?.object else { return .pass }
      let made = try await fixture.behind("POST", "/Users", request.body)
      object["id"] = try JSONValue(parsing: made.body)["id"]
      return .answer(201, body: JSONValue.object(object).text)
    }
    try fixture.hire("dan", title: "CTO")
    try await fixture.run()
    let app = try fixture.app.id
    #expect(try fixture.store.read { try $0.findings.attributesNotKept(app) } == ["title"])
  }

  @Test func whatTheAppKeepsInAFormOfItsOwnIsNoFinding() async throws {
    var profile = SandboxProfile.rfc
    profile.quirks.namePrefix = "CORP/"
    let fixture = try Fixture(profile)
    try fixture.hire("ann", "bob", "cem", "dan")
    try await fixture.run()
    let app = try fixture.app.id
    #expect(try fixture.store.read { try $0.findings.all(app) }.isEmpty)
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
    try fixture.edit("ann") { $0.username = "anna" }
    try await fixture.run()
    #expect(await fixture.accounts().contains("CORP/anna"), "a new name is sent")
  }

  @Test func aNameThatTheAppComputesComesToRest() async throws {
    let fixture = try Fixture { definition in
      definition.parameters = [Parameter(path: "displayName", value: "{{ lastname }} the Great")]
    }
    fixture.network.decide { request in
      guard request.isA("POST", "/Users"), var object = request.body?.object else { return .pass }
      object["displayName"] = object["userName"]
      let made = try await fixture.behind("POST", "/Users", .object(object))
      return .answer(201, body: String(decoding: made.body, as: UTF8.self))
    }
    try fixture.hire("ann", "bob", "cem", "dan")
    try await fixture.run()
    #expect(try fixture.list(.provisioned).count == 4)
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
    let app = try fixture.app.id
    #expect(
      try fixture.store.read { try $0.findings.finding(app, path: "displayName") }?.isComputed
        == true)
  }

  // MARK: active

  @Test func aSuspensionThatOneAccountDropsIsSentToOthers() async throws {
    let fixture = try Fixture()
    for name in ["ann", "bob"] { try await fixture.stranger(name, [("active", true)]) }
    try fixture.hire("ann", "bob")
    try await fixture.run()
    let ann = try await fixture.id("ann")
    let before = try await fixture.behind("GET", "/Users/\(ann)")
    fixture.network.decide { request in
      request.isA("PATCH", "/Users/\(ann)")
        ? .answer(200, body: String(decoding: before.body, as: UTF8.self)) : .pass
    }
    try fixture.edit("ann") { $0.status = .suspended }
    try await fixture.run()
    #expect(try fixture.task(.suspend).error?.advice.contains("still active") == true)
    try fixture.edit("bob") { $0.status = .suspended }
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "bob (inactive)"])
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open() == ["suspend ann approved"], "it is sent until it holds")
    #expect(!(try await fixture.engine.verification.verify("app")).differences.isEmpty)
  }

  @Test func suspensionsThatThreeAccountsDropAreSentToTheFourth() async throws {
    let fixture = try Fixture { $0.provisioning.limits = SafetyLimits(share: 1) }
    let names = ["ann", "bob", "cem", "dan"]
    try fixture.hire("ann", "bob", "cem", "dan")
    try await fixture.run()
    let dan = try await fixture.id("dan")
    fixture.network.decide { request in
      guard request.isA("PATCH"), !request.path.hasSuffix(dan) else { return .pass }
      let now = try await fixture.behind("GET", request.path)
      return .answer(200, body: String(decoding: now.body, as: UTF8.self))
    }
    for name in names { try fixture.edit(name) { $0.status = .suspended } }
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "bob", "cem", "dan (inactive)"])
    #expect(try fixture.list(.failed).count == 3)
  }

  @Test func whoWasMadeInactiveAndIsActiveNowIsSuspended() async throws {
    let fixture = try Fixture(Self.inviting)
    try fixture.hire("ann", "bob", "cem", "dan")
    try await fixture.run()
    #expect(try fixture.list(.provisioned).count == 4)
    #expect(try fixture.task(.create, "ann").note?.contains("invitation") == true)
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty, "an invitation is waited for")
    await fixture.sandbox.acceptInvitations()
    fixture.clock.advance(60)
    #expect(try await fixture.engine.verification.verify("app").differences.isEmpty)
    try fixture.edit("ann") { $0.status = .suspended }
    _ = try fixture.engine.people.delete("bob")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann (inactive)", "bob (inactive)", "cem", "dan"])
    #expect(try await fixture.engine.verification.verify("app").differences.isEmpty)
  }

  @Test func whoLeavesBeforeTheInvitationIsAcceptedDoesNotBecomeActiveByIt() async throws {
    let fixture = try Fixture(Self.inviting)
    try fixture.hire("ann", "bob")
    try await fixture.run()
    try fixture.edit("ann") { $0.status = .suspended }
    _ = try fixture.engine.people.delete("bob")
    try await fixture.run()
    #expect(try fixture.list(.failed).isEmpty)
    await fixture.sandbox.acceptInvitations()
    #expect(await fixture.accounts() == ["ann (inactive)", "bob (inactive)"])
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
  }

  /// An account that is sent whole repeats what was asked for, not what the app shows of it meanwhile.
  @Test func aChangeBeforeTheInvitationIsAcceptedDoesNotEndIt() async throws {
    var profile = Self.inviting
    profile.notImplemented.insert("PATCH Users")
    let fixture = try Fixture(profile)
    try fixture.hire("ann")
    try await fixture.run()
    for title in ["CTO", "CEO"] { try fixture.set("ann", "title", title) }
    try await fixture.run()
    #expect(try fixture.list(.failed).isEmpty)
    await fixture.sandbox.acceptInvitations()
    #expect(await fixture.accounts() == ["ann"])
    #expect(try await fixture.account("ann")["title"] == "CEO")
  }

  @Test func whoShowsInactiveAndShouldNotIsNotCalledRight() async throws {
    let fixture = try Fixture(Self.inviting)
    try fixture.hire("ann")
    try await fixture.run()
    fixture.clock.advance(60)
    let report = try await fixture.engine.verification.verify("app")
    #expect(report.differences.map(\.name) == ["ann"])
    #expect(report.differences.first?.what.contains("invitation") == true)
  }

  @Test func aReactivationThatIsDroppedFailsAndTheNextOneIsSentAgain() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.edit("ann") { $0.status = .suspended }
    try await fixture.run()
    fixture.network.decide { request in
      guard request.isA("PATCH") else { return .pass }
      let now = try await fixture.behind("GET", request.path)
      return .answer(200, body: String(decoding: now.body, as: UTF8.self))
    }
    try fixture.edit("ann") { $0.status = .active }
    try await fixture.run()
    #expect(try fixture.task(.reactivate).error?.advice.contains("still inactive") == true)
    fixture.network.heal()
    _ = try fixture.engine.decisions.decide(.retry, [try fixture.task(.reactivate).id])
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
  }
}
