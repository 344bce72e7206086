import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// The log of who did what, and that nobody can change it unseen.
  @Suite struct AuditTests {
    /// A home with some history.
    private func history() async throws -> Usher {
      let usher = try Usher()
      for number in 1...6 { try await usher.succeed("roles", "create", "Role \(number)") }
      try await usher.succeed("users", "set", "ann", "email=ann@example.com")
      try await usher.succeed("roles", "add", "Role 1", "ann")
      return usher
    }

    /// The SQLite file in the home.
    private func store(_ usher: Usher) throws -> String {
      let names = try FileManager.default.contentsOfDirectory(atPath: usher.home)
      let name = try #require(
        names.first { name in
          let start = FileManager.default.contents(atPath: usher.home + "/" + name)?.prefix(15)
          return start == Data("SQLite format 3".utf8)
        })
      return usher.home + "/" + name
    }

    /// Runs SQL as someone would who has the file but not usher.
    @discardableResult
    private func sql(_ usher: Usher, _ text: String) async throws -> String {
      let ending = try await Command(
        ["sqlite3", try store(usher), text], environment: usher.environment,
        folder: usher.folder.path
      ).run(timeout: 30)
      try #require(ending.status == 0, Comment(rawValue: ending.report))
      return ending.output
    }

    /// Removes whatever in the database keeps entries from being changed.
    private func unlock(_ usher: Usher) async throws {
      let query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
      for name in lines(of: try await sql(usher, query)) {
        try await sql(usher, "DROP TRIGGER \"\(name)\"")
      }
    }

    /// The same home again, to be spoiled in another way.
    private func copy(of usher: Usher) throws -> Usher {
      let other = try Usher()
      try FileManager.default.copyItem(atPath: usher.home, toPath: other.home)
      return other
    }

    @Test func itNamesThePersonAndTheThing() async throws {
      var usher = try await history()
      usher.environment["SUDO_USER"] = "carol"
      usher.environment["SSH_CONNECTION"] = "192.0.2.7 51234 192.0.2.1 22"
      try await usher.succeed("roles", "create", "By Carol")
      let entries = try await usher.json("audit", "list").array ?? []
      #expect(entries.count >= 9)
      let last = try #require(entries.first { $0.text.contains("By Carol") })
      #expect(last.text.contains("carol"))
      #expect(last.text.contains("192.0.2.7"))
      let numbers = entries.compactMap { $0["seq"]?.integer }
      #expect(Set(numbers) == Set(1...entries.count))
      try await usher.succeed("audit", "verify")
    }

    @Test func aChangeOfAnyFieldIsFound() async throws {
      let usher = try await history()
      let columns = lines(of: try await sql(usher, "SELECT name FROM pragma_table_info('audit')"))
      #expect(columns.contains("seq") && columns.count >= 4)
      for column in columns where column != "seq" {
        let spoiled = try copy(of: usher)
        try await unlock(spoiled)
        let type = try await sql(spoiled, "SELECT typeof(\"\(column)\") FROM audit WHERE seq = 3")
        let value =
          type.contains("text") ? "\"\(column)\" || 'x'" : "coalesce(\"\(column)\", 0) + 1"
        try await sql(
          spoiled,
          type.contains("blob")
            ? "UPDATE audit SET \"\(column)\" = x'00' WHERE seq = 3"
            : "UPDATE audit SET \"\(column)\" = \(value) WHERE seq = 3")
        let ending = try await spoiled("audit", "verify")
        #expect(ending.status == 1, "\(column) can be changed: \(ending.report)")
        let text = ending.output + ending.errors
        #expect(text.contains("entry 3") || text.contains("entry 4"), Comment(rawValue: text))
      }
    }

    @Test(arguments: [3, 1, 8]) func aRemovedEntryIsFound(_ number: Int) async throws {
      let usher = try await history()
      let count = try await usher.json("audit", "list").array?.count ?? 0
      let seq = number == 8 ? count : number
      try await unlock(usher)
      try await sql(usher, "DELETE FROM audit WHERE seq = \(seq)")
      let ending = try await usher("audit", "verify")
      #expect(ending.status == 1, "entry \(seq) can be removed: \(ending.report)")
      #expect(
        (ending.output + ending.errors).contains("entry \(seq)"), Comment(rawValue: ending.report))
      #expect(ending.errorLines.count == 1)
    }

    @Test func aRenumberedLogIsFound() async throws {
      let usher = try await history()
      try await unlock(usher)
      try await sql(
        usher, "DELETE FROM audit WHERE seq = 3; UPDATE audit SET seq = seq - 1 WHERE seq > 3")
      try await usher.expect(1, "audit", "verify")
    }
  }
}
