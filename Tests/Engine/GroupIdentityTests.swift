import Text
import Engine
import Provisioning
import SCIM
import Testing

/// A group is its id: renamed, stored under another name, or missing from a reading, it is the same
/// group, with the memberships that usher gave.
@Suite(.serialized) struct GroupIdentityTests {
  private func rename(_ fixture: Fixture, _ id: String, _ name: String) async throws {
    let operation = PatchOperation(.replace, "displayName", .string(name))
    try await fixture.behind("PATCH", "/Groups/\(id)", Patch.body([operation]))
  }

  private func group(_ fixture: Fixture, _ name: String) throws -> GroupRecord? {
    let app = try fixture.app.id
    return try fixture.store.read { try $0.groups.group(app, named: name) }
  }

  /// The rule's group with ann and bob in it, renamed in the app, and known by its new name.
  private func renamed(read: Bool = true, create: Bool = true) async throws -> (Fixture, String) {
    let fixture = try Fixture(rules: [.join("SRE:Team", department: "Eng", create: create)])
    if !create {
      try await fixture.behind(
        "POST", "/Groups", ["schemas": [.string(Schema.group.id)], "displayName": "SRE:Team"])
      _ = try await fixture.engine.entitlements.refresh("app")
    }
    try fixture.hire("ann", "bob", department: "Eng")
    try await fixture.run()
    let id = try await fixture.id(group: "SRE:Team")
    try await rename(fixture, id, "Site reliability")
    if read { _ = try await fixture.engine.entitlements.refresh("app") }
    return (fixture, id)
  }

  @Test(arguments: [true, false], [true, false])
  func whoLeavesARenamedGroupIsTakenOut(_ isRead: Bool, _ isMade: Bool) async throws {
    let (fixture, _) = try await renamed(read: isRead, create: isMade)
    try fixture.set("ann", "department", "Sales")
    try await fixture.run()
    #expect(await fixture.groups() == ["Site reliability: bob"])
    #expect(try await fixture.engine.verification.verify("app").differences.isEmpty)
  }

  @Test(arguments: [true, false])
  func theRuleStillMeansTheRenamedGroup(_ isRead: Bool) async throws {
    let (fixture, _) = try await renamed(read: isRead)
    try fixture.hire("cem", department: "Eng")
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(await fixture.groups() == ["Site reliability: ann, bob, cem"])
  }

  @Test func bothNamesAreSaid() async throws {
    let (fixture, _) = try await renamed()
    let known = try #require(try fixture.engine.entitlements.list("app").groups.first)
    #expect(known.shownName == "Site reliability" && known.name == "SRE:Team")
    try fixture.hire("cem", department: "Eng")
    let words = "named Site reliability in the app, SRE:Team in the rules"
    #expect(try fixture.task(.addMembers).reason.contains(words))
    try await fixture.run()
    let report = try await fixture.engine.verification.verify("app")
    #expect(report.notes.contains { $0.contains(words) })
    #expect(report.differences.isEmpty)
  }

  @Test func aLookAtTheGroupNoticesItsNewName() async throws {
    let (fixture, _) = try await renamed(read: false)
    _ = try await fixture.engine.verification.verify("app")
    #expect(try group(fixture, "SRE:Team")?.appName == "Site reliability")
  }

  @Test func aRuleThatIsRewrittenToTheNewNameMeansTheSameGroup() async throws {
    let (fixture, _) = try await renamed()
    try fixture.apply { $0.rules = [.join("Site reliability", department: "Eng")] }
    _ = try fixture.engine.planning.reapply("app")
    try fixture.hire("cem", department: "Eng")
    try await fixture.run()
    #expect(await fixture.groups() == ["Site reliability: ann, bob, cem"])
    #expect(try fixture.list().filter { $0.hasPrefix("remove-members") }.isEmpty)
  }

  @Test func twoNamesOfOneGroupPutNobodyInTwice() async throws {
    let (fixture, _) = try await renamed()
    try fixture.apply {
      $0.rules = [
        .join("SRE:Team", department: "Eng"), .join("Site reliability", department: "Eng"),
      ]
    }
    try fixture.hire("cem", department: "Eng")
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.tasks(.approved).filter { $0.action == .addMembers }.count == 1)
    try await fixture.run()
    #expect(await fixture.groups() == ["Site reliability: ann, bob, cem"])
  }

  @Test func anotherGroupThatTakesTheOldNameIsNotTheRulesGroup() async throws {
    let (fixture, id) = try await renamed()
    try await fixture.behind(
      "POST", "/Groups", ["schemas": [.string(Schema.group.id)], "displayName": "SRE:Team"])
    let other = try await fixture.id(group: "SRE:Team")
    _ = try await fixture.engine.entitlements.refresh("app")
    let known = try #require(try group(fixture, "SRE:Team"))
    #expect(known.remoteID == id && known.namesake == other)
    #expect(known.nameNote?.contains("another group of the app, with the id \(other)") == true)
    try fixture.hire("cem", department: "Eng")
    try await fixture.run()
    #expect(await fixture.groups() == ["SRE:Team: ", "Site reliability: ann, bob, cem"])
    // Where the other one is gone or renamed, there is nothing to say.
    try await fixture.behind("DELETE", "/Groups/\(other)")
    _ = try await fixture.engine.entitlements.refresh("app")
    #expect(try group(fixture, "SRE:Team")?.namesake == nil)
  }

  @Test func aGroupThatTookTheNameOfOneThatIsGoneIsUsed() async throws {
    let (fixture, id) = try await renamed()
    try await fixture.behind("DELETE", "/Groups/\(id)")
    try await fixture.behind(
      "POST", "/Groups", ["schemas": [.string(Schema.group.id)], "displayName": "SRE:Team"])
    let other = try await fixture.id(group: "SRE:Team")
    fixture.clock.advance(1)
    _ = try await fixture.engine.entitlements.refresh("app")
    let known = try #require(try group(fixture, "SRE:Team"))
    #expect(known.remoteID == other && known.origin == .found && known.nameNote == nil)
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(await fixture.groups() == ["SRE:Team: ann, bob"])
  }

  /// The app keeps the name of a group as a slug.
  @Test func aGroupStoredUnderAnotherNameIsTheOneThatWasMade() async throws {
    let fixture = try Fixture(rules: [.join("SRE:Team", department: "Eng")])
    fixture.network.decide { request in
      guard request.isA("POST", "/Groups"), var body = request.body?.object else { return .pass }
      body["displayName"] = "sre-team"
      let made = try await fixture.behind("POST", "/Groups", .object(body))
      return .answer(201, body: String(decoding: made.body, as: UTF8.self))
    }
    try fixture.hire("ann", "bob", department: "Eng")
    try await fixture.run()
    fixture.clock.advance(1)
    _ = try await fixture.engine.entitlements.refresh("app")
    _ = try fixture.engine.planning.reapply("app")
    try fixture.set("ann", "department", "Sales")
    try fixture.hire("cem", department: "Eng")
    try await fixture.run()
    #expect(await fixture.groups() == ["sre-team: bob, cem"])
    #expect(fixture.network.sent.count { $0.isA("POST", "/Groups") } == 1)
    #expect(try group(fixture, "SRE:Team")?.origin == .created)
    #expect(try await fixture.engine.verification.verify("app").differences.isEmpty)
  }

  @Test(arguments: [200, 500, 404])
  func aGroupThatAReadingLacksIsAskedForByItsID(_ status: Int) async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    let id = try await fixture.id(group: "Eng")
    fixture.network.decide { request in
      if request.isA("GET", "/Groups?") {
        return .answer(200, body: #"{"totalResults":0,"Resources":[]}"#)
      }
      return request.isA("GET", "/Groups/\(id)") && status != 200 ? .answer(status) : .pass
    }
    // Until then it may not be visible yet.
    fixture.clock.advance(31)
    _ = try await fixture.engine.entitlements.refresh("app")
    #expect(try group(fixture, "Eng")?.remoteID == (status == 404 ? nil : id))
  }

  /// A rule names a group that an earlier rule's group was renamed to, before usher read that.
  @Test func aGroupIsNotKnownTwice() async throws {
    let (fixture, id) = try await renamed(read: false)
    try fixture.apply { $0.rules.append(.join("Site reliability", department: "Ops")) }
    try fixture.hire("dan", department: "Ops")
    try await fixture.run()
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(await fixture.groups() == ["Site reliability: ann, bob, dan"])
    #expect(try fixture.list(.failed).isEmpty && fixture.open().isEmpty)
    let app = try fixture.app.id
    let known = try fixture.store.read { try $0.groups.groups(app) }
    #expect(known.filter { $0.remoteID == id }.map(\.name) == ["SRE:Team"])
  }

  @Test func aGroupInAnotherCaseIsTheSameName() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    try await rename(fixture, try await fixture.id(group: "Eng"), "ENG")
    _ = try await fixture.engine.entitlements.refresh("app")
    #expect(try group(fixture, "eng")?.nameNote == nil)
    try fixture.set("ann", "department", nil)
    try await fixture.run()
    #expect(await fixture.groups() == ["ENG: "])
  }

  @Test func aGroupThatIsWrittenWholeKeepsItsNewName() async throws {
    let fixture = try Fixture(rules: [.join("SRE:Team", department: "Eng")])
    fixture.network.decide { $0.isA("PATCH", "/Groups") ? .answer(501) : .pass }
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    let id = try await fixture.id(group: "SRE:Team")
    try await rename(fixture, id, "Site reliability")
    try fixture.hire("bob", department: "Eng")
    try await fixture.run()
    #expect(await fixture.groups() == ["Site reliability: ann, bob"])
  }
}
