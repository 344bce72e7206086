import Manifest
import Provisioning
import Testing

/// The attributes that find an account which is there already.
@Suite struct MatchTests {
  private func read(_ match: String) throws -> ConnectionSettings {
    let text = connection("{ base_url: \"https://x.example\", match: \(match) }")
    return try Manifest.read(text: text, file: "f").apps[0].connection
  }

  @Test(arguments: [
    ("[userName]", ["userName"]),
    ("[ emails, externalId ]", ["emails", "externalId"]),
    (
      "[\"emails.value\", urn:ietf:params:scim:schemas:core:2.0:User:nickName]",
      ["emails.value", "urn:ietf:params:scim:schemas:core:2.0:User:nickName"]
    ),
  ])
  func theyAreReadInTheirOrder(_ row: (text: String, match: [String])) throws {
    let settings = try read(row.text)
    #expect(settings.match == row.match)
    #expect(settings.matching == row.match.map { MatchAttribute($0) })
  }

  @Test func whatIsNotSaidIsTheStandard() throws {
    let settings = try Manifest.read(text: app(""), file: "f").apps[0].connection
    #expect(settings.match == nil)
    #expect(settings.matching.map(\.text) == ["userName", "externalId"])
  }

  @Test(arguments: [
    ("userName", "1:72: `match` must be a list of app attributes; write `[userName, externalId]`"),
    ("{ a: b }", "1:72: `match` must be a list of app attributes"),
    ("null", "1:72: `match` must be a list of app attributes"),
    ("[]", "1:72: `match` names no attribute, so no account would be found"),
    ("[userName, \"not a path\"]", "1:83: 'not a path' is not an app attribute; write userName"),
    ("['emails[type eq \"work\"].value']", "1:73: 'emails[type eq \"work\"].value' is not an app"),
    ("[userName, USERNAME]", "1:83: 'USERNAME' appears twice in `match`"),
    ("[[userName]]", "1:73: an element of `match` must be text, not a list"),
    ("[userName, null]", "1:83: an element of `match` must be text, not nothing"),
  ])
  func faultsAreNamedAtTheirPlace(_ row: (match: String, problem: String)) {
    let found = problems(connection("{ base_url: \"https://x.example\", match: \(row.match) }"))
    #expect(found.count == 1 && found[0].hasPrefix(row.problem), "\(found)")
  }

  @Test(arguments: [
    nil, ["userName"], ["emails", "userName"],
    ["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber"],
  ])
  func whatIsWrittenReadsBack(_ match: [String]?) throws {
    var app = exampleApp
    app.connection.match = match
    let text = Manifest.write([app])
    #expect(text.contains("match:") == (match != nil))
    #expect(try Manifest.read(text: text, file: "f").apps == [app], "\(text)")
  }
}
