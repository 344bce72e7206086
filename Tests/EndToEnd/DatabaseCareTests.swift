import Foundation
import SCIM
import TestSupport
import Testing
import Text

extension EndToEnd {
  /// What whoever keeps the database does with it.
  @Suite(.enabled(if: PostgreSQLServer.isHere, Comment(rawValue: PostgreSQLServer.missing)))
  struct DatabaseCareTests {
    private func tool(_ database: Database, _ words: String...) async throws {
      let place = ["-h", database.server.socket, "-p", "\(database.server.port)", "-U", "postgres"]
      let ending = try await Command(
        [words[0]] + place + words.dropFirst(), environment: ["PATH": "/usr/bin:/bin"],
        folder: "/"
      ).run(timeout: 60)
      try #require(ending.status == 0, Comment(rawValue: ending.report))
    }

    /// The store is lost, and last night's dump of it is brought back.
    @Test func afterADumpWasRestoredNothingIsDoneTwice() async throws {
      let database = try Database()
      try await onStage(in: database) { stage in
        try await stage.importPeople(staff(8))
        try await stage.run()
        let dump = stage.usher.folder.path + "/usher.dump"
        try await tool(database, "pg_dump", "-Fc", "-n", "usher", "-f", dump, database.name)
        var people = staff(14)
        people[0]["title"] = "Chief"
        people.remove(at: 3)
        try await stage.importPeople(people)
        try await stage.run()
        #expect(try await stage.accounts() == names(people))
        let writes = try stage.recorder.writes.count

        try database.server.run("DROP SCHEMA usher CASCADE", in: database.name)
        try await tool(database, "pg_restore", "-d", database.name, dump)
        let home = stage.usher.home
        for name in try FileManager.default.contentsOfDirectory(atPath: home)
        where name.hasPrefix("audit-") && name.hasSuffix(".head") {
          try FileManager.default.moveItem(atPath: "\(home)/\(name)", toPath: "\(home)/\(name).old")
        }
        try await stage.importPeople(people)
        try await stage.run()
        #expect(try await stage.accounts() == names(people))
        let again = try stage.recorder.writes.dropFirst(writes)
        #expect(
          again.filter { $0.method == "POST" && $0.status == 201 }.isEmpty,
          "\(again.map { "\($0.method) \($0.path) \($0.status)" })")
        #expect(try await stage.sandbox.server.repeated() == [])
        try await stage.usher.succeed("verify", "app")
        try await stage.usher.succeed("audit", "verify")
        try await stage.usher.succeed("store", "check")
      }
    }

    /// The server shows a certificate of an authority of its own.
    @Test func theServersCertificateIsChecked() async throws {
      let server = try PostgreSQLServer(["PG_TLS": "1"])
      defer { server.stop() }
      let database = try Database(on: server)
      let authority = try #require(server.authority)
      var usher = try Usher()
      usher.environment.merge(database.environment) { $1 }
      let place = database.url.replacing("127.0.0.1", with: "localhost")
      usher.environment["USHER_STORE"] = "\(place)?sslmode=verify-full&sslrootcert=\(authority)"
      try await usher.succeed("status")
      usher.environment["USHER_STORE"] = "\(place)?sslmode=verify-full"
      try await usher.fail("status", saying: "certificate verify failed")
      let other = try await Authority()
      usher.environment["USHER_STORE"] = "\(place)?sslmode=verify-ca&sslrootcert=\(other.file)"
      try await usher.fail("status", saying: "certificate verify failed")
      // What the environment says does not weaken it.
      usher.environment["PGSSLMODE"] = "disable"
      usher.environment["USHER_STORE"] = "\(place)?sslmode=verify-full"
      try await usher.fail("status", saying: "certificate verify failed")
    }
  }
}
