import Foundation
import Host
import TestSupport
import Testing

@testable import Transport

/// Why a certificate is not accepted, as far as it tells by itself.
@Suite struct CertificateReasonTests {
  struct Row: Sendable, CustomTestStringConvertible {
    /// Further words of `openssl req -x509`.
    var subject = "/CN=server"
    var names: String?
    var host = "ldap.example.com"
    /// The year in which it is looked at; `nil` for now.
    var year: Int?
    let reason: String?
    var testDescription: String { "\(subject) \(names ?? "no names") for \(host)" }
  }

  static let rows: [Row] = [
    Row(names: "DNS:ldap.example.com", reason: nil),
    Row(names: "DNS:LDAP.example.com,DNS:other", reason: nil),
    Row(names: "DNS:*.example.com", reason: nil),
    Row(names: "IP:127.0.0.1", host: "127.0.0.1", reason: nil),
    Row(
      names: "DNS:a.example.com,IP:10.0.0.1",
      reason:
        "it is for a.example.com, 10.0.0.1, not for ldap.example.com; use a name of the certificate in `url`"
    ),
    Row(
      names: "DNS:a.example.com", host: "127.0.0.1",
      reason:
        "it is for a.example.com, not for the address 127.0.0.1; use the host's name in `url`"),
    Row(names: "DNS:ldap.example.com", year: 2099, reason: "it expired on "),
    Row(names: "DNS:ldap.example.com", year: 2001, reason: "it is valid only from "),
    // Without alternative names the common name counts, the last one where there are several.
    Row(subject: "/CN=LDAP.example.com", reason: nil),
    Row(subject: "/O=X/CN=first/CN=ldap.example.com", reason: nil),
    Row(subject: "/CN=*.example.com", reason: nil),
    Row(
      subject: "/O=X/CN=ldap.example.com/CN=dc1",
      reason:
        "it has no subject alternative name, and its common name is dc1, not ldap.example.com; have one issued with ldap.example.com among its alternative names"
    ),
    Row(
      subject: "/O=Nobody",
      reason:
        "it has no subject alternative name, and it has no common name; have one issued with ldap.example.com among its alternative names"
    ),
  ]

  @Test(arguments: rows) func whatIsTrueOfItIsSaid(_ row: Row) throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/certificate.der"
    let words =
      [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
        "-nodes", "-days", "2", "-subj", row.subject, "-keyout", folder.path + "/key.pem",
        "-outform", "der", "-out", file,
      ] + (row.names.map { ["-addext", "subjectAltName=" + $0] } ?? [])
    let child = try ChildProcess(words: words, environment: ProcessInfo.processInfo.environment)
    let ending = child.collect(until: Date().addingTimeInterval(30), limit: 4096)
    try #require(ending?.status == 0, "\(String(decoding: ending?.errors ?? [], as: UTF8.self))")
    let der = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
    let now = row.year.map { Date(timeIntervalSince1970: Double($0 - 1970) * 31_556_952) } ?? Date()
    let reason = CertificateReason.words(der, host: row.host, now: now)
    if row.year == nil {
      #expect(reason == row.reason)
    } else {
      #expect(reason?.hasPrefix(row.reason ?? "") == true)
      #expect(reason?.contains("; ") == true, "it says what to do: \(reason ?? "")")
    }
  }

  /// What breaks off anywhere is no certificate, and is read without harm.
  @Test func whatIsNoCertificateHasNoName() throws {
    for bytes: [UInt8] in [
      [], [0x30], [0x30, 0x84], [0x30, 0x03, 0x30, 0x7F, 0], [0x30, 0x80, 0, 0],
    ] {
      #expect(CertificateSubject.commonName(of: bytes) == nil)
      #expect(CertificateReason.words(bytes, host: "x") == "it cannot be read")
    }
  }
}
