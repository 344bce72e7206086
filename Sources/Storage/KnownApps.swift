import Engine
import GRDB
import Provisioning
import Synchronization

/// The apps as their rows said last: an app is read with every task, and changes once in a while. Each
/// is found by all that stands in its row, so that nothing here can be out of date.
final class KnownApps: Sendable {
  private struct Known: Sendable {
    let row: [DatabaseValue]
    let app: AppRecord
  }

  private let known = Mutex<[AppID: Known]>([:])

  /// The app that a row holds.
  ///
  /// - Parameter read: reads the row, where it says anything new.
  func app(_ id: AppID, in row: Row, read: () throws -> AppRecord) rethrows -> AppRecord {
    let values = Array(row.databaseValues)
    if let before = known.withLock({ $0[id] }), before.row == values { return before.app }
    let app = try read()
    known.withLock { $0[id] = Known(row: values, app: app) }
    return app
  }
}
