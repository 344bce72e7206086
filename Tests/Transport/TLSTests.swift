import Text
import TestSupport
import Foundation
import Host
import SCIM
import Testing

@testable import Transport

@Suite("Certificates") struct TLSTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func aCertificateOfTheNamedAuthorityIsTrusted() async throws {
    let files = try certificate(for: "localhost")
    let server = try await LoopbackServer.start(tls: files) { _ in .answer(200, body: "{}") }
    let client = try transport(
      to: "https://localhost:\(server.port)", caFile: files.certificate)
    for _ in 0..<20 {
      #expect(try await client.send(HTTPRequest("GET", "/Users")).status == 200)
    }
    #expect(server.connections <= 3)
  }

  @Test func aCertificateThatNobodySignedIsRefused() async throws {
    let files = try certificate(for: "localhost")
    let server = try await LoopbackServer.start(tls: files) { _ in .answer(200) }
    let error = await failure(
      of: try transport(to: "https://localhost:\(server.port)"), HTTPRequest("GET", "/Users"))
    #expect(
      error
        == .tls(
          "the certificate of localhost:\(server.port) is not valid: no authority that this "
            + "machine trusts signed it; name its CA by ca_file"))
    #expect(server.received.isEmpty)
  }

  @Test func anotherAuthorityTakesTheSystemsPlace() async throws {
    let files = try certificate(for: "localhost")
    let other = try certificate(for: "other.example")
    let server = try await LoopbackServer.start(tls: files) { _ in .answer(200) }
    let client = try transport(
      to: "https://localhost:\(server.port)", caFile: other.certificate)
    let error = await failure(of: client, HTTPRequest("POST", "/Users", body: [:]))
    #expect(
      error
        == .tls(
          "the certificate of localhost:\(server.port) is not valid: "
            + "no authority in the CA file signed it"))
  }

  @Test func anotherNameIsRefused() async throws {
    let files = try certificate(for: "other.example")
    let server = try await LoopbackServer.start(tls: files) { _ in .answer(200) }
    let client = try transport(
      to: "https://localhost:\(server.port)", caFile: files.certificate)
    let error = await failure(of: client, HTTPRequest("GET", "/Users"))
    #expect(
      error
        == .tls(
          "the certificate of localhost:\(server.port) is issued to another name; "
            + "base_url must name the host as its certificate does"))
    #expect(server.received.isEmpty)
  }

  @Test func anExpiredCertificateIsNamedSo() async throws {
    let files = try certificate(for: "localhost", from: "20200101000000Z", until: "20210203000000Z")
    let server = try await LoopbackServer.start(tls: files) { _ in .answer(200) }
    let client = try transport(
      to: "https://localhost:\(server.port)", caFile: files.certificate)
    let error = await failure(of: client, HTTPRequest("GET", "/Users"))
    #expect(
      error
        == .tls(
          "the certificate of localhost:\(server.port) is not valid: it expired on 2021-02-03"))
  }

  @Test func aServerWithoutTLSIsNamedSo() async throws {
    let server = try await LoopbackServer.start(saying: ["HTTP/1.1 400 Bad Request\r\n\r\n"])
    let client = try transport(to: "https://127.0.0.1:\(server.port)")
    let error = await failure(of: client, HTTPRequest("GET", "/Users"))
    #expect(
      error
        == .tls("127.0.0.1:\(server.port) does not speak TLS; is it an http:// address?"))
  }

  @Test func aHandshakeThatHangsHasSentNothing() async throws {
    let server = try await LoopbackServer.start(saying: [])
    let client = try transport(to: "https://127.0.0.1:\(server.port)", timeout: 1)
    let error = await failure(of: client, HTTPRequest("POST", "/Users", body: ["a": 1]))
    #expect(
      error
        == .unreachable(
          "no connection to 127.0.0.1:\(server.port) was made in time; is the address right, and "
            + "is there a firewall?"))
  }

  @Test(arguments: ["", "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n"])
  func aCAFileMustHoldCertificates(_ text: String) throws {
    let file = try folder.write("ca.pem", text)
    #expect(
      throws: TransportError.tls(
        "the CA file \(file) cannot be read, or contains no certificate in PEM form")
    ) {
      _ = try transport(to: "https://localhost", caFile: file)
    }
  }

  /// A certificate that signs itself, made by the `openssl` command.
  private func certificate(
    for name: String, from: String? = nil, until: String? = nil
  ) throws -> (certificate: String, key: String) {
    let stem = folder.path + "/" + UUID().uuidString
    let (certificate, key, request) = (stem + ".pem", stem + ".key", stem + ".csr")
    let subject = ["-subj", "/CN=" + name, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    let common = subject + ["-nodes", "-keyout", key]
    let names = "subjectAltName=DNS:" + name
    guard let from, let until else {
      try openssl(
        ["req", "-x509", "-days", "2", "-addext", names] + common + ["-out", certificate])
      return (certificate, key)
    }
    // Only the small CA that comes with the command can sign for the past.
    let settings = try folder.write(
      "ca.cnf",
      """
      [ca]
      default_ca = own
      [own]
      database = \(folder.path)/index
      serial = \(folder.path)/serial
      new_certs_dir = \(folder.path)
      default_md = sha256
      policy = any
      x509_extensions = names
      [any]
      commonName = supplied
      [names]
      basicConstraints = CA:true
      \(names)
      """)
    _ = try folder.write("index", "")
    _ = try folder.write("serial", "01")
    try openssl(["req", "-new"] + common + ["-out", request])
    try openssl([
      "ca", "-config", settings, "-batch", "-selfsign", "-keyfile", key, "-in", request,
      "-startdate", from, "-enddate", until, "-notext", "-out", certificate,
    ])
    return (certificate, key)
  }

  private func openssl(_ arguments: [String]) throws {
    let environment = ProcessInfo.processInfo.environment
    let child = try ChildProcess(words: ["openssl"] + arguments, environment: environment)
    let ending = child.collect(until: Date().addingTimeInterval(30), limit: 4096)
    let said = String(decoding: ending?.errors ?? [], as: UTF8.self)
    try #require(ending?.status == 0, "openssl \(arguments.joined(separator: " ")): \(said)")
  }
}
