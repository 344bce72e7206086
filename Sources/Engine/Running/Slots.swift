import Provisioning
import Synchronization

/// How many tasks of an app can be begun beside those under way, while several of them end at once.
final class Slots: Sendable {
  private let free: Mutex<(count: Int, isClosed: Bool)>

  init(_ count: Int) { free = Mutex((count, false)) }

  /// Takes every free one; none once nothing new is to begin.
  func takeAll() -> Int {
    free.withLock { free in
      if free.isClosed { return 0 }
      defer { free.count = 0 }
      return free.count
    }
  }

  /// Gives some back.
  func give(_ count: Int) { free.withLock { $0.count += count } }

  /// Whether nothing new is to begin.
  var isClosed: Bool { free.withLock { $0.isClosed } }

  /// Nothing new is to begin.
  func close() { free.withLock { $0.isClosed = true } }
}

/// A task that a worker holds, and its app as it was at that moment.
struct ClaimedTask: Sendable {
  let task: ProvisioningTask
  let app: AppRecord
  /// What was known of a creation when it was claimed; `nil` for other tasks.
  let past: TaskPast?
  /// The run that took it.
  let run: RunID
}
