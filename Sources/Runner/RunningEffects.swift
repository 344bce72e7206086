import Console
import Host
import Synchronization

/// Whether somebody wants an effect to end.
final class CancelToken: Sendable {
  private let flag = Locked(false)

  var isCancelled: Bool { flag.get() }

  func cancel() { flag.set(true) }

  /// Throws once it was cancelled.
  func check() throws {
    if isCancelled { throw CancellationError() }
  }
}

/// The effects that are under way.
final class RunningEffects: Sendable {
  private struct Entry: Sendable {
    var task: Task<Void, Never>
    var token: CancelToken
  }

  private let tasks = Mutex<[Effect: Entry]>([:])

  func begin(_ effect: Effect, _ task: Task<Void, Never>, _ token: CancelToken) {
    tasks.withLock { $0[effect] = Entry(task: task, token: token) }
  }

  func end(_ effect: Effect) { tasks.withLock { _ = $0.removeValue(forKey: effect) } }

  func has(_ effect: Effect) -> Bool { tasks.withLock({ $0[effect] }) != nil }

  func cancel(_ effect: Effect) {
    guard let entry = tasks.withLock({ $0[effect] }) else { return }
    entry.token.cancel()
    entry.task.cancel()
  }
}

extension Effect {
  /// What is said once it was cancelled.
  var cancelled: String {
    switch self {
    case .reapply: "it was cancelled; nothing was filed"
    case .decideAll: "it was cancelled; nothing was decided"
    default: "it was cancelled"
    }
  }

  /// Whether it changes settings, although nothing waits for it.
  var changesSettings: Bool {
    if case .edit = self { true } else { false }
  }

  /// Whether a person waits for its answer alone.
  var isLong: Bool {
    switch self {
    case .loadAffected, .loadMatches, .loadPlan, .estimateImpact, .checkChain: true
    default: false
    }
  }
}
