import Engine
import StoreSupport
import TestSupport
import Testing

@testable import Storage

/// What bodies put off to the end of their transaction is done there, once for all of them.
@Suite struct TransactionClosingTests {
  private struct Broken: Error, Equatable {}

  @Test(arguments: StoreFactory.all)
  func itIsDoneOnceForAll(_ factory: StoreFactory) throws {
    let store = try factory.make()
    var seen: [[String]] = []
    try store.write { (session: any StoreSession) throws -> Void in
      for name in ["ann", "bob"] {
        session.atEnd("users", name) { names, session in
          seen.append(names)
          for name in names { _ = try session.makeUsers(name) }
          session.atEnd("later", 1) { numbers, _ in seen.append(numbers.map { "\($0)" }) }
        }
      }
      session.atEnd("others", "cem") { names, _ in seen.append(names) }
      #expect(try session.directory.userCount() == 0)
    }
    #expect(seen == [["ann", "bob"], ["cem"], ["1"]])
    #expect(try store.read { try $0.directory.userCount() } == 2)
  }

  @Test(arguments: StoreFactory.all)
  func itIsLeftOutWithThePartThatPutItOff(_ factory: StoreFactory) throws {
    let store = try factory.make()
    var seen: [String] = []
    try store.write { (session: any StoreSession) throws -> Void in
      session.atEnd("a", "kept") { names, _ in seen += names }
      let undone: Int? = try session.nested {
        session.atEnd("a", "undone") { names, _ in seen += names }
        session.atEnd("b", "undone") { names, _ in seen += names }
        return nil
      }
      #expect(undone == nil)
      let kept: Int? = try session.nested {
        session.atEnd("a", "kept too") { names, _ in seen += names }
        return 1
      }
      #expect(kept == 1)
    }
    #expect(seen == ["kept", "kept too"])
  }

  @Test(arguments: StoreFactory.all)
  func whatFailsThereUndoesTheTransaction(_ factory: StoreFactory) throws {
    let store = try factory.make()
    #expect(throws: Broken()) {
      try store.write { (session: any StoreSession) throws -> Void in
        _ = try session.makeUsers("ann")
        session.atEnd("a", 1) { _, _ in throw Broken() }
      }
    }
    #expect(try store.read { try $0.directory.userCount() } == 0)
  }

  /// A transaction that fails leaves nothing behind, what it put off as little as its connection.
  @Test(arguments: StoreFactory.all)
  func nothingIsKeptOfATransactionThatFails(_ factory: StoreFactory) throws {
    final class Witness {}
    let store = try factory.make()
    weak var kept: Witness?
    #expect(throws: Broken()) {
      try store.write { session in
        let witness = Witness()
        kept = witness
        session.atEnd("a", witness) { _, _ in }
        throw Broken()
      }
    }
    #expect(kept == nil)
  }
}
