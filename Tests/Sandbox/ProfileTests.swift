import Text
import SCIM
import Sandbox
import Testing

@Suite struct NetskopeTests {
  @Test func aUserKeepsOnlyWhatIsKept() {
    var desk = Desk(.netskope)
    let created = desk.answer(
      "POST /Users",
      #"""
      {"schemas":["\#(userSchema)","\#(enterprise)","urn:x:2.0:User"],"userName":"ann@x.example",
       "externalId":"7","name":{"givenName":"Ann","shoe":1},"title":"Dr.","active":true,
       "emails":[{"value":"ann@x.example","primary":true}],"badge":1,
       "\#(enterprise)":{"department":"R&D"},"urn:x:2.0:User":{"a":1}}
      """#)
    #expect(created.status == 201)
    let names = created.json?.object?.members.map(\.name)
    #expect(
      names == ["schemas", "id", "userName", "externalId", "name", "active", "emails", "meta"])
    #expect(created.json?["schemas"] == [.string(userSchema)])
    #expect(created.json?["name"] == ["givenName": "Ann"])
    #expect(created.json?.value(at: "emails.type") == "work")
    #expect(
      desk.answer("POST /Users", #"{"schemas":["\#(userSchema)"],"userName":"b"}"#).status == 400)
  }

  @Test func aValueThatIsTooLongIsRefused() {
    var profile = SandboxProfile.netskope
    profile.longest["name.familyName"] = 5
    var desk = Desk(profile)
    func post(_ family: String) -> Int {
      desk.answer(
        "POST /Users",
        #"""
        {"schemas":["\#(userSchema)"],"userName":"\#(family)","emails":[{"value":"a@x.example"}],
         "name":{"familyName":"\#(family)"}}
        """#
      ).status
    }
    #expect(post("Gauß") == 201)
    #expect(post("Noether") == 400)
  }

  @Test func aPatchIsA204WhateverBecomesOfIt() {
    var desk = Desk(.netskope)
    let id = desk.user("ann")
    let before = desk.provider.resource(id, in: "Users")
    for operation in [
      #"{"op":"replace","path":"userName","value":"eve"}"#,
      #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"eve@x.example"}"#,
      #"{"op":"add","path":"title","value":"Dr."}"#, #"{"op":"add","path":"badge","value":"7"}"#,
      #"{"op":"add","path":"urn:x:2.0:User:badge","value":"7"}"#,
    ] {
      let answer = desk.patch("/Users/\(id)", operation)
      #expect(answer.status == 204)
      #expect(answer.text.isEmpty)
      #expect(desk.provider.resource(id, in: "Users") == before)
    }
    #expect(
      desk.patch("/Users/\(id)", #"{"op":"replace","path":"active","value":false}"#).status == 204)
    #expect(desk.provider.resource(id, in: "Users")?["active"] == false)
    #expect(desk.patch("/Users/\(id)", #"{"op":"replace","value":{"active":true}}"#).status == 400)
  }

  @Test(arguments: [
    (#"{"op":"add","path":"members","value":[{"value":"ID"}]}"#, 204),
    (#"{"op":"add","path":"Members","value":[{"value":"ID"}]}"#, 400),
    (#"{"op":"replace","path":"displayname","value":"h"}"#, 204),
    (#"{"op":"replace","path":"displayName","value":"h"}"#, 400),
    (#"{"op":"replace","path":"externalid","value":"h"}"#, 204),
    (#"{"op":"replace","path":"externalId","value":"h"}"#, 400),
    (#"{"op":"add","value":{"members":[{"value":"ID"}]}}"#, 400),
    (#"{"op":"add","path":"members","value":[{"value":"nobody"}]}"#, 400),
  ])
  func groupPathsAreInLowerCase(_ operation: String, _ status: Int) {
    var desk = Desk(.netskope)
    let ann = desk.user("ann")
    let group = desk.group("g")
    let asked = operation.split(separator: "ID", omittingEmptySubsequences: false)
    #expect(desk.patch("/Groups/\(group)", asked.joined(separator: ann)).status == status)
  }

  @Test func membersShowOnlyWhereTheyAreAskedFor() {
    var desk = Desk(.netskope)
    let ann = desk.user("ann")
    let group = desk.group("g", members: [ann])
    #expect(desk.answer("GET /Groups/\(group)").json?["members"] == nil)
    #expect(desk.answer("GET /Groups").resources.first?["members"] == nil)
    let asked = desk.answer("GET /Groups/\(group)?attributes=members").json
    #expect(asked?.value(at: "members.value") == .string(ann))
    #expect(asked?.value(at: "members.display") == "ann")
    #expect(asked?["displayName"] == nil)
  }

  @Test func listsHaveNeitherSchemasNorMeta() {
    var desk = Desk(.netskope)
    for number in 0..<250 { _ = desk.user("u\(number)") }
    let list = desk.answer("GET /Users?count=500&startIndex=10")
    #expect(list.resources.count == 200)
    #expect(list.json?["schemas"] == nil)
    #expect(list.json?["totalResults"] == 250)
    #expect(list.resources.allSatisfy { $0["schemas"] == nil && $0["meta"] == nil })
    let id = list.texts("id")[0]
    #expect(desk.answer("GET /Users/\(id)").json?["meta"] != nil)
  }

  @Test func fourRequestsASecondAndCollection() {
    var desk = Desk(.netskope, enforcesRates: true)
    var remaining: [String?] = []
    for _ in 0..<4 { remaining.append(desk.answer("GET /Users").headers["ratelimit-remaining"]) }
    #expect(remaining == ["3", "2", "1", "0"])
    desk.now += 0.9
    let refused = desk.answer("GET /Users")
    #expect(refused.status == 429)
    #expect(refused.headers["retry-after"] == "1")
    #expect(refused.headers["ratelimit-limit"] == "4")
    #expect(refused.headers["ratelimit-reset"] == "1")
    #expect(desk.answer("GET /Groups").status == 200)
    desk.now += 0.1
    #expect(desk.answer("GET /Users").status == 200)
  }
}

@Suite struct AWSTests {
  private func user(_ desk: inout Desk, _ name: String) -> Answer {
    desk.answer(
      "POST /Users",
      #"""
      {"schemas":["\#(userSchema)"],"userName":"\#(name)","displayName":"\#(name)",
       "name":{"givenName":"a","familyName":"b"}}
      """#)
  }

  @Test(arguments: [
    ("userName eq \"ann\"", 200), ("userName eq \"ann\" and displayName eq \"ann\"", 200),
    ("userName eq \"ann\" or displayName eq \"x\"", 400), ("userName sw \"a\"", 400),
    ("not (userName eq \"a\")", 400), ("emails[type eq \"work\"]", 400),
  ])
  func onlyEqualities(_ filter: String, _ status: Int) {
    var desk = Desk(.aws)
    _ = user(&desk, "ann")
    let answer = desk.answer("GET /Users?filter=\(PercentEncoding.encode(filter))")
    #expect(answer.status == status)
    if status == 200 { #expect(answer.texts("userName") == ["ann"]) }
    if status == 400 { #expect(answer.json?["schema"] == answer.json?["schemas"]) }
  }

  @Test func thereIsNoSecondPage() {
    var desk = Desk(.aws)
    for number in 0..<60 { #expect(user(&desk, "u\(number)").status == 201) }
    let list = desk.answer("GET /Users?startIndex=51&count=100")
    #expect(list.texts("userName").first == "u0")
    #expect(list.resources.count == 50)
    #expect(list.json?["totalResults"] == 50)
    #expect(list.json?["startIndex"] == 1)
  }

  @Test func groupsAreAskedAboutOneMember() {
    var desk = Desk(.aws)
    let ann = user(&desk, "ann").id
    let bob = user(&desk, "bob").id
    let group = desk.group("g", members: [ann])
    #expect(desk.answer("GET /Groups/\(group)?attributes=members").json?["members"] == nil)
    for (id, count) in [(ann, 1), (bob, 0)] {
      let filter = PercentEncoding.encode("id eq \"\(group)\" and members eq \"\(id)\"")
      let answer = desk.answer("GET /Groups?filter=\(filter)")
      #expect(answer.resources.count == count)
      #expect(answer.resources.allSatisfy { $0["members"] == nil })
    }
    #expect(desk.answer("PUT /Groups/\(group)", "{}").status == 501)
  }

  @Test func aHundredMembersAtMost() {
    var desk = Desk(.aws)
    let ids = (0..<101).map { user(&desk, "u\($0)").id }
    let group = desk.group("g")
    func list(_ ids: some Sequence<String>) -> String {
      ids.map { "{\"value\":\"\($0)\"}" }.joined(separator: ",")
    }
    let add = { (ids: String) in #"{"op":"add","path":"members","value":[\#(ids)]}"# }
    #expect(desk.patch("/Groups/\(group)", add(list(ids))).status == 400)
    let split = add(list(ids[..<50])) + "," + add(list(ids[50...]))
    #expect(desk.patch("/Groups/\(group)", split).status == 400)
    #expect(desk.patch("/Groups/\(group)", add(list(ids[..<100]))).status == 200)
    for operation in [
      #"{"op":"remove","path":"members"}"#, #"{"op":"replace","path":"members","value":[]}"#,
    ] {
      #expect(desk.patch("/Groups/\(group)", operation).status == 400)
    }
    #expect(desk.members(group).count == 100)
    #expect(desk.group("many", members: ids).isEmpty)
    #expect(desk.group("G").isEmpty)
  }

  @Test func oneEmailAndAllNames() {
    var desk = Desk(.aws)
    let id = user(&desk, "ann").id
    let emails = #"{"op":"add","path":"emails","value":[{"value":"a"},{"value":"b"}]}"#
    #expect(desk.patch("/Users/\(id)", emails).status == 400)
    #expect(desk.patch("/Users/\(id)", #"{"op":"remove","path":"name.givenName"}"#).status == 400)
    #expect(desk.answer("POST /Bulk", "{}").status == 501)
  }
}

@Suite struct SlackTests {
  @Test func deletingDeactivates() {
    var desk = Desk(.slack)
    let id = desk.user("ann", #""active":true"#)
    let group = desk.group("g", members: [id])
    #expect(desk.answer("DELETE /Users/\(id)").status == 204)
    #expect(desk.answer("GET /Users/\(id)").json?["active"] == false)
    #expect(desk.members(group) == [id])
    #expect(desk.answer("DELETE /Groups/\(group)").status == 204)
    #expect(desk.answer("GET /Groups/\(group)").status == 404)
  }

  @Test func newUsersAndWritesHaveTheirLimits() {
    var desk = Desk(.slack, enforcesRates: true)
    for number in 0..<180 { #expect(!desk.user("u\(number)").isEmpty) }
    #expect(desk.user("late").isEmpty)
    #expect(desk.answer("GET /Users").status == 200)
    let id = desk.provider.users[0]["id"]?.string ?? ""
    var refused: Answer?
    for _ in 0..<500 where refused == nil {
      let answer = desk.patch("/Users/\(id)", #"{"op":"add","path":"title","value":"x"}"#)
      if answer.status != 200 { refused = answer }
    }
    #expect(refused?.status == 429)
    #expect(refused?.headers["retry-after"] == "60")
    desk.now += 60
    #expect(!desk.user("late").isEmpty)
  }
}

@Suite struct HostileTests {
  private var profile: SandboxProfile {
    var profile = SandboxProfile.hostile
    profile.faults = []
    return profile
  }

  @Test func nothingIsAsItShouldBe() {
    var desk = Desk(profile)
    let first = desk.user("ann", #""active":true,"title":"Dr.""#)
    let second = desk.user("ann")
    #expect(first != second)
    #expect(first.contains("/"))
    let one = desk.answer("GET /Users/\(PercentEncoding.encode(first))")
    #expect(one.status == 200)
    #expect(one.json?["active"] == "True")
    #expect(one.json?["title"] == nil)
    #expect(one.json?["meta"] == nil)
    let list = desk.answer("GET /Users?filter=userName%20eq%20%22nobody%22")
    #expect(list.texts("userName") == ["ann", "ann"])
    #expect(list.json?["totalResults"] == 9)
    let group = desk.group("g", members: [first, "nobody"])
    #expect(desk.members(group) == [first])
    #expect(desk.answer("GET /Groups/\(group)").json?["id"] == 1 || Int(group) != nil)
    #expect(desk.answer("PATCH /Groups/\(group)", "{}").status == 501)
    #expect(desk.answer("GET /ServiceProviderConfig").status == 404)
  }

  @Test func errorsArePages() {
    var desk = Desk(profile)
    let answer = desk.answer("GET /Users/<script>&")
    #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
    #expect(answer.text.contains("&lt;script&gt;&amp;"))
    #expect(!answer.text.contains("<script>"))
    let failure = SCIMFailure(
      response: HTTPResponse(status: answer.status, body: Array(answer.text.utf8)))
    #expect(failure.status == 404)
    #expect(failure.detail?.contains("There is no User") == true)
  }

  @Test func oneAnswerInTenIsLost() {
    var desk = Desk(.hostile)
    let replies = (0..<300).map { desk.send("POST /Users", #"{"userName":"u\#($0)"}"#) }
    let lost = replies.count { $0.delivery == .none }
    #expect((10...60).contains(lost))
    #expect(desk.provider.users.count == 300)
  }
}

@Suite struct ProfileNameTests {
  @Test func eachProfileIsFoundByName() {
    #expect(SandboxProfile.all.map(\.name) == ["rfc", "netskope", "aws", "slack", "hostile"])
    for profile in SandboxProfile.all {
      #expect(SandboxProfile.named(profile.name.uppercased()) == profile)
    }
    #expect(SandboxProfile.named("other") == nil)
  }
}
