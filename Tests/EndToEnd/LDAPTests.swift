import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// A real directory server as the source.
  @Suite(.enabled(if: DirectoryRig.hasSlapd, DirectoryRig.missingSlapd))
  struct LDAPTests {
    /// A person as they should be in the directory, worked out from the LDIF alone.
    typealias Person = DirectoryPerson

    private static let columns = [
      "givenName": "firstname", "sn": "lastname", "displayName": "display_name", "mail": "email",
      "title": "title", "telephoneNumber": "phone", "departmentNumber": "department",
      "employeeNumber": "employee_id", "employeeType": "type",
    ]

    static func expected(_ rig: DirectoryRig) throws -> [String: Person] {
      let entries = try rig.entries("people.ldif").filter { $0["objectClass"] == "inetOrgPerson" }
      let names = Dictionary(
        uniqueKeysWithValues: entries.map { ($0.dn.lowercased(), $0["uid"] ?? "") })
      let members = try rig.members()
      var people: [String: Person] = [:]
      for entry in entries {
        var person: Person = ["username": .string(entry["uid"] ?? ""), "status": "active"]
        for (origin, name) in columns where entry[origin] != nil {
          person[name] = entry[origin].map { .string($0) }
        }
        if let manager = entry["manager"], let name = names[manager.lowercased()] {
          person["manager"] = .string(name)
        }
        let roles = members.filter { $0.value.contains(entry.dn.lowercased()) }.map(\.key).sorted()
        person["roles"] = .array(roles.map { .string($0) })
        people[entry["uid"] ?? ""] = person
      }
      return people
    }

    /// The directory without usher's own ids, and the stable key of each.
    static func seen(_ usher: Usher) async throws -> (
      people: [String: Person], keys: [String: JSONValue]
    ) {
      var people = try await usher.people()
      var keys: [String: JSONValue] = [:]
      for name in people.keys { keys[name] = people[name]?.removeValue(forKey: "external_id") }
      return (people, keys)
    }

    static func configuration(
      _ rig: DirectoryRig, url: String? = nil, account: String = "reader", _ more: String = ""
    ) -> String {
      """
      apps: []
      directories:
        - name: corp
          kind: ldap
          url: \(url ?? rig.plain)
          ca_file: \(rig.ready["ca"] ?? "")
          bind: { dn: "cn=\(account),\(DirectoryRig.base)", password: { env: CORP_PASSWORD } }
          base: "ou=People,\(DirectoryRig.base)"
          filter: "(objectClass=inetOrgPerson)"
          suspended: "(l=Suspended)"
          attributes: { company: null }
          roles: { groups_under: "ou=Groups,\(DirectoryRig.base)", nested: true }
      \(more)
      """
    }

    private func apply(_ usher: Usher, _ text: String) async throws {
      let file = try usher.folder.write("usher.yaml", text)
      try await usher.succeed("apply", "-f", file)
    }

    /// Runs a body with a server of so many people and a program that knows the password.
    private func withServer(
      _ count: Int, _ body: (DirectoryRig, Usher) async throws -> Void
    ) async throws {
      let rig = try await DirectoryRig.slapd(count)
      var usher = try Usher()
      usher.environment["CORP_PASSWORD"] = "reader-secret"
      do {
        try await body(rig, usher)
      } catch {
        await rig.process.stop()
        throw error
      }
      await rig.process.stop()
    }

    @Test func everyoneArrivesAndEveryChangeFollows() async throws {
      try await withServer(2_000) { rig, usher in
        try await apply(usher, Self.configuration(rig))
        var wanted = try Self.expected(rig)
        #expect(wanted.count == 2_000)
        let first = try await usher.json("directory", "sync", "corp")
        #expect(first.array?.first?["added"] == 2_000)
        var (people, keys) = try await Self.seen(usher)
        expectSame(people, wanted)
        #expect(Set(keys.values).count == 2_000)

        // Nothing changed: nothing is written, over the other port too.
        try await apply(usher, Self.configuration(rig, url: rig.secure))
        let second = try await usher.json("directory", "sync", "corp")
        #expect(second.array?.first?["unchanged"] == 2_000)
        #expect(second.array?.first?["changed"] == 0)

        try await rig.modify(Self.changes)
        Self.change(&wanted)
        let third = try await usher.json("directory", "sync", "corp")
        // Two changed, one is new, and one stands at the mark.
        #expect(third.array?.first?["read"] == 4)
        #expect(third.array?.first?["added"] == 1)
        #expect(third.array?.first?["deleted"] == 1)
        #expect(third.array?.first?["renamed"] == 1)
        let before = keys
        (people, keys) = try await Self.seen(usher)
        expectSame(people, wanted)
        #expect(keys["renamed"] == before["u000015"])
        let whole = try await usher.json("directory", "sync", "corp", "--full")
        #expect(whole.array?.first?["read"] == 2_000)
        #expect(whole.array?.first?["changed"] == 0)
        #expect(try await usher.json("users", "show", "renamed")["source"] == "corp")
        let listed = try await usher.json("directory", "list")
        #expect(listed.array?.first?["state"] == "ok")
        #expect(listed.array?.first?["people"] == 2_000)
      }
    }

    static let changes = """
      dn: uid=new,ou=People,\(DirectoryRig.base)
      changetype: add
      objectClass: inetOrgPerson
      uid: new
      cn: New (Person), "quoted"
      sn: Person

      dn: uid=u000015,ou=People,\(DirectoryRig.base)
      changetype: modrdn
      newrdn: uid=renamed
      deleteoldrdn: 1

      dn: uid=u001999,ou=People,\(DirectoryRig.base)
      changetype: delete

      dn: uid=u000020,ou=People,\(DirectoryRig.base)
      changetype: modify
      replace: l
      l: Suspended

      dn: cn=NS-VPN,ou=Groups,\(DirectoryRig.base)
      changetype: modify
      add: member
      member: uid=new,ou=People,\(DirectoryRig.base)
      -
      delete: member
      member: uid=u000003,ou=People,\(DirectoryRig.base)

      """

    static func change(_ people: inout [String: Person]) {
      people["new"] = [
        "username": "new", "status": "active", "lastname": "Person", "roles": ["NS-VPN"],
      ]
      people["renamed"] = people.removeValue(forKey: "u000015")
      people["renamed"]?["username"] = "renamed"
      for (name, person) in people where person["manager"] == "u000015" {
        people[name]?["manager"] = "renamed"
      }
      people["u001999"] = nil
      people["u000020"]?["status"] = "suspended"
      let roles = people["u000003"]?["roles"]?.array ?? []
      people["u000003"]?["roles"] = .array(roles.filter { $0 != "NS-VPN" })
    }

    @Test func whatIsHalfOrWrongChangesNothing() async throws {
      try await withServer(600) { rig, usher in
        try await apply(usher, Self.configuration(rig))
        try await usher.succeed("directory", "sync", "corp")
        let before = try await Self.seen(usher).people
        #expect(before.count == 600)
        var usher = usher

        func refused(
          _ text: String, saying part: String, at location: SourceLocation = #_sourceLocation
        ) async throws {
          try await apply(usher, text)
          try await usher.fail("directory", "sync", "corp", saying: part, at: location)
          let listed = try await usher.json("directory", "list")
          #expect(
            listed.array?.first?["error"]?.string?.contains(part) == true,
            sourceLocation: location)
          expectSame(try await Self.seen(usher).people, before, at: location)
        }

        let whole = Self.configuration(rig)
        // The account that slapd gives 500 entries and no more.
        usher.environment["CORP_PASSWORD"] = "limited-secret"
        try await refused(
          Self.configuration(rig, account: "limited"), saying: "stopped at its size limit")
        usher.environment["CORP_PASSWORD"] = "reader-secret"
        try await refused(
          whole.replacing("(objectClass=inetOrgPerson)", with: "(objectClas=inetOrgPerson)"),
          saying: "which the server does not know")
        try await refused(
          whole.replacing("(objectClass=inetOrgPerson)", with: "(uid=nobody)"),
          saying: "shows nobody at all")
        try await refused(
          whole.replacing("(objectClass=inetOrgPerson)", with: "(uid=u0000*)"),
          saying: "500 of 600 people are missing")
        try await refused(
          whole.replacing("ou=People,", with: "ou=Nobody,"), saying: "there is no ou=Nobody,")
        try await refused(
          whole.replacing("groups_under: \"ou=Groups,", with: "groups_under: \"ou=People,"),
          saying: "memberships are gone")
        // The environment opens no door, and the system's authorities do not know this server.
        usher.environment["LDAPTLS_REQCERT"] = "never"
        usher.environment["LDAPTLS_CACERT"] = rig.ready["ca"]
        for url in [rig.plain, rig.secure] {
          try await refused(
            Self.configuration(rig, url: url).replacing(
              rig.ready["ca"] ?? "", with: "/etc/ssl/certs/ca-certificates.crt"),
            saying: "is not trusted by")
        }
        usher.environment["CORP_PASSWORD"] = "wrong"
        try await refused(whole, saying: "is not let in: the name or the password is wrong")
        usher.environment["CORP_PASSWORD"] = "reader-secret"
        // With the server goes the folder in which its authority stands.
        await rig.process.stop()
        let elsewhere = whole.replacing(
          rig.ready["ca"] ?? "", with: "/etc/ssl/certs/ca-certificates.crt")
        try await refused(elsewhere, saying: "cannot be reached")
      }
    }

    @Test func aTestShowsEachStepAndThreePeople() async throws {
      try await withServer(20) { rig, usher in
        try await apply(usher, Self.configuration(rig, url: rig.secure))
        let proof = try await usher.json("directory", "test", "corp")
        let steps = proof["steps"]?.array ?? []
        #expect(
          steps.compactMap { $0["step"]?.string } == [
            "reach and TLS", "bind", "server", "base", "names", "groups", "people", "changes",
            "deletions",
          ])
        #expect(steps.allSatisfy { $0["holds"] == true })
        #expect(proof["people"]?.array?.count == 3)
        #expect(proof["people"]?.array?.first?["values"]?["email"]?["from"] == "mail")
        #expect(try await usher.json("users", "list") == [])

        var wrong = usher
        wrong.environment["CORP_PASSWORD"] = "wrong"
        let refused = try await wrong.json("directory", "test", "corp", status: 1)
        #expect(refused["steps"]?.array?.last?["step"] == "bind")
        #expect(refused["steps"]?.array?.last?["holds"] == false)
      }
    }
  }
}
