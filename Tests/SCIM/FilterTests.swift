import TestSupport
import Text
import SCIM
import Testing

@Suite struct FilterParsingTests {
  @Test(
    arguments: [
      ("userName eq \"ann\"", "userName eq \"ann\""),
      ("userName EQ \"ann\"", "userName eq \"ann\""),
      ("title pr", "title pr"),
      ("title PR and active eq TRUE", "title pr and active eq true"),
      ("a eq 1 or b eq 2 and c eq 3", "a eq 1 or (b eq 2 and c eq 3)"),
      ("(a eq 1 or b eq 2) and c eq 3", "(a eq 1 or b eq 2) and c eq 3"),
      ("a eq 1 and (b eq 2 and c eq 3)", "a eq 1 and (b eq 2 and c eq 3)"),
      ("not(a pr)", "not (a pr)"),
      ("NOT (a pr) and b pr", "not (a pr) and b pr"),
      ("not (a pr or b pr)", "not (a pr or b pr)"),
      ("not pr", "not pr"),
      ("((a pr))", "a pr"),
      ("a eq null", "a eq null"),
      ("a gt -1.5e3", "a gt -1500.0"),
      ("a eq \"q\\\"u\\\\o\\u00e9\"", "a eq \"q\\\"u\\\\oé\""),
      ("a eq \"and ) ] or\"", "a eq \"and ) ] or\""),
      ("emails[type eq \"work\"]", "emails[type eq \"work\"]"),
      ("emails[type eq \"work\"].value sw \"a\"", "emails[type eq \"work\"].value sw \"a\""),
      ("emails[type eq \"work\"] and a pr", "emails[type eq \"work\"] and a pr"),
      (
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department ne \"x\"",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department ne \"x\""
      ),
      (" \t a \n eq  1 ", "a eq 1"),
    ] as [(String, String)])
  func readsAndWrites(_ text: String, _ canonical: String) throws {
    let filter = try Filter(parsing: text)
    #expect(filter.description == canonical)
    #expect(try Filter(parsing: canonical) == filter)
  }

  @Test(
    arguments: [
      ("", 0), ("userName", 8), ("userName eq", 11), ("userName eq ann", 12),
      ("userName eq 'ann'", 12), ("userName eq \"ann", 12), ("userName is \"ann\"", 9),
      ("userName pr x", 12), ("(a pr", 5), ("a pr)", 4), ("a pr and", 8), ("a pr or or b pr", 11),
      ("not a pr", 4), ("emails[type pr", 14), ("eq \"x\"", 3),
      ("a eq {}", 5), ("a eq \"\u{1}\"", 6),
      ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr", 58),
    ] as [(String, Int)])
  func refuses(_ text: String, at offset: Int) {
    let error = #expect(throws: SCIMSyntaxError.self) { try Filter(parsing: text) }
    #expect(error?.offset == offset, "\(text): \(error?.description ?? "")")
  }

  @Test func refusesWhatNestsTooDeepButNotWhatIsLong() throws {
    for (open, close) in [("(", ")"), ("not (", ")"), ("a[", "]")] {
      let deep = String(repeating: open, count: 100_000) + "a pr"
      let error = #expect(throws: SCIMSyntaxError.self) { try Filter(parsing: deep) }
      #expect(error?.reason == "it nests deeper than 32")
      let allowed =
        String(repeating: open, count: 32) + "a pr" + String(repeating: close, count: 32)
      #expect(throws: Never.self) { try Filter(parsing: allowed) }
    }
    let long = (0..<20_000).map { "id eq \"\($0)\"" }.joined(separator: " or ")
    guard case .or(let filters) = try Filter(parsing: long) else {
      Issue.record("no alternatives")
      return
    }
    #expect(filters.count == 20_000)
  }

  @Test(arguments: ["x", "O'Neil \"Q\" \\ ]) or pr", "é\n\u{1}", ""])
  func theBuilderQuotes(_ value: String) throws {
    let filter = Filter.equals("userName", value)
    #expect(try Filter(parsing: filter.description) == filter)
    let other: JSONValue = ["userName": .string(value + "x")]
    #expect(!filter.matches(other, schemas: .user))
  }

  @Test(
    arguments: [
      ("type eq \"work\"", #"{"type":"work"}"#),
      ("type eq \"work\" and primary eq true", #"{"type":"work","primary":true}"#),
      ("type eq \"work\" or primary eq true", "{}"),
      ("type eq \"work\" and value pr", #"{"type":"work"}"#),
      ("not (type eq \"work\")", "{}"),
    ] as [(String, String)])
  func equalities(_ text: String, _ expected: String) throws {
    #expect(JSONValue.object(try Filter(parsing: text).equalities).text == expected)
  }
}

@Suite struct FilterMatchingTests {
  private static let ann = #"""
    {"id": "Aa1", "externalId": "X1", "userName": "Ann@Example.com", "active": "True",
     "title": "", "name": {"givenName": "Ann", "familyName": "Lee"}, "profileUrl": "http://A/b",
     "emails": [{"value": "ann@example.com", "type": "work", "primary": true},
                {"value": "a@home.example", "type": "home"}],
     "roles": ["admin", "dev"],
     "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
       {"department": "R&D", "manager": {"value": "M1"}},
     "meta": {"lastModified": "2026-02-01T00:00:00Z"}, "level": 7}
    """#

  @Test(
    arguments: [
      ("userName eq \"ann@example.COM\"", true),
      ("USERNAME eq \"ann@example.com\"", true),
      ("userName ne \"ann@example.com\"", false),
      ("userName eq \"bob\"", false),
      ("id eq \"Aa1\"", true),
      ("id eq \"aa1\"", false),
      ("externalId eq \"x1\"", false),
      ("profileUrl eq \"http://a/b\"", false),
      ("profileUrl co \"//A\"", true),
      ("profileUrl co \"//a\"", false),
      ("userName co \"EXAMPLE\"", true),
      ("userName sw \"ann\"", true),
      ("userName sw \"nn\"", false),
      ("userName ew \".com\"", true),
      ("userName co \"\"", true),
      ("userName gt \"ANM\"", true),
      ("userName gt \"ann@example.com\"", false),
      ("userName ge \"ann@example.com\"", true),
      ("userName le \"ann@example.com\"", true),
      ("userName lt \"ann@example.com\"", false),
      ("name.givenName eq \"ann\"", true),
      ("name.middleName pr", false),
      ("name pr", true),
      ("title pr", false),
      ("title eq null", true),
      ("title ne null", false),
      ("userName ne null", true),
      ("nothing ne \"x\"", true),
      ("nothing eq \"x\"", false),
      ("not (nothing eq \"x\")", true),
      ("active eq true", true),
      ("active eq false", false),
      ("active ne false", true),
      ("active gt false", false),
      ("emails co \"home.example\"", true),
      ("emails eq \"ann@example.com\"", true),
      ("emails.value ew \"example\"", true),
      ("emails.type eq \"other\"", false),
      ("emails[type eq \"home\" and value co \"@home\"]", true),
      ("emails[type eq \"work\" and value co \"@home\"]", false),
      ("emails[type eq \"home\" and not (primary eq true)]", true),
      ("emails[display pr]", false),
      ("emails[type eq \"home\"].value eq \"a@home.example\"", true),
      ("emails[type eq \"home\"].value eq \"ann@example.com\"", false),
      ("roles eq \"ADMIN\"", true),
      ("roles.value eq \"admin\"", true),
      ("roles[value eq \"dev\"]", true),
      ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"r&d\"", true),
      ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq \"M1\"", true),
      ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq \"m1\"", false),
      ("urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"ann\"", true),
      ("department eq \"R&D\"", false),
      ("meta.lastModified gt \"2026-01-31T23:30:00-01:00\"", false),
      ("meta.lastModified ge \"2026-01-31T23:00:00-01:00\"", true),
      ("meta.lastModified eq \"2026-02-01T01:00:00.000+01:00\"", true),
      ("level eq 7", true),
      ("level eq 7.0", true),
      ("level gt 6", true),
      ("level gt 10", false),
      ("userName eq \"x\" or level lt 8", true),
      ("userName sw \"ann\" and level lt 7", false),
      ("userName sw \"ann\" and (level lt 7 or active eq true)", true),
    ] as [(String, Bool)])
  func matches(_ filter: String, _ expected: Bool) throws {
    let resource = try json(Self.ann)
    #expect(try Filter(parsing: filter).matches(resource, schemas: .user) == expected)
  }

  @Test func composedAndDecomposedAccentsAreTheSame() {
    let resource: JSONValue = ["userName": "re\u{301}my"]
    #expect(Filter.equals("userName", "r\u{e9}my").matches(resource, schemas: .user))
  }

  @Test func withoutSchemasTextHasNoCase() {
    let filter = Filter.equals("department", "SALES")
    #expect(filter.matches(["department": "sales"], schemas: .none))
  }
}

@Suite struct FilterNoiseTests {
  @Test func whatCanBeReadIsWrittenAndReadBack() throws {
    var random = SplitMix64(seed: 11)
    let words = [
      "userName", "emails", "[", "]", "(", ")", " ", " ", " and ", " or ", "not ", " eq ", " pr",
      "\"a\"", "\"\\u00e9\\\"\"", "1", "-1.5e300", "true", "null", ".value", ".", ":", "urn:x:y:z",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "\"", "é", "\u{0}", "$ref",
    ]
    let resource: JSONValue = ["userName": "a", "emails": [["value": "a"], "b", .null]]
    var filters = 0
    var paths = 0
    for _ in 0..<12_000 {
      let count = Int.random(in: 1...9, using: &random)
      let text = (0..<count).map { _ in words.randomElement(using: &random) ?? "" }.joined()
      if let filter = try? Filter(parsing: text) {
        filters += 1
        #expect(try Filter(parsing: filter.description) == filter, "\(text)")
        let negated = Filter.not(filter).matches(resource, schemas: .user)
        #expect(filter.matches(resource, schemas: .user) != negated)
      }
      if let path = try? AttributePath(parsing: text) {
        paths += 1
        #expect(try AttributePath(parsing: path.description) == path, "\(text)")
        var changed = resource
        changed.set("v", at: path)
        changed.set(nil, at: path)
      }
    }
    #expect(filters > 20)
    #expect(paths > 20)
  }
}
