import Text
import TestSupport
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// `store check`: whether the store is whole.
  @Suite struct StoreCheckTests {
    /// A change to a store that usher did not make.
    struct Damage: Sendable, CustomTestStringConvertible {
      let sql: String
      let part: String
      let words: String
      var testDescription: String { sql }
    }

    /// A store with an app, people, groups, tasks in several states and a log.
    private func lived() async throws -> Usher {
      let usher = try Usher()
      let app = Stage.App(approve: "[create]")
      let text = "apps:\n" + app.entry(url: "http://127.0.0.1:9/scim")
      try await usher.succeed(
        "apply", "-f", try usher.folder.write("usher.yaml", text), "--yes")
      let file = try usher.folder.write("people.csv", People(staff(12)).csv)
      try await usher.succeed("directory", "import", file, "--yes")
      try await usher.succeed("tasks", "approve", "1", "2")
      try await usher.succeed("tasks", "ignore", "3")
      return usher
    }

    @Test func aWholeStoreHolds() async throws {
      let usher = try await lived()
      let before = usher.storeBytes
      let ending = try await usher.succeed("store", "check", "--json")
      let parts = try ending.json().array?.compactMap { $0["part"]?.string }
      #expect(
        parts == ["file", "schema", "pages", "references", "records", "counts", "audit"])
      let table = try await usher.succeed("store", "check")
      #expect(table.output.contains("12 users"), Comment(rawValue: table.report))
      #expect(usher.storeBytes == before)
    }

    static let damages = [
      Damage(
        sql: "UPDATE task_count SET n = n + 1 WHERE status = 'pending'", part: "counts",
        words: "pending"),
      Damage(
        sql: "DROP TRIGGER task_moved", part: "schema", words: "trigger task_moved is missing"),
      Damage(
        sql: "DROP INDEX task_running", part: "schema", words: "index task_running is missing"),
      Damage(sql: "CREATE TABLE extra (x)", part: "schema", words: "extra is not usher's"),
      Damage(
        sql: "PRAGMA foreign_keys = 0; DELETE FROM user WHERE id = 1", part: "references",
        words: "name a user that is not there"),
      Damage(
        sql: "UPDATE task SET request = '{' WHERE id = 2", part: "records",
        words: "row of task with id 2 holds no readable request"),
      Damage(
        sql: "UPDATE task SET action = 'odd' WHERE id = 2", part: "records",
        words: "row of task with id 2 holds no readable action"),
      Damage(
        sql: "UPDATE app SET definition = '{}'", part: "records", words: "settings of app"),
      Damage(
        sql: "UPDATE audit SET subject = 'x' WHERE seq = 2", part: "audit", words: "entry 2"),
      Damage(
        sql: "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)", part: "audit",
        words: "written once and is missing"),
    ]

    @Test(arguments: damages)
    func itNamesWhatIsWrong(_ damage: Damage) async throws {
      let usher = try await lived()
      try await sqlite(damage.sql, on: usher.store)
      let before = usher.storeBytes
      let problems = try await usher.problems()
      #expect(Set(problems.keys) == [damage.part], "\(problems)")
      #expect(problems[damage.part]?.contains(damage.words) == true, "\(problems)")
      let error = try await usher.expect(1, "store", "check")
      #expect(error.errorLines.count == 1, Comment(rawValue: error.report))
      #expect(usher.storeBytes == before)
    }

    @Test func aPageThatWasOverwrittenIsNamed() async throws {
      let usher = try await lived()
      let page = try await sqlite(
        "SELECT rootpage FROM sqlite_master WHERE name = 'task_by_user'", on: usher.store)
      let size = try #require(try Int(await sqlite("PRAGMA page_size", on: usher.store)))
      let file = try #require(FileHandle(forWritingAtPath: usher.store))
      try file.seek(toOffset: UInt64((try #require(Int(page)) - 1) * size))
      try file.write(contentsOf: Data(repeating: 0, count: size))
      try file.close()
      let before = usher.storeBytes
      #expect(try await usher.problems()["pages"] != nil)
      #expect(usher.storeBytes == before)
      try await usher.fail("store", "backup", usher.folder.path + "/copy.db", saying: "damaged")
      #expect(!FileManager.default.fileExists(atPath: usher.folder.path + "/copy.db"))
    }

    @Test func aStoreThatIsNotThereIsNotMade() async throws {
      let usher = try Usher()
      try await usher.fail("store", "check")
      try await usher.fail("store", "backup", usher.folder.path + "/copy.db")
      #expect(!FileManager.default.fileExists(atPath: usher.home))
    }
  }
}
