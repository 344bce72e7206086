import Engine
import Foundation
import StoreSupport
import Synchronization
import TestSupport
import Testing

@testable import Storage

/// A connection that is lost at COMMIT: only the server knows what became of the transaction.
@Suite(
  .serialized,
  .enabled(if: PostgreSQLServer.isHere, Comment(rawValue: PostgreSQLServer.missing)))
struct UnknownCommitTests {
  private func open() throws -> (ServerStore, CuttingProxy, PostgreSQLStore) {
    let server = try #require(PostgreSQLServer.shared)
    let (store, proxy) = (try ServerStore(server), try CuttingProxy(before: server))
    return (store, proxy, try PostgreSQLStore(PostgreSQLPlace(proxy.url(store.name))))
  }

  @Test func whatWasCommittedIsNotDoneAgain() async throws {
    let (store, proxy, cut) = try open()
    let runs = Mutex(0)
    try proxy.cut(.after)
    try await cut.commit { session in
      runs.withLock { $0 += 1 }
      _ = try session.makeUsers("ann")
    }
    #expect(proxy.hasCut)
    #expect(runs.withLock { $0 } == 1)
    #expect(try store.read { try $0.directory.userCount() } == 1)
    try proxy.cut(.after)
    try cut.write { _ = try $0.makeUsers("bob") }
    #expect(proxy.hasCut)
    #expect(try cut.read { try $0.directory.userCount() } == 2)
  }

  @Test func whatWasNotCommittedIsDoneAgainOrRefused() async throws {
    let (store, proxy, cut) = try open()
    let runs = Mutex(0)
    try proxy.cut(.before)
    try await cut.commit { session in
      runs.withLock { $0 += 1 }
      _ = try session.makeUsers("ann")
    }
    #expect(proxy.hasCut)
    #expect(runs.withLock { $0 } == 2)
    #expect(try store.read { try $0.directory.userCount() } == 1)
    try proxy.cut(.before)
    let error = #expect(throws: StoreError.self) {
      try cut.write { _ = try $0.makeUsers("bob") }
    }
    #expect(error?.code == "store-lost")
    #expect(try store.read { try $0.directory.userCount() } == 1)
  }
}
