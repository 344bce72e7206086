import Provisioning
import SCIM
import Testing

@testable import Engine

/// What would become of somebody, of which nothing is stored.
@Suite struct WhatIfTests {
  private static let engineers = Rule(
    name: "Engineers", when: .attribute("department", .equals("Eng")),
    then: [.addToGroup(name: "Eng", create: true)])

  private func fixture() throws -> Fixture {
    let fixture = try Fixture(rules: [Self.engineers])
    try fixture.hire("ann", department: "Eng")
    try fixture.hire("bo", department: "Ops")
    return fixture
  }

  @Test func anotherAttribute() async throws {
    let fixture = try fixture()
    try await fixture.run()
    let head = try fixture.engine.audit.head()
    let version = try fixture.store.version()
    let (user, isNew, apps) = try fixture.engine.suppositions.whatIf(
      "ann", Supposition(values: ["department": "Ops"]))
    let app = try #require(apps.first)
    #expect(user.attributes["department"] == "Ops" && !isNew)
    #expect(app.matchedBefore == ["Engineers"] && app.rules.map(\.trace.isTrue) == [false])
    #expect(app.changes.map(\.task.action) == [.removeMembers])
    #expect(app.changes.first?.task.members.map(\.name) == ["ann"])
    // Nothing was stored.
    #expect(try fixture.engine.audit.head() == head)
    #expect(try fixture.store.version() == version)
    #expect(try fixture.engine.reasons.why("ann").user.attributes["department"] == "Eng")
  }

  @Test func aRoleTakenAway() async throws {
    let fixture = try fixture()
    try await fixture.run()
    let app = try #require(
      try fixture.engine.suppositions.whatIf("bo", Supposition(removing: ["staff"])).apps.first)
    #expect(app.before?.outcome == .assigned && app.after.outcome == .noAccess)
    #expect(app.changes.map(\.task.action) == [.suspend])
  }

  @Test func anotherDate() async throws {
    let fixture = try fixture()
    try fixture.set("bo", "ends_on", "2099-01-01")
    try await fixture.run()
    let before = try fixture.engine.suppositions.whatIf(
      "bo", Supposition(date: DirectoryDate("2098-12-31"))
    ).apps
    #expect(before.first?.after.outcome == .assigned && before.first?.changes.isEmpty == true)
    let after = try fixture.engine.suppositions.whatIf(
      "bo", Supposition(date: DirectoryDate("2099-02-01"))
    ).apps
    #expect(after.first?.after.outcome == .left)
    #expect(after.first?.changes.map(\.task.action) == [.suspend])
  }

  @Test func rulesThatAreNotSaved() async throws {
    let fixture = try fixture()
    try await fixture.run()
    var settings = try fixture.engine.configuration.definitions("app")[0]
    settings.rules = [
      Rule(name: "Everyone", when: .all([]), then: [.addToGroup(name: "All", create: true)])
    ]
    let app = try #require(
      try fixture.engine.suppositions.whatIf("bo", Supposition(settings: [settings])).apps.first)
    #expect(app.after.desired?.groups.map(\.name) == ["All"])
    #expect(app.changes.map(\.task.action) == [.createGroup, .addMembers])
    #expect(
      try fixture.engine.configuration.definitions("app")[0].rules.map(\.name) == ["Engineers"])
  }

  @Test func somebodyNew() throws {
    let fixture = try fixture()
    let result = try fixture.engine.suppositions.whatIf(
      "cy",
      Supposition(
        values: ["email": "cy@x.example", "department": "Eng"], adding: ["Staff"]))
    let app = try #require(result.apps.first)
    #expect(result.isNew && app.before == nil)
    #expect(app.changes.contains { $0.task.action == .create && $0.task.name == "cy" })
    #expect(throws: EngineError.unknownUser("cy")) { try fixture.engine.reasons.why("cy") }
  }

  @Test func aNameThatIsTakenIsNamed() throws {
    let fixture = try fixture()
    #expect(throws: EngineError.duplicateUser("ann")) {
      try fixture.engine.suppositions.whatIf("bo", Supposition(values: ["username": "ann"]))
    }
  }

  @Test func aValueOfAnotherAccountIsAConflict() async throws {
    let fixture = try Fixture {
      $0.parameters = [Parameter(path: "userName", value: "{{ email }}")]
    }
    try fixture.hire("ann")
    try await fixture.run()
    let app = try #require(
      try fixture.engine.suppositions.whatIf(
        "cy",
        Supposition(values: ["roles": "Staff", "email": "ann@x.example"])
      ).apps.first)
    #expect(app.changes.isEmpty)
    #expect(app.notes.count == 1 && app.notes[0].contains("ann"), "\(app.notes)")
  }

  @Test func aSuppositionIsTypedAsALine() throws {
    let line = ["department=Sales", "title=", "+VPN", "-Staff", "on:2027-01-01"]
    #expect(
      try Supposition(words: line)
        == Supposition(
          values: ["department": "Sales", "title": ""], adding: ["VPN"], removing: ["Staff"],
          date: DirectoryDate("2027-01-01")))
    for word in ["department", "=x", "+", "on:soon"] {
      #expect(throws: EngineError.self, "\(word)") { try Supposition(words: [word]) }
    }
  }
}
