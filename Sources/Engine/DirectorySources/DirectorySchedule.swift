import Logging
import Provisioning

/// Reads each source when its time has come, until it is cancelled.
public struct DirectorySchedule: Sendable {
  private let sync: DirectorySync

  /// How often it is looked whose time has come, in seconds.
  private static let pause = 2.0

  /// The readings of these sources.
  public init(_ sync: DirectorySync) { self.sync = sync }

  /// Works until it is cancelled. A source that cannot be read keeps no other one waiting; what is wrong
  /// is said once, and stands in the list of sources.
  public func run() async {
    let engine = sync.engine
    var said: [String: String] = [:]
    while !Task.isCancelled {
      for name in due(engine) where !Task.isCancelled {
        do {
          let result = try await sync.sync(name)
          said[name] = nil
          let changes = result.changes
          if changes.added + changes.changed + changes.deleted > 0 {
            engine.log.info(
              "\(name): \(changes.added) added, \(changes.changed) changed, \(changes.deleted) deleted"
            )
          }
        } catch {
          guard let sentence = SourceWords.sentence(error) else { continue }
          if said.updateValue(sentence, forKey: name) != sentence {
            engine.log.warning("\(sentence)")
          }
        }
      }
      await engine.time.sleep(seconds: Self.pause)
    }
  }

  private func due(_ engine: ProvisioningEngine) -> [String] {
    do {
      let now = engine.time.now()
      return try engine.sources.all().filter { $0.isDue(now) }.map(\.name)
    } catch {
      engine.log.warning("the sources of the directory cannot be looked at; they are tried again")
      return []
    }
  }
}

extension SourceRecord {
  /// Whether it is to be read now by itself.
  func isDue(_ now: Double) -> Bool {
    guard let every = definition.every else { return false }
    if let reader = state.reader, reader.until > now { return false }
    guard let tried = state.triedAt else { return true }
    // A clock that was set back must not keep it waiting.
    return tried + every <= now || tried > now
  }
}
