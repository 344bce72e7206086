import Text
import TestSupport
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// Who may decide is what the system says of the process, not what its environment says.
  @Suite struct RightsTests {
    private static let nobody = "nobody"

    private func write(_ usher: Usher, _ approvals: String) throws -> String {
      var app = Stage.App(approve: "[create, update, delete]")
      app.provisioning = ["approvals: \(approvals)"]
      let entry = app.entry(url: "http://127.0.0.1:9/scim")
      return try usher.folder.write("usher.yaml", "apps:\n" + entry)
    }

    private func give(_ usher: Usher, to user: String) async throws {
      let ending = try await Command(
        ["chown", "-R", user, usher.folder.path], environment: usher.environment,
        folder: usher.folder.path
      ).run(timeout: 30)
      try #require(ending.status == 0, Comment(rawValue: ending.report))
    }

    /// The program as another Unix user, whose the home is meanwhile.
    private func asNobody(_ usher: Usher, _ words: String...) async throws -> Command.Ending {
      try await give(usher, to: Self.nobody)
      let program = usher.folder.path + "/usher-program"
      if !FileManager.default.fileExists(atPath: program) {
        try FileManager.default.copyItem(atPath: Usher.executable, toPath: program)
      }
      let start = ["setpriv", "--reuid", Self.nobody, "--clear-groups", program]
      let ending = try await Command(
        start + words, environment: usher.environment, folder: usher.folder.path
      ).run(timeout: 60)
      try await give(usher, to: "root")
      return ending
    }

    @Test(.enabled(if: getuid() == 0, "another Unix user can be only by root"))
    func theRightIsTheProcessesAndNotTheEnvironments() async throws {
      var usher = try Usher()
      let file = try write(usher, "{ by: [ann, nobody] }")
      try await usher.succeed("apply", "-f", file, "--yes")
      try await usher.succeed(
        "directory", "import", try usher.folder.write("p.csv", People(staff(4)).csv), "--yes")
      try await usher.fail("tasks", "approve", "1", saying: "root may not approve tasks of app")
      usher.environment["USER"] = "ann"
      usher.environment["LOGNAME"] = "ann"
      try await usher.fail("tasks", "approve", "1", saying: "approvals.by names ann, nobody")
      try await usher.fail("tasks", "ignore", "--all", "--yes", saying: "no task was ignored")
      usher.environment["SUDO_USER"] = "ann"
      try await usher.succeed("tasks", "approve", "1")
      usher.environment["SUDO_USER"] = "bob"
      try await usher.fail("tasks", "approve", "2", saying: "bob may not")
      let allowed = try await asNobody(usher, "tasks", "approve", "2")
      #expect(allowed.status == 0, Comment(rawValue: allowed.report))
      let show = try await usher.json("tasks", "show", "2")
      #expect(show["decidedBy"]?.string == "nobody" && show["requestedBy"]?.string == "root")
      let log = try await usher.json("audit", "list").array ?? []
      let refusals = log.filter { $0["action"]?.string?.hasSuffix(".refuse") == true }
      #expect(
        refusals.compactMap { $0["actor"]?.string } == ["bob as root", "root", "root", "root"])
      let own = log.first { $0["actor"]?.string == "nobody" }
      #expect(own?["origin"]?.string?.hasSuffix("sudo said to be by bob") == true)
      try await usher.succeed("audit", "verify")
    }

    @Test(.enabled(if: getuid() == 0, "another Unix user can be only by root"))
    func whoSaysToBeAnotherIsNot() async throws {
      var usher = try Usher()
      let file = try write(usher, "{ by: [ann], not_by_requester: true }")
      try await usher.succeed("apply", "-f", file, "--yes")
      try await usher.succeed(
        "directory", "import", try usher.folder.write("p.csv", People(staff(2)).csv), "--yes")
      usher.environment["SUDO_USER"] = "ann"
      for words in [["tasks", "approve", "1"], ["reapply", "app", "--accept-deletions", "0"]] {
        let ending =
          words.count == 3
          ? try await asNobody(usher, words[0], words[1], words[2])
          : try await asNobody(usher, words[0], words[1], words[2], words[3])
        #expect(
          ending.status == 1 && ending.errors.contains("nobody may not"),
          Comment(rawValue: ending.report))
      }
      let weaker = try write(usher, "{ by: [nobody] }")
      let ending = try await asNobody(usher, "apply", "-f", weaker, "--yes")
      #expect(
        ending.status == 1 && ending.errors.contains("nobody may not change who and what is asked"),
        Comment(rawValue: ending.report))
      try await usher.succeed("tasks", "approve", "--all", "--yes")
    }

    /// A store of the version before: its tasks and policies know of no requesters, rights or windows.
    @Test func whatWasFiledBeforeThereWereRequestersMayBeApprovedByAnyone() async throws {
      let usher = try Usher()
      let file = try write(usher, "{ not_by_requester: true }")
      try await usher.succeed("apply", "-f", file, "--yes")
      try await usher.succeed(
        "directory", "import", try usher.folder.write("p.csv", People(staff(2)).csv), "--yes")
      try await usher.fail("tasks", "approve", "1", saying: "a second person")
      let old = """
        DROP INDEX task_destroyed;
        ALTER TABLE task DROP COLUMN requested_by;
        ALTER TABLE task DROP COLUMN slowed_since;
        ALTER TABLE assignment DROP COLUMN changed_by;
        ALTER TABLE assignment DROP COLUMN unsettled;
        DELETE FROM grdb_migrations WHERE identifier > '6';
        UPDATE app SET definition = replace(definition, '"approvals"', '"unknown"');
        """
      let ending = try await Command(
        ["sqlite3", usher.home + "/usher.db", old], environment: usher.environment,
        folder: usher.folder.path
      ).run(timeout: 30)
      try #require(ending.status == 0, Comment(rawValue: ending.report))
      #expect(try await usher.json("tasks", "show", "1")["requestedBy"] == .null)
      let text = try await usher.succeed("export").output
      #expect(!text.contains("approvals"))
      try await usher.succeed("apply", "-f", file, "--yes")
      try await usher.succeed("tasks", "approve", "1")
    }
  }
}
