import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// Other people's SCIM servers as sources.
  @Suite(.enabled(if: Rig.isHere, Rig.missing))
  struct ServiceProviderTests {
    private typealias Person = DirectoryPerson

    private static let count = 120

    private func withServer(
      _ rig: Rig, _ body: (BackgroundProcess, Server, Usher) async throws -> Void
    ) async throws {
      let (process, server) = try await rig.start()
      var usher = try Usher()
      usher.environment["CORP_TOKEN"] = Usher.token
      do {
        try await fill(server)
        let file = try usher.folder.write(
          "usher.yaml",
          """
          apps: []
          directories:
            - name: corp
              kind: scim
              url: \(server.url)
              token: { env: CORP_TOKEN }
              roles: { map: { Everyone: Employees } }
          """)
        try await usher.succeed("apply", "-f", file)
        try await body(process, server, usher)
      } catch {
        await process.stop()
        throw error
      }
      await process.stop()
    }

    /// A user who is to be made.
    private static func user(_ number: Int) -> JSONValue {
      [
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": .string("u\(number)"), "externalId": .string("E\(number)"),
        "name": ["givenName": .string("Zoë \(number)"), "familyName": "O’Neil, \"Z\""],
        "emails": [["value": .string("u\(number)@example.com"), "type": "work", "primary": true]],
        "active": .bool(number % 40 != 0),
      ]
    }

    private func fill(_ server: Server) async throws {
      var ids: [JSONValue] = []
      for number in 1...Self.count {
        let answer = try await server.send("POST", "/Users", Self.user(number))
        try #require(answer.status == 201, "\(answer)")
        ids.append(.string(answer.body?.id ?? ""))
      }
      for (name, members) in [("Everyone", ids), ("VPN", Array(ids.prefix(7)))] {
        let answer = try await server.send(
          "POST", "/Groups",
          [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "displayName": .string(name),
            "members": .array(members.map { ["value": $0] }),
          ])
        try #require(answer.status == 201, "\(answer)")
      }
    }

    /// Everyone as the server has them, in the directory's words.
    private static func expected(_ server: Server) async throws -> [String: Person] {
      var held: [String: [String]] = [:]
      for (group, role) in [("Everyone", "Employees"), ("VPN", "VPN")] {
        for member in try await server.group(group)?["members"]?.array ?? [] {
          held[member["value"]?.scalarText ?? "", default: []].append(role)
        }
      }
      var people: [String: Person] = [:]
      for user in try await server.all("Users") {
        let name = user["userName"] ?? .null
        let email = user["emails"]?.array?.first?["value"]
        var person: Person = [
          "username": name, "external_id": .string(user.id),
          "status": user["active"]?.bool == false ? "suspended" : "active",
          "roles": .array((held[user.id] ?? []).map { .string($0) }),
        ]
        person["firstname"] = user["name"]?["givenName"]
        person["lastname"] = user["name"]?["familyName"]
        person["display_name"] = user["displayName"]
        person["email"] = email
        people[name.string ?? ""] = person.filter { $0.value != .null && $0.value != "" }
      }
      return people
    }

    @Test(arguments: [Rig.scim2Server, .django])
    func everyoneArrivesAndEveryChangeFollows(_ rig: Rig) async throws {
      try await withServer(rig) { process, server, usher in
        let first = try await usher.json("directory", "sync", "corp").array?.first
        #expect(first?["added"] == .integer(Int64(Self.count)))
        var people = try await usher.people()
        expectSame(people, try await Self.expected(server))
        #expect(people.values.count { $0["status"] == "suspended" } == 3)
        #expect(people["u7"]?["roles"] == ["Employees", "VPN"])
        let second = try await usher.json("directory", "sync", "corp").array?.first
        #expect(second?["unchanged"] == .integer(Int64(Self.count)))
        let proof = try await usher.json("directory", "test", "corp")
        #expect(proof["steps"]?.array?.allSatisfy { $0["holds"] == true } == true)
        #expect(proof["people"]?.array?.count == 3)

        // Without anybody gone or renamed, those who changed are enough where the server can tell.
        let early = try #require(try await server.user("u5")).id
        try await server.patch("/Users/" + early, "replace", at: "active", false)
        try await server.send("POST", "/Users", Self.user(998))
        let everyone = try #require(try await server.group("Everyone")).id
        try await server.patch(
          "/Groups/" + everyone, "remove", at: "members[value eq \"\(early)\"]", nil)
        let changed = try await usher.json("directory", "sync", "corp").array?.first
        #expect(changed?["added"] == 1)
        #expect(
          changed?["everyoneBecause"]
            == (rig.name == Rig.django.name
              ? "the server does not filter by meta.lastModified" : .null))
        expectSame(try await usher.people(), try await Self.expected(server))

        let renamed = try #require(try await server.user("u2")).id
        try await server.patch("/Users/" + renamed, "replace", at: "userName", "renamed")
        let suspended = try #require(try await server.user("u3")).id
        try await server.patch("/Users/" + suspended, "replace", at: "active", false)
        try await server.send("DELETE", "/Users/" + (try #require(try await server.user("u4")).id))
        try await server.send("POST", "/Users", Self.user(999))
        let vpn = try #require(try await server.group("VPN")).id
        try await server.patch(
          "/Groups/" + vpn, "add", at: "members", [["value": .string(suspended)]])
        try await server.patch(
          "/Groups/" + vpn, "remove", at: "members[value eq \"\(renamed)\"]", nil)
        let third = try await usher.json("directory", "sync", "corp").array?.first
        #expect(third?["added"] == 1)
        #expect(third?["renamed"] == 1)
        #expect(third?["deleted"] == (rig.keepsDeleted ? 0 : 1))
        people = try await usher.people()
        expectSame(people, try await Self.expected(server))
        #expect(people["u3"]?["status"] == "suspended")
        #expect(people["u4"]?["status"] == (rig.keepsDeleted ? "suspended" : nil))
        #expect(people["renamed"]?["roles"] == ["Employees"])

        var wrong = usher
        wrong.environment["CORP_TOKEN"] = "another"
        try await wrong.fail("directory", "sync", "corp", saying: "401")
        await process.stop()
        try await usher.fail("directory", "sync", "corp", saying: "corp")
        expectSame(try await usher.people(), people)
      }
    }
  }
}
