import Console
import Dispatch
import Engine
import Foundation
import Provisioning
import Storage
import Synchronization
import Terminal

/// Carries out the console's effects off the thread that owns the terminal; each answers by events,
/// the last of them `.ended`.
struct EffectRunner: Sendable {
  let engine: ProvisioningEngine
  let home: Home
  let head: HeadFile
  let mailbox: Mailbox<ConsoleEvent>
  let running = RunningEffects()
  let slowCounts = SlowCounts()
  let isLookingAgain = Locked(false)
  /// What blocks while it reads or writes the store stays off the threads that serve the network.
  private let queue = DispatchQueue(label: "effects", attributes: .concurrent)

  /// Whether nothing may be changed: not in the store, nor beside it.
  private let isReadOnly: Bool

  init(composition: Composition, mailbox: Mailbox<ConsoleEvent>, isReadOnly: Bool) {
    engine = isReadOnly ? composition.engine.readOnly : composition.engine
    self.isReadOnly = isReadOnly
    home = composition.home
    head = composition.head
    self.mailbox = mailbox
  }

  /// Starts an effect, or cancels one.
  ///
  /// - Returns: what the terminal has to do for it; `nil` where it goes on by itself.
  func start(_ effect: Effect) -> TerminalWork? {
    switch carrier(of: effect) {
    case .terminal(let work): return work
    case .cancel(let other): running.cancel(other)
    case .store(let body): start(effect) { token in try await blocking { try body(token) } }
    case .network(let body): start(effect, body)
    }
    return nil
  }

  private func start(
    _ effect: Effect, _ body: @escaping @Sendable (CancelToken) async throws -> Void
  ) {
    let token = CancelToken()
    let task = Task.detached {
      let isGood = await carryOut(effect, token, body)
      running.end(effect)
      mailbox.post(.ended(effect, isGood: isGood))
      if !effect.isReading { mailbox.post(.storeChanged) }
    }
    running.begin(effect, task, token)
  }

  /// Says whether the store is there: an answer that says no to what was asked is an answer.
  private func carryOut(
    _ effect: Effect, _ token: CancelToken, _ body: @Sendable (CancelToken) async throws -> Void
  ) async -> Bool {
    do {
      try refuseChange(effect)
      try await body(token)
      return true
    } catch let error as StoreError {
      mailbox.post(.failed(error.sentence))
      return false
    } catch let cut as DecisionCut {
      mailbox.post(.failed(Complaint.lines(of: cut).joined(separator: "; ")))
      return false
    } catch {
      let lines = Complaint.lines(of: error)
      mailbox.post(.failed(token.isCancelled ? effect.cancelled : lines.joined(separator: "; ")))
      return effect.isReading && !effect.isLong
    }
  }

  /// Refuses what is not only looked at, where nothing may be changed.
  func refuseChange(_ effect: Effect) throws(EngineError) {
    if isReadOnly, !effect.isReading || effect.changesSettings { throw .readOnly }
  }

  private func blocking(_ body: @escaping @Sendable () throws -> Void) async throws {
    try await withCheckedThrowingContinuation {
      (continuation: CheckedContinuation<Void, any Error>) in
      queue.async { continuation.resume(with: Result { try body() }) }
    }
  }

  /// Tells how far something is, a few times a second.
  func progress(_ effect: Effect, total: Int? = nil, _ token: CancelToken)
    -> @Sendable (Int) -> Void
  {
    let last = Locked(0.0)
    return { done in
      let now = Date().timeIntervalSince1970
      guard now - last.get() > 0.25 else { return }
      last.set(now)
      mailbox.post(.progress(effect, done: done, total: total))
    }
  }

  /// Tells how far something is that ends where somebody wants it to, between two of its steps.
  func cancellable(_ effect: Effect, total: Int? = nil, _ token: CancelToken)
    -> @Sendable (Int) throws -> Void
  {
    let tell = progress(effect, total: total, token)
    return { done in
      try token.check()
      tell(done)
    }
  }

  /// What is another number once anybody changed the store; `nil` while it cannot be asked.
  func storeVersion() -> Int64? { try? engine.store.version() }

  /// Executes approved tasks while the console is open.
  func startWorker() -> Task<Void, Never> {
    Task.detached {
      mailbox.post(.worker(.working(ended: 0)))
      let worker = Worker(engine, untilIdle: false) { report in
        let ended = report.provisioned + report.failed + report.moved
        mailbox.post(.worker(.working(ended: ended)))
        mailbox.post(.storeChanged)
      }
      do {
        _ = try await worker.run()
      } catch {
        mailbox.post(.worker(.stopped(Complaint.lines(of: error).joined(separator: "; "))))
      }
    }
  }
}

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
  fileprivate var cancelled: String {
    switch self {
    case .reapply: "it was cancelled; nothing was filed"
    case .decideAll: "it was cancelled; nothing was decided"
    default: "it was cancelled"
    }
  }

  /// Whether it changes settings, although nothing waits for it.
  fileprivate var changesSettings: Bool {
    if case .edit = self { true } else { false }
  }

  /// Whether a person waits for its answer alone.
  fileprivate var isLong: Bool {
    switch self {
    case .loadAffected, .loadMatches, .loadPlan, .estimateImpact, .checkChain: true
    default: false
    }
  }
}
