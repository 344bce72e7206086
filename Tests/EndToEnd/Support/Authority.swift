import Foundation
import TestSupport
import Testing

/// An authority of the tests' own, and what it signs.
struct Authority: Sendable {
  private let folder: TemporaryFolder
  /// Its certificate.
  var file: String { folder.path + "/ca.pem" }

  init() async throws {
    folder = try TemporaryFolder()
    try await run(
      ["req", "-x509"] + Self.newKey("ca.key", for: "tests") + ["-days", "2", "-out", "ca.pem"])
    chmod(folder.path, 0o755)
    chmod(file, 0o644)
  }

  /// A certificate for addresses.
  ///
  /// - Returns: a file with the certificate and its key.
  func certificate(for addresses: [String]) async throws -> String {
    let names = addresses.map { "IP:\($0)" }.joined(separator: ",")
    let name = UUID().uuidString
    try folder.write(name + ".ext", "subjectAltName=\(names)\n")
    try await run(
      ["req"] + Self.newKey(name + ".key", for: "server") + ["-out", name + ".csr"])
    try await run([
      "x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key",
      "-CAcreateserial", "-days", "2", "-extfile", name + ".ext", "-out", name + ".crt",
    ])
    let parts = try [".crt", ".key"].map {
      try String(contentsOfFile: folder.path + "/" + name + $0, encoding: .utf8)
    }
    return try folder.write(name + ".pem", parts.joined())
  }

  private static func newKey(_ file: String, for name: String) -> [String] {
    [
      "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
      "/CN=" + name, "-keyout", file,
    ]
  }

  private func run(_ words: [String]) async throws {
    let ending = try await Command(
      ["openssl"] + words, environment: ProcessInfo.processInfo.environment, folder: folder.path
    ).run(timeout: 30)
    try #require(ending.status == 0, Comment(rawValue: ending.report))
  }
}
