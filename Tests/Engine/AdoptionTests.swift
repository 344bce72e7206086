import Engine
import Provisioning
import SCIM
import Sandbox
import Testing
import Text

/// Accounts that an app has before usher made one: the first plan says what differs, and nothing else.
@Suite(.serialized) struct AdoptionTests {
  private static let rules: [Rule] = [.join("Eng", department: "Eng")]

  private func fixture(
    approve: Set<ApprovalKind> = Set(ApprovalKind.allCases),
    _ edit: (inout AppDefinition) -> Void = { _ in }
  ) throws -> Fixture {
    try Fixture(approve: approve, rules: Self.rules) {
      $0.provisioning.enabled = false
      $0.parameters = ["externalId", "displayName"].map { Parameter(path: $0, value: nil) }
      edit(&$0)
    }
  }

  /// Makes accounts as somebody else's provisioning left them, and a group with those of Eng.
  private func provisioned(_ fixture: Fixture, _ people: [DirectoryUser]) async throws {
    var members: [JSONValue] = []
    for person in people {
      let id = try await fixture.stranger(
        person.username,
        [
          ("active", true),
          (
            "name",
            [
              "givenName": .string(person.attributes["firstname"] ?? ""),
              "familyName": .string(person.attributes["lastname"] ?? ""),
            ]
          ),
          ("emails", [["value": .string(person.attributes["email"] ?? ""), "type": "work"]]),
          ("title", person.attributes["title"].map { .string($0) } ?? .null),
        ])
      if person.attributes["department"] == "Eng" { members.append(["value": .string(id)]) }
    }
    try await fixture.behind(
      "POST", "/Groups",
      [
        "schemas": [.string(Schema.group.id)], "displayName": "Eng", "members": .array(members),
      ])
  }

  private static let people = [
    Fixture.person("ann", title: "CTO", department: "Eng"),
    Fixture.person("bob", title: "Clerk"), Fixture.person("cem", department: "Eng"),
  ]

  private func planned(_ fixture: Fixture) throws -> [String] {
    try fixture.engine.planning.plan("app").changes.map { change in
      let values = change.task.changes.map { "\($0.path)=\($0.to?.scalarText ?? "none")" }
      return ([change.task.action.rawValue, change.task.name] + values).joined(separator: " ")
    }
  }

  @Test(arguments: [false, true])
  func whatIsAsItShouldBeLeavesAnEmptyPlan(_ isEnabled: Bool) async throws {
    let fixture = try fixture { $0.provisioning.enabled = isEnabled }
    try fixture.bring(Self.people)
    try await provisioned(fixture, Self.people)
    try await fixture.stranger("zoe")
    let reading = try await fixture.engine.entitlements.refresh("app")
    #expect(reading.adoption?.accounts == 4)
    #expect(reading.adoption?.linked == 3)
    #expect(
      reading.accountWords == "; of its 4 accounts, 3 linked to their users as they are")
    let plan = try planned(fixture)
    #expect(plan == [])
    #expect(try fixture.open().isEmpty)
    #expect(try await fixture.writes().isEmpty, "nothing was sent")
    let entry = try fixture.entry("account.adopt")
    #expect(entry?.detail["to"]?.string?.hasPrefix("cem") == true)
    let zoe = try #require(await fixture.sandbox.users.first { $0["userName"] == "zoe" })
    let app = try fixture.app.id
    let id = zoe["id"]?.scalarText ?? ""
    #expect(
      try fixture.store.read { try $0.accounts.account(app, remoteID: id) }?.user == nil,
      "who is nobody in the directory stays so")
    // From here on they are usher's: what changes is an update.
    try fixture.apply { $0.provisioning.enabled = true }
    try fixture.set("bob", "title", "Chief")
    #expect(try fixture.open() == ["update bob pending"])
  }

  @Test func anAccountThatDiffersIsThePlan() async throws {
    let fixture = try fixture()
    try fixture.bring(Self.people)
    var held = Self.people
    held[1].attributes["title"] = "Boss"
    try await provisioned(fixture, held)
    let reading = try await fixture.engine.entitlements.refresh("app")
    #expect(reading.adoption?.linked == 2)
    let plan = try planned(fixture)
    #expect(plan == ["link bob title=Clerk"])
  }

  @Test func whoIsOfSomebodyElseIsNotLinked() async throws {
    let fixture = try fixture()
    var bob = Self.people[1]
    bob.attributes["external_id"] = "B1"
    try fixture.bring([bob] + [Self.people[0]])
    try await fixture.stranger(
      "ann",
      [
        ("externalId", "B1"), ("active", true), ("title", "CTO"),
        ("name", ["givenName": "Ann", "familyName": "Lee"]),
        ("emails", [["value": "ann@x.example", "type": "work"]]),
      ])
    #expect(try await fixture.engine.entitlements.refresh("app").adoption?.linked == 0)
    let plan = try planned(fixture)
    #expect(plan.contains { $0.hasPrefix("create ann ") })
  }

  @Test func whoMayNotDecideLeavesItToThePlan() async throws {
    let fixture = try fixture { $0.provisioning.approvals = ApprovalRights(by: ["ann"]) }
    try fixture.bring(Self.people)
    try await provisioned(fixture, Self.people)
    let reading = try await fixture.engine.entitlements.refresh("app")
    #expect(reading.adoption?.linked == 0)
    #expect(reading.adoption?.accounts == 3)
    let plan = try planned(fixture)
    #expect(plan.prefix(3) == ["link ann", "link bob", "link cem"])
  }

  @Test func whereUsherHasAccountsNothingIsReadForIt() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try await fixture.run()
    try await fixture.stranger("bob")
    let before = fixture.network.sent.count { $0.isA("GET", "/Users?") }
    #expect(try await fixture.engine.entitlements.refresh("app").adoption == nil)
    #expect(fixture.network.sent.count { $0.isA("GET", "/Users?") } == before)
  }

  @Test func groupsAreReadWhereAccountsCannotBe() async throws {
    let fixture = try fixture()
    try await provisioned(fixture, Self.people)
    fixture.network.decide { $0.isA("GET", "/Users?") ? .answer(403) : .pass }
    let reading = try await fixture.engine.entitlements.refresh("app")
    #expect(reading.groups == 1)
    #expect(reading.accountWords.hasPrefix("; its accounts cannot be read: "))
    #expect(try fixture.app.entitlementsReadAt != nil)
  }
}
