import Synchronization

/// What waits to be written, so that one transaction carries all that came while the one before it was
/// under way. A store brings the place where transactions run; the rules are here.
public final class CommitQueue: Sendable {
  /// A body that waits, without the type of its result.
  private protocol Entry: Sendable {
    /// Runs the body, as often as it takes.
    func run(in session: any StoreSession) throws
    /// Gives the result of the last run to whoever waits.
    func succeed()
    func fail(_ error: any Error)
  }

  private struct State {
    var waiting: [any Entry] = []
    var isAtWork = false
  }

  private let state = Mutex(State())

  /// An empty queue.
  public init() {}

  /// How many bodies wait.
  public var count: Int { state.withLock { $0.waiting.count } }

  /// Puts a body behind those that wait, and returns when a transaction with it was committed.
  ///
  /// - Parameter start: called where nobody works on the queue: lets somebody call ``work(in:)`` until
  ///   that says that nothing is left.
  public func add<Result: Sendable>(
    _ body: @escaping @Sendable (any StoreSession) throws -> Result, start: () -> Void
  ) async throws -> Result {
    try await withUnsafeThrowingContinuation { continuation in
      let entry = Waiting(body, continuation)
      let isFirst = state.withLock { state in
        state.waiting.append(entry)
        defer { state.isAtWork = true }
        return !state.isAtWork
      }
      if isFirst { start() }
    }
  }

  /// Carries out all that waits, in one transaction where none of it fails.
  ///
  /// - Parameter transaction: runs a body and commits, or throws and undoes it.
  /// - Returns: whether more came meanwhile, so that this is to be called again.
  public func work(in transaction: ((any StoreSession) throws -> Void) throws -> Void) -> Bool {
    let batch = state.withLock { state in
      defer { state.waiting = [] }
      return state.waiting
    }
    carryOut(batch, in: transaction)
    return state.withLock { state in
      state.isAtWork = !state.waiting.isEmpty
      return state.isAtWork
    }
  }

  private func carryOut(
    _ batch: [any Entry], in transaction: ((any StoreSession) throws -> Void) throws -> Void
  ) {
    do {
      try transaction { session in
        for entry in batch { try entry.run(in: session) }
      }
      for entry in batch { entry.succeed() }
    } catch let problem as any StoreProblem where problem.isPassing {
      // It would be as busy for each of them.
      for entry in batch { entry.fail(problem) }
    } catch {
      guard batch.count > 1 else {
        for entry in batch { entry.fail(error) }
        return
      }
      for entry in batch { carryOut([entry], in: transaction) }
    }
  }

  private final class Waiting<Value: Sendable>: Entry {
    private let body: @Sendable (any StoreSession) throws -> Value
    private let continuation: UnsafeContinuation<Value, any Error>
    private let value = Mutex<Value?>(nil)

    init(
      _ body: @escaping @Sendable (any StoreSession) throws -> Value,
      _ continuation: UnsafeContinuation<Value, any Error>
    ) {
      self.body = body
      self.continuation = continuation
    }

    func run(in session: any StoreSession) throws {
      let value = try body(session)
      self.value.withLock { $0 = value }
    }

    func succeed() {
      guard let value = value.withLock({ $0 }) else { preconditionFailure("it did not run") }
      continuation.resume(returning: value)
    }

    func fail(_ error: any Error) { continuation.resume(throwing: error) }
  }
}
