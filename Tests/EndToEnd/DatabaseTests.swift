import Foundation
import SCIM
import TestSupport
import Testing
import Text

extension EndToEnd {
  /// The store in PostgreSQL, used by several hosts: each has a home of its own.
  @Suite(.enabled(if: PostgreSQLServer.isHere, Comment(rawValue: PostgreSQLServer.missing)))
  struct DatabaseTests {
    /// How often each user and each group was created, by what went over the wire.
    private func creations(_ recorder: Recorder) throws -> [String: Int] {
      var counts: [String: Int] = [:]
      for entry in try recorder.writes where entry.method == "POST" && entry.status == 201 {
        let name = entry.body?["userName"]?.string ?? entry.body?["displayName"]?.string ?? "?"
        counts[name, default: 0] += 1
      }
      return counts
    }

    /// usher on another host, with the same store.
    private func otherHost(_ stage: Stage) throws -> Usher {
      var usher = try Usher()
      usher.environment = stage.usher.environment.merging(usher.environment) { $1 }
      return usher
    }

    @Test func theWholePath() async throws {
      let database = try Database()
      try await onStage(Stage.App(approve: "[create, delete]"), in: database) { stage in
        try await stage.importPeople(staff(20))
        try await stage.run()
        #expect(try await stage.accounts().isEmpty, "nothing is sent before its approval")
        let other = try otherHost(stage)
        try await other.succeed("tasks", "approve", "--all", "--yes")
        try await stage.run()
        #expect(try await stage.accounts() == names(staff(20)))
        let sales = try await stage.sandbox.server.members(of: "Sales")
        #expect(sales.count == 10)

        var people = staff(20)
        people[0]["title"] = "Chief"
        people.removeLast()
        try await stage.importPeople(people)
        try await stage.usher.succeed("tasks", "approve", "--all", "--yes")
        try await other.succeed("run", "--until-idle")
        #expect(try await stage.accounts() == names(people))
        let first = try #require(try await stage.sandbox.server.user("user001"))
        #expect(first["title"] == "Chief")
        try await stage.usher.succeed("verify", "app")
        try await stage.usher.succeed("audit", "verify")
        try await other.succeed("audit", "verify")
        let check = try await stage.usher.json("store", "check")
        #expect(check.array?.allSatisfy { $0["holds"] == true } == true)
      }
    }

    @Test func twoHostsDoNothingTwice() async throws {
      let database = try Database()
      try await onStage(in: database) { stage in
        try await stage.importPeople(staff(120))
        let other = try otherHost(stage)
        let workers = try [
          stage.usher.start("run", "--until-idle"), other.start("run", "--until-idle"),
        ]
        for worker in workers {
          #expect(await worker.ended(within: 120))
          #expect(worker.status == 0, Comment(rawValue: worker.errors))
        }
        let counts = try creations(stage.recorder)
        #expect(counts.count == 121 && counts.values.allSatisfy { $0 == 1 })
        #expect(try await stage.accounts() == names(staff(120)))
        #expect(try await stage.sandbox.server.members(of: "Sales").count == 60)
        let runs = try await stage.usher.json("runs", "list")
        #expect(runs.array?.count == 2, "both hosts took tasks")
        try await stage.usher.succeed("verify", "app")
        try await stage.usher.succeed("audit", "verify")
      }
    }

    /// The server ends every connection, crashes and comes back; one worker is killed.
    @Test func nothingIsLostAndNothingSentTwiceWhateverGoesAway() async throws {
      let server = try PostgreSQLServer(["PG_SAFE": "1"])
      defer { server.stop() }
      let database = try Database(on: server)
      try await onStage(Stage.App(rate: 60), in: database) { stage in
        try await stage.importPeople(staff(60))
        let other = try otherHost(stage)
        let killed = try other.start("run")
        let worker = try stage.usher.start("run", "--until-idle")
        for share in 1...4 {
          while try stage.recorder.writes.count < share * 8, worker.isRunning {
            try await Task.sleep(for: .milliseconds(10))
          }
          if share == 3 { await killed.stop(signal: SIGKILL) }
          if share == 2 { try await database.crash() } else { try database.endConnections() }
        }
        #expect(await worker.ended(within: 180))
        #expect(worker.status == 0, Comment(rawValue: worker.errors))
        // What the killed one had is taken over once its lease is over.
        try await stage.run()
        let counts = try creations(stage.recorder)
        #expect(counts.values.allSatisfy { $0 == 1 }, "\(counts.filter { $0.value > 1 })")
        #expect(try await stage.accounts() == names(staff(60)))
        try await stage.usher.succeed("audit", "verify")
      }
    }

    /// A home moves to a server, goes on there, and comes back.
    @Test func aStoreMovesAndGoesOn() async throws {
      let database = try Database()
      try await onStage(Stage.App(approve: "[create]")) { stage in
        try await stage.importPeople(staff(6))
        let file = "sqlite://\(stage.usher.home)/usher.db"
        var moved = stage.usher
        moved.environment.merge(database.environment) { $1 }
        try await moved.fail("store", "copy", file, file, saying: "same store")
        try await moved.fail(
          "store", "copy", "sqlite://\(stage.usher.home)/none.db", database.url)
        try await moved.succeed("store", "copy", file, database.url)
        try await moved.succeed("audit", "verify")
        try await moved.succeed("tasks", "approve", "--all", "--yes")
        try await moved.succeed("run", "--until-idle")
        #expect(try await stage.accounts() == names(staff(6)))
        try await moved.fail("store", "copy", database.url, file, saying: "replaces everything")
        try await moved.succeed("store", "copy", database.url, file, "--yes")
        try await stage.usher.succeed("audit", "verify")
        try await stage.usher.succeed("verify", "app")
        #expect(try await stage.tasks("--status", "provisioned").count >= 6)
      }
    }

    @Test func thePasswordIsNowhere() async throws {
      let database = try Database()
      try await onStage(Stage.App(approve: "[create]"), in: database) { stage in
        var wrong = stage.usher
        wrong.environment["PGPASSWORD"] = "wrong-\(Database.password)"
        let ending = try await wrong.fail("status", saying: "password authentication failed")
        #expect(!ending.errors.contains(Database.password))
        let inURL = database.url.replacingOccurrences(
          of: "usher@", with: "usher:\(Database.password)@")
        wrong.environment["USHER_STORE"] = inURL
        let refused = try await wrong.fail("status", saying: "PGPASSWORD")
        #expect(!refused.errors.contains(Database.password))
        try await stage.importPeople(staff(2))
        let token = try stage.usher.folder.write(
          "token", "#!/bin/sh\nenv > env.seen\necho \(Usher.token)\n", mode: 0o700)
        try await stage.apply(Stage.App(token: "{ command: [\(token)] }"))
        try await stage.run()
        for name in try FileManager.default.subpathsOfDirectory(atPath: stage.usher.folder.path) {
          let file = stage.usher.folder.path + "/" + name
          guard let data = FileManager.default.contents(atPath: file) else { continue }
          #expect(!String(decoding: data, as: UTF8.self).contains(Database.password), "\(name)")
        }
      }
    }

    @Test func whatCannotBeUsedIsNamed() async throws {
      let database = try Database()
      var usher = try Usher()
      usher.environment.merge(database.environment) { $1 }
      try FileManager.default.createDirectory(
        atPath: usher.home, withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o700])
      try await usher.fail("store", "check", saying: "holds no usher store")
      try await usher.succeed("status")
      try await usher.fail(
        "store", "backup", usher.folder.path + "/copy.db", saying: "pg_dump")
      usher.environment["USHER_STORE"] = "postgresql://usher@127.0.0.1:1/usher"
      try await usher.fail("status", saying: "cannot be reached")
      usher.environment["USHER_STORE"] = database.url + "?sslmode=verify-full"
      try await usher.fail("status", saying: "SSL")
    }
  }
}
