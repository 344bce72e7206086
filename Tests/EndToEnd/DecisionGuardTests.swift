import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// The command line has the guards of the console: what deletes or suspends asks, by id as well.
  @Suite struct DecisionGuardTests {
    private static let app = Stage.App(approve: "[delete]")

    /// People with accounts, of whom the last ones leave.
    private func leaving(_ count: Int, of all: Int, _ stage: Stage) async throws -> [String] {
      try await stage.importPeople(staff(all))
      try await stage.run()
      try await stage.importPeople(staff(all - count))
      let tasks = try await stage.tasks("--action", "delete", "--status", "pending")
      #expect(tasks.count == count)
      return tasks.compactMap { $0["id"]?.scalarText }
    }

    @Test func aDeletionIsNotApprovedByItsIdAlone() async throws {
      try await onStage(Self.app) { stage in
        let usher = stage.usher
        let id = try #require(try await leaving(1, of: 12, stage).first)
        let asked = try await usher.fail("tasks", "approve", id, saying: "1 delete: user012")
        #expect(asked.errors.contains("A deletion cannot be undone"))
        #expect(asked.errors.contains("--yes"))
        #expect(try await usher.json("tasks", "show", id)["status"] == "pending")
        try await usher.fail("tasks", "approve", "--all", saying: "1 delete: user012")
        try await usher.fail(
          "tasks", "approve", id, "--accept-deletions", "2", "--yes", saying: "not 2")
        #expect(try await usher.json("tasks", "show", id)["status"] == "pending")
        try await usher.succeed("tasks", "approve", id, "--yes")
        #expect(try await usher.json("tasks", "show", id)["status"] == "approved")
      }
    }

    @Test func aSuspensionAsksAndARetryOfAFailedOneToo() async throws {
      try await onStage(Stage.App(approve: "[update]")) { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(12))
        try await usher.succeed("tasks", "approve", "--all", "--yes")
        try await stage.run()
        try await usher.succeed("users", "set", "user001", "status=suspended")
        let id = try #require(
          try await stage.tasks("--action", "suspend").first?["id"]?.scalarText)
        try await usher.fail("tasks", "approve", id, saying: "1 suspend: user001")
        try await usher.succeed("tasks", "ignore", id)
        try await usher.succeed("tasks", "retry", id)
        #expect(try await usher.json("tasks", "show", id)["status"] == "pending")
        try await sqlite("UPDATE task SET status = 'failed' WHERE id = \(id)", on: usher.store)
        try await usher.fail("tasks", "retry", id, saying: "1 suspend: user001")
        #expect(try await usher.json("tasks", "show", id)["status"] == "failed")
        try await usher.succeed("tasks", "retry", id, "--yes")
        #expect(try await usher.json("tasks", "show", id)["status"] == "approved")
      }
    }

    @Test func aboveTheLimitAYesDoesNotDo() async throws {
      var app = Self.app
      app.provisioning = ["limits: { deletions: 5, share: 100% }"]
      try await onStage(app) { stage in
        let usher = stage.usher
        let ids = try await leaving(4, of: 12, stage)
        app.provisioning = ["limits: { deletions: 2, share: 100% }"]
        try await stage.apply(app)
        for words in [["--all"], ids] {
          let ending = try await usher.command(["tasks", "approve", "--yes"] + words)
            .run(timeout: 60)
          #expect(ending.status == 1, Comment(rawValue: ending.report))
          #expect(
            ending.errors.contains("--accept-deletions 4"), Comment(rawValue: ending.report))
          #expect(ending.errors.contains("4 delete: user012, user011, user010, user009"))
        }
        #expect(try await stage.tasks("--status", "approved").isEmpty)
        try await usher.fail(
          "tasks", "approve", "--all", "--yes", "--accept-deletions", "3", saying: "not 3")
        try await usher.succeed("tasks", "approve", "--all", "--yes", "--accept-deletions", "4")
        #expect(try await stage.tasks("--status", "approved").count == 4)
      }
    }

    @Test func theProgramsOptionsStandBeforeTheSubcommandAsWell() async throws {
      let usher = try Usher()
      let home = usher.folder.path + "/other"
      try await usher.succeed("--home", home, "roles", "create", "Staff")
      #expect(!FileManager.default.fileExists(atPath: usher.home))
      for words in [
        ["--home", home, "--json", "roles", "list"], ["--json", "roles", "--home=\(home)", "list"],
        ["roles", "--home", home, "list", "--json"],
        ["--home", usher.home, "roles", "list", "--json", "--home", home],
        ["--store", "sqlite://\(home)/usher.db", "--output", "json", "-q", "roles", "list"],
      ] {
        let ending = try await usher.command(words).run(timeout: 60)
        #expect(ending.status == 0, Comment(rawValue: ending.report))
        let roles = try ending.json().array?.compactMap { $0["name"]?.string }
        #expect(roles == ["Staff"], Comment(rawValue: ending.report))
      }
      #expect(try await usher("--home", home, "--version").output.contains("."))
      let wrong = try await usher("--home", home, "roles", "sing")
      #expect(wrong.status == 64, Comment(rawValue: wrong.report))
      for words in [["--home", home, "--help"], ["--home", home, "tasks", "list", "--help"]] {
        let help = try await usher.command(words).run(timeout: 60)
        #expect(help.status == 0 && help.output.contains("--home"), Comment(rawValue: help.report))
      }
    }
  }
}
