import Synchronization

/// Ends what takes too long, for many things at once that all may take equally long: there is one sleep
/// for all of them, and not one for each.
final class Deadlines: Sendable {
  /// Something that ends in time, or is ended.
  private struct Entry {
    let end: ContinuousClock.Instant
    let cancel: @Sendable () -> Void
  }

  private struct State {
    var entries: [Int: Entry] = [:]
    /// The keys in the order of their ends; some are over already.
    var order: [Int] = []
    var next = 0
    var isWatching = false
  }

  private let length: Duration
  private let state = Mutex(State())

  /// Deadlines that are so far away.
  init(_ length: Duration) { self.length = length }

  /// Does something, and cancels it when the time is over.
  ///
  /// - Returns: what it gave, and whether its time was over before.
  func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async
    -> (value: Value, isLate: Bool)
  {
    let task = Task { await body() }
    let key = add { task.cancel() }
    let value = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    return (value, !remove(key))
  }

  private func add(_ cancel: @escaping @Sendable () -> Void) -> Int {
    let (key, isFirst) = state.withLock { state in
      let key = state.next
      state.next += 1
      state.entries[key] = Entry(end: .now + length, cancel: cancel)
      state.order.append(key)
      defer { state.isWatching = true }
      return (key, !state.isWatching)
    }
    if isFirst { Task { await watch() } }
    return key
  }

  /// - Returns: whether it was there: what was cancelled is not.
  private func remove(_ key: Int) -> Bool {
    state.withLock { state in
      defer {
        if state.order.count > 2 * state.entries.count + 100 {
          state.order.removeAll { state.entries[$0] == nil }
        }
      }
      return state.entries.removeValue(forKey: key) != nil
    }
  }

  private func watch() async {
    while let end = nextEnd() {
      try? await Task.sleep(until: end, clock: .continuous)
      for late in takeLate() { late() }
    }
  }

  /// When the first of those under way is over; `nil` where there is none, and nobody watches.
  private func nextEnd() -> ContinuousClock.Instant? {
    state.withLock { state in
      let isOver = state.order.prefix { state.entries[$0] == nil }
      state.order.removeFirst(isOver.count)
      let end = state.order.first.flatMap { state.entries[$0]?.end }
      if end == nil { state.isWatching = false }
      return end
    }
  }

  private func takeLate() -> [@Sendable () -> Void] {
    let now = ContinuousClock.now
    return state.withLock { state in
      let late = state.order.prefix { state.entries[$0].map { $0.end <= now } ?? true }
      state.order.removeFirst(late.count)
      return late.compactMap { state.entries.removeValue(forKey: $0)?.cancel }
    }
  }
}
