import Foundation
import Logging
import Provisioning
import SCIM
import Storage
import Synchronization
import Transport

@testable import Engine

/// The token of these tests.
let secret = "t0ken-that-stays-here"

/// A clock whose sleeps are over at once, so that seven attempts do not take minutes. A worker's
/// renewing of its leases, beside the work, takes its time.
final class QuickClock: TimeSource {
  private let moment = Mutex(1_767_225_600.0)

  func now() -> Double { moment.withLock { $0 } }

  func sleep(seconds: Double) async {
    if seconds == Worker.lease / 3 {
      try? await Task.sleep(for: .seconds(seconds))
    } else {
      moment.withLock { $0 += max(0, seconds) }
      await Task.yield()
    }
  }
}

/// Chance that always says the same.
struct NoChance: Chance {
  func fraction() -> Double { 0.5 }
}

/// The transports that the program has, with a short patience.
struct Doors: TransportSource {
  let patience: Double

  func transport(for app: AppRecord) throws -> any HTTPTransport {
    try ClientTransport(
      baseURL: app.definition.connection.baseURL,
      tokens: TokenProvider(
        source: .environment("T"), resolver: TokenResolver(environment: ["T": secret])),
      timeout: patience, version: "0", environment: [:])
  }
}

/// One user to be provisioned by the real engine, over the real network, to a server that lies.
struct Stage {
  let clock = QuickClock()
  let store: SQLiteStore
  let engine: ProvisioningEngine

  init(_ url: String, patience: Double = 10, rules: [Rule] = []) throws {
    store = try SQLiteStore(path: nil)
    engine = ProvisioningEngine(
      store: store, time: clock, chance: NoChance(), actor: Actor(name: "kim", origin: "desk"),
      transports: Doors(patience: patience),
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    _ = try engine.configuration.apply([
      AppDefinition(
        name: "app",
        connection: ConnectionSettings(
          baseURL: url, token: .environment("T"), enabled: true, concurrency: 1, rateLimit: 0),
        provisioning: ProvisioningPolicy(enabled: true, approve: []), roles: ["Staff"],
        rules: rules)
    ])
  }

  /// Hires a user of this name and works until nothing can run any more.
  func provision(_ name: String = "ann") async throws -> [ProvisioningTask] {
    _ = try engine.people.importFile(replace: false, dryRun: false, source: "test") { take in
      try take(
        DirectoryEntry(
          whole: DirectoryUser(
            username: name, status: .active, attributes: ["email": "\(name)@x.example"],
            roles: ["Staff"])))
    }
    return try await run()
  }

  /// Works until nothing can run any more.
  func run() async throws -> [ProvisioningTask] {
    _ = try await Worker(engine, untilIdle: true).run()
    return try tasks
  }

  /// The app as it is stored.
  var app: AppRecord {
    get throws { try engine.configuration.app(named: "app") }
  }

  /// The account of that id, as usher knows it.
  func account(_ id: String) throws -> AccountRecord? {
    let app = try app.id
    return try store.read { try $0.accounts.account(app, remoteID: id) }
  }

  /// All tasks, oldest first.
  var tasks: [ProvisioningTask] {
    get throws {
      try store.read { try $0.tasks.tasks(TaskFilter(), before: nil, limit: 100) }.reversed()
    }
  }
}

/// A well-behaved answer of HTTP/1.1.
func http(_ status: Int, _ body: String = "", headers: [String] = []) -> [Step] {
  http(status, Array(body.utf8), headers: headers)
}

/// The same with any bytes.
func http(_ status: Int, _ body: [UInt8], headers: [String] = []) -> [Step] {
  let lines = ["HTTP/1.1 \(status) X", "Content-Length: \(body.count)"] + headers
  return [.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)]
}

/// A head without an end of its body.
func head(_ lines: String...) -> Step {
  .send(Array(((["HTTP/1.1 200 OK"] + lines).joined(separator: "\r\n") + "\r\n\r\n").utf8))
}
