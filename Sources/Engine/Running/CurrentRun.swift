import Provisioning
import Synchronization

/// The run that took tasks last. It is asked of the store only where that is not known, since every
/// claim needs it.
final class CurrentRun: Sendable {
  private let last = Mutex<(run: RunID, at: Double)?>(nil)

  /// The run, where it took tasks at or after a moment.
  func run(since moment: Double) -> RunID? {
    last.withLock { $0.flatMap { $0.at >= moment ? $0.run : nil } }
  }

  /// Notes what was claimed, once that is committed: a transaction that was undone began no run.
  func took(_ tasks: [ClaimedTask], at now: Double) {
    guard let run = tasks.last?.run else { return }
    last.withLock { $0 = (run, now) }
  }
}
