import TestSupport
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// Files in the store's place that are no whole store of this version: refused in a sentence, and
  /// never written.
  @Suite struct StoreRefusalTests {
    /// What became of a store.
    struct Fate: Sendable, CustomTestStringConvertible {
      let testDescription: String
      let words: String
      let strike: @Sendable (Usher) async throws -> Void

      init(
        _ name: String, _ words: String, _ strike: @escaping @Sendable (Usher) async throws -> Void
      ) {
        testDescription = name
        self.words = words
        self.strike = strike
      }
    }

    private static func edit(_ usher: Usher, _ change: (inout Data) -> Void) throws {
      var bytes = try #require(FileManager.default.contents(atPath: usher.store))
      change(&bytes)
      let file = try #require(FileHandle(forUpdatingAtPath: usher.store))
      try file.truncate(atOffset: 0)
      try file.write(contentsOf: bytes)
      try file.close()
    }

    static let fates = [
      Fate("of a newer version", "newer usher") {
        try await sqlite("INSERT INTO grdb_migrations VALUES ('99 future')", on: $0.store)
      },
      Fate("of a newer version, with a log that a killed process left", "newer usher") { usher in
        // A connection that is killed leaves its log behind.
        let folder = usher.folder.path
        let ending = try await Command(
          [
            "sh", "-c",
            """
            printf "%s\\n" "INSERT INTO grdb_migrations VALUES ('99 future');" \
              ".shell cp usher.db \(folder)/a && cp usher.db-wal \(folder)/b" | sqlite3 usher.db
            mv \(folder)/a usher.db && mv \(folder)/b usher.db-wal && rm -f usher.db-shm
            chmod 600 usher.db usher.db-wal
            """,
          ], environment: usher.environment, folder: usher.home
        ).run(timeout: 30)
        #expect(ending.status == 0, Comment(rawValue: ending.report))
        #expect(usher.storeBytes[1] != nil)
      },
      Fate("cut in the middle", "damaged") { usher in
        try edit(usher) { $0 = $0.prefix($0.count / 2) }
      },
      Fate("cut after some bytes", "damaged") { usher in try edit(usher) { $0 = $0.prefix(50) } },
      Fate("cut to nothing", "is empty") { usher in try edit(usher) { $0 = Data() } },
      Fate("with its first bytes flipped", "its beginning is damaged") { usher in
        try edit(usher) { bytes in for index in 0..<8 { bytes[index] ^= 0xFF } }
      },
      Fate("with its table of contents flipped", "damaged") { usher in
        try edit(usher) { bytes in for index in 100..<120 { bytes[index] ^= 0xFF } }
      },
      Fate("a text", "is no usher store") { usher in
        try edit(usher) { $0 = Data(String(repeating: "Dear diary, ", count: 900).utf8) }
      },
      Fate("the database of another program", "is no usher store") { usher in
        try FileManager.default.removeItem(atPath: usher.store)
        try await sqlite(
          "CREATE TABLE places (url); INSERT INTO places VALUES (1)", on: usher.store)
        chmod(usher.store, 0o600)
      },
      Fate("a link", "symbolic link") { usher in
        let elsewhere = usher.folder.path + "/elsewhere.db"
        try FileManager.default.moveItem(atPath: usher.store, toPath: elsewhere)
        try FileManager.default.createSymbolicLink(
          atPath: usher.store, withDestinationPath: elsewhere)
      },
      Fate("a link to nowhere", "symbolic link") { usher in
        try FileManager.default.removeItem(atPath: usher.store)
        try FileManager.default.createSymbolicLink(
          atPath: usher.store, withDestinationPath: usher.folder.path + "/new.db")
      },
      Fate("a log that is a link", "symbolic link") { usher in
        try FileManager.default.createSymbolicLink(
          atPath: usher.store + "-wal", withDestinationPath: usher.folder.path + "/new.db")
      },
      Fate("a file that others can write", "chmod 600") { chmod($0.store, 0o622) },
      Fate("a folder that others can write", "chmod go-w") { chmod($0.home, 0o777) },
      Fate("a folder in its place", "not a regular file") { usher in
        try FileManager.default.removeItem(atPath: usher.store)
        try FileManager.default.createDirectory(
          atPath: usher.store, withIntermediateDirectories: false)
      },
      Fate("a pipe in its place", "not a regular file") { usher in
        try FileManager.default.removeItem(atPath: usher.store)
        mkfifo(usher.store, 0o600)
      },
    ]

    static let commands = [
      ["users", "list"], ["users", "set", "zoe", "email=z@x.example"], ["run", "--until-idle"],
      ["audit", "verify"], ["console", "--plain"], ["store", "check"], ["store", "backup", "copy"],
    ]

    @Test(arguments: fates)
    func itIsRefusedAndLeftAsItIs(_ fate: Fate) async throws {
      let usher = try Usher()
      try await usher.succeed("users", "set", "ann", "email=a@x.example")
      try await fate.strike(usher)
      let before = usher.storeBytes
      for words in Self.commands {
        let ending = try await usher.command(words).run(timeout: 30)
        #expect(ending.status == 1, Comment(rawValue: ending.report))
        #expect(
          ending.errorLines.count == 1 && ending.errors.contains(fate.words),
          Comment(rawValue: ending.report))
        #expect(usher.storeBytes == before, "changed by \(words)")
      }
      for made in ["copy", "new.db"] {
        #expect(!FileManager.default.fileExists(atPath: usher.folder.path + "/" + made))
      }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
    func whatBelongsToAnotherIsRefused() async throws {
      let usher = try Usher()
      try await usher.succeed("users", "set", "ann", "email=a@x.example")
      for path in [usher.store, usher.home + "/audit.head", usher.home] {
        chown(path, 4711, 4711)
        let ending = try await usher("audit", "verify")
        #expect(ending.status == 1, Comment(rawValue: path + ending.report))
        #expect(
          ending.errors.contains("\(path) belongs to user 4711"), Comment(rawValue: ending.report))
        chown(path, 0, 0)
        try await usher.succeed("audit", "verify")
      }
    }
  }
}
