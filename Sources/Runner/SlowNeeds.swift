import Engine
import Foundation
import Synchronization

/// What needs a person, which takes long to find in a large store: where it did, it is looked for again
/// only a few times a minute, however often the store changes.
final class SlowNeeds: Sendable {
  private struct Entry: Sendable {
    var statuses: [AppStatus]
    var at: Double
    var took: Double
  }

  private let known = Mutex<Entry?>(nil)

  /// How the apps stand, and whether that is older than what the store holds may be.
  func statuses(_ engine: ProvisioningEngine) throws -> ([AppStatus], isOld: Bool) {
    let start = Date().timeIntervalSince1970
    if let entry = known.withLock({ $0 }), start - entry.at < entry.took * 20 {
      return (entry.statuses, true)
    }
    let statuses = try engine.standing.status(countingTo: ListPlace.countLimit + 1)
    let end = Date().timeIntervalSince1970
    known.withLock { $0 = Entry(statuses: statuses, at: end, took: min(1, end - start)) }
    return (statuses, false)
  }
}
