import Engine
import SCIM

/// Whether a process is alive. One that was killed reaches nothing any more: from one moment to the
/// next no call to the store, the clock or the network of its has any effect, which to the world is
/// the same as that it does not run.
final class Life: @unchecked Sendable {
  // Unchecked, because everything of a world runs on the scheduler's one thread.

  let name: String
  private(set) var isOver = false
  /// How rarely the store fails; 0 for never.
  var storeFails = 0
  private var waiting: [Int: () -> Void] = [:]
  private var next = 0

  init(_ name: String) { self.name = name }

  /// Ends it: whoever waits for anything is woken, and finds out that nothing works.
  func end() {
    isOver = true
    for key in waiting.keys.sorted() { waiting.removeValue(forKey: key)?() }
  }

  /// Waits for something that `start` begins; the end comes first where the process dies.
  func wait(_ start: (_ wake: @escaping () -> Void) -> Void) async {
    guard !isOver else { return }
    next += 1
    let key = next
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
      waiting[key] = { continuation.resume() }
      start { [self] in waiting.removeValue(forKey: key)?() }
    }
  }
}

/// What a process that was killed, or whose disk is full, gets from the store.
struct StoreIsGone: Error {}

/// The store as one process sees it.
struct MortalStore: Store {
  let store: any Store
  let life: Life
  let dice: Dice
  let scheduler: Scheduler
  private let commits = CommitQueue()

  func read<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    if life.isOver { throw StoreIsGone() }
    return try store.read(body)
  }

  func write<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    if life.isOver { throw StoreIsGone() }
    let fails = dice.once(in: life.storeFails)
    return try store.write { session in
      let result = try body(session)
      // A full disk shows when all is done and is to be kept.
      if fails { throw StoreIsGone() }
      return result
    }
  }

  /// What is to be written waits a while for others, and is lost where the process dies meanwhile.
  func commit<Result: Sendable>(
    _ body: @escaping @Sendable (any StoreSession) throws -> Result
  ) async throws -> Result {
    try await commits.add(body) { workOnCommits() }
  }

  private func workOnCommits() {
    scheduler.after(Double(dice.below(50)) / 1_000) {
      if commits.work(in: { try write($0) }) { workOnCommits() }
    }
  }

  func version() throws -> Int64 { try store.version() }
}

/// The world's time as one process sees it.
struct MortalTime: TimeSource {
  let scheduler: Scheduler
  let life: Life

  /// For the dead, everything that it waits for is long over.
  func now() -> Double { life.isOver ? scheduler.now + 1_000_000 : scheduler.now }

  func sleep(seconds: Double) async {
    guard !life.isOver else { return await passOn() }
    let timer = TimerName()
    await withTaskCancellationHandler {
      guard !Task.isCancelled else { return }
      await life.wait { wake in
        timer.wake = wake
        timer.id = scheduler.after(seconds, wake)
      }
    } onCancel: {
      guard let id = timer.id else { return }
      scheduler.cancel(id)
      timer.wake?()
    }
  }
}

extension MortalTime {
  /// The dead wait for nothing, but let the others have their turn, and time go on.
  private func passOn() async {
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
      scheduler.after(0.01) { continuation.resume() }
    }
  }
}

/// What a sleeper is woken by.
private final class TimerName: @unchecked Sendable {
  // Unchecked, because everything of a world runs on the scheduler's one thread.
  var id: Int?
  var wake: (() -> Void)?
}
