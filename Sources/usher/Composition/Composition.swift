import Engine
import Foundation
import Host
import Logging
import Transport
import Provisioning
import SCIM
import Storage
import Text

/// The one place where the rooms are put together for a command.
struct Composition {
  let options: Options
  let home: Home
  let head: HeadFile
  let store: any StoreCare
  private let place: StorePlace
  let engine: ProvisioningEngine
  /// Whether the database lets this login read alone.
  let mayOnlyRead: Bool

  /// - Parameter log: how what is told meanwhile is written.
  init(_ options: Options, log: LogLines = LogLines()) throws {
    let place = try StorePlace(options)
    self.options = options
    home = place.home
    head = place.head
    try place.refuseEmptied()
    store = try place.open()
    self.place = place
    let login = try Self.login(at: store)
    mayOnlyRead = login?.role == .reader
    engine = Self.engine(on: store, as: Self.actor(login), log: log)
  }

  /// Who the database takes this process for; `nil` where the store is a file.
  private static func login(at store: any Store) throws -> DatabaseLogin? {
    try (store as? PostgreSQLStore)?.login()
  }

  /// Whoever acts: the login of the database where it is one of a person, or else the Unix user.
  private static func actor(_ login: DatabaseLogin?) -> Actor {
    let person = Person.here(ProcessInfo.processInfo.environment)
    guard let login, let role = login.role, role < .owner else { return person }
    return Actor(
      name: login.name.visible, origin: "\(person.name), \(person.origin)", login: login.name,
      groups: login.groups)
  }

  /// The use cases on a store.
  static func engine(on store: any Store) throws -> ProvisioningEngine {
    engine(on: store, as: actor(try login(at: store)), log: LogLines())
  }

  private static func engine(
    on store: any Store, as actor: Actor, log: LogLines
  ) -> ProvisioningEngine {
    let environment = ProcessInfo.processInfo.environment
    return ProvisioningEngine(
      store: store, time: time(of: store), chance: SystemChance(), actor: actor,
      transports: Transports(store: store, environment: environment),
      log: Logger(label: "usher") { _ in log })
  }

  /// How large the store is on disk, in bytes; `nil` where it has no file here.
  var storeSize: Double? { place.size }

  /// The clock of whoever keeps the store: one for all hosts that share it.
  private static func time(of store: any Store) -> SystemTime {
    guard let store = store as? PostgreSQLStore else { return SystemTime() }
    return SystemTime { store.clockOffset }
  }

  /// Bring notices to people.
  var couriers: Couriers {
    Couriers(store: store, environment: ProcessInfo.processInfo.environment)
  }

  /// Reads directory sources.
  var directorySync: DirectorySync {
    let environment = ProcessInfo.processInfo.environment
    return DirectorySync(engine, sources: Sources(store: store, environment: environment)) {
      try SpoolFile()
    }
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
    do {
      let last = try engine.audit.head()
      if last.entries > 0 { head.advance(to: last) }
    } catch {
      Streams.standardError(
        "usher: warning: the audit log's head was not written down: \(Complaint.lines(of: error).joined(separator: "; "))",
        style: .warning)
    }
  }
}

/// The clock of this machine, or one that is ahead of it or behind.
struct SystemTime: TimeSource {
  private let offset: @Sendable () -> Double

  /// - Parameter offset: how many seconds the other clock is ahead.
  init(offset: @escaping @Sendable () -> Double = { 0 }) { self.offset = offset }

  func now() -> Double { Date().timeIntervalSince1970 + offset() }

  func sleep(seconds: Double) async {
    try? await Task.sleep(for: .seconds(max(0, seconds)))
  }
}

/// The chance of this machine.
struct SystemChance: Chance {
  func fraction() -> Double { Double.random(in: 0..<1) }
}
