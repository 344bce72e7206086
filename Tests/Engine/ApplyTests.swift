import Engine
import Manifest
import Provisioning
import Testing

/// Applying a file brings the apps to what it says, names each difference, and the same file twice
/// changes nothing; its rules are checked offline.
@Suite(.serialized) struct ApplyTests {
  @Test func eachDifferenceIsNamed() throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    let result = try fixture.apply { app in
      app.connection.rateLimit = 4
      app.provisioning.approve = [.delete]
      app.rules.append(.exclude(department: "Out"))
      app.parameters = [Parameter(path: "title", value: "x")]
    }
    #expect(
      result.differences == [
        "app: connection.rateLimit: 0 → 4", "app: parameters: 0 entries → 1 entries",
        "app: provisioning.approve: [] → [delete]", "app: rules: 1 entries → 2 entries",
      ])
  }

  @Test func aDryRunNamesThemAndChangesNothing() throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    var definition = try #require(try fixture.engine.configuration.definitions("app").first)
    definition.roles = []
    definition.vendor = try #require(VendorCatalog.builtIn.named("netskope"))
    let result = try fixture.engine.configuration.apply([definition], dryRun: true)
    #expect(result.differences.count == 2)
    #expect(try fixture.app.definition.roles == ["Staff"])
    #expect(try fixture.open() == ["create ann approved"])
    #expect(try fixture.engine.rules.staleCount("app") == 0)
  }

  @Test func aNewerProfileOfTheVendorIsADifference() throws {
    let fixture = try Fixture(template: "netskope")
    try fixture.hire("ann")
    let version = try fixture.app.mappingVersion
    let paced = try fixture.apply { $0.vendor.ways.rateLimit = 8 }
    #expect(paced.differences == ["app: vendor.ways.rateLimit: 4 → 8"])
    #expect(try fixture.app.mappingVersion == version, "the pace changes no account")
    let mapped = try fixture.apply { $0.vendor.parameters[0].value = "{{ username }}" }
    #expect(
      mapped.differences == ["app: vendor.parameters[userName].value: {{ email }} → {{ username }}"]
    )
    #expect(try fixture.app.mappingVersion == version + 1)
    #expect(try fixture.engine.rules.staleCount("app") == 1)
  }

  @Test func anAppThatTheFileDoesNotNameStaysUnlessItIsPruned() throws {
    let fixture = try Fixture()
    let other = AppDefinition(name: "Other", connection: ConnectionSettings(baseURL: "https://o"))
    _ = try fixture.engine.configuration.apply([other])
    #expect(try fixture.engine.configuration.apps().map(\.name) == ["app", "Other"])
    let result = try fixture.engine.configuration.apply([other], prune: true)
    #expect(result.differences == ["app: removed, with its tasks and what was known of it"])
    #expect(try fixture.engine.configuration.apps().map(\.name) == ["Other"])
  }

  @Test func whetherItIsEnabledStaysWhereTheFileSaysNothing() throws {
    let fixture = try Fixture()
    try fixture.apply { $0.connection.enabled = nil }
    #expect(try fixture.app.isConnected)
    try fixture.apply { $0.connection.enabled = false }
    #expect(try !fixture.app.isConnected && fixture.app.api.state == .disabled)
    try fixture.apply { $0.connection.enabled = nil }
    #expect(try !fixture.app.isConnected)
  }

  @Test func whatCannotBeUsedChangesNothing() throws {
    let fixture = try Fixture()
    let error = #expect(throws: EngineError.self) {
      try fixture.apply { app in
        app.connection.rateLimit = 9
        app.parameters = [Parameter(path: "title", value: "{{ x")]
      }
    }
    #expect(error?.sentence.hasPrefix("app: the value of title cannot be read") == true)
    #expect(try fixture.app.definition.connection.rateLimit == 0)
  }

  @Test func aNameInAnotherCaseIsTheSameApp() throws {
    let fixture = try Fixture()
    let result = try fixture.apply { $0.name = "APP" }
    #expect(result.differences == ["APP: name: app → APP"])
    #expect(try fixture.engine.configuration.apps().count == 1)
  }

  @Test func theRulesOfAFileAreCheckedWithoutANetwork() throws {
    var good = Rule.join("Eng", department: "Eng")
    good.tests = [
      RuleTest(user: ["department": "Eng"], roles: ["Staff"], groups: ["Eng"]),
      RuleTest(user: ["department": "Ops"], roles: ["Staff"], groups: ["Eng"]),
    ]
    let fixture = try Fixture(rules: [good])
    try fixture.hire("ann", department: "Eng")
    let saved = try fixture.engine.rules.check(nil, app: "APP")
    #expect(saved.findings.map(\.problems.count) == [0, 1])
    #expect(saved.warnings.isEmpty)
    var draft = try #require(try fixture.engine.configuration.definitions("app").first)
    draft.rules = [.exclude(department: "Nowhere")]
    let report = try fixture.engine.rules.check([draft], app: "app")
    #expect(report.warnings == ["rule no Nowhere matches nobody in the directory"])
    #expect(throws: EngineError.unknownApp("x", known: ["app"])) {
      try fixture.engine.rules.check([draft], app: "x")
    }
    #expect(fixture.network.sent.isEmpty)
  }

  @Test func aRuleIsMovedToAPlaceThatThereIs() throws {
    let fixture = try Fixture(rules: [.join("A", department: "A"), .join("B", department: "B")])
    let moved = try fixture.engine.rules.move("app", "B TO B", to: 1)
    #expect(moved.rules.map(\.name) == ["B to B", "A to A"])
    #expect(try fixture.app.mappingVersion == 2)
    _ = try fixture.engine.rules.move("app", "B to B", to: 1)
    #expect(try fixture.app.mappingVersion == 2, "where it is already")
    for place in [0, 3] {
      #expect(throws: EngineError.self) {
        try fixture.engine.rules.move("app", "B to B", to: place)
      }
    }
    #expect(throws: EngineError.unknownRule("C", app: "app", known: ["B to B", "A to A"])) {
      try fixture.engine.rules.move("app", "C", to: 1)
    }
  }
}
