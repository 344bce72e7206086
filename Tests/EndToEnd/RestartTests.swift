import Foundation
import SCIM
import TestSupport
import Testing
import Text

extension EndToEnd {
  /// Directory servers that are started again in the middle of a reading, also with a certificate that
  /// is not theirs.
  @Suite struct RestartTests {
    /// Starts a server, and a relay before it that can hold an answer.
    private func with(
      _ rig: DirectoryRig, _ password: String,
      _ body: (DirectoryRig, Relay, Usher) async throws -> Void
    ) async throws {
      var relay: Relay?
      var failure: (any Error)?
      do {
        var usher = try Usher()
        usher.environment["CORP_PASSWORD"] = password
        let before = try await Relay(before: rig.secure)
        relay = before
        try await body(rig, before, usher)
      } catch {
        failure = error
      }
      await relay?.process.stop()
      await rig.process.stop()
      if let failure { throw failure }
    }

    /// Reads a source, and starts its server again while an answer is on its way.
    private func sync(
      _ usher: Usher, _ relay: Relay, _ rig: DirectoryRig, meanwhile: () throws -> Void = {}
    ) async throws -> BackgroundProcess {
      try relay.hold(after: 30_000)
      let reading = try BackgroundProcess(usher.command(["directory", "sync", "corp", "--json"]))
      do {
        try await relay.waitForHold()
        try await rig.restart { try meanwhile() }
        #expect(reading.isRunning, "it waits for the rest of the answer")
        try relay.letGo()
        try #require(await reading.ended(within: 120))
      } catch {
        await reading.stop()
        throw error
      }
      return reading
    }

    /// Refuses the server until its certificate is its own again.
    private func refuseOthers(
      _ usher: Usher, _ relay: Relay, _ rig: DirectoryRig
    ) async throws {
      let before = try await usher.people()
      let own = try rig.keepCertificate()
      // Another authority's, in the middle of a reading.
      let authority = try await Authority()
      defer { withExtendedLifetime(authority) {} }
      let foreign = try await authority.certificate(for: [rig.host])
      let reading = try await sync(usher, relay, rig) {
        try rig.replaceCertificate(by: (foreign, foreign))
      }
      #expect(reading.status == 1, Comment(rawValue: reading.output + reading.errors))
      #expect(reading.errors.contains("is not trusted by"), Comment(rawValue: reading.errors))
      expectSame(try await usher.people(), before)
      let listed = try await usher.json("directory", "list").array?.first
      #expect(listed?["state"] == "failed")
      #expect(listed?["error"]?.string?.contains("is not trusted by") == true, "\(listed ?? .null)")
      // The right authority's, for another name.
      let other = try await rig.certificate(
        for: "/CN=elsewhere", host: "elsewhere.example.com")
      try await rig.restart { try rig.replaceCertificate(by: other) }
      try await usher.fail("directory", "sync", "corp", saying: "it is for elsewhere.example.com")
      expectSame(try await usher.people(), before)
      try await rig.restart { try rig.replaceCertificate(by: own) }
    }

    @Test(.enabled(if: DirectoryRig.hasSlapd, DirectoryRig.missingSlapd))
    func slapdComesBackAndNobodyIsLost() async throws {
      try await with(try await DirectoryRig.slapd(2_000), "reader-secret") { rig, relay, usher in
        let file = try usher.folder.write(
          "usher.yaml", LDAPTests.configuration(rig, url: relay.url))
        try await usher.succeed("apply", "-f", file)
        var wanted = try LDAPTests.expected(rig)
        // The first reading of all is one of them.
        let first = try await sync(usher, relay, rig)
        #expect(first.status == 0, Comment(rawValue: first.errors))
        expectSame(try await LDAPTests.seen(usher).people, wanted)

        try await rig.modify(LDAPTests.changes + "\n" + Self.changes)
        LDAPTests.change(&wanted)
        try Self.change(&wanted, rig)
        try await refuseOthers(usher, relay, rig)
        let healed = try await sync(usher, relay, rig)
        #expect(healed.status == 0, Comment(rawValue: healed.errors))
        expectSame(try await LDAPTests.seen(usher).people, wanted)
        let whole = try await usher.json("directory", "sync", "corp", "--full").array?.first
        #expect(whole?["changed"] == 0)
        #expect(whole?["unchanged"] == 2_000)
      }
    }

    /// Somebody moves to another part of the tree, and a group joins another one.
    private static let changes = """
      dn: ou=Moved,ou=People,\(DirectoryRig.base)
      changetype: add
      objectClass: organizationalUnit
      ou: Moved

      dn: uid=u000030,ou=People,\(DirectoryRig.base)
      changetype: modrdn
      newrdn: uid=u000030
      deleteoldrdn: 0
      newsuperior: ou=Moved,ou=People,\(DirectoryRig.base)

      dn: cn=Outer,ou=Groups,\(DirectoryRig.base)
      changetype: add
      objectClass: groupOfNames
      cn: Outer
      member: cn=Dept Security,ou=Groups,\(DirectoryRig.base)

      """

    private static func change(
      _ people: inout [String: DirectoryPerson], _ rig: DirectoryRig
    ) throws {
      let members = try #require(try rig.members()["Dept Security"])
      // Of two thousand, one is renamed and one gone by now.
      for entry in try rig.entries("people.ldif") where members.contains(entry.dn.lowercased()) {
        let uid = entry["uid"] ?? ""
        let name = uid == "u000015" ? "renamed" : uid
        let roles = people[name]?["roles"]?.array ?? []
        let names = (roles.compactMap(\.string) + ["Outer"]).sorted()
        people[name]?["roles"] = .array(names.map { .string($0) })
      }
    }

    @Test(.enabled(if: DirectoryRig.hasSamba, DirectoryRig.missingSamba))
    func aDomainControllerComesBackAndNobodyIsLost() async throws {
      try await with(try await DirectoryRig.samba(200), "Passw0rd.rig") { rig, relay, usher in
        let file = try usher.folder.write(
          "usher.yaml", ActiveDirectoryTests.configuration(rig, url: relay.url))
        try await usher.succeed("apply", "-f", file)
        var wanted = try ActiveDirectoryTests.expected(rig)
        let first = try await sync(usher, relay, rig)
        #expect(first.status == 0, Comment(rawValue: first.errors))
        try await ActiveDirectoryTests.expectSame(usher, wanted)
        let people = try rig.entries("people.ldif").filter { $0["objectClass"] == "user" }
        try await rig.modify(
          ActiveDirectoryTests.changes(people, gone: "u000199"),
          as: "administrator@ad.example.com", "Passw0rd.rig")
        ActiveDirectoryTests.change(&wanted, gone: "u000199")
        try await refuseOthers(usher, relay, rig)
        let healed = try await sync(usher, relay, rig)
        #expect(healed.status == 0, Comment(rawValue: healed.errors))
        try await ActiveDirectoryTests.expectSame(usher, wanted)
      }
    }
  }
}
