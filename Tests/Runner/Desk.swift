import Text
import Console
import Engine
import Foundation
import Host
import Logging
import Provisioning
import SCIM
import Sandbox
import Storage
import TestSupport
import Synchronization

@testable import Runner

/// A runner on a store in memory with two people, an app and a pending creation for each of them, and
/// a sandbox behind the app.
final class Desk: Sendable {
  let runner: EffectRunner
  let engine: ProvisioningEngine
  private let files: TemporaryFolder
  private let events: Mutex<[ConsoleEvent]>
  private let arrival: AsyncStream<Void>.Continuation
  private let arrivals: AsyncStream<Void>

  init(isReadOnly: Bool = false) throws {
    files = try TemporaryFolder()
    let home = try Home(files.path, environment: [:])
    engine = ProvisioningEngine(
      store: try SQLiteStore(path: nil), time: WallClock(), chance: OneChance(),
      actor: Actor(name: "kim", origin: "desk"), transports: Doors(),
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let app = AppDefinition(
      name: "app",
      connection: ConnectionSettings(
        baseURL: "http://127.0.0.1:1/scim", token: .environment("APP_TOKEN"), enabled: true,
        concurrency: 1, rateLimit: 0),
      provisioning: ProvisioningPolicy(enabled: true, approve: [.create]), roles: ["Staff"],
      rules: [
        Rule(
          name: "Everyone", when: .all([]), then: [.addToGroup(name: "Everyone", create: true)])
      ])
    _ = try engine.configuration.apply(
      [app], sources: [SourceDefinition(name: "corp", kind: .file, location: "/srv/people.csv")])
    _ = try engine.people.importFile(replace: false, dryRun: false, source: "test") { take in
      for name in ["ann", "bo"] {
        let attributes = ["email": "\(name)@x.example", "firstname": name, "lastname": "Lee"]
        try take(
          DirectoryEntry(
            whole: DirectoryUser(
              username: name, status: .active, attributes: attributes, roles: ["Staff"])))
      }
    }
    let events = Box()
    let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
    self.arrivals = arrivals
    self.arrival = arrival
    self.events = Mutex([])
    runner = EffectRunner(
      engine, directories: DirectorySync(engine, sources: OneSource()) { MemorySpool() },
      home: home, head: HeadFile(home: home, store: home.storeFile),
      vendors: VendorCatalog(), filters: FilterFile(folder: home.path + "/config"),
      isReadOnly: isReadOnly,
      words: { ["\(($0 as? any CodedError)?.sentence ?? "unknown")"] },
      post: { events.post($0) })
    events.deliver { [weak self] event in
      self?.events.withLock { $0.append(event) }
      self?.arrival.yield()
    }
  }

  /// The app's settings.
  var app: AppDefinition {
    get throws { try engine.configuration.app(named: "app").definition }
  }

  /// Carries an effect out, and gives what it posted up to its end.
  func carryOut(_ effect: Effect) async -> [ConsoleEvent] {
    events.withLock { $0 = [] }
    guard runner.start(effect) == nil else { return [] }
    for await _ in arrivals {
      let events = events.withLock { $0 }
      if events.contains(where: { $0.ends(effect) }) { return events }
    }
    return []
  }
}

extension ConsoleEvent {
  /// Whether it says that this effect is over.
  func ends(_ effect: Effect) -> Bool {
    if case .ended(effect, _) = self { true } else { false }
  }
}

/// Where events go before there is somebody to take them.
private final class Box: Sendable {
  private let taker = Mutex<(@Sendable (ConsoleEvent) -> Void)?>(nil)

  func deliver(to taker: @escaping @Sendable (ConsoleEvent) -> Void) {
    self.taker.withLock { $0 = taker }
  }

  func post(_ event: ConsoleEvent) { taker.withLock { $0 }?(event) }
}

private struct WallClock: TimeSource {
  func now() -> Double { Date().timeIntervalSince1970 }
  func sleep(seconds: Double) async { await Task.yield() }
}

/// A source of one person.
private struct OneSource: SourceOpener, DirectorySource {
  var sight: SourceSight { SourceSight(findsByKey: false) }
  func source(for definition: SourceDefinition) throws -> any DirectorySource { self }
  func stamp() async throws -> String? { nil }
  func find(_ keys: [String]) async throws -> [SourcePerson] { [] }
  func prove(_ step: (SourceStep) -> Void) async -> SourceProof { SourceProof() }

  func read(
    since mark: String?, _ take: ([SourcePerson]) async throws -> Void
  ) async throws -> SourceReading {
    let user = DirectoryUser(username: "cy", attributes: ["external_id": "7"])
    let mentioned = DirectoryEntry.Mentioned(
      attributes: .only(["external_id"]), status: true, roles: false)
    try await take([SourcePerson(key: "7", entry: DirectoryEntry(user, mentioned: mentioned))])
    return SourceReading()
  }
}

/// Lines in memory.
private final class MemorySpool: SourceSpool {
  private var lines: [[UInt8]] = []
  func add(_ line: [UInt8]) { lines.append(line) }
  func each(_ body: ([UInt8]) throws -> Void) throws { try lines.forEach(body) }
  func clear() { lines = [] }
}

private struct OneChance: Chance {
  func fraction() -> Double { 0.5 }
}

/// Doors to a sandbox in this process.
private struct Doors: TransportSource {
  private let sandbox = Sandbox(SandboxOptions(), clock: { Date().timeIntervalSince1970 })

  func transport(for app: AppRecord) throws -> any HTTPTransport { SandboxTransport(sandbox) }
}
