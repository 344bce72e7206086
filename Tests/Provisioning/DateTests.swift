import Text
import SCIM
import Testing

@testable import Provisioning

/// When somebody starts and leaves, and what `now` is, in zones east and west of UTC.
@Suite struct DateTests {
  /// A moment written as ISO 8601.
  private static func moment(_ text: String) -> Double {
    CalendarDate(text)?.secondsSince1970 ?? .nan
  }

  /// The offsets of a zone by name, written out: the core reads no zone by itself.
  private static func time(_ now: String, _ zone: String) -> EvaluationTime {
    let summer = moment("2026-03-29T01:00Z")..<moment("2026-10-25T01:00Z")
    let beirut = moment("2026-03-28T22:00Z")..<moment("2026-10-24T21:00Z")
    return EvaluationTime(now: moment(now)) { at in
      switch zone {
      case "Berlin": summer.contains(at) ? 7_200 : 3_600
      // The clocks leave out midnight in spring, and show it once in autumn.
      case "Beirut": beirut.contains(at) ? 10_800 : 7_200
      case "Kiritimati": 50_400
      case "Honolulu": -36_000
      case "Kathmandu": 20_700
      default: 0
      }
    }
  }

  private static let days: [(now: String, zone: String, day: String)] = [
    ("2026-12-01T00:00Z", "UTC", "2026-12-01"), ("2026-11-30T23:59:59Z", "UTC", "2026-11-30"),
    ("2026-11-30T10:00Z", "Kiritimati", "2026-12-01"),
    ("2026-11-30T09:59:59Z", "Kiritimati", "2026-11-30"),
    ("2026-12-01T09:59:59Z", "Honolulu", "2026-11-30"),
    ("2026-12-01T10:00Z", "Honolulu", "2026-12-01"),
    ("2026-07-31T21:59:59Z", "Berlin", "2026-07-31"), ("2026-07-31T22:00Z", "Berlin", "2026-08-01"),
    ("1969-12-31T23:00Z", "Berlin", "1970-01-01"), ("2024-02-29T12:00Z", "UTC", "2024-02-29"),
  ]

  @Test(arguments: days)
  func theDayIsThatOfTheZone(_ row: (now: String, zone: String, day: String)) {
    #expect(Self.time(row.now, row.zone).todayText == row.day)
  }

  private static let midnights: [(day: String, zone: String, start: String)] = [
    ("2026-12-01", "UTC", "2026-12-01T00:00Z"), ("2026-12-01", "Berlin", "2026-11-30T23:00Z"),
    ("2026-07-01", "Berlin", "2026-06-30T22:00Z"), ("2026-03-29", "Berlin", "2026-03-28T23:00Z"),
    ("2026-03-30", "Berlin", "2026-03-29T22:00Z"), ("2026-10-25", "Berlin", "2026-10-24T22:00Z"),
    ("2026-10-26", "Berlin", "2026-10-25T23:00Z"), ("2026-03-29", "Beirut", "2026-03-28T22:00Z"),
    ("2026-10-25", "Beirut", "2026-10-24T22:00Z"), ("2026-12-01", "Kathmandu", "2026-11-30T18:15Z"),
    ("2026-12-01", "Honolulu", "2026-12-01T10:00Z"),
  ]

  @Test(arguments: midnights)
  func aDayBeginsAtItsMidnight(_ row: (day: String, zone: String, start: String)) throws {
    let date = try #require(DirectoryDate(row.day))
    let time = Self.time("2026-01-01T00:00Z", row.zone)
    #expect(date.start(in: time) == Self.moment(row.start))
  }

  @Test func aTextOfADayReadsBack() {
    for day in stride(from: -800_000, through: 2_900_000, by: 997) {
      let text = CalendarDate.text(ofDay: day)
      guard let date = CalendarDate(text) else { continue }
      #expect(date.dayNumber == day, "\(text)")
    }
  }

  // MARK: From when to when

  private static let phases:
    [(start: String?, end: String?, now: String, zone: String, phase: String, next: String?)] = [
      (nil, nil, "2026-11-28T12:00Z", "UTC", "present", nil),
      ("2026-12-01", nil, "2026-11-30T23:59:59Z", "UTC", "not started", "2026-12-01T00:00Z"),
      ("2026-12-01", nil, "2026-12-01T00:00Z", "UTC", "present", nil),
      ("2026-12-01", nil, "2026-11-30T22:59:59Z", "Berlin", "not started", "2026-11-30T23:00Z"),
      ("2026-12-01", nil, "2026-11-30T23:00Z", "Berlin", "present", nil),
      ("2026-12-01", nil, "2026-12-01T09:59:59Z", "Honolulu", "not started", "2026-12-01T10:00Z"),
      ("2026-12-01", nil, "2026-11-30T10:00Z", "Kiritimati", "present", nil),
      ("2026-12-01T08:00", nil, "2026-12-01T06:59Z", "Berlin", "not started", "2026-12-01T07:00Z"),
      ("2026-12-01T08:00", nil, "2026-12-01T07:00Z", "Berlin", "present", nil),
      ("2026-12-01T08:00+05:00", nil, "2026-12-01T03:00Z", "Berlin", "present", nil),
      (
        "2026-12-01T08:00+05:00", nil, "2026-12-01T02:59Z", "UTC", "not started",
        "2026-12-01T03:00Z"
      ),
      (nil, "2026-11-30", "2026-11-30T23:59:59Z", "UTC", "present", "2026-12-01T00:00Z"),
      (nil, "2026-11-30", "2026-12-01T00:00Z", "UTC", "left", nil),
      (nil, "2026-11-30", "2026-11-30T23:00Z", "Berlin", "left", nil),
      (nil, "2026-11-30", "2026-12-01T09:59:59Z", "Honolulu", "present", "2026-12-01T10:00Z"),
      (nil, "2026-03-29", "2026-03-29T21:59:59Z", "Berlin", "present", "2026-03-29T22:00Z"),
      (nil, "2026-10-25", "2026-10-25T22:59:59Z", "Berlin", "present", "2026-10-25T23:00Z"),
      (nil, "2026-11-30T17:00", "2026-11-30T16:00Z", "Berlin", "left", nil),
      ("2026-11-01", "2026-11-30", "2026-10-31T12:00Z", "UTC", "not started", "2026-11-01T00:00Z"),
      ("2026-11-01", "2026-11-30", "2026-11-15T12:00Z", "UTC", "present", "2026-12-01T00:00Z"),
      ("2026-11-01", "2026-11-30", "2026-12-15T12:00Z", "UTC", "left", nil),
      ("2026-11-30", "2026-11-30", "2026-11-30T12:00Z", "UTC", "present", "2026-12-01T00:00Z"),
      // Who comes back has the end of an earlier time in the directory.
      ("2026-12-10", "2026-11-30", "2026-12-05T12:00Z", "UTC", "not started", "2026-12-10T00:00Z"),
      (
        "2026-12-10", "2026-11-30", "2026-12-12T12:00Z", "UTC",
        "ends_on 2026-11-30 is before starts_on 2026-12-10; correct one of the two", nil
      ),
      (
        "2026-12-10", "2026-11-30", "2026-11-12T12:00Z", "UTC",
        "ends_on 2026-11-30 is before starts_on 2026-12-10; correct one of the two",
        "2026-12-01T00:00Z"
      ),
      (
        "soon", nil, "2026-11-12T12:00Z", "UTC",
        "starts_on is `soon`, which is not a date; write year, month and day: 2026-12-01", nil
      ),
      ("soon", "2026-11-01", "2026-11-12T12:00Z", "UTC", "left", nil),
    ]

  @Test(arguments: phases)
  func saysWhereAUserStands(
    _ row: (start: String?, end: String?, now: String, zone: String, phase: String, next: String?)
  ) {
    var user = DirectoryUser(username: "ann")
    user.attributes["starts_on"] = row.start
    user.attributes["ends_on"] = row.end
    let employment = Employment(user, at: Self.time(row.now, row.zone))
    let phase =
      switch employment.phase {
      case .present: "present"
      case .notStarted: "not started"
      case .left: "left"
      case .unclear(let problem): problem
      }
    #expect(phase == row.phase, "\(row)")
    #expect(employment.changesAt == row.next.map(Self.moment), "\(row)")
  }

  private static let texts: [(text: String, problem: String?)] = [
    ("2026-12-01", nil), ("2026-12-01T08:00", nil), ("2026-12-01 08:00:00+01:00", nil), ("", nil),
    ("1/12/2026", "which may be day or month first"), ("01.12.2026", "may be day or month first"),
    ("12-1-26", "may be day or month first"), ("2026-02-30", "which is not a date"),
    ("2026/12/01", "which is not a date"), ("46357", "which is not a date"),
    ("soon", "which is not a date"),
  ]

  @Test(arguments: texts)
  func namesAWrongDate(_ row: (text: String, problem: String?)) {
    let problem = DirectoryDate.problem("starts_on", row.text)
    #expect((problem == nil) == (row.problem == nil), "\(row.text)")
    if let expected = row.problem {
      #expect(problem?.contains(expected) == true && problem?.hasSuffix("2026-12-01") == true)
    }
    #expect(DirectoryDate.problem("hired_on", row.text) == nil)
  }

  // MARK: Conditions

  private static let comparisons:
    [(comparison: Comparison, value: String, now: String, zone: String, holds: Bool, next: String?)] =
      [
        (.lessThan("now"), "2026-11-27", "2026-11-28T00:00Z", "UTC", true, nil),
        (.lessThan("now"), "2026-11-28", "2026-11-28T23:00Z", "UTC", false, "2026-11-29T00:00Z"),
        (.greaterThan("now"), "2026-11-28", "2026-11-28T00:00Z", "UTC", false, nil),
        (.greaterThan("now"), "2026-11-29", "2026-11-28T23:00Z", "UTC", true, "2026-11-29T00:00Z"),
        (.lessThan("now"), "2026-11-28", "2026-11-28T23:00Z", "Berlin", true, nil),
        (
          .greaterThan("now"), "2026-11-28", "2026-11-28T09:00Z", "Honolulu", true,
          "2026-11-28T10:00Z"
        ),
        (.lessThan("now+14d"), "2026-12-11", "2026-11-28T12:00Z", "UTC", true, nil),
        (
          .lessThan("now+14d"), "2026-12-12", "2026-11-28T12:00Z", "UTC", false, "2026-11-29T00:00Z"
        ),
        (
          .lessThan("now + 2w"), "2026-12-13", "2026-11-28T12:00Z", "UTC", false,
          "2026-11-30T00:00Z"
        ),
        (.greaterThan("NOW-30d"), "2026-10-29", "2026-11-28T12:00Z", "UTC", false, nil),
        (
          .greaterThan("now-30d"), "2026-10-30", "2026-11-28T12:00Z", "UTC", true,
          "2026-11-29T00:00Z"
        ),
        (.lessThan("now"), "2026-11-28T12:00Z", "2026-11-28T12:00:01Z", "UTC", true, nil),
        (
          .greaterThan("now"), "2026-11-28T12:00", "2026-11-28T10:59Z", "Berlin", true,
          "2026-11-28T11:00Z"
        ),
        // Two weeks later it is the same time of the day, although the clocks changed in between.
        (
          .greaterThan("now+14d"), "2026-11-01T12:00", "2026-10-18T09:59Z", "Berlin", true,
          "2026-10-18T10:00Z"
        ),
        (.greaterThan("now+14d"), "2026-11-01T12:00", "2026-10-18T10:00Z", "Berlin", false, nil),
        (.lessThan("now"), "12", "2026-11-28T12:00Z", "UTC", false, nil),
        (.lessThan("now"), "", "2026-11-28T12:00Z", "UTC", false, nil),
      ]

  @Test(arguments: comparisons)
  func comparesWithNow(
    _ row: (
      comparison: Comparison, value: String, now: String, zone: String, holds: Bool, next: String?
    )
  ) throws {
    let user = DirectoryUser(username: "ann", attributes: ["hired": row.value])
    let time = Self.time(row.now, row.zone)
    let condition = try CompiledCondition(.attribute("hired", row.comparison), at: time)
    #expect(condition.matches(user) == row.holds, "\(row)")
    #expect(condition.changesAt(for: user) == row.next.map(Self.moment), "\(row)")
  }

  @Test func aMomentIsLessRightAfterIt() throws {
    let user = DirectoryUser(username: "ann", attributes: ["hired": "2026-11-28T12:00Z"])
    let noon = Self.time("2026-11-28T12:00Z", "UTC")
    let condition = try CompiledCondition(.attribute("hired", .lessThan("now")), at: noon)
    #expect(!condition.matches(user))
    let next = try #require(condition.changesAt(for: user))
    #expect(next > noon.now)
    let after = EvaluationTime(now: next)
    let later = try CompiledCondition(.attribute("hired", .lessThan("now")), at: after)
    #expect(later.matches(user) && later.changesAt(for: user) == nil)
  }

  @Test(arguments: ["now+14", "now+d", "now-2y", "now+1.5d", "now+99999d", "now+9999999999999d"])
  func refusesATimeThatCannotBeTold(_ text: String) {
    let error = #expect(throws: RuleError.self) {
      try CompiledCondition(.attribute("hired", .lessThan(text)), rule: "new")
    }
    #expect(error?.reason.contains("`\(text)` is not a time relative to now") == true)
    #expect(error?.advice.contains("`now+14d`") == true)
  }

  @Test func aWordThatOnlyBeginsLikeNowIsNoDate() {
    for text in ["nowhere", "now 14d", "today"] {
      let error = #expect(throws: PatternError.self) { try CompiledComparison(.lessThan(text)) }
      #expect(error?.reason.contains("neither a number nor a date") == true)
    }
  }

  // MARK: Accounts

  private func evaluator(
    _ now: String, parameters: [Parameter] = [], rules: [Rule] = []
  ) throws -> Evaluator {
    try Evaluator(
      AppDefinition(
        name: "app", connection: ConnectionSettings(baseURL: "x"), roles: ["Staff"],
        parameters: parameters, rules: rules),
      schemas: .user, at: Self.time(now, "Berlin"))
  }

  private func ann(_ attributes: [String: String], roles: [String] = ["Staff"]) -> DirectoryUser {
    DirectoryUser(username: "ann", attributes: attributes, roles: roles)
  }

  @Test func datesComeBehindAccessAndBeforeRules() throws {
    let out = Rule(name: "out", when: .all([]), then: [.doNotProvision])
    let evaluator = try evaluator("2026-11-28T12:00Z", rules: [out])
    let future = ["starts_on": "2026-12-01"]
    let past = ["ends_on": "2026-11-27"]
    #expect(evaluator.evaluate(ann(future, roles: [])).outcome == .noAccess)
    #expect(evaluator.evaluate(ann(future), isDeleted: true).outcome == .deleted)
    let waiting = evaluator.evaluate(ann(future))
    #expect(waiting.outcome == .notStarted && waiting.detail == "2026-12-01")
    #expect(waiting.desired == nil && waiting.changesAt == Self.moment("2026-11-30T23:00Z"))
    let left = evaluator.evaluate(ann(past))
    #expect(left.outcome == .left && left.detail == "2026-11-27" && left.changesAt == nil)
    #expect(evaluator.evaluate(ann(["ends_on": "2026-11-28"])).outcome == .excluded)
  }

  @Test func aDateThatCannotBeToldKeepsTheAccountAsItIs() throws {
    let evaluator = try evaluator("2026-11-28T12:00Z")
    var user = ann(["starts_on": "1/12/2026"])
    let evaluation = evaluator.evaluate(user)
    #expect(evaluation.outcome == .incomplete && evaluation.detail.contains("starts_on is"))
    user.status = .suspended
    #expect(evaluator.evaluate(user).outcome == .suspended)
  }

  @Test func nowIsTheDayInValues() throws {
    let evaluator = try evaluator(
      "2026-11-27T23:30Z",
      parameters: [
        Parameter(path: "title", value: "{{ now }}"),
        Parameter(path: "nickName", value: "{{ now | date: \"%d.%m.%Y %H:%M\" }}"),
        Parameter(path: "displayName", value: "{{ 'ends' if ends_on <= now else 'stays' }}"),
      ])
    let evaluation = evaluator.evaluate(ann(["ends_on": "2026-11-28", "now": "x"]))
    #expect(evaluation.desired?.value(at: "title") == "2026-11-28")
    #expect(evaluation.desired?.value(at: "nickName") == "28.11.2026 00:00")
    #expect(evaluation.desired?.value(at: "displayName") == "ends")
    #expect(evaluation.changesAt == Self.moment("2026-11-28T23:00Z"))
    #expect(try ValueTemplate(parsing: "{{ user.now }}").attributes == ["now"])
    #expect(try ValueTemplate(parsing: "{{ now }}").attributes.isEmpty)
  }

  @Test func theFirstMomentCounts() throws {
    let soon = Rule(
      name: "soon",
      when: .any([
        .attribute("a", .lessThan("now")),
        .all([.role("x"), .attribute("b", .greaterThan("now"))]),
      ]), then: [.addToGroup(name: "G", create: true)])
    let evaluator = try evaluator("2026-11-28T12:00Z", rules: [soon])
    let dates = ["a": "2026-12-03", "b": "2026-12-02", "ends_on": "2026-12-05"]
    #expect(evaluator.evaluate(ann(dates)).changesAt == Self.moment("2026-12-01T23:00Z"))
    let none = evaluator.evaluate(ann(["a": "2026-11-01", "starts_on": "2026-11-01"]))
    #expect(none.changesAt == nil && none.desired?.groups.count == 1)
  }
}
