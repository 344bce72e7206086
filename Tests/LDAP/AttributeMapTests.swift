import Engine
import Provisioning
import Testing

@testable import LDAP

/// What an entry comes to as a person.
@Suite struct AttributeMapTests {
  private func definition(
    _ kind: SourceKind, _ edit: (inout SourceDefinition) -> Void = { _ in }
  ) -> SourceDefinition {
    var definition = SourceDefinition(
      name: "corp", kind: kind, location: "ldaps://x", base: "dc=x")
    edit(&definition)
    return definition
  }

  private func entry(_ values: [String: [String]], dn: String = "cn=Ann,dc=x") -> LDAPEntry {
    LDAPEntry(
      dn: dn,
      values: Dictionary(
        uniqueKeysWithValues: values.map { ($0.lowercased(), $1.map { Array($0.utf8) }) }))
  }

  @Test func anEntryOfOpenLDAP() {
    var tally = MappingTally()
    let person = AttributeMap(definition(.ldap)).person(
      entry([
        "entryUUID": ["u-1"], "uid": ["ann", "aaa"], "mail": ["z@x", "a@x"], "givenName": ["Ann"],
        "sn": ["Lee"], "ou": ["Sales"], "manager": ["CN=Ben,DC=x"], "employeeNumber": ["  "],
      ]), &tally)
    #expect(person.key == "u-1")
    #expect(person.entry.user.username == "aaa")
    #expect(
      person.entry.user.attributes == [
        "external_id": "u-1", "email": "a@x", "firstname": "Ann", "lastname": "Lee",
        "department": "Sales",
      ])
    #expect(person.manager == DistinguishedName.key("cn=ben,dc=x"))
    #expect(person.entry.user.status == .active)
    #expect(!person.entry.mentioned.status)
    #expect(!person.entry.mentioned.roles)
    #expect(person.entry.mentioned.speaks(of: "employee_id"))
    #expect(!person.entry.mentioned.speaks(of: "cost_center"))
    #expect(
      tally.notes("entryUUID") == ["of several values the first in order is taken: mail, uid"])
  }

  @Test(arguments: [
    ("512", UserStatus.active), ("514", .suspended), ("66048", .active), ("66050", .suspended),
    // Locked heals by itself, and suspends nobody.
    ("528", .active),
  ])
  func theStatusOfActiveDirectory(_ flags: String, _ status: UserStatus) {
    var tally = MappingTally()
    let person = AttributeMap(definition(.activeDirectory)).person(
      entry(["sAMAccountName": ["ann"], "userAccountControl": [flags]]), &tally)
    #expect(person.entry.user.status == status)
    #expect(person.entry.mentioned.status)
    #expect(tally.keyless == 1)
  }

  @Test func whoeverExpiresLeavesAtThatMoment() {
    var tally = MappingTally()
    let map = AttributeMap(definition(.activeDirectory))
    let person = map.person(entry(["accountExpires": ["134091072000000000"]]), &tally)
    #expect(person.entry.user.attributes["ends_on"] == "2025-12-02T00:00:00Z")
    let never = map.person(entry(["accountExpires": ["0"]]), &tally)
    #expect(never.entry.user.attributes["ends_on"] == nil)
    #expect(never.entry.mentioned.speaks(of: "ends_on"))
  }

  @Test func theConfigurationIsOverTheKindsOwn() {
    var tally = MappingTally()
    let map = AttributeMap(
      definition(.ldap) {
        $0.key = "employeeNumber"
        $0.attributes = ["username": "mail", "cost_center": "l", "title": ""]
      })
    let person = map.person(
      entry(["employeeNumber": ["7"], "mail": ["a@x"], "l": ["C1"], "title": ["Boss"]]), &tally)
    #expect(person.key == "7")
    #expect(person.entry.user.username == "a@x")
    #expect(person.entry.user.attributes["cost_center"] == "C1")
    #expect(person.entry.user.attributes["title"] == nil)
    #expect(!person.entry.mentioned.speaks(of: "title"))
    #expect(!map.requested.contains("title"))
    #expect(map.filter(key: "a*") == "(employeeNumber=a\\2a)")
  }

  @Test func whatIsNoTextIsLeftOut() {
    var tally = MappingTally()
    let entry = LDAPEntry(
      dn: "cn=a", values: ["uid": [[0xFF, 0xFE]], "sn": [[0x41, 0]], "title": [[0x42], [0xC3]]])
    let person = AttributeMap(definition(.ldap)).person(entry, &tally)
    #expect(person.entry.user.username == "")
    #expect(person.entry.user.attributes == ["title": "B"])
    #expect(tally.unreadable == ["uid", "sn", "title"])
  }

  @Test func anotherBinaryKeyIsWrittenInDigits() {
    var tally = MappingTally()
    let map = AttributeMap(definition(.activeDirectory) { $0.key = "mS-DS-ConsistencyGuid" })
    let entry = LDAPEntry(dn: "cn=a", values: ["ms-ds-consistencyguid": [[0xFF, 0x0A]]])
    #expect(map.person(entry, &tally).key == "ff0a")
    #expect(
      AttributeMap(definition(.activeDirectory)).filter(
        key: "d4c3b2a1-0201-0403-0506-0708090a0b0c")?.hasPrefix("(objectGUID=\\a1\\b2\\c3\\d4")
        == true)
  }
}
