import Engine
import GRDB
import Provisioning
import Testing

@testable import Storage

/// New rows are taken into the indexes of trigrams by the thousand; until then they are found without.
@Suite struct TextIndexTests {
  /// Two batches and a half.
  private static let count = 2_500

  @Test(arguments: StoreFactory.all)
  func usersAreFoundInTheIndexAndBehindIt(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      var names = (1...Self.count).map { "user\($0)x@place" }
      let ids = try names.map { try session.directory.save(DirectoryUser(username: $0)).id }
      // One who is in the index, and one who is not.
      for place in [10, Self.count - 10] {
        names[place] = "renamed\(place)"
        try session.directory.replace(DirectoryUser(id: ids[place], username: names[place]))
        try session.directory.deleteUser(ids[place + 1])
        names[place + 1] = ""
      }
      for text in ["user1", "25x@", "x@place", "renamed", "user11x", "nobody"] {
        let expected = names.indices.filter { names[$0].contains(text) }.map { ids[$0] }
        let found = try session.directory.users(after: 0, search: text, role: nil, limit: 9_999)
        #expect(found.map(\.user.id) == expected, "\(text)")
        let back = try session.directory.users(before: .max, search: text, role: nil, limit: 3)
        #expect(back.map(\.user.id) == expected.suffix(3).reversed(), "\(text)")
        #expect(
          try session.directory.userCount(search: text, role: nil, upTo: 9_999) == expected.count)
        #expect(
          try session.directory.userCount(search: text, role: nil, upTo: 2)
            == min(2, expected.count))
      }
    }
  }

  @Test(arguments: StoreFactory.all)
  func tasksAreFoundPageByPage(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let ids = try (1...Self.count).map {
        try session.makeTask(app, .create, "user\($0)x", .pending)
      }
      let filter = TaskFilter(app: app, search: "0x")
      let expected = ids.indices.filter { ($0 + 1) % 10 == 0 }.map { ids[$0] }
      var (newest, oldest): ([TaskID], [TaskID]) = ([], [])
      while true {
        let page = try session.tasks.tasks(filter, before: newest.last, limit: 60).map(\.id)
        if page.isEmpty { break }
        newest += page
      }
      while true {
        let page = try session.tasks.tasks(filter, after: oldest.last ?? 0, limit: 60).map(\.id)
        if page.isEmpty { break }
        oldest += page
      }
      #expect(newest == expected.reversed() && oldest == expected)
      #expect(try session.tasks.taskCount(filter, upTo: 245) == 245)
      #expect(try session.tasks.taskCounts(app) == [.pending: Self.count])
    }
  }

  @Test func whatIsUndoneIsNotInTheIndex() throws {
    let store = try StoreFactory.all[1].make()
    try store.write { session in
      let undone: Void? = try session.nested {
        for number in 1...1_100 {
          _ = try session.directory.save(DirectoryUser(username: "gone\(number)"))
        }
        return nil
      }
      #expect(undone == nil)
      for number in 1...1_100 {
        _ = try session.directory.save(DirectoryUser(username: "here\(number)"))
      }
      #expect(try session.directory.userCount(search: "gone", role: nil, upTo: 9_999) == 0)
      #expect(try session.directory.userCount(search: "here", role: nil, upTo: 9_999) == 1_100)
    }
  }

  @Test func anOlderStoreIsSearchedAsAWhole() throws {
    let queue = try DatabaseQueue()
    try Migrations.all.migrate(queue, upTo: "21 references")
    try queue.write { db in
      for name in ["ann", "anna"] {
        try db.execute(
          sql: "INSERT INTO user (username, username_key, status, payload) VALUES (?, ?, ?, ?)",
          arguments: [name, name, "active", #"["active",{},[]]"#])
      }
    }
    try Migrations.all.migrate(queue)
    try queue.write { db in
      let session = SQLSession(db: db, known: KnownApps())
      _ = try session.directory.save(DirectoryUser(username: "annabel"))
      try session.directory.replace(DirectoryUser(id: 1, username: "otto"))
      let found = try session.directory.users(after: 0, search: "ann", role: nil, limit: 9)
      #expect(found.map(\.user.username) == ["anna", "annabel"])
    }
  }
}
