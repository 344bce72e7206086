import Engine
import Foundation
import Host
import Logging
import Transport
import Provisioning
import SCIM
import Storage

/// The one place where the rooms are put together for a command.
struct Composition {
  let options: Options
  let home: Home
  let head: HeadFile
  let store: SQLiteStore
  private let storePath: String
  let engine: ProvisioningEngine

  /// - Parameter log: how what is told meanwhile is written.
  init(_ options: Options, log: LogLines = LogLines()) throws {
    let place = try StorePlace(options)
    self.options = options
    home = place.home
    head = place.head
    try place.refuseEmptied()
    store = try SQLiteStore(path: place.file)
    storePath = place.file
    engine = Self.engine(on: store, log: log)
  }

  /// The use cases on a store.
  static func engine(on store: any Store, log: LogLines = LogLines()) -> ProvisioningEngine {
    let environment = ProcessInfo.processInfo.environment
    return ProvisioningEngine(
      store: store, time: SystemTime(), chance: SystemChance(), actor: Person.here(environment),
      transports: Transports(store: store, environment: environment),
      log: Logger(label: "usher") { _ in log })
  }

  /// How large the store is on disk, in bytes, with what is not yet in its file; `nil` where it has
  /// none.
  var storeSize: Double? {
    let sizes = ["", "-wal"].compactMap { suffix in
      let values = try? FileManager.default.attributesOfItem(atPath: storePath + suffix)
      return (values?[.size] as? NSNumber)?.doubleValue
    }
    return sizes.isEmpty ? nil : sizes.reduce(0, +)
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
      let last = try engine.auditHead()
      if last.entries > 0 { head.advance(to: last) }
    } catch {
      Streams.standardError(
        "usher: warning: the audit log's head was not written down: \(Complaint.lines(of: error).joined(separator: "; "))",
        style: .warning)
    }
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
