import Text
import SCIM
import Testing

private let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

@Suite struct SchemaTests {
  @Test(
    arguments: [
      (Schema.user, 21), (.enterpriseUser, 6), (.group, 2), (.serviceProviderConfig, 9),
      (.resourceType, 6), (.schema, 4),
    ] as [(Schema, Int)])
  func builtInsAreWholeAndReadBack(_ schema: Schema, attributes: Int) throws {
    #expect(schema.attributes.count == attributes)
    #expect(Schema(json: schema.json) == schema)
    #expect(Schema(json: try json(schema.json.text)) == schema)
    for attribute in schema.attributes {
      #expect(attribute.type == .complex || attribute.subAttributes.isEmpty)
      #expect(attribute.type != .complex || !attribute.subAttributes.isEmpty)
    }
  }

  @Test func aServersSchemaIsReadLeniently() throws {
    let schema = try #require(
      Schema(
        json: json(
          #"""
          {"id": "urn:x:1.0:User", "attributes": [
            {"name": "a", "type": "STRING", "multiValued": "true", "mutability": "readonly",
             "canonicalValues": ["x", 1, null], "uniqueness": "sometimes"},
            {"type": "string"}, "noise", {"name": ""},
            {"name": "b", "type": "text"},
            {"name": "c", "subAttributes": [{"name": "d", "returned": "NEVER"}]}]}
          """#)))
    #expect(
      schema
        == Schema(
          id: "urn:x:1.0:User", name: "",
          attributes: [
            Attribute("a", multiValued: true, mutability: .readOnly, canonicalValues: ["x", "1"]),
            Attribute("b"),
            Attribute("c", .complex, subAttributes: [Attribute("d", returned: .never)]),
          ]))
    #expect(Schema(json: ["name": "User"]) == nil)
    #expect(Schema(json: []) == nil)
    #expect(Schema(json: ["id": "urn:x"])?.attributes == [])
  }
}

@Suite struct SchemaSetTests {
  @Test(
    arguments: [
      ("userName", "userName"),
      ("USERNAME", "userName"),
      ("name.givenname", "givenName"),
      ("emails[type eq \"work\"].value", "value"),
      ("emails[type eq \"work\"]", "emails"),
      ("id", "id"),
      ("meta.created", "created"),
      (enterprise + ":department", "department"),
      (enterprise.lowercased() + ":manager.value", "value"),
      ("urn:ietf:params:scim:schemas:core:2.0:User:userName", "userName"),
      (enterprise, enterprise),
      ("department", nil),
      ("userName.value", nil),
      ("emails.valu", nil),
      ("urn:other:2.0:User:department", nil),
      ("urn:other:2.0:User", nil),
    ] as [(String, String?)])
  func attribute(_ text: String, _ name: String?) throws {
    #expect(SchemaSet.user.attribute(at: try path(text))?.name == name)
  }

  @Test(
    arguments: [
      ("username", "userName"),
      ("NAME.GIVENNAME", "name.givenName"),
      ("urn:ietf:params:scim:schemas:core:2.0:user:username", "userName"),
      (enterprise.lowercased() + ":Manager.Value", enterprise + ":manager.value"),
      (enterprise.lowercased(), enterprise),
      ("EMAILS[Type eq \"work\"].VALUE", "emails[Type eq \"work\"].value"),
      ("shoeSize", "shoeSize"),
      ("name.shoeSize", "name.shoeSize"),
    ] as [(String, String)])
  func canonical(_ text: String, _ expected: String) throws {
    #expect(SchemaSet.user.canonical(try path(text)).description == expected)
  }

  @Test func aBareURNThatLooksLikeAnAttributeIsKnownByItsSchema() throws {
    let schemas = SchemaSet([
      .user, Schema(id: "urn:acme:scim:badges", name: "", attributes: [Attribute("number")]),
    ])
    #expect(schemas.attribute(at: try path("urn:acme:scim:badges"))?.type == .complex)
    #expect(schemas.attribute(at: try path("urn:acme:scim:badges:number"))?.name == "number")
    #expect(schemas.canonical(try path("URN:acme:scim:badges")).isWholeSchema)
  }

  @Test func readsAServersList() throws {
    let list = [Schema.group.json, Schema.enterpriseUser.json, .null, Schema.user.json]
    let all = try #require(SchemaSet(json: list, core: Schema.user.id.lowercased()))
    #expect(all == .user)
    let bare = SchemaSet(json: list, core: Schema.user.id, extensions: [])
    #expect(bare == SchemaSet([.user]))
    #expect(SchemaSet(json: [Schema.group.json], core: Schema.user.id) == nil)
  }
}
