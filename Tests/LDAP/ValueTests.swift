import Engine
import Provisioning
import Testing

@testable import LDAP

/// Values as directories write them.
@Suite struct ValueTests {
  @Test func aGUIDIsPrintedAsActiveDirectoryPrintsIt() {
    let bytes: [UInt8] = [
      0xA1, 0xB2, 0xC3, 0xD4, 0x01, 0x02, 0x03, 0x04, 5, 6, 7, 8, 9, 0x0A, 0x0B, 0x0C,
    ]
    let text = "d4c3b2a1-0201-0403-0506-0708090a0b0c"
    #expect(BinaryID.text(ofGUID: bytes) == text)
    #expect(BinaryID.bytes(ofGUID: text) == bytes)
    #expect(BinaryID.text(ofGUID: [1, 2]) == nil)
    #expect(BinaryID.bytes(ofGUID: "not a guid") == nil)
  }

  @Test func thePrimaryGroupIsTheLastNumberOfItsIdentifier() {
    let sid: [UInt8] =
      [1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0] + [UInt8](repeating: 7, count: 12) + [1, 2, 0, 0]
    #expect(BinaryID.relativeID(ofSID: sid) == 513)
    #expect(BinaryID.relativeID(ofSID: Array(sid.dropLast())) == nil)
    #expect(BinaryID.relativeID(ofSID: []) == nil)
  }

  @Test(
    arguments: [
      ("0", nil), ("9223372036854775807", nil), ("x", nil), ("-1", nil),
      ("2650467744000000000", nil),
      ("116444736000000000", "1970-01-01T00:00:00Z"),
      ("134091072000000000", "2025-12-02T00:00:00Z"),
    ] as [(String, String?)])
  func whenAnAccountExpires(_ ticks: String, _ moment: String?) {
    #expect(DirectoryTime.expiry(ticks) == moment)
    if let moment { #expect(DirectoryDate.problem("ends_on", moment) == nil) }
  }

  @Test(
    arguments: [
      ("20261201083000Z", "2026-12-01T08:30:00Z"), ("2026120108Z", "2026-12-01T08:00:00Z"),
      ("20261201083000.5+0200", "2026-12-01T08:30:00+02:00"), ("20261201", nil),
      ("2026-12-01", nil),
      ("20261201083000", nil),
    ] as [(String, String?)])
  func aGeneralizedTime(_ text: String, _ moment: String?) {
    #expect(DirectoryTime.generalized(text) == moment)
  }

  @Test(
    arguments: [
      (["member", "member;range=0-1499"], 1500), (["member;range=1500-*"], nil),
    ] as [([String], Int?)])
  func aPartOfTheMembers(_ names: [String], _ next: Int?) throws {
    let found = try #require(AttributeRange.of("member", in: names))
    #expect(found.range.next == next)
    #expect(AttributeRange.of("member", in: ["member", "memberof;range=0-1"]) == nil)
  }

  @Test(arguments: [
    (
      "80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 52e, v1db1",
      "the password is wrong"
    ),
    ("data 775", "the account is locked"), ("data 533", "the account is disabled"),
    ("", "the name or the password is wrong"),
  ])
  func whyNobodyIsLetIn(_ text: String, _ words: String) {
    #expect(LDAPWords.reason(text) == words)
  }

  @Test(arguments: [
    ("ldaps://dc1.example.com", "dc1.example.com", 636),
    ("ldap://127.0.0.1:1389", "127.0.0.1", 1389),
    ("ldaps://[::1]:7636", "::1", 7636), ("ldap://[fd00::1]", "fd00::1", 389),
  ])
  func whereAServerIs(_ url: String, _ host: String, _ port: Int) {
    let endpoint = LDAPServer(url: url, caFile: "", timeout: 1).endpoint
    #expect(endpoint.host == host)
    #expect(endpoint.port == port)
  }
}
