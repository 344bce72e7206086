import TestSupport
import Text
import Foundation
import SCIM
import Testing

/// The real program, in a home of its own.
struct Usher: Sendable {
  /// The secret of these tests. It must never be found anywhere.
  static let token = "e2e-S3cret/0123456789+abcdef="

  let folder: TemporaryFolder
  var environment: [String: String]
  /// The words before the program by which it runs on another host.
  var entering: [String] = []

  init() throws {
    folder = try TemporaryFolder()
    environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
      "HOME": folder.path, "USHER_HOME": folder.path + "/state", "LANG": "C.UTF-8",
      "APP_TOKEN": Self.token,
    ]
  }

  /// The program on another host, with a store on a server.
  init(on host: Network.Host, store: String) throws {
    try self.init()
    entering = host.entering
    environment["USHER_STORE"] = store
    environment["PGPASSWORD"] = Database.password
  }

  /// The store, the head of the audit and whatever else usher keeps.
  var home: String { folder.path + "/state" }

  /// The program beside the tests: both are built by the same command.
  static let executable: String = {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? "/proc/self/exe"
    let file = URL(fileURLWithPath: bundle).resolvingSymlinksInPath()
    return file.deletingLastPathComponent().appendingPathComponent("usher").path
  }()

  /// A command of the program; whatever it says must be worded.
  func command(_ words: [String]) -> Command {
    Command(entering + [Self.executable] + words, environment: environment, folder: folder.path)
  }

  /// Runs a command to its end, whatever that is.
  func callAsFunction(_ words: String..., timeout: Double = 120) async throws -> Command.Ending {
    try await command(words).run(timeout: timeout)
  }

  /// Runs a command that must end with the status; returns what it wrote to standard output.
  @discardableResult
  func expect(
    _ status: Int32, _ words: String..., timeout: Double = 120,
    at location: SourceLocation = #_sourceLocation
  ) async throws -> Command.Ending {
    let ending = try await command(words).run(timeout: timeout)
    try #require(
      ending.status == status, Comment(rawValue: ending.report), sourceLocation: location)
    return ending
  }

  /// Runs a command that must succeed.
  @discardableResult
  func succeed(
    _ words: String..., timeout: Double = 120, at location: SourceLocation = #_sourceLocation
  ) async throws -> Command.Ending {
    let ending = try await command(words).run(timeout: timeout)
    try #require(ending.status == 0, Comment(rawValue: ending.report), sourceLocation: location)
    return ending
  }

  /// Runs a command that must fail with one sentence, and nothing on standard output.
  @discardableResult
  func fail(
    _ words: String..., saying part: String = "", status: Int32 = 1,
    at location: SourceLocation = #_sourceLocation
  ) async throws -> Command.Ending {
    let ending = try await command(words).run(timeout: 120)
    try #require(
      ending.status == status, Comment(rawValue: ending.report), sourceLocation: location)
    #expect(
      ending.errorLines.count == 1 && (part.isEmpty || ending.errors.contains(part)),
      Comment(rawValue: ending.report), sourceLocation: location)
    return ending
  }

  /// The JSON that a command prints with `--json`.
  func json(
    _ words: String..., status: Int32 = 0, at location: SourceLocation = #_sourceLocation
  ) async throws -> JSONValue {
    let ending = try await command(words + ["--json"]).run(timeout: 120)
    try #require(
      ending.status == status, Comment(rawValue: ending.report), sourceLocation: location)
    return try ending.json()
  }

  /// Starts a command that goes on until it is stopped.
  func start(_ words: String...) throws -> BackgroundProcess {
    try BackgroundProcess(command(words))
  }
}

extension Command.Ending {
  /// The sentences that say why it could not be done.
  var errorLines: [String] { lines(of: errors).filter { $0.hasPrefix("usher: error: ") } }

  /// What it wrote to standard output, as JSON.
  func json() throws -> JSONValue {
    do throws(JSONParseError) {
      return try JSONValue(parsing: output)
    } catch {
      throw Command.Timeout(description: "no JSON (\(error.reason)): \(report)")
    }
  }

  /// Everything about it, for a message.
  var report: String {
    "\(call) ended with \(status)\n--- output\n\(output.suffix(4000))\n--- errors\n"
      + errors.suffix(4000)
  }
}

/// The lines of a text without empty ones.
func lines(of text: String) -> [String] {
  text.split(whereSeparator: \.isNewline).map(String.init)
}
