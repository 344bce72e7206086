import Text
import SCIM
import Sandbox
import Testing

@Suite struct GroupTests {
  @Test func membersAndGroupsShowEachOther() {
    var desk = Desk()
    let ann = desk.user("ann", #""displayName":"Ann Lee""#)
    let eng = desk.group("Engineering", members: [ann, ann])
    let all = desk.group("All", members: [eng])
    let group = desk.answer("GET /Groups/\(eng)").json
    #expect(
      group?["members"] == [
        [
          "value": .string(ann), "$ref": .string("https://app.example/v2/Users/\(ann)"),
          "type": "User",
        ]
      ])
    let user = desk.answer("GET /Users/\(ann)").json
    #expect(
      user?["groups"] == [
        [
          "value": .string(eng), "$ref": .string("https://app.example/v2/Groups/\(eng)"),
          "display": "Engineering", "type": "direct",
        ]
      ])
    #expect(desk.answer("GET /Groups/\(all)").json?.value(at: "members.type") == "Group")

    #expect(desk.answer("DELETE /Users/\(ann)").status == 204)
    let without = desk.answer("GET /Groups/\(eng)")
    #expect(without.json?["members"] == nil)
    #expect(without.headers["etag"] == "W/\"2\"")
    #expect(desk.answer("DELETE /Groups/\(eng)").status == 204)
    #expect(desk.members(all) == [])
  }

  /// Before and after as letters, which stand for members.
  @Test(arguments: [
    ("ab", #"{"op":"add","path":"members","value":[{"value":"b"},{"value":"c"}]}"#, "abc"),
    ("ab", #"{"op":"Add","path":"Members","value":{"value":"c"}}"#, "abc"),
    ("ab", #"{"op":"add","path":"members","value":["c"]}"#, "abc"),
    ("ab", #"{"op":"add","value":{"members":[{"value":"c"}],"displayName":"h"}}"#, "abc"),
    (
      "ab",
      #"{"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:Group:members","value":[{"value":"c"}]}"#,
      "abc"
    ),
    ("abc", #"{"op":"remove","path":"members[value eq \"b\"]"}"#, "ac"),
    ("abc", #"{"op":"remove","path":"members[value eq \"b\" or value eq \"c\"]"}"#, "a"),
    ("abc", #"{"op":"remove","path":"members[value sw \"b\"]"}"#, "ac"),
    ("abc", #"{"op":"remove","path":"members[value eq \"z\"]"}"#, "noTarget"),
    ("abc", #"{"op":"remove","path":"members","value":[{"value":"b"},{"value":"z"}]}"#, "ac"),
    ("abc", #"{"op":"remove","path":"members","value":{"value":"b"}}"#, "ac"),
    ("abc", #"{"op":"remove","path":"members"}"#, ""),
    ("abc", #"{"op":"replace","path":"members","value":[{"value":"d"},{"value":"a"}]}"#, "ad"),
    ("abc", #"{"op":"replace","value":{"members":[]}}"#, ""),
    (
      "abc",
      #"{"op":"remove","path":"members"},{"op":"add","path":"members","value":[{"value":"a"}]}"#,
      "a"
    ),
    (
      "a",
      #"{"op":"add","path":"members","value":[{"value":"b"}]},{"op":"remove","path":"members[value eq \"b\"]"}"#,
      "a"
    ),
    (
      "ab",
      #"{"op":"add","path":"members","value":[{"value":"c"}]},{"op":"add","path":"shoe","value":1}"#,
      "invalidPath"
    ),
    ("ab", #"{"op":"remove","path":"members.value"}"#, "mutability"),
    ("ab", #"{"op":"replace","path":"members[value eq \"a\"].value","value":"c"}"#, "mutability"),
    ("ab", #"{"op":"add","path":"members[value eq \"a\"]","value":{"value":"c"}}"#, "invalidPath"),
    ("ab", #"{"op":"add","path":"members","value":[{"display":"x"}]}"#, "invalidValue"),
    ("ab", #"{"op":"replace","path":"displayName","value":"h"}"#, "ab"),
    ("ab", #"{"op":"remove","path":"displayName"}"#, "mutability"),
  ])
  func changesMembers(_ before: String, _ operations: String, _ after: String) throws {
    var desk = Desk()
    let group = desk.group("g", members: before.map(String.init))
    let answer = desk.patch("/Groups/\(group)", operations)
    let failed = answer.status != 200
    #expect(failed == (answer.scimType != nil))
    #expect((answer.scimType ?? desk.members(group).sorted().joined()) == after)
    if failed { #expect(desk.members(group).joined() == before) }
  }

  @Test func aReplacedGroupHasOnlyItsNewMembers() {
    var desk = Desk()
    let ids = ["ann", "bob", "eve"].map { desk.user($0) }
    let group = desk.group("g", members: [ids[0], ids[1]])
    let body = #"""
      {"schemas":["\#(groupSchema)"],"displayName":"h","members":[{"value":"\#(ids[2])"},{"value":"\#(ids[1])"}]}
      """#
    #expect(desk.answer("PUT /Groups/\(group)", body).status == 200)
    #expect(desk.members(group) == [ids[1], ids[2]])
    #expect(desk.answer("GET /Users/\(ids[0])").json?["groups"] == nil)
    #expect(desk.answer("GET /Users/\(ids[2])").json?.value(at: "groups.display") == "h")
  }

  @Test(arguments: [
    ("members.value%20eq%20%22ID%22", 2), ("members%20eq%20%22ID%22", 2),
    ("members%5Bvalue%20eq%20%22ID%22%5D", 2), ("members%20pr", 2),
    ("members.value%20ne%20%22ID%22", 1), ("not%20(members%20eq%20%22ID%22)", 1),
    ("displayName%20eq%20%22G1%22%20and%20members%20eq%20%22ID%22", 1),
    ("displayName%20eq%20%22g3%22%20and%20members%20eq%20%22ID%22", 0),
  ])
  func groupsAreFoundByMember(_ filter: String, _ count: Int) {
    var desk = Desk()
    let ann = desk.user("ann")
    _ = desk.group("g1", members: [ann])
    _ = desk.group("g2", members: [ann])
    _ = desk.group("g3")
    let asked = filter.split(separator: "ID", omittingEmptySubsequences: false).joined(
      separator: ann)
    #expect(desk.answer("GET /Groups?filter=\(asked)").resources.count == count)
  }

  @Test func usersAreFoundByGroup() {
    var desk = Desk()
    let ann = desk.user("ann")
    _ = desk.user("bob")
    let group = desk.group("g", members: [ann])
    let found = desk.answer("GET /Users?filter=groups.value%20eq%20%22\(group)%22")
    #expect(found.texts("userName") == ["ann"])
  }

  @Test func anAnswerWithVeryManyMembersIsLeftOut() {
    var desk = Desk()
    let group = desk.group("g", members: (0..<1001).map(String.init))
    let answer = desk.patch("/Groups/\(group)", #"{"op":"add","path":"members","value":["x"]}"#)
    #expect(answer.status == 204)
    #expect(desk.members(group).count == 1002)
  }
}
