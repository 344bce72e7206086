import Text
import SCIM
import Testing

private let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

@Suite struct AttributePathTests {
  @Test(
    arguments: [
      ("userName", AttributePath(attribute: "userName")),
      ("name.givenName", AttributePath(attribute: "name", subAttribute: "givenName")),
      (" userName ", AttributePath(attribute: "userName")),
      ("$ref", AttributePath(attribute: "$ref")),
      ("members.$ref", AttributePath(attribute: "members", subAttribute: "$ref")),
      ("x509Certificates", AttributePath(attribute: "x509Certificates")),
      ("my-attr_2", AttributePath(attribute: "my-attr_2")),
      (enterprise, AttributePath(schema: enterprise, attribute: "")),
      (enterprise + ":department", AttributePath(schema: enterprise, attribute: "department")),
      (
        enterprise + ":manager.value",
        AttributePath(schema: enterprise, attribute: "manager", subAttribute: "value")
      ),
      (
        "URN:ietf:params:scim:schemas:core:2.0:User:userName",
        AttributePath(schema: "URN:ietf:params:scim:schemas:core:2.0:User", attribute: "userName")
      ),
      (
        "urn:scim:schemas:extension:enterprise:1.0",
        AttributePath(schema: "urn:scim:schemas:extension:enterprise:1.0", attribute: "")
      ),
      (
        "urn:okta:app:1.0:user:custom:badge",
        AttributePath(schema: "urn:okta:app:1.0:user:custom", attribute: "badge")
      ),
      (
        "urn:okta:app:1.0:user", AttributePath(schema: "urn:okta:app:1.0:user", attribute: "")
      ),
      ("urn:x:1.0:badge", AttributePath(schema: "urn:x:1.0", attribute: "badge")),
      (
        "urn:mace:example.com:scim:badge",
        AttributePath(schema: "urn:mace:example.com:scim", attribute: "badge")
      ),
      (
        "emails[type eq \"work\"].value",
        AttributePath(
          attribute: "emails", filter: .equals("type", "work"), subAttribute: "value")
      ),
      (
        "members[value eq \"a]b\\\"c\"]",
        AttributePath(attribute: "members", filter: .equals("value", "a]b\"c"))
      ),
      (
        "emails[type eq \"work\" and not (primary eq true)]",
        AttributePath(
          attribute: "emails",
          filter: .and([.equals("type", "work"), .not(.equals("primary", true))]))
      ),
      (
        enterprise + ":things[type eq \"a\"].value",
        AttributePath(
          schema: enterprise, attribute: "things", filter: .equals("type", "a"),
          subAttribute: "value")
      ),
    ] as [(String, AttributePath)])
  func reads(_ text: String, _ expected: AttributePath) throws {
    let read = try AttributePath(parsing: text)
    #expect(read == expected)
    #expect(try AttributePath(parsing: read.description) == read)
    #expect(AttributePath(stringLiteral: text) == expected)
  }

  @Test(
    arguments: [
      ("", 0), ("  ", 2), (".value", 0), ("name.", 5), ("name.a.b", 5), ("1name", 0), ("na me", 3),
      ("name%", 0), ("näme", 0), ("emails[", 7), ("emails[]", 7), ("emails[type]", 11),
      ("emails[type eq \"work\"", 21), ("emails[type eq work]", 15),
      ("emails[type eq \"work\"]x", 22),
      ("emails[type eq \"work\"].", 23), ("emails[type eq \"work\"].a.b", 23),
      ("name.first[a pr]", 10),
      ("urn:", 0), ("urn:x", 0), ("urn:x:", 0), ("urn:a::b", 0), ("urn:x:y:1", 8),
      (enterprise + "[a pr]", 58), ("a]", 1), ("emails[type eq \"\\x\"]", 18), ("$", 0),
    ] as [(String, Int)])
  func refuses(_ text: String, at offset: Int) {
    let error = #expect(throws: SCIMSyntaxError.self) { try AttributePath(parsing: text) }
    #expect(error?.offset == offset, "\(text): \(error?.description ?? "")")
  }

  @Test func aLiteralThatIsNoPathIsAnUnknownAttribute() {
    let path: AttributePath = "not a path"
    #expect(path == AttributePath(attribute: "not a path"))
  }

  @Test func parentLeavesOutTheSubAttribute() throws {
    #expect(
      try path("emails[type eq \"work\"].value").parent.description == "emails[type eq \"work\"]")
  }
}
