import Engine
import Provisioning
import SCIM
import Testing

/// What every store owes to the unique values of accounts, and to whom they belong.
@Suite struct ValueContractTests {
  private func record(
    _ app: AppID, _ user: UserID, _ key: String, _ wish: ValueRecord.Wish = .none,
    held: Bool = false, sent: Bool = false, path: String = "username"
  ) -> ValueRecord {
    var record = ValueRecord(app: app, value: UniqueValue(path: path, key: key), user: user)
    record.wish = wish
    record.isHeld = held
    record.isSent = sent
    return record
  }

  @Test(arguments: StoreFactory.all)
  func whatSomebodyHasToDoWithAValueIsKept(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let other = try session.makeApp("other")
      let users = try session.makeUsers("ann", "bob", "cem")
      let rows = [
        record(app, users[0], "a@\"x", .owns, held: true), record(app, users[0], "b", held: true),
        record(app, users[1], "a@\"x", .waits), record(app, users[1], "c", .owns, sent: true),
        record(app, users[2], "a@\"x", .waits, path: "externalid"),
        record(other, users[2], "a@\"x", .owns),
      ]
      for row in rows { try session.values.save(row) }
      #expect(try session.values.values(app, of: users) == rows.filter { $0.app == app })
      #expect(try session.values.values(app, of: []).isEmpty)
      let values = ["a@\"x", "b", "c", "d"].map { UniqueValue(path: "username", key: $0) }
      #expect(try session.values.takers(app, of: values, limit: 9) == [rows[0], rows[1], rows[3]])
      #expect(try session.values.waiters(app, for: values, after: 0, limit: 9) == [rows[2]])
      #expect(try session.values.takers(app, of: [], limit: 9).isEmpty)
      var changed = rows[0]
      changed.wish = .none
      changed.isHeld = false
      changed.isSent = true
      try session.values.save(changed)
      #expect(try session.values.takers(app, of: [values[0]], limit: 9) == [changed])
      changed.isSent = false
      try session.values.save(changed)
      #expect(try session.values.values(app, of: [users[0]]) == [rows[1]])
      try session.apps.delete(app)
      #expect(try session.values.values(app, of: users).isEmpty)
    }
  }

  @Test(arguments: StoreFactory.all)
  func ofEachValueOnlySoManyAreGiven(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob", "cem", "dan", "eve")
      for user in users {
        try session.values.save(record(app, user, "a", .waits))
        try session.values.save(record(app, user, "b", held: true))
        try session.values.save(record(app, user, "c", held: user > users[2]))
      }
      let values = ["a", "b", "c"].map { UniqueValue(path: "username", key: $0) }
      #expect(
        try session.values.waiters(app, for: values, after: 0, limit: 2).map(\.user)
          == Array(users[..<2]))
      #expect(
        try session.values.waiters(app, for: values, after: users[1], limit: 2).map(\.user)
          == Array(users[2..<4]))
      #expect(try session.values.waiters(app, for: values, after: users[4], limit: 2).isEmpty)
      #expect(
        try session.values.takers(app, of: values, limit: 3).map(\.user)
          == Array(users[..<3]) + Array(users[3...]))
    }
  }
}
