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
          """
          apps: []
          directories:
            - name: corp
              kind: onelogin
              url: \(tenant.server.url)
              client: { id: sandbox, secret: { env: ONELOGIN_SECRET } }
              roles: { map: { Employees: Staff } }
            - name: people
              kind: file
              path: /nowhere.csv
          """)
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
