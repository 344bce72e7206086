import Text
import Engine
import Manifest
import Provisioning
import SCIM
import Testing

/// Saved is not applied: a changed rule, parameter or template touches nobody until reapply.
@Suite(.serialized) struct SavedNotAppliedTests {
  /// A change of what is saved, and what reapply makes of it.
  struct Change: Sendable {
    let name: String
    let edit: @Sendable (inout AppDefinition) -> Void
    let filed: [String]
  }

  static let changes = [
    Change(
      name: "parameter", edit: { $0.parameters = [Parameter(path: "title", value: "Boss")] },
      filed: ["update ann approved", "update bob approved"]),
    Change(
      name: "rule", edit: { $0.rules = [.join("Eng", department: "Eng")] },
      filed: ["create-group Eng approved", "add-members Eng approved"]),
    Change(
      name: "rule that sets",
      edit: {
        $0.rules = [Rule(name: "r", when: .role("staff"), then: [.set(path: "title", value: "x")])]
      }, filed: ["update ann approved", "update bob approved"]),
    Change(
      name: "exclusion", edit: { $0.rules = [.exclude(department: "Eng")] },
      filed: ["suspend ann approved"]),
    Change(
      name: "template", edit: { $0.vendor = VendorCatalog.builtIn.named("netskope")! },
      filed: ["update ann@x.example approved", "update bob@x.example approved"]),
  ]

  @Test(arguments: changes.indices)
  func aChangeWaitsForReapply(_ index: Int) async throws {
    let change = Self.changes[index]
    let fixture = try Fixture()
    try fixture.bring([
      Fixture.person("ann", department: "Eng"), Fixture.person("bob", department: "Sales"),
    ])
    try await fixture.run()
    try fixture.apply(change.edit)
    #expect(try fixture.open().isEmpty, "\(change.name)")
    #expect(try fixture.engine.rules.staleCount("app") == 2, "\(change.name)")
    let plan = try fixture.engine.planning.plan("app")
    #expect(try fixture.open().isEmpty, "\(change.name): a plan files nothing")
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().sorted() == change.filed.sorted(), "\(change.name)")
    #expect(try fixture.engine.rules.staleCount("app") == 0, "\(change.name)")
    let filed = try fixture.tasks(.pending, .approved)
    #expect(
      plan.changes.map { "\($0.task.action) \($0.task.name) \($0.task.request.hash)" }.sorted()
        == filed.map { "\($0.action) \($0.name) \($0.request.hash)" }.sorted(),
      "\(change.name): the plan is what reapply files")
  }

  @Test func whoCancelsAReapplyFilesNothing() async throws {
    struct Cancelled: Error {}
    let fixture = try Fixture()
    try fixture.hire("ann", "bob")
    try await fixture.run()
    try fixture.apply { $0.parameters = [Parameter(path: "title", value: "Boss")] }
    #expect(throws: Cancelled.self) {
      try fixture.engine.planning.reapply("app", progress: { _ in throw Cancelled() })
    }
    #expect(throws: Cancelled.self) {
      try fixture.engine.planning.plan("app", progress: { _ in throw Cancelled() })
    }
    #expect(try fixture.open().isEmpty)
    #expect(try fixture.engine.rules.staleCount("app") == 2)
  }

  @Test func aUserWhoChangesInBetweenIsEvaluatedUnderTheRulesOfNow() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", "bob")
    try await fixture.run()
    try fixture.apply { $0.parameters = [Parameter(path: "nickName", value: "{{ username }}!")] }
    try fixture.set("ann", "title", "CTO")
    #expect(try fixture.open() == ["update ann approved"])
    #expect(try fixture.task(.update).changes.map(\.path) == ["title", "nickName"])
    #expect(try fixture.engine.rules.staleCount("app") == 1)
  }

  @Test func whatDecidesNothingMakesNobodyStale() throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann")
    try fixture.apply { app in
      app.connection.rateLimit = 7
      app.provisioning.approve = [.delete]
      app.rules[0].tests = [RuleTest(user: ["username": "x"])]
    }
    #expect(try fixture.engine.rules.staleCount("app") == 0)
  }

  @Test func theSameFileTwiceChangesNothing() throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    let result = try fixture.apply { _ in }
    #expect(result.differences.isEmpty)
    #expect(result.apps.isEmpty)
  }

  @Test func aMovedRuleWaitsForReapply() async throws {
    let set = { (name: String, value: String) in
      Rule(name: name, when: .all([]), then: [.set(path: "title", value: value)])
    }
    let fixture = try Fixture(rules: [set("a", "A"), set("b", "B")])
    try fixture.hire("ann")
    try await fixture.run()
    _ = try fixture.engine.rules.move("app", "b", to: 1)
    #expect(try fixture.open().isEmpty)
    #expect(try fixture.engine.rules.staleCount("app") == 1)
    _ = try fixture.engine.planning.reapply("app")
    #expect(
      try fixture.task(.update).changes == [
        AttributeChange(path: "title", from: "B", to: "A")
      ])
  }

  @Test func aReapplyWhenNothingDiffersFilesNothing() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.bring([
      Fixture.person("ann", department: "Eng"), Fixture.person("bob", status: .suspended),
      Fixture.person("cem", roles: []),
    ])
    try await fixture.run()
    let before = try fixture.list()
    let result = try fixture.engine.planning.reapply("app")
    #expect(result.summary.total == 0)
    #expect(try fixture.list() == before)
    #expect(try fixture.engine.planning.plan("app").changes.isEmpty)
  }

  @Test func aReapplyOfSomeUsersLeavesTheOthers() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", "bob")
    try await fixture.run()
    try fixture.apply { $0.parameters = [Parameter(path: "title", value: "Boss")] }
    _ = try fixture.engine.planning.reapply("app", UserSelection(usernames: ["BOB"]))
    #expect(try fixture.open() == ["update bob approved"])
    #expect(try fixture.engine.rules.staleCount("app") == 1)
  }

  @Test func reapplyingEntitlementsTouchesMembershipsAlone() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    try fixture.apply {
      $0.rules = [.join("Eng", department: "Eng")]
      $0.parameters = [Parameter(path: "title", value: "Boss")]
    }
    _ = try fixture.engine.planning.reapply("app", scope: .entitlements)
    #expect(try fixture.open() == ["create-group Eng approved", "add-members Eng approved"])
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann"])
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open() == ["update ann approved"])
  }

  @Test func whomARuleAffectsIsKnownBeforeItIsSaved() throws {
    let fixture = try Fixture()
    try fixture.bring([
      Fixture.person("ann", department: "Eng"), Fixture.person("bob", department: "Sales"),
      Fixture.person("cem", department: "eng", roles: []),
    ])
    var draft = try #require(try fixture.engine.configuration.definitions("app").first)
    draft.rules = [.join("Makers", department: "Eng")]
    var found: [String] = []
    try fixture.engine.rules.affected(draft, rule: "eng to makers") { affected in
      found.append(
        "\(affected.user.username) \(affected.hasAccess) \(affected.groups) \(affected.wouldChange)"
      )
    }
    #expect(found == ["ann true [\"Makers\"] true", "cem false [] false"])
    #expect(try fixture.app.definition.rules.isEmpty)
  }
}
