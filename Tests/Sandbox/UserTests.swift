import Text
import SCIM
import Sandbox
import Testing

@Suite struct UserTests {
  @Test func aUserIsCreatedReadReplacedAndDeleted() throws {
    var desk = Desk()
    let created = desk.answer(
      "POST /Users",
      #"""
      {"schemas":["\#(userSchema)","\#(enterprise)"],"id":"mine","UserName":"ann","password":"x",
       "active":"True","groups":[{"value":"g"}],"meta":{"created":"then"},"title":"",
       "emails":{"value":"a@x.example"},"\#(enterprise)":{"Department":"R&D"}}
      """#)
    #expect(created.status == 201)
    let location = "https://app.example/v2/Users/\(created.id)"
    #expect(created.headers["location"] == location)
    #expect(created.headers["etag"] == "W/\"1\"")
    #expect(created.headers["content-type"] == "application/scim+json")
    let time = "2026-01-01T00:00:00.000Z"
    #expect(
      created.json
        == [
          "schemas": [.string(userSchema), .string(enterprise)], "id": .string(created.id),
          "userName": "ann", "active": true, "emails": [["value": "a@x.example"]],
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": ["department": "R&D"],
          "meta": [
            "resourceType": "User", "created": .string(time), "lastModified": .string(time),
            "location": .string(location), "version": "W/\"1\"",
          ],
        ])
    #expect(created.id.count == 36)
    #expect(desk.answer("GET /users/\(created.id)").json == created.json)

    desk.now += 60
    let replaced = desk.answer(
      "PUT /Users/\(created.id)",
      #"{"schemas":["\#(userSchema)"],"id":"other","userName":"ann","title":"Dr."}"#)
    #expect(replaced.status == 200)
    #expect(replaced.id == created.id)
    #expect(replaced.json?["title"] == "Dr.")
    #expect(replaced.json?["emails"] == nil)
    #expect(replaced.json?["schemas"] == [.string(userSchema)])
    #expect(replaced.json?.value(at: "meta.created") == .string(time))
    #expect(replaced.json?.value(at: "meta.lastModified") == "2026-01-01T00:01:00.000Z")
    #expect(replaced.headers["etag"] == "W/\"2\"")

    let deleted = desk.answer("DELETE /Users/\(created.id)")
    #expect(deleted.status == 204)
    #expect(deleted.text.isEmpty)
    for method in ["GET", "PUT", "PATCH", "DELETE"] {
      #expect(desk.answer("\(method) /Users/\(created.id)", "{}").status == 404)
    }
    #expect(desk.provider.users.isEmpty)
  }

  @Test(
    arguments: [
      ("", 400, "invalidSyntax"), ("[]", 400, "invalidSyntax"), ("{", 400, "invalidSyntax"),
      (#"{"userName":"x"}"#, 400, "invalidSyntax"),
      (#"{"schemas":["urn:other"],"userName":"x"}"#, 400, "invalidSyntax"),
      (#"{"schemas":["\#(userSchema)","urn:other"],"userName":"x"}"#, 400, "invalidSyntax"),
      (#"{"schemas":["\#(userSchema)"]}"#, 400, "invalidValue"),
      (#"{"schemas":["\#(userSchema)"],"userName":" "}"#, 400, "invalidValue"),
      (#"{"schemas":["\#(userSchema)"],"userName":{"a":1}}"#, 400, "invalidValue"),
      (#"{"schemas":["\#(userSchema)"],"userName":"x","active":"perhaps"}"#, 400, "invalidValue"),
      (#"{"schemas":["\#(userSchema)"],"userName":"x","shoeSize":1}"#, 400, "invalidSyntax"),
      (#"{"schemas":["\#(userSchema)"],"userName":"x","name":{"shoe":1}}"#, 400, "invalidSyntax"),
      (#"{"schemas":["\#(userSchema)"],"userName":"x","urn:other":{}}"#, 201, nil),
      (#"{"schemas":["\#(userSchema)"],"userName":"x","urn:other":{"a":1}}"#, 400, "invalidSyntax"),
      (#"{"schemas":["\#(userSchema)"],"userName":"ANN"}"#, 409, "uniqueness"),
      (
        #"{"schemas":["\#(userSchema)"],"userName":"x","emails":[{"value":"1","primary":true},{"value":"2","primary":true}]}"#,
        400, "invalidValue"
      ),
      (#"{"schemas":["URN:ietf:params:scim:schemas:core:2.0:User"],"userName":"x"}"#, 201, nil),
    ] as [(String, Int, String?)])
  func createsOnlyWhatIsRight(_ body: String, _ status: Int, _ scimType: String?) {
    var desk = Desk()
    _ = desk.user("ann")
    let answer = desk.answer("POST /Users", body)
    #expect(answer.status == status, "\(answer.text)")
    #expect(answer.scimType == scimType)
    #expect(desk.provider.users.count == (status == 201 ? 2 : 1))
    if status != 201 { #expect(answer.json?["status"] == .string(String(status))) }
  }

  @Test func aPatchChangesAndSaysSo() {
    var desk = Desk()
    let id = desk.user("ann", #""title":"Dr.","externalId":"7""#)
    desk.now += 1
    let answer = desk.patch(
      "/Users/\(id)",
      #"""
      {"op":"replace","path":"active","value":"False"},{"op":"remove","path":"title"},
      {"op":"add","value":{"\#(enterprise)":{"department":"R&D"},"nickName":"A"}}
      """#)
    #expect(answer.status == 200)
    #expect(answer.json?["active"] == false)
    #expect(answer.json?["title"] == nil)
    #expect(answer.json?["schemas"] == [.string(userSchema), .string(enterprise)])
    #expect(answer.headers["etag"] == "W/\"2\"")
    #expect(answer.json?.value(at: "meta.lastModified") == "2026-01-01T00:00:01.000Z")
    #expect(desk.answer("GET /Users/\(id)").json == answer.json)
    let same = desk.patch("/Users/\(id)", #"{"op":"replace","path":"active","value":false}"#)
    #expect(same.headers["etag"] == "W/\"2\"")
  }

  @Test(
    arguments: [
      (#"{"op":"replace","path":"userName","value":"BOB"}"#, 409, "uniqueness"),
      (#"{"op":"replace","path":"userName","value":"ANN"}"#, 200, nil),
      (#"{"op":"replace","path":"userName","value":""}"#, 400, "invalidValue"),
      (#"{"op":"remove","path":"userName"}"#, 400, "mutability"),
      (#"{"op":"replace","path":"id","value":"x"}"#, 400, "mutability"),
      (#"{"op":"add","path":"groups","value":[{"value":"x"}]}"#, 400, "mutability"),
      (#"{"op":"add","path":"shoeSize","value":"x"}"#, 400, "invalidPath"),
      (
        #"{"op":"add","path":"nickName","value":"A"},{"op":"add","path":"shoeSize","value":1}"#,
        400, "invalidPath"
      ),
      (#"{"op":"jump","path":"title"}"#, 400, "invalidSyntax"),
      ("", 400, "invalidSyntax"),
    ] as [(String, Int, String?)])
  func aPatchIsAllOrNothing(_ operations: String, _ status: Int, _ scimType: String?) {
    var desk = Desk()
    let id = desk.user("ann")
    _ = desk.user("bob")
    let before = desk.provider.resource(id, in: "Users")
    let answer = desk.patch("/Users/\(id)", operations)
    #expect(answer.status == status)
    #expect(answer.scimType == scimType)
    #expect((desk.provider.resource(id, in: "Users") == before) == (status != 200))
  }

  @Test func aNameIsFreeAgainAfterARenameOrADeletion() {
    var desk = Desk()
    let ann = desk.user("ann")
    #expect(
      desk.patch("/Users/\(ann)", #"{"op":"replace","path":"userName","value":"eve"}"#).status
        == 200)
    let other = desk.user("ann")
    #expect(!other.isEmpty)
    #expect(desk.answer("GET /Users?filter=userName%20eq%20%22ANN%22").texts("id") == [other])
    #expect(desk.answer("DELETE /Users/\(other)").status == 204)
    #expect(!desk.user("Ann").isEmpty)
  }

  @Test func versionsGuardChanges() {
    var desk = Desk()
    let id = desk.user("ann")
    func patch(_ headers: [String: String]) -> Int {
      desk.answer(
        "PATCH /Users/\(id)",
        #"{"Operations":[{"op":"replace","path":"title","value":"Dr."}]}"#, headers: headers
      ).status
    }
    #expect(patch(["If-Match": "W/\"7\""]) == 412)
    #expect(desk.answer("DELETE /Users/\(id)", headers: ["if-match": "W/\"7\""]).status == 412)
    #expect(patch(["IF-MATCH": "W/\"9\", W/\"1\""]) == 200)
    #expect(patch(["If-Match": "W/\"1\""]) == 412)
    #expect(patch(["If-Match": "*"]) == 200)
    let fresh = desk.answer("GET /Users/\(id)", headers: ["If-None-Match": "W/\"2\""])
    #expect(fresh.status == 304)
    #expect(fresh.text.isEmpty)
    #expect(desk.answer("GET /Users/\(id)", headers: ["If-None-Match": "W/\"1\""]).status == 200)
  }

  @Test(
    arguments: [
      (nil, 401), ("", 401), ("t", 401), ("TT", 401), ("TTT", 401), ("T ", 401), ("T", 200),
    ] as [(String?, Int)])
  func theTokenIsNeeded(_ token: String?, _ status: Int) {
    var desk = Desk()
    desk.token = token
    let answer = desk.answer("GET /Users")
    #expect(answer.status == status)
    #expect((answer.headers["www-authenticate"] != nil) == (status == 401))
  }

  @Test func withoutATokenEveryoneGetsIn() {
    var provider = SandboxProvider(SandboxOptions(token: nil))
    let reply = provider.respond(to: SandboxRequest("GET", "/Users"), now: 0)
    #expect(reply.response.status == 200)
    var other = SandboxProvider(SandboxOptions(token: ""))
    let refused = other.respond(
      to: SandboxRequest("GET", "/Users", headers: ["Authorization": "Bearer x"]), now: 0)
    #expect(refused.response.status == 401)
  }

  @Test(arguments: [
    ("GET /Me", 501), ("GET /Nothing", 404), ("DELETE /Users", 405), ("POST /Users/7", 405),
    ("GET /Users/7/x", 404), ("GET /Bulk", 405), ("GET /.search", 405), ("GET /Users/%zz", 400),
    ("GET /Users?count=%zz", 400), ("GET /Users?count=x", 400), ("GET /Users?filter=x", 400),
    ("GET /Users?sortBy=a.b.c", 400), ("GET /Users?attributes=a.b.c", 400), ("GET /", 200),
    ("PATCH /", 405), ("GET /Users/", 200),
  ])
  func otherPaths(_ line: String, _ status: Int) {
    var desk = Desk()
    #expect(desk.answer(line).status == status)
  }
}
