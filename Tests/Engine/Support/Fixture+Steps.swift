import Engine
import GRDB
import GRDBSQLite
import Testing

@testable import Storage

extension Fixture {
  /// How many hundreds of steps the store takes for something, which grow as its work does and are the
  /// same on every machine.
  func storeSteps(_ body: () async throws -> Void) async throws -> Int {
    let count = StepCount()
    try count.watch(store)
    // The store goes to the next test, and must not count into what is gone, whatever the body throws.
    let result: Result<Void, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    try count.end(store)
    try result.get()
    return count.hundreds
  }
}

/// Counts the steps of SQLite's machine on the one connection of a store in memory.
private final class StepCount {
  var hundreds = 0

  func watch(_ store: any Store) throws {
    let place = Unmanaged.passUnretained(self).toOpaque()
    try handle(store) { connection in
      sqlite3_progress_handler(
        connection, 100,
        { place in
          guard let place else { return 0 }
          Unmanaged<StepCount>.fromOpaque(place).takeUnretainedValue().hundreds += 1
          return 0
        }, place)
    }
  }

  func end(_ store: any Store) throws {
    try handle(store) { sqlite3_progress_handler($0, 0, nil, nil) }
  }

  private func handle(_ store: any Store, _ body: (OpaquePointer?) -> Void) throws {
    try store.read { session in
      let db = try #require(session as? SQLSession).db
      body(try #require(db as? Database).sqliteConnection)
    }
  }
}
