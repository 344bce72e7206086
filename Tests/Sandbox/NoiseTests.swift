import TestSupport
import Text
import SCIM
import Sandbox
import Testing

@Suite struct NoiseTests {
  /// Whatever comes in, an answer goes out, users and groups stay consistent, and what is answered
  /// as JSON is JSON.
  @Test(arguments: SandboxProfile.all)
  func anyRequestHasAnAnswer(_ profile: SandboxProfile) throws {
    var quiet = profile
    quiet.faults = []
    var desk = Desk(quiet)
    var random = SplitMix64(seed: 5)
    var statuses: Set<Int> = []
    for _ in 0..<1000 {
      let ids = (desk.provider.users + desk.provider.groups).suffix(3)
        .compactMap { $0["id"]?.scalarText }
      let line = Self.line(ids, &random)
      let body = Self.body(ids, &random)
      let answer = desk.answer(line, body)
      statuses.insert(answer.status)
      #expect((200..<600).contains(answer.status), "\(line) \(body)")
      let isJSON = answer.headers["content-type"]?.contains("json") == true
      #expect(!isJSON || answer.json != nil, "\(line) \(body)")
    }
    #expect(statuses.isSuperset(of: [200, 201, 400, 404]), "\(statuses)")
    let members = desk.provider.groups.flatMap { group in
      group.values(at: "members.value").compactMap(\.string).map { ($0, group["id"]?.scalarText) }
    }
    for user in desk.provider.users {
      let id = user["id"]?.scalarText
      let stated = user.values(at: "groups.value").compactMap(\.string)
      #expect(Set(stated) == Set(members.filter { $0.0 == id }.compactMap(\.1)))
    }
  }

  private static func line(_ ids: [String], _ random: inout some RandomNumberGenerator) -> String {
    let methods = ["GET", "POST", "POST", "PUT", "PATCH", "PATCH", "DELETE", "HEAD"]
    let id = PercentEncoding.encode(ids.randomElement(using: &random) ?? "none")
    let paths = [
      "/Users", "/Users", "/Groups", "/Users/\(id)", "/Users/\(id)", "/Groups/\(id)",
      "/Groups/\(id)",
      "/Bulk", "/.search", "/Users/.search", "/Schemas", "/", "/Me", "//", "/%", "/Users/%00",
    ]
    let queries = [
      "", "", "?", "?filter=userName%20eq%20%22a%22", "?filter=a%5Bb", "?count=-1&startIndex=9e9",
      "?startIndex=9223372036854775807&count=9223372036854775807",
      "?cursor=s-9223372036854775807-1",
      "?cursor=&count=1", "?cursor=o-9223372036854775807-9f6f4f19&count=1",
      "?sortBy=emails&sortOrder=descending",
      "?attributes=,,name.x,emails.value",
      "?excludedAttributes=members,id", "?filter=members.value%20pr%20or%20id%20pr", "?&&=&a",
    ]
    let method = methods.randomElement(using: &random) ?? "GET"
    let path = paths.randomElement(using: &random) ?? "/"
    return "\(method) \(path)\(queries.randomElement(using: &random) ?? "")"
  }

  private static func body(_ ids: [String], _ random: inout some RandomNumberGenerator) -> String {
    let values =
      [
        "null", "true", "\"\"", "\"a\"", "1", "[]", "{}", "[[]]", #"{"value":"a","primary":true}"#,
        #"[{"value":"a","primary":true},{"value":"b","primary":"True"}]"#, "[null,1,\"x\"]",
      ]
      + ids.flatMap { id in
        let text = JSONValue.string(id).text
        return [text, "[{\"value\":\(text)}]"]
      }
    let names = [
      "userName", "displayName", "members", "emails", "name", "active", "groups", "id", "meta",
      "schemas", "emails[type eq \\\"work\\\"].value", "members[value eq \\\"a\\\"]", "x y", "",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", "urn:x:2.0:User:y",
    ]
    func value() -> String { values.randomElement(using: &random) ?? "1" }
    func name() -> String { names.randomElement(using: &random) ?? "x" }
    func operation() -> String {
      let op = ["add", "remove", "replace", "Add", "x"].randomElement(using: &random) ?? "add"
      return #"{"op":"\#(op)","path":"\#(name())","value":\#(value())}"#
    }
    let number = Int.random(in: 0..<40, using: &random)
    let list = #"["\#(userSchema)","\#(groupSchema)"]"#
    let user =
      #"{"schemas":["\#(userSchema)"],"userName":"u\#(number)","displayName":"d","name":{"givenName":"a","familyName":"b"},"emails":[{"value":"a"}]}"#
    let bodies = [
      "", "{", "[]", user, user,
      #"{"schemas":["\#(groupSchema)"],"displayName":"g\#(number)","members":\#(value())}"#,
      #"{"schemas":\#(list),"\#(name())":\#(value()),"userName":"v\#(number)"}"#,
      #"{"Operations":[\#(operation())]}"#, #"{"Operations":[\#(operation()),\#(operation())]}"#,
      #"{"Operations":[{"method":"POST","path":"/Users","bulkId":"1","data":\#(user)}]}"#,
      #"{"filter":"\#(name()) pr","count":\#(value()),"attributes":\#(value())}"#,
    ]
    return bodies.randomElement(using: &random) ?? ""
  }
}
