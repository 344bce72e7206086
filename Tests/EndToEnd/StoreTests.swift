import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// Several processes on one store, and processes that die.
  @Suite struct StoreTests {
    @Test func commandsAtTheSameTimeAllSucceed() async throws {
      let usher = try Usher()
      try await usher.succeed("roles", "create", "R")
      let commands = try (1...16).map { number in
        try usher.start("users", "set", "user\(number)", "email=u\(number)@example.com")
      }
      for command in commands {
        #expect(await command.ended(within: 60))
        #expect(command.status == 0, Comment(rawValue: command.errors))
      }
      #expect(try await usher.json("users", "list").array?.count == 16)
      let entries = try await usher.json("audit", "list").array ?? []
      #expect(Set(entries.compactMap { $0["seq"]?.integer }) == Set(1...entries.count))
      try await usher.succeed("audit", "verify")
    }

    @Test func oneOfTwoDecisionsHolds() async throws {
      try await onStage(TaskTests.approvals) { stage in
        try await stage.importPeople(staff(8))
        for task in try await stage.tasks("--action", "create") {
          let id = task["id"]?.scalarText ?? ""
          let first = try stage.usher.start("tasks", "approve", id)
          let second = try stage.usher.start("tasks", "ignore", id)
          #expect(await first.ended(within: 30))
          #expect(await second.ended(within: 30))
          let status = try await stage.usher.json("tasks", "show", id)["status"]
          if first.status == 0, second.status == 0 {
            // The approval came first and was withdrawn; who withdrew it must know.
            #expect(status == "ignored")
            #expect(second.errors.contains("approved"), Comment(rawValue: second.errors))
          } else {
            #expect(first.status + second.status == 1)
            #expect(status == (first.status == 0 ? "approved" : "ignored"))
            let told = first.status == 0 ? second.errors : first.errors
            #expect(told.contains(status?.string ?? "?"), Comment(rawValue: told))
          }
        }
      }
    }

    @Test func anImportThatIsKilledHappenedWholeOrNotAtAll() async throws {
      let usher = try Usher()
      try await usher.succeed("roles", "create", "R")
      let count = 20_000
      let file = try usher.folder.write("many.csv", People(staff(count)).csv)
      for delay in [20, 80, 200, 400, 700] {
        let process = try usher.start("directory", "import", file, "--yes")
        try await Task.sleep(for: .milliseconds(delay))
        await process.stop(signal: SIGKILL)
        let users = try await usher.json("users", "list").array?.count
        #expect(users == 0 || users == count, "\(String(describing: users)) after \(delay) ms")
        try await usher.succeed("audit", "verify")
      }
      try await usher.succeed("directory", "import", file, "--yes", timeout: 120)
      #expect(try await usher.json("users", "list").array?.count == count)
    }

    @Test func theAuditHoldsWhereverACommandDies() async throws {
      let usher = try Usher()
      try await usher.succeed("roles", "create", "first")
      for number in 1...40 {
        let process = try usher.start("roles", "create", "Role \(number)")
        try await Task.sleep(for: .milliseconds(5 + number))
        await process.stop(signal: SIGKILL)
      }
      let verify = try await usher.succeed("audit", "verify")
      #expect(verify.errorLines.isEmpty)
      let roles = try await usher.json("roles", "list").array?.count ?? 0
      let entries = try await usher.json("audit", "list").array ?? []
      #expect(
        entries.filter { $0.text.contains("Role ") || $0.text.contains("first") }.count == roles)
      try await usher.succeed("roles", "create", "last")
      try await usher.succeed("audit", "verify")
    }

    @Test func aFileThatIsNoStoreIsLeftAlone() async throws {
      let usher = try Usher()
      let file = try usher.folder.write("notes.txt", "These are my notes, not a database.\n")
      try await usher.fail("users", "list", "--store", "sqlite://" + file)
      #expect(
        try String(contentsOfFile: file, encoding: .utf8) == "These are my notes, not a database.\n"
      )
      try await usher.fail("users", "list", "--store", "oracle://host/db")
    }
  }
}
