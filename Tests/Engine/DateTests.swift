import Text
import Provisioning
import SCIM
import Testing

@testable import Engine

/// Who starts, who leaves and what depends on `now`: the worker acts by itself when the day comes. The
/// clock begins at the first of January 2026, midnight in UTC.
@Suite(.serialized) struct DateTests {
  private static let day = 86_400.0

  private func person(
    _ name: String, _ attributes: [String: String], department: String? = nil
  ) -> DirectoryUser {
    var user = Fixture.person(name, department: department)
    user.attributes.merge(attributes) { $1 }
    return user
  }

  private func setZone(_ name: String?, of fixture: Fixture) throws {
    var change = DirectorySettings.Change()
    change.timeZone = .some(name)
    _ = try fixture.engine.configuration.apply(
      fixture.engine.configuration.definitions(), directory: change)
  }

  @Test func whoStartsLaterGetsTheAccountOnTheDay() async throws {
    let fixture = try Fixture()
    try fixture.bring([person("ann", ["starts_on": "2026-01-03"])])
    #expect(try fixture.tasks().isEmpty && fixture.reason("ann") == .notStarted)
    let why = try #require(try fixture.engine.reasons.why("ann").apps.first)
    #expect(why.sentence == "ann starts on 2026-01-03 and has no account before")
    fixture.clock.advance(2 * Self.day - 1)
    try await fixture.run()
    #expect(try fixture.tasks().isEmpty)
    fixture.clock.advance(1)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
    #expect(try fixture.reason("ann") == .provisioned)
    #expect(try fixture.task(.create).requestedBy.isEmpty)
  }

  @Test func aRunToItsEndWaitsForNoDay() async throws {
    let fixture = try Fixture()
    try fixture.bring([person("ann", ["starts_on": "2026-06-01"]), Fixture.person("bob")])
    let began = fixture.clock.now()
    try await fixture.run()
    #expect(await fixture.accounts() == ["bob"])
    #expect(fixture.clock.now() - began < 3_600)
  }

  @Test func whoLeavesKeepsTheLastDay() async throws {
    let fixture = try Fixture()
    try fixture.bring([person("ann", ["ends_on": "2026-01-02"]), Fixture.person("bob")])
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "bob"])
    fixture.clock.advance(2 * Self.day - 60)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "bob"])
    fixture.clock.advance(120)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann (inactive)", "bob"])
    #expect(try fixture.task(.suspend).reason == "ann left on 2026-01-02")
    let why = try #require(try fixture.engine.reasons.why("ann").apps.first)
    #expect(why.reason == .suspended && why.sentence.contains("left on 2026-01-02"))
  }

  @Test func whoComesBackGetsTheAccountBack() async throws {
    for end in ["", "2026-12-31"] {
      let fixture = try Fixture()
      try fixture.bring([person("ann", ["ends_on": "2026-01-01"])])
      try await fixture.run()
      fixture.clock.advance(2 * Self.day)
      try await fixture.run()
      #expect(await fixture.accounts() == ["ann (inactive)"])
      try fixture.set("ann", "ends_on", end.isEmpty ? nil : end)
      try await fixture.run()
      #expect(await fixture.accounts() == ["ann"])
    }
  }

  @Test func whoStartsAgainLaterIsSuspendedAndNotDeleted() async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.set("ann", "starts_on", "2026-01-05")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann (inactive)"])
    #expect(try fixture.task(.suspend).reason == "ann starts on 2026-01-05")
    fixture.clock.advance(4 * Self.day)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
  }

  @Test func whatWaitsForAnAdminWaitsOnTheDayToo() async throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.bring([person("ann", ["starts_on": "2026-01-02"])])
    fixture.clock.advance(Self.day)
    try await fixture.run()
    #expect(try fixture.list() == ["create ann pending"])
  }

  /// A zone, a day to start, and how many hours after midnight in UTC of the first it begins.
  private static let zones: [(zone: String, day: String, hours: Double)] = [
    ("Europe/Berlin", "2026-01-02", 23), ("Pacific/Kiritimati", "2026-01-02", 10),
    ("Pacific/Honolulu", "2026-01-02", 34), ("Asia/Kathmandu", "2026-01-02", 18.25),
    ("Europe/Berlin", "2026-03-29", 87 * 24 - 1), ("Europe/Berlin", "2026-03-30", 88 * 24 - 2),
    ("UTC", "2026-01-02", 24),
  ]

  @Test(arguments: zones)
  func aDayIsThatOfTheZoneThatIsSet(_ row: (zone: String, day: String, hours: Double)) async throws
  {
    let fixture = try Fixture()
    try setZone(row.zone, of: fixture)
    try fixture.bring([person("ann", ["starts_on": row.day])])
    fixture.clock.advance(row.hours * 3_600 - 1)
    try await fixture.run()
    #expect(try fixture.tasks().isEmpty, "\(row)")
    fixture.clock.advance(1)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"], "\(row)")
  }

  @Test func anotherZoneCountsAtOnce() async throws {
    let fixture = try Fixture()
    try fixture.bring([person("ann", ["starts_on": "2026-01-02"])])
    fixture.clock.advance(12 * 3_600)
    try await fixture.run()
    #expect(try fixture.tasks().isEmpty)
    try setZone("Pacific/Kiritimati", of: fixture)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
  }

  @Test func aZoneThatIsUnknownStopsTheEvaluation() throws {
    let fixture = try Fixture()
    try setZone("Europe/Nowhere", of: fixture)
    let error = #expect(throws: EngineError.self) { try fixture.hire("ann") }
    #expect(error?.sentence.contains("no time zone Europe/Nowhere") == true)
  }

  // MARK: Rules and values

  private func newcomers(_ when: Condition) -> Rule {
    Rule(name: "new", when: when, then: [.addToGroup(name: "New", create: true)])
  }

  @Test func aGroupIsJoinedAndLeftWhenTheDayComes() async throws {
    let rule = newcomers(
      .all([
        .attribute("joins", .lessThan("now")), .attribute("joins", .greaterThan("now-30d")),
      ]))
    let fixture = try Fixture(rules: [rule])
    try fixture.bring([person("ann", ["joins": "2026-01-04"])])
    try await fixture.run()
    #expect(await fixture.groups() == [])
    fixture.clock.advance(3 * Self.day)
    try await fixture.run()
    #expect(await fixture.groups() == [], "the day itself is not less than now")
    fixture.clock.advance(Self.day)
    try await fixture.run()
    #expect(await fixture.groups() == ["New: ann"])
    fixture.clock.advance(29 * Self.day)
    try await fixture.run()
    #expect(await fixture.groups() == ["New: "])
  }

  @Test func aValueThatTellsTheDayChangesAtMidnight() async throws {
    let fixture = try Fixture { $0.parameters = [Parameter(path: "title", value: "{{ now }}")] }
    try fixture.hire("ann")
    try await fixture.run()
    #expect(try await fixture.account("ann")["title"] == "2026-01-01")
    let tasks = try fixture.tasks().count
    fixture.clock.advance(20 * 3_600)
    try await fixture.run()
    #expect(try fixture.tasks().count == tasks)
    fixture.clock.advance(4 * 3_600)
    try await fixture.run()
    #expect(try await fixture.account("ann")["title"] == "2026-01-02")
    #expect(try fixture.tasks().count == tasks + 1)
  }

  @Test func whoComesOutAsBeforeIsOnlyPutOff() async throws {
    let fixture = try Fixture {
      $0.parameters = [
        Parameter(path: "title", value: "{{ 'gone' if ends_on < now else 'here' }}")
      ]
    }
    try fixture.hire("ann", "bob")
    try await fixture.run()
    let audit = try fixture.engine.audit.count()
    for _ in 0..<3 {
      fixture.clock.advance(Self.day)
      try await fixture.run()
    }
    #expect(try fixture.engine.audit.count() == audit)
    let app = try fixture.app.id
    let now = fixture.clock.now()
    #expect(try fixture.store.read { try $0.assignments.dueUsers(app, by: now) }.isEmpty)
    #expect(
      try fixture.store.read { try $0.assignments.dueUsers(app, by: now + Self.day) }.count == 2)
  }

  @Test func whatIsSavedAndNotReappliedTouchesOnlyWhoStartsOrLeaves() async throws {
    let fixture = try Fixture {
      $0.parameters = [Parameter(path: "nickName", value: "{{ now }}")]
    }
    try fixture.bring([
      Fixture.person("ann"), person("bob", ["starts_on": "2026-01-02"]),
      person("cem", ["ends_on": "2026-01-01"]),
    ])
    try await fixture.run()
    try fixture.apply { $0.parameters.append(Parameter(path: "title", value: "wrong")) }
    fixture.clock.advance(Self.day)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "bob", "cem (inactive)"])
    #expect(try await fixture.account("ann")["title"] == nil)
    #expect(try await fixture.account("ann")["nickName"] == "2026-01-01")
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(try await fixture.account("ann")["nickName"] == "2026-01-02")
  }

  // MARK: Limits

  @Test func aDayOnWhichManyLeaveIsHeldAsAWhole() async throws {
    let fixture = try Fixture { $0.provisioning.limits = SafetyLimits(deletions: 2, share: 1) }
    let leavers = (1...4).map { person("u\($0)", ["ends_on": "2026-01-01"]) }
    try fixture.bring(leavers + [Fixture.person("u5")])
    try await fixture.run()
    fixture.clock.advance(Self.day)
    let audit = try fixture.engine.audit.count()
    for _ in 0..<3 {
      try await fixture.run()
      fixture.clock.advance(60)
    }
    #expect(try fixture.open().isEmpty)
    #expect(await fixture.accounts().allSatisfy { !$0.contains("inactive") })
    #expect(try fixture.engine.audit.count() == audit + 1, "it is tried once")
    #expect(try fixture.engine.planning.plan("app").blocked?.count == 4)
    _ = try fixture.engine.planning.reapply("app", accepting: 4)
    try await fixture.run()
    #expect(await fixture.accounts().count { $0.contains("inactive") } == 4)
  }

  // MARK: Clocks

  @Test func aClockThatIsSetBackEndsNothing() async throws {
    let fixture = try Fixture()
    try fixture.bring([person("ann", ["starts_on": "2026-01-02"])])
    fixture.clock.advance(1.5 * Self.day)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
    fixture.clock.setBack(Self.day)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open() == ["suspend ann approved"], "by the clock she has not started")
    fixture.clock.advance(Self.day)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
  }

  @Test func anAppThatDoesNotProvisionWaits() async throws {
    let fixture = try Fixture()
    try fixture.bring([person("ann", ["starts_on": "2026-01-02"])])
    try fixture.apply { $0.provisioning.enabled = false }
    fixture.clock.advance(2 * Self.day)
    try await fixture.run()
    #expect(try fixture.tasks().isEmpty)
    try fixture.apply { $0.provisioning.enabled = true }
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
  }

  @Test func aWrongDateIsRefusedByHand() throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    let error = #expect(throws: EngineError.self) {
      try fixture.set("ann", "ends_on", "1/12/2026")
    }
    #expect(error?.sentence.hasPrefix("ann: ends_on is `1/12/2026`") == true)
    #expect(error?.sentence.hasSuffix("2026-12-01") == true)
    try fixture.set("ann", "ends_on", "2026-12-01")
  }
}
