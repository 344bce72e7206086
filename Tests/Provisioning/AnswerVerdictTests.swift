import Text
import Provisioning
import SCIM
import Testing

/// What an answer to a write proves, as a table.
@Suite struct AnswerVerdictTests {
  typealias Row = (
    method: String, status: Int, look: Int?, takesPatch: Bool, verdict: AnswerVerdict
  )

  static let rows: [Row] = [
    ("PATCH", 200, nil, false, .readBack), ("PATCH", 204, nil, true, .readBack),
    ("DELETE", 204, nil, false, .readBack), ("PUT", 201, nil, false, .readBack),
    ("PATCH", 202, nil, false, .waitForEffect), ("DELETE", 202, nil, false, .waitForEffect),
    // A 404 alone proves nothing.
    ("PATCH", 404, nil, false, .look), ("PUT", 404, nil, false, .look),
    ("DELETE", 404, nil, false, .look), ("DELETE", 410, nil, false, .look),
    ("PATCH", 404, 404, false, .gone), ("PATCH", 410, 404, true, .gone),
    ("DELETE", 404, 410, false, .gone), ("PUT", 404, 404, false, .gone),
    // The account is there: an app that never took a PATCH may have no route for it.
    ("PATCH", 404, 200, false, .sendWhole), ("PATCH", 410, 200, false, .sendWhole),
    ("PATCH", 404, 200, true, .refused), ("PUT", 404, 200, false, .refused),
    ("DELETE", 404, 200, false, .refused), ("DELETE", 410, 200, true, .refused),
    // A look that is no answer proves nothing either.
    ("PATCH", 404, 500, false, .lookLater), ("DELETE", 404, 403, false, .lookLater),
    ("PUT", 404, 302, false, .lookLater), ("DELETE", 404, 204, false, .lookLater),
    ("PATCH", 405, nil, true, .sendWhole), ("PATCH", 501, nil, false, .sendWhole),
    ("PUT", 405, nil, false, .refused), ("DELETE", 501, nil, false, .refused),
    ("PATCH", 412, nil, false, .sendVersion), ("DELETE", 428, nil, false, .sendVersion),
    ("PUT", 428, nil, true, .sendVersion), ("PATCH", 409, nil, false, .findHolder),
    ("PATCH", 400, nil, false, .refused), ("PATCH", 403, nil, false, .refused),
    ("PATCH", 500, nil, false, .refused), ("DELETE", 301, nil, false, .refused),
    ("PATCH", 100, nil, false, .refused), ("PATCH", 999, nil, false, .refused),
  ]

  @Test(arguments: rows.indices) func anAnswerMeansWhatItProves(_ index: Int) {
    let row = Self.rows[index]
    let verdict = AnswerVerdict(
      method: row.method, status: row.status, look: row.look, takesPatch: row.takesPatch)
    #expect(verdict == row.verdict, "\(row)")
  }

  @Test func theWindowOfALookGrowsAndEnds() {
    let window = EffectWindow(status: 202)
    var now = 0.0
    var waits: [Double] = []
    while let wait = window.wait(since: 0, now: now) {
      waits.append(wait)
      now += wait
    }
    #expect(waits == [0.5, 0.5, 1, 2, 4, 8, 16, 30, 30, 28])
    #expect(EffectWindow(status: 200).wait(since: 0, now: 8) == nil)
    #expect(EffectWindow(status: 204).wait(since: 0, now: 7) == 1)
    #expect(window.wait(since: 0, now: 0, asked: 20) == 20)
    #expect(window.wait(since: 0, now: 100, asked: 3_600) == 20, "never beyond the window")
    #expect(window.wait(since: 90, now: 0) == 0.5, "a clock that was set back")
  }

  /// What was sent, what is shown, and whether that is the same person.
  static let pairs: [(JSONValue, JSONValue, AccountLikeness)] = [
    (
      ["userName": "ada", "emails": [["value": "ada@x.example"]]],
      ["userName": "CORP/ada", "emails": [["value": "ADA@x.example"]]], .same
    ),
    (
      ["userName": "ada", "emails": [["value": "a@x"]]], ["userName": "1", "emails": ["a@x"]], .same
    ),
    (
      ["userName": "ada", "externalId": "E1", "emails": [["value": "a@x"]]],
      ["userName": "CORP/ada", "externalId": "E2", "emails": [["value": "a@x"]]],
      .other("externalId")
    ),
    (
      ["userName": "ada", "externalId": "E1"], ["userName": "7f3", "externalId": "E1"], .same
    ),
    (
      ["userName": "ada", "emails": [["value": "a@x"]]],
      ["userName": "bob", "emails": [["value": "b@x"]]], .other("emails")
    ),
    (
      ["userName": "ada", "name": ["givenName": "Ada", "familyName": "Lee"]],
      ["userName": "7", "name": ["givenName": "Ada", "familyName": "Lee"]], .same
    ),
    (
      ["userName": "ada", "name": ["givenName": "Ada", "familyName": "Lee"]],
      ["userName": "ada_acme", "name": ["givenName": "Bob", "familyName": "Ray"]], .other("name")
    ),
    (["userName": "ada@x.example"], ["userName": "ada_acme"], .same),
    (["userName": "ada.lovelace@x.example"], ["userName": "ada-lovelace_acme"], .same),
    (["userName": "ada"], ["userName": "CORP/ada"], .same),
    (["userName": "ada"], ["userName": "adam_acme"], .unknown),
    (["userName": "ada"], ["userName": "bob"], .unknown),
    (["userName": "ada"], ["id": "7"], .unknown), (["userName": "@"], ["userName": "x"], .unknown),
  ]

  @Test(arguments: pairs.indices) func anotherNameIsNotAnotherPerson(_ index: Int) {
    let (sent, shown, likeness) = Self.pairs[index]
    #expect(AccountLikeness(sent: sent, shown: shown) == likeness, "\(sent) \(shown)")
  }

  @Test func aValueInAnotherFormIsNoValueThatWasDropped() {
    let changes = [
      AttributeChange(path: "userName", from: "CORP/ada", to: "eve"),
      AttributeChange(path: "title", from: "CTO", to: "CEO"),
      AttributeChange(path: "nickName", from: "x", to: nil),
    ]
    let comparison = AccountComparison(schemas: .user)
    let effect = ChangeEffect(
      changes, in: ["userName": "CORP/eve", "title": "CTO", "nickName": "y"], comparison)
    #expect(effect.dropped.map(\.path) == ["userName", "title", "nickName"])
    #expect(effect.altered.map(\.change.path) == ["userName"])
    #expect(!effect.isNothing && !effect.isWhole)
    #expect(effect.note == "the app named the account CORP/eve")
    let nothing = ChangeEffect(
      changes, in: ["userName": "CORP/ada", "title": "CTO", "nickName": "x"], comparison)
    #expect(nothing.isNothing && nothing.note == nil)
    #expect(
      ChangeEffect(changes, in: ["userName": "eve", "title": "CEO"], comparison).isWhole)
  }
}
