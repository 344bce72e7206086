import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// Nothing is guessed about the target: who is there is found and linked, not made again.
@Suite(.serialized) struct LinkTests {
  private static func unfiltered(_ change: (inout SandboxProfile) -> Void = { _ in })
    -> SandboxProfile
  {
    var profile = SandboxProfile.rfc
    profile.filtering = .ignored
    change(&profile)
    return profile
  }

  @Test func anAccountOfThatNameIsLinkedAndUpdated() async throws {
    let fixture = try Fixture()
    let id = try await fixture.stranger("ann", [("title", "Old")])
    try fixture.hire("ann", title: "New")
    try await fixture.run()
    #expect(try await fixture.writes() == ["PATCH /Users/ann"])
    #expect(try fixture.list() == ["create ann superseded", "update ann provisioned"])
    #expect(try await fixture.id("ann") == id)
    #expect(try await fixture.account("ann")["title"] == "New")
    #expect(try fixture.reason("ann") == .provisioned)
  }

  @Test func nobodyApprovedTheDifferencesOfAnAccountThatWasThere() async throws {
    let fixture = try Fixture(approve: [.create, .update])
    try await fixture.stranger("ann", [("title", "Old")])
    try fixture.hire("ann", title: "New")
    try fixture.approveAll()
    try await fixture.run()
    #expect(try await fixture.writes().isEmpty)
    #expect(try fixture.open() == ["update ann pending"])
    #expect(try fixture.task(.update).reason.contains("was there already"))
  }

  @Test func anAccountThatIsAsItShouldBeIsOnlyLinked() async throws {
    let fixture = try Fixture()
    try await fixture.stranger(
      "ann",
      [
        ("name", ["givenName": "Ann", "familyName": "Lee"]), ("displayName", "Ann Lee"),
        ("active", true),
      ])
    try fixture.hire("ann")
    try await fixture.run()
    #expect(try await fixture.writes().isEmpty)
    #expect(try fixture.task(.create).status == .provisioned)
    #expect(try fixture.task(.create).note == "was there already, and was linked")
  }

  @Test func itIsFoundByExternalIdWhereTheNameIsAnother() async throws {
    let fixture = try Fixture()
    let id = try await fixture.stranger("ann.old", [("externalId", "E1")])
    try fixture.bring([Fixture.person("ann")])
    try fixture.set("ann", "external_id", "E1")
    try await fixture.run()
    #expect(try await fixture.id("ann") == id)
    #expect(await fixture.accounts() == ["ann"])
  }

  @Test func aConflictIsTreatedAsALink() async throws {
    let fixture = try Fixture()
    try await fixture.stranger("ann", [("title", "Old")])
    fixture.network.decide { request in
      request.path.contains("filter=")
        ? .answer(200, body: #"{"totalResults":0,"Resources":[]}"#) : .pass
    }
    try fixture.hire("ann", title: "New")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
    #expect(try await fixture.account("ann")["title"] == "New")
    #expect(try await fixture.writes() == ["POST /Users", "PATCH /Users/ann"])
  }

  @Test func aConflictWithNobodyFailsAtOnce() async throws {
    let fixture = try Fixture()
    fixture.network.decide { request in
      request.isA("POST") ? .answer(409, body: #"{"scimType":"uniqueness"}"#) : .pass
    }
    try fixture.hire("ann")
    try await fixture.run()
    let task = try fixture.task(.create)
    #expect(task.status == .failed && task.attempts == 1)
    #expect(task.error?.status == 409 && task.error?.scimType == "uniqueness")
    #expect(task.error?.advice.contains("no other account is found") == true)
  }

  @Test func whereFiltersAreIgnoredNobodyElseIsLinkedAndEveryoneIsReadOnce() async throws {
    let fixture = try Fixture(Self.unfiltered { $0.maximumPage = 2 })
    for name in ["zoe", "ann", "yan"] { try await fixture.stranger(name) }
    try fixture.hire("ann", "bob", "cem")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "bob", "cem", "yan", "zoe"])
    let readings = fixture.network.sent.filter {
      $0.isA("GET", "/Users?") && $0.path.contains("startIndex=1&")
    }
    #expect(readings.count == 1)
  }

  @Test(arguments: [0, 1, 2])
  func whoMovesForwardBetweenTwoPagesIsNotMadeAgain(_ gone: Int) async throws {
    let fixture = try Fixture(
      Self.unfiltered {
        $0.maximumPage = 3
        $0.takesDuplicates = true
      })
    for name in ["a1", "a2", "a3", "ann", "a4", "a5", "a6"] { try await fixture.stranger(name) }
    let pages = Counter()
    fixture.network.decide { request in
      guard request.isA("GET", "/Users?startIndex=4"), pages.up() == 1 else { return .pass }
      for name in ["a1", "a2"].prefix(gone) {
        try await fixture.behind("DELETE", "/Users/\(try await fixture.id(name))")
      }
      return .pass
    }
    try fixture.hire("ann")
    try await fixture.run()
    #expect(await fixture.accounts().filter { $0 == "ann" }.count == 1)
  }

  @Test func whoIsGoneSinceEveryoneWasReadIsNotLinked() async throws {
    let fixture = try Fixture(Self.unfiltered())
    let old = try await fixture.stranger("bob", [("title", "Old")])
    let posts = Counter()
    fixture.network.decide { request in
      if request.isA("POST"), posts.up() == 1 {
        try await fixture.behind("DELETE", "/Users/\(old)")
      }
      return .pass
    }
    try fixture.hire("ann", "bob", title: "New")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "bob"])
    #expect(try fixture.list() == ["create ann provisioned", "create bob provisioned"])
  }

  @Test func anAppThatShowsNowThisAndNowThatIsAskedEverMoreRarely() async throws {
    let fixture = try Fixture()
    let id = try await fixture.stranger("ann", [("title", "Old")])
    let end = fixture.clock.now() + 3_600
    let requests = Counter()
    fixture.network.decide { request in
      if fixture.clock.now() > end { return .pass }
      requests.up()
      return request.isA("GET", "/Users/\(id)") ? .answer(404) : .pass
    }
    try fixture.hire("ann", title: "New")
    try await fixture.run()
    #expect(requests.count < 100)
    #expect(try await fixture.account("ann")["title"] == "New")
  }

  @Test func aTotalThatOnlyCountsWhatIsLeftEnds() async throws {
    let fixture = try Fixture(Self.unfiltered { $0.maximumPage = 2 })
    for name in ["zoe", "yan", "xil", "wim", "ann"] { try await fixture.stranger(name) }
    fixture.network.decide { request in
      guard request.isA("GET", "/Users?startIndex="),
        let start = Int(request.path.dropFirst("/Users?startIndex=".count).prefix { $0.isNumber })
      else { return .pass }
      let list = try await fixture.behind("GET", request.path)
      let text = String(decoding: list.body, as: UTF8.self)
      return .answer(
        200, body: text.replacing("\"totalResults\":5", with: "\"totalResults\":\(6 - start)"))
    }
    try fixture.hire("ann")
    try await fixture.run()
    #expect(await fixture.accounts().count == 5)
  }

  @Test(arguments: [400, 501])
  func whereFiltersAreRefusedEveryoneIsReadOnce(_ status: Int) async throws {
    let fixture = try Fixture()
    fixture.network.decide { $0.path.contains("filter=") ? .answer(status) : .pass }
    try await fixture.stranger("bob")
    try fixture.hire("ann", "bob", "cem")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "bob", "cem"])
    #expect(fixture.network.sent.filter { $0.path.contains("filter=") }.count == 1)
    #expect(fixture.network.sent.filter { $0.path.contains("startIndex=1&") }.count == 1)
  }

  @Test func ofTwoNamesThatDifferInCaseTheSameOneIsMeant() async throws {
    var profile = SandboxProfile.rfc
    profile.takesDuplicates = true
    let fixture = try Fixture(profile)
    let small = try await fixture.stranger("ann")
    try await fixture.stranger("ANN")
    try fixture.hire("ann")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ANN", "ann"])
    let app = try fixture.app.id
    #expect(try fixture.store.read { try $0.accounts.account(app, remoteID: small)?.user } != nil)
  }

  @Test func aNameInAnotherCaseIsTheSameAccount() async throws {
    let fixture = try Fixture()
    try await fixture.stranger("ANN")
    try fixture.hire("ann")
    try await fixture.run()
    #expect(await fixture.accounts().map { $0.lowercased() } == ["ann"])
    #expect(try fixture.open().isEmpty)
  }

  @Test(arguments: [("ann", "ann"), ("Ann", "ANN")])
  func duplicatesAreNotGuessedBetween(_ names: (String, String)) async throws {
    var profile = SandboxProfile.rfc
    profile.takesDuplicates = true
    let fixture = try Fixture(profile)
    try await fixture.stranger(names.0)
    try await fixture.stranger(names.1)
    try fixture.hire("ann")
    try await fixture.run()
    #expect(try await fixture.writes().isEmpty)
    #expect(try fixture.task(.create).status == .failed)
    let advice = try fixture.task(.create).error?.advice
    #expect(advice?.hasPrefix("2 accounts in the app have the userName of ann: ") == true)
    #expect(advice?.contains("\(names.0) (id ") == true)
    #expect(advice?.contains("usher link app ann ID") == true)
  }

  @Test func anAccountOfSomeoneElseIsNotTaken() async throws {
    let fixture = try Fixture {
      $0.parameters = [Parameter(path: "userName", value: "{{ email }}")]
    }
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.bring([Fixture.person("bob")])
    try fixture.set("bob", "email", "ann@x.example")
    try await fixture.run()
    #expect(try fixture.tasks(.failed).isEmpty && fixture.open().isEmpty)
    let bob = try #require(try fixture.engine.reasons.why("bob", app: "app").apps.first)
    #expect(bob.reason == .conflict && bob.sentence.contains("account of ann has it"))
    #expect(await fixture.accounts() == ["ann@x.example"])
  }

  @Test func aLinkedUserIsNotLookedUpAgain() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try await fixture.run()
    let before = fixture.network.sent.count
    try fixture.set("ann", "title", "CTO")
    try await fixture.run()
    let sent = fixture.network.sent.dropFirst(before)
    #expect(!sent.contains { $0.path.contains("filter=") })
    #expect(try await fixture.lines(Array(sent)) == ["GET /Users/ann", "PATCH /Users/ann"])
  }

  @Test func whoWasSeenInTheAppIsPlannedAsALink() async throws {
    let fixture = try Fixture(approve: [.create])
    try await fixture.stranger("ann", [("title", "Old")])
    _ = try await fixture.engine.verification.verify("app")
    try fixture.hire("ann", title: "New")
    #expect(try fixture.list() == ["link ann pending"])
    #expect(
      try fixture.task(.link).changes.contains(
        AttributeChange(path: "title", from: "Old", to: "New")))
    try fixture.approveAll()
    try await fixture.run()
    #expect(try await fixture.writes() == ["PATCH /Users/ann"])
    #expect(try fixture.reason("ann") == .provisioned)
  }

  @Test func aGroupThatIsThereIsNotMadeAgain() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try await fixture.behind(
      "POST", "/Groups", ["schemas": [.string(Schema.group.id)], "displayName": "ENG"])
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    #expect(await fixture.groups() == ["ENG: ann"])
    #expect(try fixture.task(.createGroup).note == "was there already, and was linked")
  }

  @Test func ofTwoGroupsOfOneNameNoneIsGuessed() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    for _ in 1...2 {
      try await fixture.behind(
        "POST", "/Groups", ["schemas": [.string(Schema.group.id)], "displayName": "Eng"])
    }
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    #expect(
      try fixture.task(.createGroup).error?.advice.contains("2 groups in the app are named Eng")
        == true)
    #expect(await fixture.groups() == ["Eng: ", "Eng: "])
  }
}
