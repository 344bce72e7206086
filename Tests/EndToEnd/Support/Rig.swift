import Text
import TestSupport
import Foundation
import SCIM
import Testing

/// A server that nobody here wrote, and what it is known not to do.
struct Rig: Sendable, CustomTestStringConvertible {
  let name: String
  let script: String
  var environment: [String: String] = [:]
  /// Where it keeps an e-mail address, for `check.py`.
  var email = "emails.work"
  /// Whether it keeps the account of a user that was deleted, inactive.
  var keepsDeleted = false
  /// Further options of `check.py`.
  var checkOptions: [String] = []

  var testDescription: String { name }

  static let scim2Server = Rig(
    name: "scim2-server", script: "start-scim2-server.sh", environment: ["RIG_HTTP": "waitress"])

  /// It stores neither titles nor departments nor the type of an address.
  static let django = Rig(
    name: "django-scim2-server", script: "start-django-scim2-server.sh", email: "emails.any",
    keepsDeleted: true, checkOptions: ["--forgive-unsupported"])

  /// Where the scripts are: `$USHER_RIGS`, else beside the clone.
  static let folder: String = {
    if let named = ProcessInfo.processInfo.environment["USHER_RIGS"], !named.isEmpty {
      return named
    }
    var clone = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { clone.deleteLastPathComponent() }
    return clone.deletingLastPathComponent().appendingPathComponent("shared/rigs").path
  }()

  static var isHere: Bool { FileManager.default.fileExists(atPath: folder + "/check.py") }
  static let missing: Comment =
    "the servers of others are not at \(Comment(rawValue: folder)); set USHER_RIGS"

  /// Starts it; the first time it builds its environment, which may take minutes.
  func start() async throws -> (process: BackgroundProcess, server: Server) {
    var environment = ProcessInfo.processInfo.environment.merging(self.environment) { $1 }
    environment["SCIM_TOKEN"] = Usher.token
    let process = try BackgroundProcess(
      Command(
        [Self.folder + "/" + script, String(try freePort())], environment: environment,
        folder: NSTemporaryDirectory()))
    let isReady = await process.holds(within: 600) {
      $0.output.contains("READY ") || !$0.isRunning
    }
    let line = lines(of: process.output).first { $0.hasPrefix("READY ") }
    guard isReady, let line else {
      await process.stop()
      throw Command.Timeout(description: "\(name) did not start: \(process.errors)")
    }
    return (process, Server(url: String(line.split(separator: " ")[1]), token: Usher.token))
  }

  /// What differs from what is expected, as `check.py` says it; empty where nothing does.
  func differences(_ server: Server, from expectation: Expectation) async throws -> String {
    let folder = try TemporaryFolder()
    let file = try folder.write("expected.json", expectation.json(for: self).text)
    let ending = try await Command(
      ["python3", Self.folder + "/check.py", server.url, server.token, file] + checkOptions,
      environment: ProcessInfo.processInfo.environment, folder: folder.path
    ).run(timeout: 300)
    return ending.status == 0 ? "" : ending.report
  }
}

/// A port of this machine that nobody listens at.
func freePort() throws -> Int {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let isBound = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
    }
  }
  try #require(isBound)
  return Int(UInt16(bigEndian: address.sin_port))
}
