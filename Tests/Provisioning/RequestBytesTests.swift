import Text
import Provisioning
import SCIM
import Testing

/// The requests as pure functions of what is to change: the same change is always the same bytes.
@Suite struct RequestBytesTests {
  private let work = "emails[type eq \"work\"].value"

  @Test func aCreationSendsWhatHasAValueInItsOrder() {
    let request = AccountRequests.create(
      DesiredAccount(attributes: [
        DesiredAttribute(path: "userName", value: "ann"),
        DesiredAttribute(path: "externalId", value: nil),
        DesiredAttribute(path: "name.familyName", value: "Lee"),
        DesiredAttribute(path: "name.givenName", value: "Ann"),
        DesiredAttribute(path: work, value: "a@x"), DesiredAttribute(path: "active", value: true),
        DesiredAttribute(
          path: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
          value: "Eng"),
      ]))
    #expect(request.method == "POST" && request.path == "/Users")
    #expect(
      request.body?.text
        == #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","#
        + #""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"userName":"ann","#
        + #""name":{"familyName":"Lee","givenName":"Ann"},"#
        + #""emails":[{"type":"work","value":"a@x"}],"active":true,"#
        + #""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Eng"}}"#)
  }

  @Test(
    arguments: [
      ("title", nil, "CTO", #"{"op":"replace","path":"title","value":"CTO"}"#),
      ("title", "CTO", nil, #"{"op":"remove","path":"title"}"#),
      ("active", true, false, #"{"op":"replace","path":"active","value":false}"#),
      (
        "emails[type eq \"work\"].value", "a@x", "b@x",
        #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"b@x"}"#
      ),
      (
        "phoneNumbers[type eq \"work\"].value", nil, "1",
        #"{"op":"add","path":"phoneNumbers","value":[{"type":"work","value":"1"}]}"#
      ),
    ] as [(String, JSONValue?, JSONValue?, String)])
  func aPatchNamesEachAttribute(
    _ row: (path: String, from: JSONValue?, to: JSONValue?, text: String)
  )
    throws
  {
    let known = try JSONValue(
      parsing: #"{"title":"CTO","emails":[{"type":"work","value":"a@x"}]}"#)
    let request = AccountRequests.patch(
      "a/b", [AttributeChange(path: row.path, from: row.from, to: row.to)], known: known)
    #expect(request.method == "PATCH" && request.path == "/Users/a%2Fb")
    #expect(
      request.body?.text
        == #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":["#
        + row.text + "]}")
  }

  @Test func aWholeAccountIsWhatIsKnownWithTheChanges() throws {
    let known = try JSONValue(
      parsing: #"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","meta":{"v":1},
         "userName":"ann","title":"CTO","groups":[{"value":"9"}],"x":"kept"}
        """#)
    let request = AccountRequests.replace(
      "1",
      [
        AttributeChange(path: "title", from: "CTO", to: nil),
        AttributeChange(path: "nickName", from: nil, to: "N"),
      ], known: known, schemas: .user)
    #expect(
      request.body?.text
        == #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","userName":"ann","#
        + #""x":"kept","nickName":"N"}"#)
    #expect(request.method == "PUT" && request.path == "/Users/1")
  }

  @Test func aDeletionHoldsWhatIsSentBeforeIt() {
    let removal = GroupRequests.remove(["1"], from: "9", .standard)
    let request = AccountRequests.delete("1", leaving: [removal])
    #expect(request.before == [removal] && request.body == nil)
    #expect(TaskRequest(json: request.json) == request)
    #expect(request.hash != AccountRequests.delete("1", leaving: []).hash)
    #expect(
      AccountRequests.get("1").json.text == #"{"method":"GET","path":"/Users/1","body":null}"#)
  }

  @Test(arguments: MemberDialect.allCases)
  func membersInEachDialect(_ dialect: MemberDialect) {
    let add = GroupRequests.add(["1", "2"], to: "g", dialect)
    let remove = GroupRequests.remove(["1", "2"], from: "g", dialect)
    let list = #"[{"value":"1"},{"value":"2"}]"#
    let (adding, removing): (String, String) =
      switch dialect {
      case .standard:
        (
          #"[{"op":"add","path":"members","value":\#(list)}]"#,
          #"[{"op":"remove","path":"members[value eq \"1\"]"},"#
            + #"{"op":"remove","path":"members[value eq \"2\"]"}]"#
        )
      case .valueList:
        (
          #"[{"op":"add","path":"members","value":\#(list)}]"#,
          #"[{"op":"remove","path":"members","value":\#(list)}]"#
        )
      case .pathless:
        (
          #"[{"op":"add","value":{"members":\#(list)}}]"#,
          #"[{"op":"remove","path":"members[value eq \"1\"]"},"#
            + #"{"op":"remove","path":"members[value eq \"2\"]"}]"#
        )
      }
    #expect(add.body?["Operations"]?.text == adding)
    #expect(remove.body?["Operations"]?.text == removing)
    #expect(add.path == "/Groups/g" && add.method == "PATCH")
  }

  @Test func whatIsNotMadeYetIsReferredTo() {
    let group = GroupRequests.reference(toGroup: "R&D")
    let request = GroupRequests.add([GroupRequests.reference(toUser: "ann")], to: group, .standard)
    #expect(request.path == "/Groups/<id of group R&D>")
    #expect(request.body?.text.contains(#"[{"value":"<id of user ann>"}]"#) == true)
    #expect(
      GroupRequests.create("R&D").body?.text
        == #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"R&D"}"#)
    #expect(
      GroupRequests.replace("g", name: "R&D", members: ["1"]).body?["members"]?.text
        == #"[{"value":"1"}]"#)
  }

  @Test func theHashIsOverEveryByteThatIsSent() {
    let request = TaskRequest("POST", "/Users", body: ["a": 1, "b": 2])
    let others = [
      TaskRequest("PUT", "/Users", body: ["a": 1, "b": 2]),
      TaskRequest("POST", "/users", body: ["a": 1, "b": 2]),
      TaskRequest("POST", "/Users", body: ["b": 2, "a": 1]), TaskRequest("POST", "/Users"),
      TaskRequest("POST", "/Users", body: ["a": 1, "b": 2], before: [request]),
    ]
    #expect(Set((others + [request]).map(\.hash)).count == 6)
    #expect(request.hash == TaskRequest("POST", "/Users", body: ["a": 1, "b": 2]).hash)
    #expect(request.hash == SHA256.hex(request.json.text))
  }

  @Test func tasksKnowWhatTheyTouch() {
    let groups: Set<TaskAction> = [.createGroup, .updateGroup, .addMembers, .removeMembers]
    for action in TaskAction.allCases {
      #expect((action.resource == .group) == groups.contains(action), "\(action)")
      #expect(action.isDestructive == [.delete, .suspend].contains(action), "\(action)")
    }
    #expect(TaskStatus.allCases.filter(\.isOpen) == [.pending, .approved, .running])
  }
}
