import Engine
import Foundation
import Logging
import Transport
import Provisioning
import SCIM
import Storage

/// The one place where the rooms are put together for a command.
struct Composition {
  let options: Options
  let home: Home
  let store: SQLiteStore
  let engine: ProvisioningEngine

  init(_ options: Options) throws {
    let environment = ProcessInfo.processInfo.environment
    self.options = options
    home = try Home(options.home, environment: environment)
    let path = try Self.storePath(
      options.store ?? environment["USHER_STORE"].flatMap { $0.isEmpty ? nil : $0 }, home)
    store = try SQLiteStore(path: path)
    engine = ProvisioningEngine(
      store: store, time: SystemTime(), chance: SystemChance(), actor: Person.here(environment),
      transports: Transports(),
      log: Logger(label: "usher") { _ in
        var handler = StreamLogHandler.standardError(label: "usher")
        handler.logLevel = .warning
        return handler
      })
  }

  /// Runs a command's work, and writes down the audit log's head whatever comes of it.
  func use<Result>(_ body: (ProvisioningEngine) async throws -> Result) async throws -> Result {
    do {
      let result = try await body(engine)
      noteHead()
      return result
    } catch {
      noteHead()
      throw error
    }
  }

  private func noteHead() {
    if let head = try? store.read({ try $0.auditHead() }), head.seq > 0 {
      AuditHead(home: home).advance(to: head)
    }
  }

  private static func storePath(_ url: String?, _ home: Home) throws -> String {
    guard let url else { return home.storeFile }
    if url.hasPrefix("sqlite://"), url.dropFirst(9).hasPrefix("/") {
      return String(url.dropFirst(9))
    }
    if url.hasPrefix("postgres") {
      throw Failure("PostgreSQL as a store is not there yet; name sqlite:///PATH")
    }
    throw Failure("\(url) names no store; write sqlite:///PATH")
  }
}

/// The clock of this machine.
struct SystemTime: TimeSource {
  func now() -> Double { Date().timeIntervalSince1970 }

  func sleep(seconds: Double) async {
    try? await Task.sleep(for: .seconds(max(0, seconds)))
  }
}

/// The chance of this machine.
struct SystemChance: Chance {
  func fraction() -> Double { Double.random(in: 0..<1) }
}

/// Who sits at the keyboard.
enum Person {
  static func here(_ environment: [String: String]) -> Actor {
    let record = getpwuid(geteuid())
    var name =
      record.flatMap { String(validatingCString: $0.pointee.pw_name) } ?? "uid \(geteuid())"
    if let behind = environment["SUDO_USER"], !behind.isEmpty, behind != name {
      name = "\(behind) as \(name)"
    }
    let client = environment["SSH_CONNECTION"]?.split(separator: " ").first.map(String.init)
    return Actor(name: name.visible, origin: (client ?? ProcessInfo.processInfo.hostName).visible)
  }
}

/// Doors to the apps' networks over async-http-client.
struct Transports: TransportSource {
  func transport(for app: AppRecord) throws -> any HTTPTransport {
    let connection = app.definition.connection
    do {
      return try ClientTransport(
        baseURL: connection.baseURL,
        tokens: connection.token.map { TokenProvider(source: $0) }, timeout: app.ways.timeout,
        concurrency: app.ways.concurrency, caFile: connection.caFile, version: Usher.version)
    } catch {
      throw EngineError.connection(Complaint.lines(of: error).joined(separator: "; "))
    }
  }
}
