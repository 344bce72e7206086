import Engine
import Foundation
import Provisioning
import SCIM
import StoreSupport
import TestSupport
import Testing
import Text

@testable import Storage

/// A copy holds what its source holds, whatever kinds of stores the two are.
@Suite struct StoreCopyTests {
  /// Makes a store of a kind.
  struct Kind: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable () throws -> (any StoreCare, owner: any Sendable)

    static let file = Kind(testDescription: "file") {
      let store = try FileStore()
      return (try store.again(), store)
    }
    static let server = Kind(testDescription: "PostgreSQL") {
      let store = try ServerStore(try #require(PostgreSQLServer.shared))
      return (try store.again(), store)
    }
    static var all: [Kind] { PostgreSQLServer.isHere ? [file, server] : [file] }
  }

  private func fill(_ store: any Store) throws {
    try store.write { session in
      let app = try session.makeApp("åpp")
      let users = try session.makeUsers("ann", "Bøb", "cem 🙂", "dan")
      try session.people.keep(
        PersonKeys(["externalid": "Ä 1", "employeeid": "\"2\\"]), of: users[0])
      var account = AccountRecord(
        app: app, remoteID: "r1", user: users[0],
        resource: ["userName": "ann", "x": "\u{0}\n,\"{}"], state: .present, seenAt: 1.1)
      account.writtenAt = 1_764_500_000.123456789
      try session.accounts.save(account)
      let group = try session.groups.save(
        GroupRecord(id: 0, app: app, name: "G", remoteID: nil, origin: .created, seenAt: nil))
      let creation = try session.makeTask(app, .create, "ann", .pending, user: users[1], at: 0.1)
      _ = try session.makeTask(
        app, .addMembers, "G", group: group, members: users, waitsFor: [TaskWait(on: creation)])
      try session.directory.deleteUser(users[3])
      for number in 1...3 {
        try session.audit.add(
          at: Double(number) / 3, .policy, "act", "ann", ["n": .integer(Int64(number))])
      }
      // Keys that are given no more.
      _ = try session.nested { () -> Int? in
        _ = try session.makeUsers("gone")
        return nil
      }
    }
  }

  @Test(arguments: Kind.all, Kind.all)
  func aCopyIsEqual(_ one: Kind, _ other: Kind) throws {
    let (source, owner) = try one.make()
    let (target, otherOwner) = try other.make()
    defer { withExtendedLifetime((owner, otherOwner)) {} }
    try fill(source)
    let copy = StoreCopy(from: source, to: target)
    #expect(try copy.isTargetEmpty())
    let counts = try copy.run()
    #expect(try !copy.isTargetEmpty())
    #expect(counts.first { $0.table == "user" }?.rows == 4)
    #expect(try target.findings().flatMap(\.problems) == [])
    func seen(_ store: any Store) throws -> [String] {
      try store.read { session in
        let users = try session.directory.users(after: 0, search: "", role: nil, limit: 9)
        let tasks = try session.tasks.tasks(TaskFilter(), before: nil, limit: 9)
        let head = try session.audit.head()
        return users.map(\.user.text) + tasks.map { "\($0.id) \($0.name) \($0.createdAt)" }
          + ["\(head)", "\(try session.accounts.account(1, remoteID: "r1")?.writtenAt ?? 0)"]
          + (try session.people.people([1]).flatMap { $0.keys.values.values.sorted() })
          + (try session.directory.users(after: 0, search: "bøb", role: nil, limit: 9).map(
            \.user.username))
      }
    }
    #expect(try seen(target) == seen(source))
    // What comes next gets the same keys in both.
    let next = try [source, target].map { try $0.write { try $0.makeUsers("eve")[0] } }
    #expect(next[0] == next[1] && next[0] > 4)
    // A second copy replaces the first.
    #expect(try StoreCopy(from: source, to: target).run().map(\.rows).reduce(0, +) > 20)
    #expect(try seen(target) == seen(source))
  }

  /// What cannot be read stops the copy, and the other store is as it was.
  @Test(arguments: Kind.all)
  func aCopyThatFailsLeavesWhatWasThere(_ kind: Kind) throws {
    let (source, owner) = try Kind.file.make()
    let (target, otherOwner) = try kind.make()
    defer { withExtendedLifetime((owner, otherOwner)) {} }
    try fill(source)
    try target.write { _ = try $0.makeUsers("zoe") }
    try source.write { session in
      try #require(session as? SQLSession).db.run("UPDATE task SET rank = 'odd' WHERE id = 2")
    }
    #expect(throws: StoreError.self) { try StoreCopy(from: source, to: target).run() }
    let names = try target.read {
      try $0.directory.users(after: 0, search: "zoe", role: nil, limit: 9).map(\.user.username)
    }
    #expect(names == ["zoe"])
  }
}
