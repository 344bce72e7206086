import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// Which attributes find an account that is there already, and what is no candidate.
@Suite(.serialized) struct MatchTests {
  private static func person(_ name: String, _ key: String) -> DirectoryUser {
    var user = Fixture.person(name)
    user.attributes["external_id"] = key
    return user
  }

  private static func duplicating() -> SandboxProfile {
    var profile = SandboxProfile.rfc
    profile.takesDuplicates = true
    return profile
  }

  @Test(arguments: [false, true])
  func anAddressFindsAnAccountWhereTheConnectionSaysSo(_ matches: Bool) async throws {
    let fixture = try Fixture {
      if matches { $0.connection.match = ["userName", "emails"] }
    }
    let id = try await fixture.stranger("lee.ann", [("emails", [["value": "ANN@x.example"]])])
    try fixture.hire("ann")
    try await fixture.run()
    if matches {
      #expect(try await fixture.id("ann") == id)
      #expect(await fixture.accounts() == ["ann"])
    } else {
      #expect(await fixture.accounts() == ["ann", "lee.ann"])
    }
  }

  @Test func theFirstAttributeThatFindsOneDecides() async throws {
    let fixture = try Fixture { $0.connection.match = ["emails", "userName"] }
    let id = try await fixture.stranger("lee.ann", [("emails", [["value": "ann@x.example"]])])
    try await fixture.stranger("ann", [("emails", [["value": "old@x.example"]])])
    try fixture.hire("ann")
    try await fixture.run()
    let app = try fixture.app.id
    let linked = try fixture.store.read { try $0.accounts.account(app, remoteID: id)?.user }
    #expect(linked != nil)
  }

  @Test func twoCandidatesAreBothShownAndNoneIsTaken() async throws {
    let fixture = try Fixture(Self.duplicating()) {
      $0.connection.match = ["userName", "externalId", "emails"]
    }
    let address: JSONValue = [["value": "ann@x.example"]]
    let one = try await fixture.stranger("one", [("emails", address), ("externalId", "X1")])
    let two = try await fixture.stranger("two", [("emails", address)])
    try fixture.hire("ann")
    try await fixture.run()
    #expect(try await fixture.writes().isEmpty)
    let advice = try #require(try fixture.task(.create).error?.advice)
    #expect(advice.contains("one (id \(one), externalId X1)") && advice.contains("two (id \(two))"))
    #expect(advice.contains("usher link app ann ID"))
    let proposal = try await fixture.engine.linking.proposeLink("app", user: "ann", account: two)
    _ = try fixture.engine.linking.link(proposal)
    try await fixture.run()
    #expect(try await fixture.id("ann") == two)
  }

  @Test func aNameAndAnIdThatFindTwoAccountsAreNotGuessedBetween() async throws {
    let fixture = try Fixture()
    try await fixture.stranger("ann")
    try await fixture.stranger("lee.ann", [("externalId", "E1")])
    try fixture.bring([Self.person("ann", "E1")])
    try await fixture.run()
    #expect(try await fixture.writes().isEmpty)
    let advice = try fixture.task(.create).error?.advice
    #expect(advice?.contains("externalId E1") == true)
  }

  @Test func anIdIsComparedToTheLetter() async throws {
    let fixture = try Fixture(.rfc)
    fixture.network.decide { request in
      guard request.path.contains("externalId") else { return .pass }
      return .answer(
        200, body: #"{"totalResults":1,"Resources":[{"id":"9","userName":"x","externalId":"e1"}]}"#)
    }
    try fixture.bring([Self.person("ann", "E1")])
    try await fixture.run()
    #expect(try await fixture.writes().first == "POST /Users")
  }

  @Test func anAccountThatNamesAnothersKeyIsNotTaken() async throws {
    let fixture = try Fixture()
    try fixture.bring([Self.person("john", "E1")])
    try await fixture.run()
    // Made by hand under a name that is Jane's now, for John.
    try await fixture.stranger("jane", [("externalId", "E1")])
    try fixture.bring([Self.person("jane", "E2")])
    try await fixture.run()
    let task = try fixture.task(.create, "jane")
    #expect(task.status == .failed)
    #expect(task.error?.advice.contains("has the externalId E1 of john (John Lee, E1)") == true)
    #expect(try await fixture.account("jane")["externalId"] == "E1")
  }

  @Test func theAddressOfAnothersAccountIsInNobodysWay() async throws {
    let fixture = try Fixture(Self.duplicating()) { $0.connection.match = ["userName", "emails"] }
    try fixture.hire("ann")
    try await fixture.run()
    var bob = Fixture.person("bob")
    bob.attributes["email"] = "ann@x.example"
    try fixture.bring([bob])
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "bob"])
  }

  @Test(arguments: [false, true])
  func whatAFilterDoesNotFindIsLookedForInTheList(_ hasMatch: Bool) async throws {
    let fixture = try Fixture(Self.duplicating()) {
      if hasMatch { $0.connection.match = ["userName", "emails"] }
    }
    let id = try await fixture.stranger("lee.ann", [("emails", [["value": "ann@x.example"]])])
    fixture.network.decide { request in
      request.path.contains("filter=")
        ? .answer(200, body: #"{"totalResults":0,"Resources":[]}"#) : .pass
    }
    try fixture.hire("ann", "bob", "cem")
    try await fixture.run()
    let lists = fixture.network.sent.filter { $0.path.contains("startIndex=1&") }.count
    #expect(lists == (hasMatch ? 1 : 0))
    if hasMatch {
      #expect(try await fixture.id("ann") == id)
    } else {
      #expect(await fixture.accounts() == ["ann", "bob", "cem", "lee.ann"])
    }
  }
}
