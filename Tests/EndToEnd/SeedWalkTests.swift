import Text
import TestSupport
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// The seed's walk by commands: OneLogin is the directory, Netskope the app.
  @Suite struct SeedWalkTests {
    /// A tenant, an app and a program that knows both.
    private func withBoth(
      _ body: (_ usher: Usher, _ tenant: Server, _ app: Server) async throws -> Void
    ) async throws {
      var usher = try Usher()
      usher.environment["ONELOGIN_SECRET"] = Usher.token
      let tenant = try await Sandbox(usher, ["--profile", "onelogin"])
      let app: Sandbox
      do {
        app = try await Sandbox(usher, ["--profile", "netskope"])
      } catch {
        await tenant.stop()
        throw error
      }
      do {
        let file = try usher.folder.write(
          "usher.yaml", Self.configuration(tenant: tenant.server, app: app.server))
        try await usher.succeed("apply", "-f", file)
        try await body(usher, tenant.server, app.server)
      } catch {
        await app.stop()
        await tenant.stop()
        throw error
      }
      await app.stop()
      await tenant.stop()
    }

    private static func configuration(tenant: Server, app: Server) -> String {
      """
      directories:
        - name: onelogin
          kind: onelogin
          url: \(tenant.url)
          client: { id: sandbox, secret: { env: ONELOGIN_SECRET } }
          roles: { map: { Default: null } }
      apps:
        - name: netskope
          template: netskope
          connection: { base_url: \(app.url), token: { env: APP_TOKEN } }
          provisioning:
            enabled: true
            approve: [create, update, delete, groups]
            when_deleted: suspend
          roles: [Employees]
          rules:
            - name: VPN
              when: { role: NS-VPN }
              then:
                - add_to_group: { name: VPN, create: true }
      """
    }

    private func pending(_ usher: Usher) async throws -> [JSONValue] {
      try await usher.json("tasks", "list", "--status", "pending").array ?? []
    }

    @Test func aRoleIsGivenThereAndATaskAppearsHere() async throws {
      try await withBoth { usher, tenant, app in
        // 1 Connection and 2 Provisioning: enable, read what the app offers.
        try await usher.succeed("connection", "enable", "netskope")
        try await usher.succeed("entitlements", "refresh", "netskope")

        // 5 Directory: everyone comes from OneLogin, and whoever holds the role has a task.
        let first = try await usher.json("directory", "sync", "onelogin").array?.first
        #expect(first?["added"] == 14)
        let tasks = try await pending(usher)
        let creates = tasks.filter { $0["action"] == "create" }
        // Twelve hold Employees; two of them are suspended there.
        #expect(creates.count == 10, "\(tasks.map(\.text))")
        #expect(try await app.all("Users").isEmpty, "nothing is sent before it is approved")
        try await usher.succeed("tasks", "approve", "--all", "--yes")
        try await usher.succeed("run", "--until-idle")
        try await usher.succeed("tasks", "approve", "--all", "--yes")
        try await usher.succeed("run", "--until-idle")
        #expect(try await app.all("Users").count == 10)
        // Netskope shows no members; what was sent for them is what the app took.
        let sent = try await usher.json("tasks", "list", "--status", "provisioned").array ?? []
        #expect(sent.contains { $0["action"] == "add-members" && $0["name"] == "VPN" })

        // A role is given in OneLogin.
        try await tenant.send("POST", "/api/2/roles/340475/users", [61_870_231])
        let given = try await usher.json("directory", "sync", "onelogin").array?.first
        #expect(given?["changed"] == 1)
        // 6 Tasks: it is found, looked at and approved.
        let found = try await usher.json("tasks", "list", "--search", "seki").array ?? []
        #expect(found.count == 1)
        #expect(found.first?["action"] == "create")
        #expect(found.first?["status"] == "pending")
        let id = try #require(found.first?["id"]?.scalarText)
        try await usher.succeed("tasks", "approve", id)
        try await usher.succeed("run", "--until-idle")
        // 7 The user is there, read back; then the same for an update, and a deletion.
        let seki = try #require(try await app.all("Users").first { $0.text.contains("seki@") })
        #expect(seki["active"] == true)
        #expect(try await usher("verify", "netskope").status == 0)

        try await tenant.send("PUT", "/api/2/users/61870231", ["lastname": "Takakazu"])
        _ = try await usher.json("directory", "sync", "onelogin")
        try await decide(usher, on: "update")
        #expect(
          try await app.send("GET", "/Users/" + seki.id).body?["name"]?["familyName"] == "Takakazu")

        try await tenant.send("DELETE", "/api/2/users/61870231")
        _ = try await usher.json("directory", "sync", "onelogin")
        try await decide(usher, on: "suspend")
        #expect(try await app.send("GET", "/Users/" + seki.id).body?["active"] == false)

        // The role is taken there.
        try await tenant.send("DELETE", "/api/2/roles/340476/users", [61_870_204])
        _ = try await usher.json("directory", "sync", "onelogin")
        try await decide(usher, on: "remove-members")
        #expect(try await usher("verify", "netskope").status == 0)
      }
    }

    /// Approves the one task that waits, which must do this.
    private func decide(
      _ usher: Usher, on action: String, at location: SourceLocation = #_sourceLocation
    ) async throws {
      let tasks = try await pending(usher)
      #expect(
        tasks.map { $0["action"]?.string } == [action], "\(tasks.map(\.text))",
        sourceLocation: location)
      try await usher.succeed("tasks", "approve", "--all", "--yes")
      try await usher.succeed("run", "--until-idle")
    }
  }
}
