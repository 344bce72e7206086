import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// A simulated OneLogin tenant as the source.
  @Suite struct OneLoginTests {
    private typealias Person = DirectoryPerson

    private static func configuration(_ tenant: Sandbox, _ more: String = "") -> String {
      """
      apps: []
      directories:
        - name: corp
          kind: onelogin
          url: \(tenant.server.url)
          client: { id: sandbox, secret: { env: ONELOGIN_SECRET } }
          roles: { map: { Default: null, NS-VPN: VPN } }
          every: 15m
      \(more)
      """
    }

    private func withTenant(
      _ options: [String] = [], _ body: (_ usher: Usher, _ tenant: Sandbox) async throws -> Void
    ) async throws {
      var usher = try Usher()
      usher.environment["ONELOGIN_SECRET"] = Usher.token
      let tenant = try await Sandbox(usher, ["--profile", "onelogin"] + options)
      do {
        let file = try usher.folder.write("usher.yaml", Self.configuration(tenant))
        try await usher.succeed("apply", "-f", file)
        try await body(usher, tenant)
      } catch {
        await tenant.stop()
        throw error
      }
      await tenant.stop()
    }

    /// Everyone of the tenant as they should be in the directory, worked out by the test alone.
    private static func expected(_ tenant: Sandbox) async throws -> [String: Person] {
      let fixture = try #require(try await tenant.server.send("GET", "/sandbox/fixture").body)
      let users = fixture["users"]?.array ?? []
      let names = Dictionary(
        uniqueKeysWithValues: users.map { ($0["id"]?.integer ?? 0, $0["username"] ?? .null) })
      var people: [String: Person] = [:]
      for user in users {
        let id = user["id"]?.integer ?? 0
        let works =
          [1, 3, 4, 5, 7, 8].contains(user["status"]?.integer ?? 0) && user["state"] == 1
        var person: Person = [
          "username": user["username"] ?? .null, "status": works ? "active" : "suspended",
          "external_id": .string(String(id)), "group": "Default Policy",
        ]
        let fields = [
          "email", "firstname", "lastname", "title", "department", "company", "phone",
          "samaccountname", "member_of",
        ]
        for field in fields { person[field] = user[field] }
        person["onelogin_external_id"] = user["external_id"]
        for member in user["custom_attributes"]?.object?.members ?? [] {
          person[member.name] = member.value
        }
        person["manager"] = user["manager_user_id"]?.integer.flatMap { names[$0] }
        person = person.filter { $0.value != .null && $0.value != "" }
        var roles: [String] = []
        for (name, role) in [("Employees", "Employees"), ("NS-VPN", "VPN")] {
          let holders = fixture["roles"]?.array?.first { $0["name"]?.string == name }?["users"]
          if holders?.array?.contains(.integer(Int64(id))) == true { roles.append(role) }
        }
        person["roles"] = .array(roles.map { .string($0) })
        people[user["username"]?.string ?? ""] = person
      }
      return people
    }

    private func expectSame(
      _ usher: Usher, _ tenant: Sandbox, at location: SourceLocation = #_sourceLocation
    ) async throws {
      EndToEndTests.expectSame(
        try await usher.people(), try await Self.expected(tenant), at: location)
    }

    private func sync(_ usher: Usher, _ options: String...) async throws -> JSONValue {
      let ending = try await usher.command(["directory", "sync", "corp", "--json"] + options)
        .run(timeout: 120)
      try #require(ending.status == 0, Comment(rawValue: ending.report))
      return try ending.json().array?.first ?? .null
    }

    /// Sends what only the tester may, or an admin of the tenant does.
    private func change(
      _ tenant: Sandbox, _ method: String, _ path: String, _ body: JSONValue? = nil,
      at location: SourceLocation = #_sourceLocation
    ) async throws {
      let answer = try await tenant.server.send(method, path, body)
      #expect(answer.status < 300, "\(answer)", sourceLocation: location)
    }

    @Test func everyoneArrivesAndEveryChangeFollows() async throws {
      try await withTenant { usher, tenant in
        #expect(try await sync(usher)["added"] == 14)
        try await expectSame(usher, tenant)
        let shown = try await usher.json("users", "show", "turing")
        #expect(shown["source"] == "corp")

        // Nothing moved, so that nobody is read again, until it is asked for.
        #expect(try await sync(usher)["confirmed"] == true)
        let whole = try await sync(usher, "--full")
        #expect(whole["unchanged"] == 14)

        // A role that is given moves no date of the user's.
        try await change(tenant, "POST", "/api/2/roles/340476/users", [61_870_222])
        let given = try await sync(usher)
        #expect(given["changed"] == 1)
        // Whoever stands at the mark comes each time.
        #expect(given["read"] == 1)
        try await expectSame(usher, tenant)

        try await change(tenant, "PUT", "/api/2/users/61870204", ["status": 2])
        let suspended = try await sync(usher)
        #expect(suspended["changed"] == 1)
        #expect(suspended["read"] == 2)
        try await expectSame(usher, tenant)

        try await change(tenant, "PUT", "/api/2/users/61870201", ["username": "ada"])
        try await change(tenant, "DELETE", "/api/2/users/61870240")
        try await change(
          tenant, "POST", "/api/2/users",
          ["username": "hilbert", "email": "hilbert@example.com", "status": 1, "state": 1])
        let after = try await sync(usher)
        #expect(after["added"] == 1)
        #expect(after["deleted"] == 1)
        #expect(after["renamed"] == 1)
        let people = try await usher.people()
        #expect(people["turing"]?["status"] == "suspended")
        #expect(people["turing"]?["manager"] == "ada", "a manager is a person")
        #expect(people["boole"] == nil)
        #expect(people["hilbert"]?["roles"] == [])
      }
    }

    @Test func whatPassesHealsWithinTheSync() async throws {
      try await withTenant { usher, tenant in
        _ = try await sync(usher)
        let quirks: [[String]] = [
          ["revokes-token=1"], ["token-500=1", "revokes-token=1"],
          ["token-429=1", "revokes-token=1"], ["v1-429=1"], ["burst=3"],
          ["page-cap=5", "loses-cursor=1"], ["page-cap=5", "half-page=1"], ["total-too-high=1"],
          ["page-cap=5", "repeats-page=1"], ["page-cap=5", "cursor-forgets"],
        ]
        for list in quirks {
          try await change(
            tenant, "PUT", "/sandbox/quirks", .array(list.map { .string($0) }))
          #expect(try await sync(usher, "--full")["unchanged"] == 14, "\(list)")
        }
        try await change(tenant, "PUT", "/sandbox/quirks", [])
        for fault in ["500:0.2@1", "429:0.2:1@2", "truncated:0.2@3", "reset:0.2@4"] {
          try await change(tenant, "PUT", "/sandbox/faults", [.string(fault)])
          #expect(try await sync(usher, "--full")["unchanged"] == 14, "\(fault)")
        }
        let asked = try await tenant.server.send("GET", "/sandbox/requests").body?.array ?? []
        let statuses = Set(asked.map { $0["status"]?.integer ?? 0 })
        #expect(statuses.isSuperset(of: [401, 429, 500, 502, 0]), "\(statuses)")
      }
    }

    @Test func whatIsHalfOrWrongChangesNothing() async throws {
      try await withTenant { usher, tenant in
        _ = try await sync(usher)
        let before = try await usher.people()

        func refused(
          saying part: String, _ usher: Usher, at location: SourceLocation = #_sourceLocation
        ) async throws {
          try await usher.fail("directory", "sync", "corp", "--full", saying: part, at: location)
          let listed = try await usher.json("directory", "list")
          #expect(
            listed.array?.first?["error"]?.string?.contains(part) == true,
            sourceLocation: location)
          #expect(try await usher.people() == before, sourceLocation: location)
        }

        for (quirk, part) in [
          ("half-page", "nothing was taken"), ("total-too-high", "its list ends after"),
          ("repeats-page", "twice"), ("loses-cursor", "its list ends after"),
        ] {
          try await change(
            tenant, "PUT", "/sandbox/quirks", ["page-cap=5", .string(quirk)])
          try await refused(saying: part, usher)
        }
        try await change(tenant, "PUT", "/sandbox/quirks", [])
        var other = usher
        other.environment["ONELOGIN_SECRET"] = "another"
        try await refused(saying: "refuses the client's id or secret (401)", other)

        var fixture = try #require(
          try await tenant.server.send("GET", "/sandbox/fixture").body?.object)
        let whole = fixture
        let roles = (fixture["roles"]?.array ?? []).map { role -> JSONValue in
          var role = role.object ?? JSONObject()
          role["users"] = []
          return .object(role)
        }
        fixture["roles"] = .array(roles)
        try await change(tenant, "PUT", "/sandbox/fixture", .object(fixture))
        try await refused(saying: "memberships are gone", usher)

        fixture = whole
        fixture["users"] = .array(Array((whole["users"]?.array ?? []).prefix(5)))
        try await change(tenant, "PUT", "/sandbox/fixture", .object(fixture))
        try await refused(saying: "9 of 14 people are missing", usher)
        try await usher.fail(
          "directory", "sync", "corp", "--accept-missing", "8", saying: "9 of 14")
        let accepted = try await sync(usher, "--accept-missing", "9")
        #expect(accepted["deleted"] == 9)

        fixture["users"] = []
        try await change(tenant, "PUT", "/sandbox/fixture", .object(fixture))
        try await usher.fail(
          "directory", "sync", "corp", "--accept-missing", "5", saying: "shows nobody at all")
        await tenant.stop()
        try await usher.fail("directory", "sync", "corp", saying: "corp")
        #expect(try await usher.people().count == 5)
      }
    }

    @Test func aTestShowsEachStepAndThreePeople() async throws {
      try await withTenant { usher, _ in
        let proof = try await usher.json("directory", "test", "corp")
        let steps = proof["steps"]?.array ?? []
        #expect(
          steps.compactMap { $0["step"]?.string } == [
            "reach and credential", "fields", "roles", "people", "changes", "deletions",
          ])
        #expect(steps.allSatisfy { $0["holds"] == true })
        let values = proof["people"]?.array?.first?["values"]
        #expect(values?["cost_center"]?["from"] == "custom_attribute_cost_center")
        #expect(values?["external_id"] == ["value": "61870201", "from": "id"])
        #expect(try await usher.json("users", "list") == [])

        var wrong = usher
        wrong.environment["ONELOGIN_SECRET"] = "another"
        let refused = try await wrong.json("directory", "test", "corp", status: 1)
        #expect(refused["steps"]?.array?.count == 1)
        #expect(refused["steps"]?.array?.first?["holds"] == false)
      }
    }
  }
}
