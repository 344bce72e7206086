import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// An app of a simulated OneLogin tenant, taken over by command.
  @Suite struct TakeOverTests {
    private func withTenant(
      _ options: [String] = [],
      _ body: (_ usher: Usher, _ tenant: Sandbox, _ options: [String]) async throws -> Void
    ) async throws {
      var usher = try Usher()
      usher.environment["ONELOGIN_SECRET"] = Usher.token
      let tenant = try await Sandbox(usher, ["--profile", "onelogin"] + options)
      let words = [
        "--url", tenant.server.url, "--client-id", "sandbox", "--client-secret",
        "env:ONELOGIN_SECRET",
      ]
      do {
        try await body(usher, tenant, words)
      } catch {
        await tenant.stop()
        throw error
      }
      await tenant.stop()
    }

    private func call(_ usher: Usher, _ words: [String]) async throws -> Command.Ending {
      try await usher.command(["import", "onelogin"] + words).run(timeout: 120)
    }

    @Test func openNotesKeepAnAppFromBeingEnabled() async throws {
      try await withTenant { usher, tenant, options in
        let taken = try await call(usher, ["Netskope"] + options)
        try #require(taken.status == 0, Comment(rawValue: taken.report))
        #expect(taken.output.contains("  - name: Netskope\n"))
        #expect(taken.output.contains("# TAKE-OVER: the rule “Long absent” is left out"))
        #expect(!(taken.output + taken.errors).contains("••••"), "no secret of OneLogin's")
        let file = try usher.folder.write("taken.yaml", taken.output)
        try await usher.succeed("apply", "-f", file)
        let enabled = taken.output.replacing("enabled: false", with: "enabled: true")
        let early = try usher.folder.write("early.yaml", enabled)
        let refused = try await usher("apply", "-f", early)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("still to be decided"), Comment(rawValue: refused.report))
        let decided = enabled.split(separator: "\n").filter { !$0.contains("# TAKE-OVER:") }
        let late = try usher.folder.write("late.yaml", decided.joined(separator: "\n") + "\n")
        try await usher.succeed("apply", "-f", late)
        let wrong = try await call(usher, ["Netscope"] + options)
        #expect(wrong.status == 1)
        #expect(wrong.errors.contains("did you mean Netskope?"), Comment(rawValue: wrong.report))
        let rows = try await call(usher, ["Netskope", "--compare", "--json"] + options)
        try #require(rows.status == 0, Comment(rawValue: rows.report))
        let galois = try rows.json().array?.first { $0["user"] == "galois" }
        #expect(galois?["usher"] == "none: suspended")
      }
    }

    // MARK: Accounts that OneLogin made

    /// The connector's template, as an admin copies it from its Configuration tab.
    private static let template = """
      {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
       "userName":"{$parameters.scimusername}",
       "name":{"givenName":"{$user.firstname}","familyName":"{$user.lastname}"},
       "active": {$user.active},
       "emails":[{"value":"{$user.email}","type":"work","primary":true}]}
      """

    /// Makes the accounts and groups that the tenant's rules give, with the values of the template.
    private static func provision(_ app: Server, from tenant: Server) async throws {
      let fixture = try #require(try await tenant.send("GET", "/sandbox/fixture").body)
      let role = fixture["roles"]?.array?.first { $0["name"] == "Employees" }
      let holders = role?["users"]?.array ?? []
      var ids: [String: String] = [:]
      for user in fixture["users"]?.array ?? [] where holders.contains(user["id"] ?? .null) {
        let works = [1, 3, 4, 5, 7, 8].contains(user["status"]?.integer ?? 0) && user["state"] == 1
        let made = try await app.send(
          "POST", "/Users",
          [
            "schemas": [.string(Schema.user.id)], "userName": user["email"] ?? .null,
            "name": [
              "givenName": user["firstname"] ?? .null, "familyName": user["lastname"] ?? .null,
            ],
            "emails": [["type": "work", "primary": true, "value": user["email"] ?? .null]],
            "active": .bool(works),
          ])
        try #require(made.status == 201, "\(made)")
        ids[user["username"]?.string ?? ""] = made.body?.id
      }
      try #require(ids.count == 12)
      for (name, members) in [
        ("Engineers", ["lovelace", "turing", "hopper"]), ("VPN", ["turing", "shannon"]),
        ("Review", ["boole"]),
      ] {
        let values = try members.map { name -> JSONValue in
          ["value": .string(try #require(ids[name]))]
        }
        let made = try await app.send(
          "POST", "/Groups",
          [
            "schemas": [.string(Schema.group.id)], "displayName": .string(name),
            "members": .array(values),
          ])
        try #require(made.status == 201, "\(made)")
      }
    }

    /// Takes the app over, against accounts that are there; each thing to decide is decided.
    private func takeOver(_ usher: Usher, _ tenant: Sandbox, _ app: Server) async throws {
      let source = try usher.folder.write(
        "directory.yaml", "apps: []\n" + OneLoginSource.directories(tenant.server, roles: "{}"))
      try await usher.succeed("apply", "-f", source)
      try await usher.succeed("directory", "sync", "corp")
      let template = try usher.folder.write("template.json", Self.template)
      let taken = try await call(
        usher, ["Netskope", "--directory", "corp", "--template", template])
      try #require(taken.status == 0, Comment(rawValue: taken.report))
      let text = taken.output.split(separator: "\n").filter { !$0.contains("# TAKE-OVER:") }
        .joined(separator: "\n")
        .replacing("https://tenant.goskope.com/api/v2/scim", with: app.url)
        .replacing("NETSKOPE_TOKEN", with: "APP_TOKEN")
      let file = try usher.folder.write("usher.yaml", text + "\n")
      try await usher.succeed("apply", "-f", file)
      try await usher.succeed("connection", "enable", "Netskope")
    }

    /// A directory without roles gives nobody access, which an empty plan must not hide.
    @Test func aDirectoryThatReadsNoRolesIsNamed() async throws {
      try await withTenant { usher, tenant, _ in
        let text = "apps: []\n" + OneLoginSource.directories(tenant.server)
        let file = try usher.folder.write(
          "usher.yaml",
          lines(of: text).filter { !$0.contains("roles:") }.joined(separator: "\n") + "\n")
        try await usher.succeed("apply", "-f", file)
        try await usher.succeed("directory", "sync", "corp")
        let taken = try await call(usher, ["Netskope", "--directory", "corp"])
        #expect(
          taken.output.contains(
            "# TAKE-OVER: the directory reads no roles, so that nobody holds Employees; write `roles: {}`"
          ), Comment(rawValue: taken.report))
        let app = taken.output.split(separator: "\n").filter { !$0.contains("# TAKE-OVER:") }
          .joined(separator: "\n").replacing("NETSKOPE_TOKEN", with: "APP_TOKEN")
        try await usher.succeed("apply", "-f", try usher.folder.write("app.yaml", app + "\n"))
        let planned = try await usher("plan", "Netskope")
        #expect(
          planned.errors.contains(
            "nothing to change in Netskope: nobody has access, since nobody holds Employees"),
          Comment(rawValue: planned.report))
      }
    }

    @Test func theFirstPlanOfATakenOverAppSaysWhatDiffersAndNothingElse() async throws {
      try await withTenant { usher, tenant, _ in
        let app = try await Sandbox(usher, ["--profile", "netskope", "--no-rates"])
        do {
          try await Self.provision(app.server, from: tenant.server)
          try await takeOver(usher, tenant, app.server)
          let before = try await app.server.all("Users")
          // Whoever is suspended there has an account that is inactive, and is left so.
          let read = try await usher.json("entitlements", "refresh", "Netskope")
          #expect(read["groups"] == 3)
          #expect(read["accounts"] == 12)
          #expect(read["linked"] == 10)
          #expect(try await usher.json("plan", "Netskope") == [])
          let planned = try await usher("plan", "Netskope")
          #expect(planned.errors.contains("Netskope is as it should be; nothing to change"))

          // The switch: OneLogin's is off, and nothing is to be done here.
          let file = usher.folder.path + "/usher.yaml"
          let text = try String(contentsOfFile: file, encoding: .utf8)
          try await usher.succeed(
            "apply", "-f",
            try usher.folder.write(
              "enabled.yaml", text.replacing("enabled: false", with: "enabled: true")))
          try await usher.succeed("reapply", "Netskope")
          #expect(try await usher.json("tasks", "list") == [])
          #expect(try await usher("verify", "Netskope").status == 0)
          #expect(try await app.server.all("Users") == before, "nothing was sent")
        } catch {
          await app.stop()
          throw error
        }
        await app.stop()
      }
    }

    @Test func anAccountThatDiffersIsTheFirstPlan() async throws {
      try await withTenant { usher, tenant, _ in
        let app = try await Sandbox(usher, ["--profile", "netskope", "--no-rates"])
        do {
          try await Self.provision(app.server, from: tenant.server)
          let noether = try #require(try await app.server.user("noether@example.com"))
          try await app.server.patch(
            "/Users/" + noether.id, "replace", at: "name.familyName", "Nöther")
          try await takeOver(usher, tenant, app.server)
          let read = try await usher.json("entitlements", "refresh", "Netskope")
          #expect(read["linked"] == 9)
          let plan = try await usher.json("plan", "Netskope").array ?? []
          #expect(plan.count == 1, "\(plan.map(\.text))")
          #expect(plan.first?["action"] == "link")
          #expect(plan.first?["name"] == "noether@example.com")
          #expect(
            plan.first?["changes"]
              == [["path": "name.familyName", "from": "Nöther", "to": "Noether"]])
        } catch {
          await app.stop()
          throw error
        }
        await app.stop()
      }
    }

    @Test(arguments: ["token-500=1", "token-429=1", "revokes-token=1", "burst=3", "v1-429=1"])
    func aTenantThatHasTroubleIsReadAllTheSame(_ quirk: String) async throws {
      try await withTenant(["--quirk", quirk, "--fault", "500:0.1@1"]) { usher, _, options in
        let taken = try await call(usher, ["1100200"] + options)
        #expect(taken.status == 0, Comment(rawValue: taken.report))
        #expect(taken.output.contains("  - name: Netskope\n"))
      }
    }

    @Test func theTenantOfADirectoryIsTakenWithItsNames() async throws {
      try await withTenant { usher, tenant, options in
        let file = try usher.folder.write(
          "usher.yaml",
          "apps: []\n"
            + OneLoginSource.directories(tenant.server, roles: "{ map: { Employees: Staff } }")
            + "  - name: people\n    kind: file\n    path: /nowhere.csv\n")
        try await usher.succeed("apply", "-f", file)
        let given = try await call(usher, ["Netskope"] + options)
        let taken = try await call(usher, ["Netskope", "--directory", "CORP"])
        try #require(taken.status == 0, Comment(rawValue: taken.report))
        #expect(given.output.contains("roles: [Employees]"))
        #expect(
          taken.output == given.output.replacing("roles: [Employees]", with: "roles: [Staff]"))
        for (words, part) in [
          (["--directory", "people"], "people is of kind file"),
          (["--directory", "crop"], "corp"), ([], "--directory"),
          (["--directory", "corp"] + options, "leave out --url"),
        ] {
          let refused = try await call(usher, ["Netskope"] + words)
          #expect(refused.status != 0)
          #expect(refused.errors.contains(part), Comment(rawValue: refused.report))
        }
      }
    }

    @Test func aWrongSecretIsNamed() async throws {
      try await withTenant { usher, _, options in
        var other = usher
        other.environment["ONELOGIN_SECRET"] = "another"
        let refused = try await call(other, ["Netskope"] + options)
        #expect(refused.status == 1)
        #expect(
          refused.errors.contains("refuses the client's id or secret (401)"),
          Comment(rawValue: refused.report))
        let shown = try await call(usher, ["Netskope"] + options.dropLast() + [Usher.token])
        #expect(shown.status == 64)
        #expect(!shown.errors.contains(Usher.token), "it is not repeated")
      }
    }
  }
}
