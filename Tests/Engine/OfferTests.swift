import Engine
import Foundation
import Provisioning
import SCIM
import Sandbox
import Testing

/// What an app offers beside its groups: what its schema suggests, resources of its own types, and what
/// accounts hold.
@Suite struct OfferTests {
  private static let schemas = #"""
    {"Resources":[{"id":"urn:ietf:params:scim:schemas:core:2.0:User","attributes":[
      {"name":"userName","type":"string","required":true},
      {"name":"userType","type":"string","canonicalValues":["Employee","Contractor"]},
      {"name":"emails","type":"complex","multiValued":true,"subAttributes":[
        {"name":"value","type":"string"},
        {"name":"type","type":"string","canonicalValues":["work","home"]}]},
      {"name":"seen","type":"string","mutability":"readOnly","canonicalValues":["no"]},
      {"name":"roles","type":"complex","multiValued":true,"subAttributes":[
        {"name":"value","type":"string"},{"name":"primary","type":"boolean"}]}]},
     {"id":"urn:x:tenant:2.0:User","attributes":[
      {"name":"zone","type":"string","canonicalValues":["eu","us"]}]}]}
    """#
  private static let types = #"""
    {"Resources":[{"name":"User","endpoint":"/Users"},{"name":"Group","endpoint":"/Groups"},
      {"name":"Role","endpoint":"https://x.example/scim/Roles"},
      {"name":"Licence","endpoint":"/Licences"},{"name":"Odd","endpoint":"/Odd?x=1"}]}
    """#
  private static let roles = #"""
    {"totalResults":2,"Resources":[{"id":"1","value":"admin","display":"Tenant Admin"},
      {"id":"2","displayName":"2"}]}
    """#

  /// An app that shows all this, tested once.
  private func fixture(licences: Turn = .answer(404)) async throws -> Fixture {
    let fixture = try Fixture()
    fixture.network.decide { request in
      if request.isA("GET", "/Schemas") { return .answer(200, body: Self.schemas) }
      if request.isA("GET", "/ResourceTypes") { return .answer(200, body: Self.types) }
      if request.isA("GET", "/Roles") { return .answer(200, body: Self.roles) }
      if request.isA("GET", "/Licences") { return licences }
      return .pass
    }
    _ = try await fixture.engine.connections.test("app")
    return fixture
  }

  @Test func eachSourceOfValuesIsReadAndKeptWithItsAge() async throws {
    let fixture = try await fixture()
    try fixture.bring([Fixture.person("ann")])
    fixture.clock.advance(50)
    _ = try await fixture.engine.entitlements.refresh("app")
    let offers = try fixture.app.offers
    #expect(
      offers.filter { $0.origin == .schema }.map(\.path) == [
        "userType", "urn:x:tenant:2.0:User:zone",
      ])
    #expect(offers.first?.values.map(\.text) == ["Employee", "Contractor"])
    let role = try #require(offers.first { $0.type == "Role" })
    #expect(role.path == "roles.value")
    #expect(
      role.values == [
        OfferedValues.Value("admin", title: "Tenant Admin"), OfferedValues.Value("2"),
      ])
    #expect(offers.allSatisfy { $0.readAt == fixture.clock.now() })
    #expect(!offers.contains { $0.type == "Odd" }, "what has no plain endpoint is not asked for")
    #expect(!fixture.network.sent.contains { $0.path.hasPrefix("/Odd") })
  }

  @Test func aTypeThatCannotBeReadSaysSoAndKeepsWhatWasKnown() async throws {
    let fixture = try await fixture(licences: .answer(200, body: Self.roles))
    _ = try await fixture.engine.entitlements.refresh("app")
    let before = try #require(try fixture.app.offers.first { $0.type == "Licence" })
    #expect(before.path == nil, "no attribute of a user is called so")
    #expect(before.values.count == 2)
    let decide = fixture.network.current
    fixture.clock.advance(100)
    fixture.network.decide { request in
      request.isA("GET", "/Licences") ? .answer(403) : try await decide(request)
    }
    _ = try await fixture.engine.entitlements.refresh("app")
    let after = try #require(try fixture.app.offers.first { $0.type == "Licence" })
    #expect(after.values == before.values)
    #expect(after.readAt == before.readAt)
    #expect(after.problem?.isEmpty == false)
    #expect(try fixture.app.offers.first { $0.type == "Role" }?.problem == nil)
    // Without the list of types, what was known of them stays.
    fixture.network.decide { request in
      request.isA("GET", "/ResourceTypes") ? .answer(404) : try await decide(request)
    }
    _ = try await fixture.engine.entitlements.refresh("app")
    #expect(try fixture.app.offers.contains { $0.type == "Role" })
  }

  @Test func anAppThatShowsNothingIsNotAsked() async throws {
    let fixture = try Fixture()
    _ = try await fixture.engine.entitlements.refresh("app")
    #expect(!fixture.network.sent.contains { $0.path.hasPrefix("/ResourceTypes") })
    #expect(try fixture.app.offers.isEmpty)
  }

  @Test func whatAccountsHoldIsOffered() async throws {
    let fixture = try Fixture { $0.parameters = [Parameter(path: "userType", value: "{{ type }}")] }
    for (name, type) in [("ann", "staff"), ("bob", "staff"), ("cem", "guest")] {
      var person = Fixture.person(name)
      person.attributes["type"] = type
      try fixture.bring([person])
    }
    try await fixture.run()
    _ = try await fixture.engine.entitlements.refresh("app")
    let held = try #require(try fixture.app.offers.first { $0.origin == .accounts })
    #expect(held.path == "userType")
    #expect(held.values.map(\.text) == ["staff", "guest"], "the most frequent first")
    #expect(!held.areWhole, "others may be right too")
  }

  @Test func aValueThatTheAppDoesNotKnowIsWarnedOf() async throws {
    let fixture = try await fixture()
    _ = try await fixture.engine.entitlements.refresh("app")
    var app = try fixture.app.definition
    app.parameters = [
      Parameter(path: "userType", value: "Employe"),
      Parameter(path: "roles[primary eq true].value", value: "Tenant admin"),
    ]
    app.rules = [
      Rule(
        name: "r", when: .all([]),
        then: [
          .set(path: "roles.value", value: "owner"), .set(path: "userType", value: "contractor"),
        ])
    ]
    let warnings = try fixture.engine.configuration.apply([app]).warnings
    let parameter = warnings.first { $0.contains("app: userType: the app does not know") }
    #expect(parameter?.contains("did you mean Employee?") == true, "\(warnings)")
    let rule = warnings.first { $0.contains("rule r: roles.value: the app does not know") }
    #expect(rule?.contains("it knows admin, 2") == true, "\(warnings)")
    #expect(warnings.count == 2, "a title and another case are known: \(warnings)")
  }
}
