import Text
import SCIM
import Testing

private let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

/// A case: the resource before, the operations, the resource after or the error's keyword.
struct PatchCase: Sendable, CustomTestStringConvertible {
  let before: String
  let operations: String
  let after: String

  init(_ before: String, _ operations: String, _ after: String) {
    self.before = before
    self.operations = operations
    self.after = after
  }

  var testDescription: String { "\(before) ← \(operations)" }

  func expect(schemas: SchemaSet) throws {
    let body = try json(#"{"Operations":[\#(operations)]}"#)
    do {
      let result = try Patch.apply(
        Patch.operations(in: body), to: json(before), schemas: schemas)
      #expect(result.text == after)
    } catch let failure as SCIMFailure {
      #expect(failure.scimType == after, "\(failure.detail ?? "")")
      #expect(failure.status == 400)
    }
  }
}

@Suite struct PatchTests {
  @Test(arguments: [
    PatchCase("{}", #"{"op":"add","path":"title","value":"Dr."}"#, #"{"title":"Dr."}"#),
    PatchCase(#"{"title":"x"}"#, #"{"op":"add","path":"TITLE","value":"y"}"#, #"{"title":"y"}"#),
    PatchCase(
      "{}", #"{"op":"Add","value":{"title":"y","NickName":"z"}}"#, #"{"title":"y","nickName":"z"}"#),
    PatchCase(
      #"{"name":{"givenName":"a"}}"#, #"{"op":"add","path":"name","value":{"familyName":"b"}}"#,
      #"{"name":{"givenName":"a","familyName":"b"}}"#),
    PatchCase(
      "{}", #"{"op":"add","path":"name.givenName","value":"a"}"#, #"{"name":{"givenName":"a"}}"#),
    PatchCase(
      #"{"emails":[{"value":"a"}]}"#,
      #"{"op":"add","path":"emails","value":[{"value":"b"},{"value":"A"}]}"#,
      #"{"emails":[{"value":"A"},{"value":"b"}]}"#),
    PatchCase(
      #"{"emails":[{"value":"a","type":"work"}]}"#,
      #"{"op":"add","path":"emails","value":{"value":"a","type":"home"}}"#,
      #"{"emails":[{"value":"a","type":"work"},{"value":"a","type":"home"}]}"#),
    PatchCase(
      #"{"emails":[{"value":"a","type":"work"}]}"#,
      #"{"op":"add","value":{"emails":[{"value":"a"}]}}"#,
      #"{"emails":[{"value":"a","type":"work"}]}"#),
    PatchCase(
      #"{"addresses":[{"locality":"B"}]}"#,
      #"{"op":"add","path":"addresses","value":[{"locality":"B"},{"locality":"C"}]}"#,
      #"{"addresses":[{"locality":"B"},{"locality":"C"}]}"#),
    PatchCase(
      #"{"emails":[{"value":"a","primary":true}]}"#,
      #"{"op":"add","path":"emails","value":[{"value":"b","primary":true}]}"#,
      #"{"emails":[{"value":"a","primary":false},{"value":"b","primary":true}]}"#),
    PatchCase(
      "{}",
      #"{"op":"add","path":"emails","value":[{"value":"a","primary":true},{"value":"b","primary":"True"}]}"#,
      "invalidValue"),
    PatchCase(
      "{}", #"{"op":"add","path":"emails[type eq \"work\"].value","value":"a"}"#,
      #"{"emails":[{"type":"work","value":"a"}]}"#),
    PatchCase(
      #"{"emails":[{"type":"work","value":"b"}]}"#,
      #"{"op":"add","path":"emails[type eq \"work\"]","value":{"display":"d"}}"#,
      #"{"emails":[{"type":"work","value":"b","display":"d"}]}"#),
    PatchCase(
      "{}", #"{"op":"add","path":"roles","value":"admin"}"#, #"{"roles":[{"value":"admin"}]}"#),
    PatchCase(
      "{}", #"{"op":"add","path":"emails.value","value":"a"}"#, #"{"emails":[{"value":"a"}]}"#),
    PatchCase(
      #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]}"#,
      #"{"op":"add","path":"\#(enterprise):department","value":"R&D"}"#,
      #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","\#(enterprise)"],"\#(enterprise)":{"department":"R&D"}}"#
    ),
    PatchCase(
      #"{"\#(enterprise)":{"division":"d"}}"#,
      #"{"op":"add","value":{"\#(enterprise)":{"department":"R&D"}}}"#,
      #"{"\#(enterprise)":{"division":"d","department":"R&D"}}"#),
    PatchCase(
      "{}", #"{"op":"add","path":"\#(enterprise)","value":{"department":"R&D"}}"#,
      #"{"\#(enterprise)":{"department":"R&D"}}"#),
  ])
  func adds(_ patch: PatchCase) throws {
    try patch.expect(schemas: .user)
  }

  @Test(arguments: [
    PatchCase(
      #"{"title":"x"}"#, #"{"op":"REPLACE","path":"title","value":"y"}"#, #"{"title":"y"}"#),
    PatchCase("{}", #"{"op":"replace","path":"title","value":"y"}"#, #"{"title":"y"}"#),
    PatchCase(#"{"title":"x"}"#, #"{"op":"replace","path":"title","value":null}"#, "{}"),
    PatchCase(#"{"title":"x"}"#, #"{"op":"replace","value":{"title":null}}"#, "{}"),
    PatchCase(
      #"{"name":{"givenName":"a","familyName":"b"}}"#,
      #"{"op":"replace","path":"name","value":{"familyName":"c","givenName":null}}"#,
      #"{"name":{"familyName":"c"}}"#),
    PatchCase(
      #"{"emails":[{"value":"a"},{"value":"b"}]}"#,
      #"{"op":"replace","path":"emails","value":[{"value":"c"},{"value":"C"}]}"#,
      #"{"emails":[{"value":"C"}]}"#),
    PatchCase(
      #"{"emails":[{"value":"a"},{"value":"b"}]}"#,
      #"{"op":"replace","path":"emails.type","value":"work"}"#,
      #"{"emails":[{"value":"a","type":"work"},{"value":"b","type":"work"}]}"#),
    PatchCase(
      #"{"emails":[{"value":"a","type":"home"},{"value":"b","type":"Work"}]}"#,
      #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"c"}"#,
      #"{"emails":[{"value":"a","type":"home"},{"value":"c","type":"Work"}]}"#),
    PatchCase(
      #"{"emails":[{"value":"b","type":"work","display":"d"}]}"#,
      #"{"op":"replace","path":"emails[type eq \"work\"]","value":{"value":"c"}}"#,
      #"{"emails":[{"value":"c"}]}"#),
    PatchCase(
      #"{"emails":[{"value":"a","primary":true},{"value":"b"}]}"#,
      #"{"op":"replace","path":"emails[value eq \"b\"].primary","value":true}"#,
      #"{"emails":[{"value":"a","primary":false},{"value":"b","primary":true}]}"#),
    PatchCase(
      #"{"emails":[{"value":"b"}]}"#,
      #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"c"}"#, "noTarget"),
    PatchCase(
      #"{"emails":[{"value":"b"}]}"#, #"{"op":"replace","path":"emails","value":[]}"#, "{}"),
    PatchCase(
      #"{"active":true}"#, #"{"op":"replace","path":"active","value":"False"}"#,
      #"{"active":false}"#),
    PatchCase(
      #"{"active":true}"#,
      #"{"op":"replace","value":{"active":"false","name.givenName":"a","emails[type eq \"work\"].value":"b"}}"#,
      "noTarget"),
    PatchCase(
      "{}",
      #"{"op":"add","value":{"name.givenName":"a","emails[type eq \"work\"].value":"b","\#(enterprise):manager":"7"}}"#,
      #"{"name":{"givenName":"a"},"emails":[{"type":"work","value":"b"}],"\#(enterprise)":{"manager":{"value":"7"}}}"#
    ),
    PatchCase(
      "{}", #"{"op":"replace","path":"displayName","value":[{"$ref":null,"value":"A"}]}"#,
      #"{"displayName":"A"}"#),
    PatchCase("{}", #"{"op":"replace","path":"userName","value":7}"#, #"{"userName":"7"}"#),
  ])
  func replaces(_ patch: PatchCase) throws {
    try patch.expect(schemas: .user)
  }

  @Test(arguments: [
    PatchCase(#"{"title":"x","a":1}"#, #"{"op":"Remove","path":"title"}"#, #"{"a":1}"#),
    PatchCase("{}", #"{"op":"remove","path":"title"}"#, "{}"),
    PatchCase(#"{"name":{"givenName":"a"}}"#, #"{"op":"remove","path":"name.givenName"}"#, "{}"),
    PatchCase(#"{"emails":[{"value":"a"}]}"#, #"{"op":"remove","path":"emails"}"#, "{}"),
    PatchCase(
      #"{"emails":[{"value":"a","type":"home"},{"value":"b","type":"work"}]}"#,
      #"{"op":"remove","path":"emails[type eq \"work\"]"}"#,
      #"{"emails":[{"value":"a","type":"home"}]}"#),
    PatchCase(
      #"{"emails":[{"value":"a"},{"value":"b","type":"work"}]}"#,
      #"{"op":"remove","path":"emails[type eq \"work\"].value"}"#,
      #"{"emails":[{"value":"a"},{"type":"work"}]}"#),
    PatchCase(
      #"{"emails":[{"value":"a"}]}"#, #"{"op":"remove","path":"emails[value eq \"a\"].value"}"#,
      "{}"),
    PatchCase(
      #"{"emails":[{"value":"a"}]}"#, #"{"op":"remove","path":"emails[value eq \"b\"]"}"#,
      "noTarget"),
    PatchCase("{}", #"{"op":"remove","path":"emails[value eq \"b\"]"}"#, "noTarget"),
    PatchCase(
      #"{"emails":[{"value":"a"},{"value":"b"},{"value":"c"}]}"#,
      #"{"op":"remove","path":"emails","value":[{"value":"A"},{"value":"c"},{"value":"z"}]}"#,
      #"{"emails":[{"value":"b"}]}"#),
    PatchCase(
      #"{"emails":[{"value":"a"},{"value":"b"}]}"#,
      #"{"op":"remove","path":"emails","value":"a"}"#, #"{"emails":[{"value":"b"}]}"#),
    PatchCase(
      #"{"emails":[{"value":"a","type":"x"},{"value":"b"}]}"#,
      #"{"op":"remove","path":"emails.type"}"#, #"{"emails":[{"value":"a"},{"value":"b"}]}"#),
    PatchCase(
      #"{"\#(enterprise)":{"department":"d"}}"#,
      #"{"op":"remove","path":"\#(enterprise):department"}"#, "{}"),
    PatchCase(
      #"{"\#(enterprise)":{"department":"d"}}"#, #"{"op":"remove","path":"\#(enterprise)"}"#, "{}"),
  ])
  func removes(_ patch: PatchCase) throws {
    try patch.expect(schemas: .user)
  }

  @Test(arguments: [
    PatchCase("{}", #"{"op":"move","path":"title"}"#, "invalidSyntax"),
    PatchCase("{}", #"{"path":"title","value":"x"}"#, "invalidSyntax"),
    PatchCase("{}", #""noise""#, "invalidSyntax"),
    PatchCase("{}", "", "invalidSyntax"),
    PatchCase("{}", #"{"op":"add","path":"title"}"#, "invalidValue"),
    PatchCase("{}", #"{"op":"add","value":"x"}"#, "invalidValue"),
    PatchCase("{}", #"{"op":"add"}"#, "invalidValue"),
    PatchCase("{}", #"{"op":"remove"}"#, "noTarget"),
    PatchCase("{}", #"{"op":"add","path":"emails[","value":"x"}"#, "invalidPath"),
    PatchCase("{}", #"{"op":"add","path":"shoeSize","value":"x"}"#, "invalidPath"),
    PatchCase("{}", #"{"op":"add","path":"name.shoeSize","value":"x"}"#, "invalidPath"),
    PatchCase("{}", #"{"op":"add","path":"urn:x:2.0:User","value":{}}"#, "invalidPath"),
    PatchCase("{}", #"{"op":"add","path":"\#(enterprise)","value":"x"}"#, "invalidValue"),
    PatchCase("{}", #"{"op":"add","value":{"shoe size":1}}"#, "invalidPath"),
    PatchCase(
      "{}",
      #"{"op":"add","value":{"schemas":["x"],"\#(enterprise)":{"schemas":["y"],"division":"d"}}}"#,
      #"{"\#(enterprise)":{"division":"d"}}"#),
    PatchCase("{}", #"{"op":"replace","path":"id","value":"x"}"#, "mutability"),
    PatchCase(#"{"id":"x"}"#, #"{"op":"remove","path":"id"}"#, "mutability"),
    PatchCase(#"{"id":"x"}"#, #"{"op":"replace","value":{"id":"y"}}"#, "mutability"),
    PatchCase(
      #"{"id":"x"}"#, #"{"op":"replace","value":{"id":"x","title":"y"}}"#,
      #"{"id":"x","title":"y"}"#),
    PatchCase("{}", #"{"op":"add","path":"groups","value":[{"value":"g"}]}"#, "mutability"),
    PatchCase(
      "{}", #"{"op":"replace","path":"meta.created","value":"2026-01-01T00:00:00Z"}"#, "mutability"),
    PatchCase(#"{"userName":"a"}"#, #"{"op":"remove","path":"userName"}"#, "mutability"),
    PatchCase(
      #"{"userName":"a"}"#, #"{"op":"replace","path":"userName","value":null}"#, "mutability"),
    PatchCase("{}", #"{"op":"replace","path":"active","value":"maybe"}"#, "invalidValue"),
    PatchCase("{}", #"{"op":"replace","path":"title","value":{"a":1}}"#, "invalidValue"),
    PatchCase("{}", #"{"op":"replace","path":"title","value":["a","b"]}"#, "invalidValue"),
    PatchCase("{}", #"{"op":"replace","path":"name","value":"a"}"#, "invalidValue"),
    PatchCase(
      "{}",
      #"{"op":"add","path":"\#(enterprise):manager","value":{"value":"7","displayName":"Boss"}}"#,
      #"{"\#(enterprise)":{"manager":{"value":"7"}}}"#),
  ])
  func refuses(_ patch: PatchCase) throws {
    try patch.expect(schemas: .user)
  }

  @Test(arguments: [
    PatchCase(
      "{}", #"{"op":"add","path":"members","value":[{"value":"1"},{"value":"1"},{"value":"2"}]}"#,
      #"{"members":[{"value":"1"},{"value":"2"}]}"#),
    PatchCase(
      #"{"members":[{"value":"1","type":"User","display":"A"}]}"#,
      #"{"op":"add","path":"members","value":[{"value":"1"}]}"#,
      #"{"members":[{"value":"1","type":"User","display":"A"}]}"#),
    PatchCase(
      #"{"members":[{"value":"1"},{"value":"2"}]}"#,
      #"{"op":"remove","path":"members[value eq \"1\" or value eq \"2\"]"}"#, "{}"),
    PatchCase(
      #"{"members":[{"value":"1"},{"value":"2"}]}"#,
      #"{"op":"remove","path":"members","value":[{"value":"1"}]},{"op":"add","path":"members","value":{"value":"3"}}"#,
      #"{"members":[{"value":"2"},{"value":"3"}]}"#),
    PatchCase(
      #"{"members":[{"value":"1"}]}"#,
      #"{"op":"replace","path":"members[value eq \"1\"].value","value":"2"}"#, "mutability"),
    PatchCase(#"{"displayName":"g"}"#, #"{"op":"remove","path":"displayName"}"#, "mutability"),
  ])
  func changesMembers(_ patch: PatchCase) throws {
    try patch.expect(schemas: .group)
  }

  @Test func isAllOrNothing() throws {
    let resource: JSONValue = ["userName": "a"]
    let operations = [PatchOperation(.add, "title", "x"), PatchOperation(.add, "shoeSize", 1)]
    #expect(throws: SCIMFailure.self) {
      try Patch.apply(operations, to: resource, schemas: .user)
    }
    let lax = try Patch.apply(operations, to: resource, schemas: .user, allowingUnknown: true)
    #expect(lax == ["userName": "a", "title": "x", "shoeSize": 1])
  }

  @Test func unknownExtensionsAreWrittenWhereAllowed() throws {
    let operations = [
      PatchOperation(.add, "urn:x:2.0:User:badge", "7"),
      PatchOperation(.add, "urn:x:2.0:User", ["size": "L"]),
      PatchOperation(.add, "urn:y:2.0:User:a.b", "c"),
    ]
    let result = try Patch.apply(operations, to: [:], schemas: .user, allowingUnknown: true)
    #expect(
      result == [
        "urn:x:2.0:User": ["badge": "7", "size": "L"], "urn:y:2.0:User": ["a": ["b": "c"]],
      ])
  }

  @Test func anImmutableValueIsWrittenOnce() throws {
    let schemas = SchemaSet([
      Schema(id: "urn:x", name: "", attributes: [Attribute("serial", mutability: .immutable)])
    ])
    let once = try Patch.apply([PatchOperation(.add, "serial", "A")], to: [:], schemas: schemas)
    #expect(once == ["serial": "A"])
    let again = [PatchOperation(.replace, "serial", "a")]
    #expect(throws: Never.self) { try Patch.apply(again, to: once, schemas: schemas) }
    for other in [PatchOperation(.replace, "serial", "B"), PatchOperation(.remove, "serial")] {
      let failure = #expect(throws: SCIMFailure.self) {
        try Patch.apply([other], to: once, schemas: schemas)
      }
      #expect(failure?.scimType == "mutability")
    }
  }

  @Test func manyMembersAreChangedAtOnce() throws {
    let members = (0..<50_000).map { JSONValue.object(.init([("value", .string("u\($0)"))])) }
    let group: JSONValue = ["displayName": "g", "members": .array(Array(members.prefix(40_000)))]
    let start = ContinuousClock.now
    let added = try Patch.apply(
      [PatchOperation(.add, "members", .array(members))], to: group, schemas: .group)
    #expect(added["members"]?.array?.count == 50_000)
    let removed = try Patch.apply(
      [PatchOperation(.remove, "members", .array(members))], to: added, schemas: .group)
    #expect(removed == ["displayName": "g"])
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func writesAMessage() throws {
    let body = Patch.body([
      PatchOperation(.replace, "emails[type eq \"work\"].value", "a"),
      PatchOperation(.remove, "title"),
    ])
    #expect(
      body.text
        == #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"emails[type eq \"work\"].value","value":"a"},{"op":"remove","path":"title"}]}"#
    )
    #expect(try Patch.operations(in: body).map(\.json) == body["Operations"]?.array)
  }
}
