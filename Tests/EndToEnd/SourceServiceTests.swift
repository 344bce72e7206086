import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// Sources that `usher run` reads by itself, and readings in whose middle something dies.
  @Suite struct SourceServiceTests {
    private func configuration(_ tenant: Server, every: String) -> String {
      """
      apps: []
      directories:
        - name: corp
          kind: onelogin
          url: \(tenant.url)
          client: { id: sandbox, secret: { env: ONELOGIN_SECRET } }
          roles: { map: { Default: null } }
          \(every)
      """
    }

    private func withTenant(
      every: String, _ body: (_ usher: Usher, _ tenant: Server) async throws -> Void
    ) async throws {
      var usher = try Usher()
      usher.environment["ONELOGIN_SECRET"] = Usher.token
      let tenant = try await Sandbox(usher, ["--profile", "onelogin"])
      do {
        let file = try usher.folder.write(
          "usher.yaml", configuration(tenant.server, every: every))
        try await usher.succeed("apply", "-f", file)
        try await body(usher, tenant.server)
      } catch {
        await tenant.stop()
        throw error
      }
      await tenant.stop()
    }

    /// How the source stands, once that is as it should be.
    private func source(
      _ usher: Usher, at location: SourceLocation = #_sourceLocation,
      _ isSo: (JSONValue) -> Bool
    ) async throws -> JSONValue {
      let deadline = ContinuousClock.now.advanced(by: .seconds(60))
      while true {
        let source = try await usher.json("directory", "list").array?.first ?? .null
        if isSo(source) { return source }
        try #require(
          ContinuousClock.now < deadline, "\(source.text)", sourceLocation: location)
      }
    }

    /// Lets a reader that was killed be taken for gone, as after two minutes.
    private func letReaderGo(_ usher: Usher) async throws {
      try await sqlite(
        "UPDATE directory_source SET state = json_set(state, '$.reader.until', 0)",
        on: usher.store)
    }

    @Test func aRunReadsItWhenItsTimeHasCome() async throws {
      try await withTenant(every: "every: 1s") { usher, tenant in
        let run = try usher.start("run")
        do {
          _ = try await source(usher) { $0["people"] == 14 && $0["state"] == "ok" }
          try await tenant.send("PUT", "/api/2/users/61870231", ["lastname": "Takakazu"])
          try await tenant.send("POST", "/api/2/roles/340476/users", [61_870_222])
          while try await usher.json("users", "show", "seki")["lastname"] != "Takakazu" {
            try #require(run.isRunning, Comment(rawValue: run.errors))
          }
          // What is wrong is said once, and stands in the list while the others go on.
          try await tenant.send("PUT", "/sandbox/quirks", ["page-cap=5", "half-page"])
          try await tenant.send("DELETE", "/api/2/users/61870240")
          let failed = try await source(usher) { $0["state"] == "failed" }
          #expect(failed["error"]?.string?.contains("nothing was taken") == true, "\(failed)")
          #expect(try await usher.people().count == 14)
          try await tenant.send("PUT", "/sandbox/quirks", [])
          _ = try await source(usher) { $0["state"] == "ok" }
          #expect(try await usher.people()["boole"] == nil)
        } catch {
          await run.stop()
          throw error
        }
        await run.stop()
      }
    }

    /// Whoever is killed while it reads has taken nothing; the next one begins where it began.
    @Test(arguments: ["sync", "run"])
    func aReadingThatIsKilledGoesOn(_ who: String) async throws {
      try await withTenant(every: "every: 1h") { usher, tenant in
        _ = try await usher.json("directory", "sync", "corp")
        let before = try await usher.people()
        try await tenant.send("PUT", "/api/2/users/61870231", ["lastname": "Takakazu"])
        try await tenant.send("DELETE", "/api/2/users/61870240")
        try await tenant.send("PUT", "/sandbox/faults", ["latency:1:400"])
        if who == "run" {
          // It is due at once.
          try await sqlite(
            "UPDATE directory_source SET state = json_remove(state, '$.triedAt')",
            on: usher.store)
        }
        let words = who == "run" ? ["run"] : ["directory", "sync", "corp"]
        let process = try BackgroundProcess(usher.command(words))
        _ = try await source(usher) { $0["state"] == "reading" }
        await process.stop(signal: SIGKILL)
        #expect(process.status == 128 + SIGKILL, "it was killed at work")
        try await tenant.send("PUT", "/sandbox/faults", [])
        expectSame(try await usher.people(), before)
        #expect(try await usher.problems() == [:])
        // Nobody reads beside it, until it is taken for gone.
        try await usher.fail("directory", "sync", "corp", saying: "is being read by")
        try await letReaderGo(usher)
        let after = try await usher.json("directory", "sync", "corp").array?.first
        #expect(after?["deleted"] == 1)
        #expect(after?["changed"] == 1)
        let people = try await usher.people()
        #expect(people["seki"]?["lastname"] == "Takakazu")
        #expect(people.count == 13)
        #expect(try await usher.succeed("audit", "verify").status == 0)
      }
    }

    /// A server that goes away in the middle of an answer, as where it is started again.
    @Test(
      .enabled(if: DirectoryRig.hasSlapd, DirectoryRig.missingSlapd),
      arguments: [1, 1000])
    func aServerThatGoesAwayInTheMiddle(_ times: Int) async throws {
      let rig = try await DirectoryRig.slapd(1_000)
      let cutter: Relay
      do {
        cutter = try await Relay(before: rig.secure)
      } catch {
        await rig.process.stop()
        throw error
      }
      do {
        try await readThrough(cutter, rig, times)
      } catch {
        await cutter.process.stop()
        await rig.process.stop()
        throw error
      }
      await cutter.process.stop()
      await rig.process.stop()
    }

    private func readThrough(_ cutter: Relay, _ rig: DirectoryRig, _ times: Int) async throws {
      var usher = try Usher()
      usher.environment["CORP_PASSWORD"] = "reader-secret"
      let file = try usher.folder.write(
        "usher.yaml",
        """
        apps: []
        directories:
          - name: corp
            kind: ldap
            url: \(cutter.url)
            ca_file: \(rig.ready["ca"] ?? "")
            bind: { dn: "cn=reader,\(DirectoryRig.base)", password: { env: CORP_PASSWORD } }
            base: "ou=People,\(DirectoryRig.base)"
            filter: "(objectClass=inetOrgPerson)"
            roles: { groups_under: "ou=Groups,\(DirectoryRig.base)", nested: true }
        """)
      try await usher.succeed("apply", "-f", file)
      try await usher.succeed("directory", "sync", "corp")
      let before = try await usher.people()
      #expect(before.count == 1_000)

      // So many connections end after some hundred people; a short answer passes.
      try cutter.cut(times, after: 200_000)
      let words = ["directory", "sync", "corp", "--full", "--json"]
      let ending = try await usher.command(words).run(timeout: 120)
      if times == 1 {
        #expect(ending.status == 0, Comment(rawValue: ending.report))
        #expect(try ending.json().array?.first?["unchanged"] == 1_000)
      } else {
        #expect(ending.status == 1, Comment(rawValue: ending.report))
        #expect(ending.errors.contains("corp"), Comment(rawValue: ending.report))
      }
      #expect(cutter.cuts > 0, "something was cut")
      expectSame(try await usher.people(), before)
      try cutter.cut(0, after: 0)
      let after = try await usher.json("directory", "sync", "corp", "--full")
      #expect(after.array?.first?["unchanged"] == 1_000)
    }
  }
}
