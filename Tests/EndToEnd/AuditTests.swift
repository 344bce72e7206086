import TestSupport
import Text
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

    @Test func aHeadThatWasWrittenDownElsewhereProvesTheLog() async throws {
      let usher = try await history()
      let head = lines(of: try await usher.succeed("audit", "head").output)
      let words = try #require(head.first).split(separator: " ").map(String.init)
      #expect(head.count == 1 && words.count == 2 && words[1].count == 64)
      try await usher.succeed("roles", "create", "Later")
      try await usher.succeed("audit", "verify", "--head", words.joined(separator: ":"))
      try await usher.succeed("audit", "verify", "--head", words.joined(separator: " "))
      let count = try #require(Int(words[0]))
      try await usher.fail(
        "audit", "verify", "--head", "\(count - 1):\(words[1])", saying: "entry \(count - 1)")
      try await usher.fail(
        "audit", "verify", "--head", "\(count + 7):\(words[1])", saying: "entry \(count + 2)")
      let wrong = try await usher("audit", "verify", "--head", "7:abc")
      #expect(wrong.status == 64, Comment(rawValue: wrong.report))
      // The log is cut off, and the file beside the store with it.
      try await unlock(usher)
      try await sql(usher, "DELETE FROM audit WHERE seq >= \(count)")
      try FileManager.default.removeItem(atPath: usher.home + "/audit.head")
      try await usher.succeed("audit", "verify")
      try await usher.fail(
        "audit", "verify", "--head", words.joined(separator: ":"), saying: "entry \(count)")
    }

    @Test func anExportedLogIsVerifiedByItself() async throws {
      let usher = try await history()
      let path = usher.folder.path + "/log.jsonl"
      try await usher.succeed("audit", "export", path)
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
      #expect(mode as? Int == 0o600)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let printed = try await usher.succeed("audit", "export").output
      #expect(printed == text)
      var lines = lines(of: text)
      let head = try await usher.succeed("audit", "head").output
        .trimmingCharacters(in: .whitespacesAndNewlines).split(separator: " ")
      #expect(lines.last == "{\"head\":{\"entries\":\(head[0]),\"hash\":\"\(head[1])\"}}")
      let other = try Usher()
      let good = try await other.succeed(
        "audit", "verify", "--file", path, "--head", head.joined(separator: ":"))
      #expect(good.output.contains("\(head[0]) entries, unbroken"))
      func verify(_ lines: [String], _ entry: Int, _ why: String) async throws {
        let spoiled = try usher.folder.write("spoiled.jsonl", lines.map { $0 + "\n" }.joined())
        try await other.fail("audit", "verify", "--file", spoiled, saying: "entry \(entry):")
      }
      for field in ["seq", "at", "actor", "origin", "action", "subject", "detail", "hash"] {
        var spoiled = lines
        let entry = try JSONValue(parsing: spoiled[2])
        var object = try #require(entry.object)
        switch object[field] {
        case .integer(let value): object[field] = .integer(value + 1)
        case .number(let value): object[field] = .number(value + 1)
        case .string(let value): object[field] = .string(value + "x")
        default: object[field] = ["x": 1]
        }
        spoiled[2] = JSONValue.object(object).text
        try await verify(spoiled, 3, field)
      }
      try await verify(Array(lines.dropLast()), lines.count, "the head is cut off")
      try await verify(
        Array(lines.dropLast(3)) + [lines[lines.count - 1]], lines.count - 2, "the end")
      lines[1] = lines[1].replacing(":", with: ": ")
      try await verify(lines, 2, "blanks")
    }
  }
}
