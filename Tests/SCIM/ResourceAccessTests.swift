import Text
import SCIM
import Testing

private let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

@Suite struct ResourceAccessTests {
  private static let ann = #"""
    {"UserName": "ann", "name": {"givenName": "Ann"},
     "emails": [{"value": "h", "type": "home"}, {"value": "w", "type": "Work", "primary": true}],
     "roles": ["a", "b"], "photos": {"value": "p"},
     "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "R&D"},
     "urn:x:2.0:User:badge": "17"}
    """#

  @Test(
    arguments: [
      ("userName", "\"ann\""), ("name.GIVENNAME", "\"Ann\""), ("name.familyName", nil),
      ("emails.value", "\"w\""), ("emails[type eq \"work\"].value", "\"w\""),
      ("emails[type eq \"home\"].value", "\"h\""), ("emails[type eq \"other\"].value", nil),
      ("emails[type eq \"home\"]", #"{"value":"h","type":"home"}"#),
      ("roles", #"["a","b"]"#), ("roles.value", "\"a\""), ("roles[value eq \"b\"]", "\"b\""),
      ("roles.display", nil), ("photos.value", "\"p\""), ("photos[value eq \"p\"].value", "\"p\""),
      (enterprise + ":department", "\"R&D\""), (enterprise, #"{"department":"R&D"}"#),
      ("urn:ietf:params:scim:schemas:core:2.0:User:userName", "\"ann\""),
      ("urn:x:2.0:User:badge", "\"17\""), ("urn:y:2.0:User:badge", nil), ("title", nil),
    ] as [(String, String?)])
  func value(_ text: String, _ expected: String?) throws {
    #expect(try json(Self.ann).value(at: path(text))?.text == expected)
  }

  @Test(
    arguments: [
      ("emails.value", ["\"h\"", "\"w\""]), ("roles", ["\"a\"", "\"b\""]),
      ("userName", ["\"ann\""]),
      ("emails[value pr].type", ["\"home\"", "\"Work\""]), ("title", []),
      ("photos.value", ["\"p\""]),
    ] as [(String, [String])])
  func values(_ text: String, _ expected: [String]) throws {
    #expect(try json(Self.ann).values(at: path(text)).map(\.text) == expected)
  }

  @Test(
    arguments: [
      ("{}", "userName", "\"a\"", #"{"userName":"a"}"#),
      (#"{"UserName":"x"}"#, "userName", "\"a\"", #"{"UserName":"a"}"#),
      ("{}", "name.givenName", "\"a\"", #"{"name":{"givenName":"a"}}"#),
      (
        #"{"name":{"familyName":"b"}}"#, "name.givenName", "\"a\"",
        #"{"name":{"familyName":"b","givenName":"a"}}"#
      ),
      (#"{"name":{"givenName":"b"},"x":1}"#, "name.givenName", nil, #"{"x":1}"#),
      ("{}", "name.givenName", nil, "{}"),
      (
        "{}", "emails[type eq \"work\"].value", "\"a\"",
        #"{"emails":[{"type":"work","value":"a"}]}"#
      ),
      (
        #"{"emails":[{"type":"home","value":"h"}]}"#, "emails[type eq \"work\"].value", "\"a\"",
        #"{"emails":[{"type":"home","value":"h"},{"type":"work","value":"a"}]}"#
      ),
      (
        #"{"emails":[{"type":"work","value":"h","display":"d"}]}"#,
        "emails[type eq \"work\"].value",
        "\"a\"", #"{"emails":[{"type":"work","value":"a","display":"d"}]}"#
      ),
      (
        #"{"emails":[{"type":"work","value":"h","primary":true}]}"#,
        "emails[type eq \"work\"].value", nil, "{}"
      ),
      (
        #"{"emails":[{"type":"work","value":"h","display":"d"}]}"#,
        "emails[type eq \"work\"].value",
        nil, #"{"emails":[{"type":"work","display":"d"}]}"#
      ),
      (
        #"{"emails":[{"type":"work","value":"h"},{"type":"home","value":"i"}]}"#,
        "emails[type eq \"work\"]", nil, #"{"emails":[{"type":"home","value":"i"}]}"#
      ),
      (
        #"{"emails":[{"type":"home","value":"i"}]}"#, "emails[type eq \"work\"]", nil,
        #"{"emails":[{"type":"home","value":"i"}]}"#
      ),
      (
        "{}", "emails[type eq \"work\"]", #"{"value":"a"}"#,
        #"{"emails":[{"type":"work","value":"a"}]}"#
      ),
      ("{}", "roles[type eq \"x\"]", "\"a\"", #"{"roles":[{"type":"x","value":"a"}]}"#),
      (
        "{}", "emails[type eq \"work\" and primary eq true].value", "\"a\"",
        #"{"emails":[{"type":"work","primary":true,"value":"a"}]}"#
      ),
      (
        #"{"emails":[{"value":"a"},{"value":"b","primary":true}]}"#, "emails.value", "\"c\"",
        #"{"emails":[{"value":"a"},{"value":"c","primary":true}]}"#
      ),
      (#"{"emails":[]}"#, "emails.value", "\"c\"", #"{"emails":{"value":"c"}}"#),
      ("{}", enterprise + ":department", "\"a\"", "{\"\(enterprise)\":{\"department\":\"a\"}}"),
      ("{\"\(enterprise)\":{\"department\":\"a\"}}", enterprise + ":department", nil, "{}"),
      (
        "{}", enterprise + ":manager.value", "\"m\"",
        "{\"\(enterprise)\":{\"manager\":{\"value\":\"m\"}}}"
      ),
      ("{\"\(enterprise)\":{\"department\":\"a\"}}", enterprise, nil, "{}"),
      ("{}", enterprise, #"{"department":"a"}"#, "{\"\(enterprise)\":{\"department\":\"a\"}}"),
      ("{}", "urn:ietf:params:scim:schemas:core:2.0:User:userName", "\"a\"", #"{"userName":"a"}"#),
      ("{\"urn:x:2.0:User:badge\":1}", "urn:x:2.0:User:badge", "2", "{\"urn:x:2.0:User:badge\":2}"),
      ("{}", "title", "null", #"{"title":null}"#),
    ] as [(String, String, String?, String)])
  func set(_ before: String, _ text: String, _ value: String?, _ after: String) throws {
    var resource = try json(before)
    resource.set(try value.map(json), at: try path(text))
    #expect(resource.text == after)
  }

  @Test func updatesTheListOfSchemas() throws {
    let core = Schema.user.id
    var resource = try json(#"{"schemas":["\#(core)","urn:gone"],"userName":"a"}"#)
    resource.set("R&D", at: try path(enterprise + ":department"))
    resource.updateSchemasList(core: core)
    #expect(resource["schemas"] == [.string(core), .string(enterprise)])
    resource.set(nil, at: try path(enterprise))
    resource.updateSchemasList(core: core)
    #expect(resource["schemas"] == [.string(core)])
  }

  @Test(
    arguments: [
      (JSONValue.null, true), ("", true), ([], true), ([:], true), (" ", false), (0, false),
      (false, false), ([.null], false), (["a": .null], false),
    ] as [(JSONValue, Bool)])
  func isUnassigned(_ value: JSONValue, _ expected: Bool) {
    #expect(value.isUnassigned == expected)
  }
}
