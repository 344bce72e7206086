import Engine
import Foundation
import Provisioning
import Synchronization

/// Counts that take long in a large store: those that did are counted again only a few times a minute,
/// however often the store changes.
final class SlowCounts: Sendable {
  /// What was counted of one app.
  struct Counts: Sendable {
    var stale: Int
    var held: Int
    var accounts: Int
    var users: Int
  }

  private struct Entry: Sendable {
    var counts: Counts
    var version: Int
    var at: Double
    var took: Double
  }

  private let known = Mutex<[AppID: Entry]>([:])

  /// The counts of an app, and whether they are older than what the store holds may be.
  func counts(_ app: AppRecord, _ engine: ProvisioningEngine) throws -> (Counts, isOld: Bool) {
    let now = Date().timeIntervalSince1970
    if let entry = known.withLock({ $0[app.id] }), entry.version == app.mappingVersion,
      now - entry.at < entry.took * 20
    {
      return (entry.counts, true)
    }
    let population = try engine.standing.population(app.id)
    let counts = Counts(
      stale: try engine.rules.staleCount(app.name), held: try engine.standing.heldCount(app.name),
      accounts: population.accounts,
      users: population.users)
    let end = Date().timeIntervalSince1970
    let entry = Entry(
      counts: counts, version: app.mappingVersion, at: end, took: min(1, end - now))
    known.withLock { $0[app.id] = entry }
    return (counts, false)
  }
}
