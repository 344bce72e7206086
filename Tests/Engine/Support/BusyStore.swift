import Engine
import Synchronization

/// A store that another process holds at some of the times when it is asked.
final class BusyStore: Store {
  /// What a busy store says.
  struct Busy: StoreProblem {
    var code: String { "store-busy" }
    var sentence: String { "another process holds the store" }
    var isPassing: Bool { true }
  }

  private let store: any Store
  private let asked = Mutex(0)
  private let isBusy: @Sendable (Int) -> Bool

  /// - Parameter isBusy: gets which call it is, from 1.
  init(_ store: any Store, isBusy: @escaping @Sendable (Int) -> Bool) {
    self.store = store
    self.isBusy = isBusy
  }

  /// How often the store was asked.
  var count: Int { asked.withLock { $0 } }

  func read<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    try wait()
    return try store.read(body)
  }

  func write<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    try wait()
    return try store.write(body)
  }

  func commit<Result: Sendable>(
    _ body: @escaping @Sendable (any StoreSession) throws -> Result
  ) async throws -> Result {
    try wait()
    return try await store.commit(body)
  }

  func version() throws -> Int64 { try store.version() }

  private func wait() throws {
    let number = asked.withLock { asked in
      asked += 1
      return asked
    }
    if isBusy(number) { throw Busy() }
  }
}
