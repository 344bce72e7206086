public import Foundation

/// A PostgreSQL server of the tests' own, which goes with the process that started it.
public final class PostgreSQLServer: Sendable {
  /// The server of this process; `nil` where none can be started.
  public static let shared: PostgreSQLServer? = isHere ? try? PostgreSQLServer() : nil

  /// Whether a server is installed, and the script that starts it is there.
  public static var isHere: Bool {
    FileManager.default.isExecutableFile(atPath: script)
      && FileManager.default.isExecutableFile(atPath: psql)
      && FileManager.default.fileExists(atPath: "/usr/lib/postgresql")
  }

  /// Why there is none.
  public static let missing =
    "postgresql is not installed, or the script that starts it is not at $USHER_RIGS"

  /// What went wrong with the server.
  public struct Refusal: Error, CustomStringConvertible {
    /// What was said of it.
    public let description: String

    /// - Parameter description: what was said of it.
    public init(_ description: String) { self.description = description }
  }

  private static let psql = "/usr/bin/psql"
  private static var script: String {
    if let named = ProcessInfo.processInfo.environment["USHER_RIGS"], !named.isEmpty {
      return named + "/start-postgres.sh"
    }
    var clone = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { clone.deleteLastPathComponent() }
    return clone.appendingPathComponent("shared/rigs/start-postgres.sh").path
  }

  private let folder: TemporaryFolder
  /// The folder of its socket, over which everyone is let in.
  public let socket: String
  /// The certificate of its authority, where it was started with `PG_TLS`.
  public let authority: String?
  /// Its port.
  public let port: Int
  /// The process that ends it.
  public let keeper: pid_t

  /// Starts a server.
  ///
  /// - Parameter settings: what the script takes, such as `PG_SAFE`.
  public init(_ settings: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    let output = try folder.write("output", "")
    let errors = try folder.write("errors", "")
    // It ends with this process, however that ends.
    let keeping = """
      "$1" & child=$!
      trap 'kill "$child"; wait "$child"; exit' TERM
      while kill -0 "$2" && kill -0 "$child"; do sleep 1 & wait $!; done 2> /dev/null
      kill "$child"; wait "$child"
      """
    keeper = try ChildStart(
      ["/bin/sh", "-c", keeping, "sh", Self.script, String(getpid())],
      environment: ProcessInfo.processInfo.environment.merging(settings) { $1 }
    ).start(.nothing, .appending(to: output), .appending(to: errors))
    let line = try Self.ready(output, errors)
    guard let port = URLComponents(string: line[0])?.port, line[1].hasPrefix("socket=") else {
      throw Refusal("the server said \(line)")
    }
    self.port = port
    socket = String(line[1].dropFirst(7))
    authority = line.first { $0.hasPrefix("ca=") }.map { String($0.dropFirst(3)) }
  }

  /// The words after `READY`.
  private static func ready(_ output: String, _ errors: String) throws -> [String] {
    for _ in 0..<1_200 {
      let text = try String(contentsOfFile: output, encoding: .utf8)
      if let line = text.split(separator: "\n").first(where: { $0.hasPrefix("READY ") }) {
        return line.split(separator: " ").dropFirst().map(String.init)
      }
      usleep(50_000)
    }
    throw Refusal(try String(contentsOfFile: errors, encoding: .utf8))
  }

  /// Ends it. A server that is asked to end while it begins again after a crash was seen to wait for
  /// ever: it ends at once then.
  public func stop() {
    kill(keeper, SIGTERM)
    var status: Int32 = 0
    for _ in 0..<300 {
      if waitpid(keeper, &status, WNOHANG) != 0 { return }
      usleep(100_000)
    }
    let file = try? String(contentsOfFile: socket + "/data/postmaster.pid", encoding: .utf8)
    if let pid = file?.split(separator: "\n").first.flatMap({ pid_t($0) }) { kill(pid, SIGQUIT) }
    waitpid(keeper, &status, 0)
  }

  /// Makes a database.
  ///
  /// - Parameter template: the one that it is a copy of.
  public func makeDatabase(_ name: String, like template: String = "template1") throws {
    try run("CREATE DATABASE \(name) OWNER usher TEMPLATE \(template)")
  }

  /// Removes a database, whoever uses it.
  public func removeDatabase(_ name: String) throws {
    try run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
  }

  /// The URL of a database over the socket.
  public func url(_ database: String, user: String = "postgres") -> String {
    "postgresql://\(user)@/\(database)?host=\(socket)&port=\(port)"
  }

  /// Runs a statement as the server's superuser.
  ///
  /// - Returns: what it gives, a row a line.
  @discardableResult
  public func run(_ sql: String, in database: String = "postgres") throws -> String {
    let place = try TemporaryFolder()
    let output = try place.write("output", "")
    let errors = try place.write("errors", "")
    let child = try ChildStart(
      [
        Self.psql, "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", socket, "-p",
        String(port), "-U", "postgres", "-d", database, "-c", sql,
      ], environment: ["PATH": "/usr/bin:/bin"]
    ).start(.nothing, .appending(to: output), .appending(to: errors))
    var status: Int32 = 0
    waitpid(child, &status, 0)
    guard status == 0 else {
      throw Refusal(try String(contentsOfFile: errors, encoding: .utf8))
    }
    return try String(contentsOfFile: output, encoding: .utf8)
  }
}
