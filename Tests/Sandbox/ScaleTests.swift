import Text
import SCIM
import Sandbox
import Testing

@Suite struct ScaleTests {
  // The limits are long enough for a slow machine and a debug build, and too short for a look at
  // everyone, or a copy of everyone, for each request.

  @Test func manyUsersAreMadeAndFoundAtOnce() throws {
    var provider = SandboxProvider(SandboxOptions(token: nil, seed: 1, logLimit: 0))
    let users = (0..<30_000).map { number -> JSONValue in
      [
        "schemas": [.string(userSchema)], "userName": .string("user\(number)@x.example"),
        "externalId": .string("E\(number)"),
      ]
    }
    let start = ContinuousClock.now
    let ids = try provider.load(users, into: "Users", now: 0)
    for number in stride(from: 0, to: 30_000, by: 100) {
      for filter in ["userName eq \"USER\(number)@x.example\"", "externalId eq \"E\(number)\""] {
        let target = "/Users?filter=\(PercentEncoding.encode(filter))"
        let reply = provider.respond(to: SandboxRequest("GET", target), now: 0)
        let page = try ListPage(response: reply.response)
        #expect(page.resources.map { $0["id"] } == [.string(ids[number])])
      }
      let target = "/Users?startIndex=\(number + 1)&count=1"
      let reply = provider.respond(to: SandboxRequest("GET", target), now: 0)
      #expect(try ListPage(response: reply.response).resources.first?["id"] == .string(ids[number]))
    }
    #expect(ContinuousClock.now - start < .seconds(30))
  }

  @Test func aBigGroupIsChangedAtOnce() throws {
    var provider = SandboxProvider(SandboxOptions(token: nil, seed: 1, logLimit: 0))
    let group: JSONValue = ["schemas": [.string(groupSchema)], "displayName": "g"]
    let id = try provider.load([group], into: "Groups", now: 0)[0]
    let start = ContinuousClock.now
    for batch in 0..<500 {
      let members = (0..<100).map {
        JSONValue.object(.init([("value", .string("\(batch)-\($0)"))]))
      }
      let add = HTTPRequest.patch(
        "Groups", id: id, [PatchOperation(.add, "members", .array(members))])
      #expect(provider.respond(to: SandboxRequest(add, token: nil), now: 0).response.status < 300)
    }
    for number in 0..<500 {
      let path = try AttributePath(parsing: "members[value eq \"\(number)-7\"]")
      let remove = HTTPRequest.patch("Groups", id: id, [PatchOperation(.remove, path)])
      #expect(
        provider.respond(to: SandboxRequest(remove, token: nil), now: 0).response.status == 204)
    }
    #expect(provider.resource(id, in: "Groups")?["members"]?.array?.count == 49_500)
    #expect(ContinuousClock.now - start < .seconds(30))
  }
}
