import Text
import SCIM
import Testing

@Suite struct ComparisonTests {
  @Test(
    arguments: [
      ("userName", "\"Ann\"", "\"ann\"", true),
      ("userName", "\"ann\"", "\"bob\"", false),
      ("externalId", "\"A\"", "\"a\"", false),
      ("id", "7", "\"7\"", true),
      ("userName", "\"r\\u00e9my\"", "\"re\\u0301my\"", true),
      ("title", "null", nil, true),
      ("title", "\"\"", nil, true),
      ("title", "\"x\"", nil, false),
      ("emails", "[]", nil, true),
      ("emails", "[{}]", nil, true),
      ("name", #"{"givenName":""}"#, nil, true),
      ("active", "true", "\"True\"", true),
      ("active", "true", "\"False\"", false),
      ("active", "false", nil, false),
      ("meta.created", "\"2026-01-01T00:00:00Z\"", "\"2026-01-01T01:00:00.000+01:00\"", true),
      ("meta.created", "\"2026-01-01T00:00:00Z\"", "\"2026-01-01T00:00:01Z\"", false),
      ("name", #"{"givenName":"a"}"#, #"{"GivenName":"A","formatted":"A B"}"#, true),
      ("name", #"{"givenName":"a"}"#, #"{"givenName":"a","familyName":"b"}"#, false),
      ("name", #"{"formatted":"x"}"#, #"{"formatted":"y"}"#, false),
      ("emails", #"[{"value":"a"},{"value":"b"}]"#, #"[{"value":"B"},{"value":"a"}]"#, true),
      ("emails", #"[{"value":"a"},{"value":"a"}]"#, #"[{"value":"a"},{"value":"b"}]"#, false),
      ("emails", #"[{"value":"a"}]"#, #"[{"value":"a"},{"value":"b"}]"#, false),
      (
        "emails", #"[{"value":"a"}]"#,
        #"[{"value":"a","type":"work","primary":false,"display":"A","$ref":"x"}]"#, true
      ),
      ("emails", #"[{"value":"a"}]"#, #"[{"value":"a","primary":true}]"#, true),
      (
        "emails", #"[{"value":"a"},{"value":"b"}]"#,
        #"[{"value":"a","primary":true},{"value":"b"}]"#, false
      ),
      (
        "emails", #"[{"value":"a","primary":"False"},{"value":"b"}]"#,
        #"[{"value":"b"},{"value":"a"}]"#, true
      ),
      ("emails", #"[{"value":"a","type":"work"}]"#, #"[{"value":"a","type":"home"}]"#, false),
      ("emails", #"[{"value":"a","type":"work"}]"#, #"[{"value":"a","type":"Work"}]"#, true),
      ("emails", #"[{"value":"a","display":"x"}]"#, #"[{"value":"a","display":"y"}]"#, true),
      ("emails", #"{"value":"a"}"#, #"[{"value":"a"}]"#, true),
      ("emails", #"["a"]"#, #"[{"value":"a"}]"#, true),
      ("emails", #"[{"value":"a"},null]"#, #"[{"value":"a"}]"#, true),
      ("emails[type eq \"work\"].value", "\"A\"", "\"a\"", true),
      (
        "addresses", #"[{"locality":"B","country":"C"}]"#, #"[{"country":"c","locality":"b"}]"#,
        true
      ),
      ("addresses", #"[{"locality":"B"}]"#, #"[{"locality":"D"}]"#, false),
      ("x509Certificates", #"[{"value":"AB"}]"#, #"[{"value":"ab"}]"#, false),
      (
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", "\"7\"",
        #"{"value":"7","displayName":"Boss"}"#, true
      ),
      (
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", #"{"value":"m"}"#,
        #"{"value":"M"}"#, false
      ),
      ("shoeSize", "\"L\"", "\"l\"", true),
      ("shoeSize", "42", "42.0", true),
      ("shoeSize", "42", "43", false),
      ("shoeSize", #"{"a":1}"#, "1", false),
    ] as [(String, String?, String?, Bool)])
  func same(_ text: String, _ a: String?, _ b: String?, _ expected: Bool) throws {
    let path = try path(text)
    let a = try a.map(json)
    let b = try b.map(json)
    #expect(SchemaSet.user.same(a, b, at: path) == expected)
    #expect(SchemaSet.user.same(b, a, at: path) == expected)
    #expect(SchemaSet.user.same(a, a, at: path))
  }

  @Test func comparesManyMembersAtOnce() {
    let members = (0..<50_000).map { JSONValue.object(.init([("value", .string("u\($0)"))])) }
    let start = ContinuousClock.now
    #expect(SchemaSet.group.same(.array(members), .array(members.reversed()), at: "members"))
    #expect(ContinuousClock.now - start < .seconds(20))
  }
}
