import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// Test and enable read only, and say which of reach, TLS, auth, list, filter and discovery held.
@Suite(.serialized) struct ConnectionTests {
  private func steps(_ report: ConnectionReport) -> [String] {
    report.steps.map { step in
      "\(step.name) " + (step.holds.map { $0 ? "holds" : "fails" } ?? "is open")
    }
  }

  @Test(arguments: [
    ("rfc", "holds", "holds"), ("netskope", "holds", "holds"), ("aws", "holds", "holds"),
    ("slack", "holds", "holds"), ("hostile", "is open", "is open"),
  ])
  func everyProfilePasses(_ row: (name: String, filter: String, discovery: String)) async throws {
    var profile = try #require(SandboxProfile.named(row.name))
    profile.faults = []
    let fixture = try Fixture(profile) { $0.connection.enabled = false }
    try await fixture.stranger(
      "ann", [("name", ["givenName": "A", "familyName": "B"]), ("displayName", "A B")])
    let report = try await fixture.engine.connections.test("app", enabling: true)
    #expect(report.isUsable)
    #expect(
      steps(report) == [
        "reach holds", "TLS is open", "auth holds", "list holds", "filter \(row.filter)",
        "discovery \(row.discovery)",
      ])
    #expect(fixture.network.sent.allSatisfy { $0.method == "GET" })
    #expect(try fixture.app.isConnected && fixture.app.api.state == .enabled)
    #expect(try (fixture.app.schemas != nil) == (row.discovery == "holds"))
  }

  @Test(arguments: [
    (Turn.answer(401), "auth", "put it where the connection's token comes from"),
    (.answer(403), "auth", "allows this host's address"), (.answer(404), "list", "base URL"),
    (.answer(301), "list", "give the URL it redirects to"), (.answer(500), "list", "(500)"),
    (.answer(200, body: "<html>login</html>"), "list", "no SCIM list"),
    (.fail(.unreachable("refused")), "reach", "refused"), (.fail(.timeout), "reach", "in time"),
    (.fail(.tls("self-signed")), "TLS", "self-signed"),
    (.fail(.noToken("APP_TOKEN is not set")), "auth", "APP_TOKEN is not set"),
  ])
  func whatFailsIsNamed(_ row: (turn: Turn, step: String, words: String)) async throws {
    let fixture = try Fixture { $0.connection.enabled = false }
    fixture.network.decide { _ in row.turn }
    let report = try await fixture.engine.connections.test("app", enabling: true)
    #expect(!report.isUsable)
    let failed = report.steps.first { $0.holds == false }
    #expect(failed?.name == row.step)
    #expect(failed?.detail.contains(row.words) == true, "\(failed?.detail ?? "")")
    #expect(try !fixture.app.isConnected)
    #expect(try fixture.app.api.state == .failed && fixture.app.api.detail == report.summary)
  }

  @Test func aFilterThatIsAnsweredWith404Holds() async throws {
    let fixture = try Fixture()
    fixture.network.decide { $0.path.contains("filter=") ? .answer(404) : .pass }
    let report = try await fixture.engine.connections.test("app")
    #expect(report.steps.first { $0.name == "filter" }?.holds == true)
  }

  @Test func aPassingTroubleIsTriedAgain() async throws {
    let fixture = try Fixture()
    let first = Counter()
    fixture.network.decide { _ in first.up() == 1 ? .answer(503) : .pass }
    #expect(try await fixture.engine.connections.test("app").isUsable)
  }

  @Test func aTestDoesNotEnable() async throws {
    let fixture = try Fixture { $0.connection.enabled = false }
    _ = try await fixture.engine.connections.test("app")
    #expect(try !fixture.app.isConnected && fixture.app.api.state == .disabled)
  }

  @Test func theAppsOwnSchemasTypeTheValues() async throws {
    let fixture = try Fixture {
      $0.parameters = [Parameter(path: "badge", value: "{{ badge }}")]
    }
    let schema = #"""
      {"Resources":[{"id":"urn:ietf:params:scim:schemas:core:2.0:User","name":"User","attributes":[
        {"name":"userName","type":"string","required":true},
        {"name":"badge","type":"integer"}]}]}
      """#
    fixture.network.decide { $0.isA("GET", "/Schemas") ? .answer(200, body: schema) : .pass }
    _ = try await fixture.engine.connections.test("app")
    try fixture.bring([Fixture.person("ann")])
    try fixture.set("ann", "badge", "42")
    #expect(try fixture.task(.create).request.body?["badge"] == .integer(42))
    try fixture.set("ann", "badge", "many")
    #expect(try fixture.reason("ann") == .incomplete)
  }

  @Test func entitlementsAreReadPageByPageUntilNothingNewComes() async throws {
    var profile = SandboxProfile.hostile
    profile.faults = []
    profile.maximumPage = 3
    let fixture = try Fixture(profile)
    let groups = (1...8).map { number -> JSONValue in
      ["schemas": [.string(Schema.group.id)], "displayName": .string("G\(number)")]
    }
    try await fixture.sandbox.load(groups, into: "Groups")
    #expect(try await fixture.engine.entitlements.refresh("app") == 8)
    let known = try fixture.engine.entitlements.list("app").groups
    #expect(known.map(\.name) == (1...8).map { "G\($0)" })
    #expect(known.allSatisfy { $0.origin == .found && $0.seenAt == fixture.clock.now() })
    #expect(try fixture.app.entitlementsReadAt == fixture.clock.now())
  }

  @Test func aRefreshThatFailsKeepsWhatWasKnown() async throws {
    let fixture = try Fixture()
    try await fixture.behind(
      "POST", "/Groups", ["schemas": [.string(Schema.group.id)], "displayName": "Eng"])
    _ = try await fixture.engine.entitlements.refresh("app")
    fixture.clock.advance(1)
    fixture.network.decide { _ in .answer(500) }
    await #expect(throws: EngineError.self) { try await fixture.engine.entitlements.refresh("app") }
    #expect(try fixture.engine.entitlements.list("app").groups.map(\.name) == ["Eng"])
  }

  @Test func aListThatIgnoresWhereAPageStartsEnds() async throws {
    var profile = SandboxProfile.rfc
    profile.followsStartIndex = false
    profile.hasCursors = false
    profile.maximumPage = 2
    let fixture = try Fixture(profile)
    for name in ["ann", "bob", "cem"] { try await fixture.stranger(name) }
    #expect(try await fixture.engine.verification.verify("app").accounts == 2)
    #expect(fixture.network.sent.count < 5)
  }
}
