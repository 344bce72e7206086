import Engine
import Provisioning
import Synchronization
import Testing

/// What many write at the same moment goes into one transaction, and each gets an answer of its own.
@Suite struct CommitTests {
  struct Refused: Error {}

  /// In which order bodies ran.
  final class Order: Sendable {
    private let noted = Mutex<[Int]>([])
    var numbers: [Int] { noted.withLock { $0 } }
    func note(_ number: Int) { noted.withLock { $0.append(number) } }
  }

  @Test(arguments: StoreFactory.all)
  func eachGetsItsOwnAnswer(_ factory: StoreFactory) async throws {
    let store = try factory.make()
    let ids = try await withThrowingTaskGroup(of: UserID.self) { group in
      for number in 0..<200 {
        group.addTask {
          try await store.commit { try $0.directory.save(DirectoryUser(username: "u\(number)")).id }
        }
      }
      return try await group.reduce(into: Set<UserID>()) { $0.insert($1) }
    }
    #expect(ids.count == 200)
    #expect(try store.read { try $0.directory.userCount() } == 200)
  }

  /// Whoever fails loses their own work alone, and learns why.
  @Test(arguments: StoreFactory.all)
  func aFailureUndoesItsOwnWorkAlone(_ factory: StoreFactory) async throws {
    let store = try factory.make()
    let failed = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<60 {
        group.addTask {
          do {
            try await store.commit { session in
              _ = try session.directory.save(DirectoryUser(username: "u\(number)"))
              if number % 3 == 0 { throw Refused() }
            }
            return false
          } catch is Refused {
            return true
          }
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(failed == 20)
    #expect(try store.read { try $0.directory.userCount() } == 40)
    #expect(try store.read { try $0.directory.user(named: "u3") } == nil)
  }

  /// Bodies that wait together run in the order in which they came, in one transaction; after a
  /// failure, each in one of its own.
  @Test func oneTransactionCarriesAllThatWait() async throws {
    let store = try StoreFactory.all[0].make()
    let queue = CommitQueue()
    let order = Order()
    func add(_ number: Int, fails: Bool = false) -> Task<Void, any Error> {
      Task { [queue, order] in
        try await queue.add({ _ in
          order.note(number)
          if fails { throw Refused() }
        }) {}
      }
    }
    func work() -> Int {
      var transactions = 0
      _ = queue.work { body in
        transactions += 1
        try store.write { try body($0) }
      }
      return transactions
    }
    let first = add(1)
    while queue.count < 1 { await Task.yield() }
    let second = add(2)
    while queue.count < 2 { await Task.yield() }
    #expect(work() == 1)
    _ = try await (first.value, second.value)
    #expect(order.numbers == [1, 2])

    let third = add(3)
    while queue.count < 1 { await Task.yield() }
    let fourth = add(4, fails: true)
    while queue.count < 2 { await Task.yield() }
    #expect(work() == 3)
    try await third.value
    await #expect(throws: Refused.self) { try await fourth.value }
    #expect(order.numbers == [1, 2, 3, 4, 3, 4])
  }
}
