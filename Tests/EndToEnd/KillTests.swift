import Text
import TestSupport
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// `kill -9` at random moments: of workers, imports, decisions and consoles. `$USHER_KILLS` says
  /// how often each is killed.
  @Suite struct KillTests {
    /// A server that takes the same account twice, so that it shows who sends one twice.
    private static let sandboxes = [["--profile", "rfc"], ["--profile", "hostile", "--no-rates"]]

    @Test(.timeLimit(.minutes(30)), arguments: sandboxes)
    func aWorkerThatIsKilledLosesNothingAndRepeatsNothing(_ options: [String]) async throws {
      var chance = Seeded("workers")
      var app = Stage.App(approve: "[create]", title: "null")
      // How many leave depends on how fast this machine is.
      app.provisioning = ["limits: { deletions: 1000, share: 100% }"]
      try await onStage(app, sandbox: options) { stage in
        var killing = Killing(stage.usher)
        var people = staff(40)
        try await stage.importPeople(people)
        var rest = people.count + 1
        while killing.kills < Killing.rounds {
          try await killing.look("before a decision")
          try await killing.kill(
            ["tasks", "approve", "--all", "--yes"], after: .random(in: 0.02...0.15, using: &chance))
          try await killing.look("after a decision was killed")
          try await stage.usher.succeed("tasks", "approve", "--all", "--yes")
          let wasAtWork = try await killing.kill(
            ["run", "--until-idle", "--concurrency", "4"],
            after: .random(in: 0.03...0.6, using: &chance))
          try await killing.look("after a worker was killed")
          if !wasAtWork || killing.kills % 4 == 0 {
            // More to do: one leaves, one comes, one changes.
            people.removeFirst()
            people[0]["lastname"] = "Neu \(rest)"
            people.append(staff(rest)[rest - 1])
            rest += 1
            try await stage.importPeople(people)
          }
        }
        try await stage.usher.succeed("tasks", "approve", "--all", "--yes")
        try await killing.end()
        #expect(try await stage.sandbox.server.repeated() == [])
        #expect(try await stage.accounts() == names(people))
        let sellers = people.filter { $0["department"] == "Sales" }
        #expect(try await stage.sandbox.server.members(of: "Sales") == names(sellers))
        let verify = try await stage.usher("verify", "app")
        #expect(verify.status == 0, Comment(rawValue: verify.report))
        try await killing.auditHolds()
        try killing.leavesNothingBehind()
        print("\(killing.kills) workers and decisions killed on \(options)")
      }
    }

    @Test(.enabled(if: Rig.isHere, Rig.missing), .timeLimit(.minutes(30)))
    func theSameOnAServerOfOthers() async throws {
      var chance = Seeded("workers on scim2-server")
      let (process, server) = try await Rig.scim2Server.start()
      do {
        let usher = try Usher()
        var killing = Killing(usher)
        let text = "apps:\n" + Stage.App().entry(url: server.url)
        try await usher.succeed("apply", "-f", try usher.folder.write("app.yaml", text), "--yes")
        var people = staff(60)
        var round = 0
        while killing.kills < Killing.rounds {
          round += 1
          for index in people.indices { people[index]["title"] = "Clerk \(round)-\(index)" }
          let file = try usher.folder.write("people.csv", People(people).csv)
          try await usher.succeed("directory", "import", file, "--replace", "--yes")
          for _ in 0..<3 {
            try await killing.kill(
              ["run", "--until-idle"], after: .random(in: 0.03...0.5, using: &chance))
            try await killing.look("after a worker was killed")
          }
        }
        try await killing.end()
        var expected = Expectation()
        for person in people {
          let name = person["username"] ?? ""
          expected.users[name] = [
            "active": true, "name.givenName": .string(person["firstname"] ?? ""),
            "email": .string(person["email"] ?? ""), "title": .string(person["title"] ?? ""),
          ]
        }
        expected.groups["Sales"] = names(people.filter { $0["department"] == "Sales" })
        #expect(try await Rig.scim2Server.differences(server, from: expected) == "")
        try await killing.auditHolds()
        print("\(killing.kills) workers killed on scim2-server")
      } catch {
        await process.stop()
        throw error
      }
      await process.stop()
    }

    @Test(.timeLimit(.minutes(30)))
    func anImportThatIsKilledIsWholeOrNotThere() async throws {
      var chance = Seeded("imports")
      try await onStage { stage in
        let usher = stage.usher
        var killing = Killing(usher)
        // Two directories with nobody in common; each has its tasks.
        let all = staff(1600)
        let sides = try [all.prefix(800), all.suffix(800)].enumerated().map { index, people in
          try usher.folder.write("side\(index).csv", People(Array(people)).csv)
        }
        let began = ContinuousClock.now
        try await usher.succeed("directory", "import", sides[0], "--replace", "--yes")
        let length = (ContinuousClock.now - began) / .seconds(1)
        var side = 0
        var done = 1
        while killing.kills < Killing.rounds {
          let words = [
            "directory", "import", sides[1 - side], "--replace", "--yes",
          ]
          try await killing.kill(words, after: .random(in: 0...(length * 1.5), using: &chance))
          #expect(try await usher.problems() == [:])
          let found = try await usher.json("users", "list").array ?? []
          let present = Set(found.compactMap { $0["username"]?.string })
          let here = names(Array(side == 0 ? all.prefix(800) : all.suffix(800)))
          let there = names(all).subtracting(here)
          #expect(present == here || present == there, "\(present.count) users")
          if present == there {
            side = 1 - side
            done += 1
          }
          // Who is here has a task that waits or none is needed; who is not has none.
          let open = try await stage.tasks("--status", "approved", "--action", "create")
          #expect(Set(open.compactMap { $0["name"]?.string }) == present)
        }
        let entries = try await usher.json("audit", "list").array ?? []
        #expect(entries.count { $0["action"] == "directory.import" } == done)
        try await killing.auditHolds()
        try killing.leavesNothingBehind()
        print("\(killing.kills) imports killed, \(done) done")
      }
    }

    @Test(.timeLimit(.minutes(30)))
    func aConsoleThatIsKilledLosesNothing() async throws {
      var chance = Seeded("consoles")
      try await onStage(Stage.App(title: "null"), sandbox: Self.sandboxes[1]) { stage in
        var killing = Killing(stage.usher)
        let terminal = Screenshots(stage.usher)
        try await terminal.open()
        do {
          var people: [[String: String]] = []
          for _ in 0..<max(3, Killing.rounds / 3) {
            people = staff(people.count + 8)
            try await stage.importPeople(people)
            try await killing.look("before a console")
            try await terminal.type("stty sane; clear; \(Usher.executable)")
            let console = try await terminal.child()
            try await Task.sleep(for: .seconds(.random(in: 0...1.5, using: &chance)))
            Foundation.kill(console, SIGKILL)
            killing.count()
            try await Task.sleep(for: .milliseconds(100))
            try await killing.look("after a console was killed")
          }
          await terminal.close()
          try await killing.end()
          #expect(try await stage.sandbox.server.repeated() == [])
          #expect(try await stage.accounts() == names(people))
          try await killing.auditHolds()
          try killing.leavesNothingBehind()
          print("\(killing.kills) consoles killed")
        } catch {
          await terminal.close()
          throw error
        }
      }
    }
  }
}
