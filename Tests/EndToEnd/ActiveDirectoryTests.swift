import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// A real domain controller as the source.
  @Suite(.enabled(if: DirectoryRig.hasSamba, DirectoryRig.missingSamba))
  struct ActiveDirectoryTests {
    typealias Person = DirectoryPerson

    static let base = "DC=ad,DC=example,DC=com"
    private static let columns = [
      "givenName": "firstname", "sn": "lastname", "displayName": "display_name", "mail": "email",
      "title": "title", "telephoneNumber": "phone", "department": "department",
      "company": "company", "employeeID": "employee_id",
    ]

    /// Everyone as they should be in the directory, worked out from the LDIF alone.
    static func expected(_ rig: DirectoryRig) throws -> [String: Person] {
      let entries = try rig.entries("people.ldif").filter { $0["objectClass"] == "user" }
      let names = Dictionary(
        uniqueKeysWithValues: entries.map { ($0.dn.lowercased(), $0["sAMAccountName"] ?? "") })
      let members = try rig.members()
      var people: [String: Person] = [:]
      for entry in entries {
        let name = entry["sAMAccountName"] ?? ""
        let isDisabled = (Int(entry["userAccountControl"] ?? "") ?? 0) & 2 != 0
        var person: Person = [
          "username": .string(name), "status": isDisabled ? "suspended" : "active",
        ]
        for (origin, attribute) in columns where entry[origin] != nil {
          person[attribute] = entry[origin].map { .string($0) }
        }
        if let manager = entry["manager"], let name = names[manager.lowercased()] {
          person["manager"] = .string(name)
        }
        let roles = members.filter { $0.value.contains(entry.dn.lowercased()) }.map(\.key)
        // Nobody is said to be in the primary group, and everybody is.
        person["roles"] = .array((roles + ["Domain Users"]).sorted().map { .string($0) })
        people[name] = person
      }
      return people
    }

    static func expectSame(
      _ usher: Usher, _ wanted: [String: Person], at location: SourceLocation = #_sourceLocation
    ) async throws {
      let seen = try await usher.people().mapValues { person in
        var person = person
        person["external_id"] = nil
        // The order of roles is no difference.
        let roles = (person["roles"]?.array ?? []).compactMap(\.string).sorted()
        person["roles"] = .array(roles.map { .string($0) })
        return person
      }
      EndToEndTests.expectSame(seen, wanted, at: location)
    }

    static func configuration(_ rig: DirectoryRig, url: String? = nil) -> String {
      """
      apps: []
      directories:
        - name: corp
          kind: active-directory
          url: \(url ?? rig.secure)
          ca_file: \(rig.ready["ca"] ?? "")
          bind: { dn: reader@ad.example.com, password: { env: CORP_PASSWORD } }
          base: "OU=People,\(Self.base)"
          roles: { groups_under: "\(Self.base)", nested: true, map: { Users: null } }
      """
    }

    @Test func everyoneArrivesAndEveryChangeFollows() async throws {
      let rig = try await DirectoryRig.samba(2_000)
      do {
        try await walk(rig)
      } catch {
        await rig.process.stop()
        throw error
      }
      await rig.process.stop()
    }

    private func walk(_ rig: DirectoryRig) async throws {
      var usher = try Usher()
      usher.environment["CORP_PASSWORD"] = "Passw0rd.rig"
      let file = try usher.folder.write("usher.yaml", Self.configuration(rig))
      try await usher.succeed("apply", "-f", file)
      var wanted = try Self.expected(rig)
      #expect(wanted.count == 2_000)
      #expect(wanted.values.contains { $0["status"] == "suspended" })
      let first = try await usher.json("directory", "sync", "corp")
      #expect(first.array?.first?["added"] == 2_000)
      try await Self.expectSame(usher, wanted)
      let keys = try await self.keys(usher)
      #expect(Set(keys.values.compactMap(\.string)).count == 2_000)

      let second = try await usher.json("directory", "sync", "corp")
      #expect(second.array?.first?["unchanged"] == 2_000)
      #expect(second.array?.first?["read"] == 0)

      let people = try rig.entries("people.ldif").filter { $0["objectClass"] == "user" }
      try await rig.modify(Self.changes(people), as: "administrator@ad.example.com", "Passw0rd.rig")
      Self.change(&wanted)
      let third = try await usher.json("directory", "sync", "corp")
      #expect(third.array?.first?["read"] == 3)
      #expect(third.array?.first?["added"] == 1)
      #expect(third.array?.first?["deleted"] == 1)
      #expect(third.array?.first?["renamed"] == 1)
      try await Self.expectSame(usher, wanted)
      let whole = try await usher.json("directory", "sync", "corp", "--full")
      #expect(whole.array?.first?["changed"] == 0)
      #expect(try await self.keys(usher)["renamed"] == keys["u000011"], "the GUID stays")
      #expect(try await usher.json("users", "show", "u000012")["status"] == "suspended")

      // A wrong password says why, in Active Directory's own codes, and takes nothing.
      usher.environment["CORP_PASSWORD"] = "wrong"
      try await usher.fail(
        "directory", "sync", "corp", saying: "is not let in: the password is wrong")
      try await Self.expectSame(usher, wanted)
    }

    private func keys(_ usher: Usher) async throws -> [String: JSONValue] {
      let users = try await usher.json("users", "list").array ?? []
      return Dictionary(
        users.map { ($0["username"]?.string ?? "", $0["external_id"] ?? .null) },
        uniquingKeysWith: { first, _ in first })
    }

    static func changes(_ people: [LDIFEntry], gone: String = "u001999") -> String {
      func dn(_ name: String) -> String {
        let dn = people.first { $0["sAMAccountName"] == name }?.dn ?? ""
        return "dn:: " + Data(dn.utf8).base64EncodedString()
      }
      func member(_ name: String) -> String {
        let dn = people.first { $0["sAMAccountName"] == name }?.dn ?? ""
        return "member:: " + Data(dn.utf8).base64EncodedString()
      }
      return """
        dn: CN=New Person,OU=People,\(base)
        changetype: add
        objectClass: user
        sAMAccountName: new
        userAccountControl: 544
        sn: Person

        \(dn("u000011"))
        changetype: modify
        replace: sAMAccountName
        sAMAccountName: renamed

        \(dn("u000012"))
        changetype: modify
        replace: userAccountControl
        userAccountControl: 514

        \(dn(gone))
        changetype: delete

        dn: CN=NS-VPN,OU=Groups,\(base)
        changetype: modify
        add: member
        member: CN=New Person,OU=People,\(base)
        -
        delete: member
        \(member("u000003"))
        -

        """
    }

    static func change(_ people: inout [String: Person], gone: String = "u001999") {
      people["new"] = [
        "username": "new", "status": "active", "lastname": "Person",
        "roles": ["Domain Users", "NS-VPN"],
      ]
      people["renamed"] = people.removeValue(forKey: "u000011")
      people["renamed"]?["username"] = "renamed"
      for (name, person) in people where person["manager"] == "u000011" {
        people[name]?["manager"] = "renamed"
      }
      people["u000012"]?["status"] = "suspended"
      people[gone] = nil
      let roles = people["u000003"]?["roles"]?.array ?? []
      people["u000003"]?["roles"] = .array(roles.filter { $0 != "NS-VPN" })
    }
  }
}
