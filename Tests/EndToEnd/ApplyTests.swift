import Text
import TestSupport
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// The configuration file.
  @Suite struct ApplyTests {
    @Test func theSameFileTwiceChangesNothing() async throws {
      try await onStage { stage in
        let usher = stage.usher
        let (export, audit) = (
          try await usher.succeed("export").output, try await usher.json("audit", "list")
        )
        try await stage.apply(Stage.App())
        #expect(try await usher.succeed("export").output == export)
        #expect(try await usher.json("audit", "list") == audit)
      }
    }

    @Test func whatExportWritesApplyTakes() async throws {
      try await onStage(Stage.App(provisioning: ["limits: { deletions: 7, share: 25% }"])) {
        stage in
        let usher = stage.usher
        let export = try await usher.succeed("export")
        let file = try usher.folder.write("export.yaml", export.output)
        try await usher.succeed("apply", "-f", file, "--yes")
        #expect(try await usher.succeed("export", "--app", "app").output == export.output)
        var other = usher
        other.environment["USHER_HOME"] = usher.folder.path + "/other"
        try await other.succeed("apply", "-f", file, "--yes")
        #expect(try await other.succeed("export").output == export.output)
      }
    }

    @Test func aDryRunPrintsTheDifferenceAndAppliesNothing() async throws {
      try await onStage { stage in
        let usher = stage.usher
        let export = try await usher.succeed("export").output
        var app = Stage.App(whenDeleted: "nothing")
        app.title = "\"{{ title | upper }}\""
        let text = "apps:\n" + app.entry(url: stage.recorder.url)
        let file = try usher.folder.write("new.yaml", text)
        let ending = try await usher.succeed("apply", "-f", file, "--dry-run")
        #expect(ending.output.contains("nothing"), Comment(rawValue: ending.report))
        #expect(ending.output.contains("title"), Comment(rawValue: ending.report))
        #expect(try await usher.succeed("export").output == export)
      }
    }

    @Test func appsStayUnlessTheyArePruned() async throws {
      try await onStage { stage in
        let usher = stage.usher
        try await stage.apply(Stage.App(name: "second"))
        #expect(try await usher.succeed("export", "--app", "app").output.contains("name: app"))
        let file = usher.folder.path + "/usher.yaml"
        try await usher.fail("apply", "-f", file, "--prune", saying: "--yes")
        try await usher.succeed("export", "--app", "app")
        // A file that does not speak of apps removes none.
        let other = try usher.folder.write("other.yaml", "time_zone: UTC\n")
        try await usher.fail("apply", "-f", other, "--prune", "--yes", saying: "nothing of apps")
        try await usher.succeed("export", "--app", "app")
        try await usher.succeed("apply", "-f", file, "--prune", "--yes")
        try await usher.fail("export", "--app", "app")
        try await usher.succeed("export", "--app", "second")
      }
    }

    @Test func aFilesAppIsWhole() async throws {
      try await onStage { stage in
        #expect(try await stage.usher.json("rules", "list", "app").array?.count == 1)
        try await stage.apply(Stage.App(rules: ""))
        #expect(try await stage.usher.json("rules", "list", "app") == .array([]))
      }
    }

    @Test func aRoleThatAnAppGetsFilesTasksAndARuleDoesNot() async throws {
      try await onStage(Stage.App(roles: "[Nobody]", rules: "")) { stage in
        try await stage.importPeople(staff(4))
        #expect(try await stage.tasks().isEmpty)
        try await stage.apply(Stage.App(rules: ""))
        #expect(try await stage.tasks().count == 4)
        try await stage.run()
        try await stage.apply(Stage.App())
        #expect(try await stage.tasks().count == 4, "a changed rule touches nobody")
        try await stage.usher.succeed("reapply", "app", "--yes")
        try await stage.run()
        #expect(try await stage.sandbox.server.members(of: "Sales") == ["user002", "user004"])
      }
    }

    @Test func rulesAreTestedOfflineAndMoved() async throws {
      var app = Stage.App()
      app.rules = """
              - name: Sales
                when: { all: [ { attribute: department, is: Sales } ] }
                then: [ { add_to_group: { name: Sales, create: true } }, { set: { title: one } } ]
                tests: [ { user: { username: ann, department: Sales, roles: [Staff] }, groups: [Sales] } ]
              - name: Second
                when: { all: [ { attribute: department, is: Sales } ] }
                then: [ { set: { title: two } } ]

        """
      try await onStage(app) { stage in
        let usher = stage.usher
        await stage.sandbox.stop()
        try await usher.succeed("rules", "check", "app")
        var wrong = app
        wrong.rules = app.rules.replacingOccurrences(of: "groups: [Sales]", with: "groups: [Other]")
        try await stage.apply(wrong)
        let check = try await usher.expect(1, "rules", "check", "app")
        #expect((check.output + check.errors).contains("Sales"))
        try await usher.succeed("rules", "move", "app", "Second", "1", "--yes")
        let rules = try await usher.json("rules", "list", "app").array ?? []
        #expect(rules.compactMap { $0["name"]?.string } == ["Second", "Sales"])
        try await usher.fail("rules", "move", "app", "Second", "9", "--yes")
      }
    }

    @Test func whomARuleAffects() async throws {
      try await onStage { stage in
        try await stage.importPeople(staff(5))
        let users = try await stage.usher.json("rules", "affected", "app", "Sales").array ?? []
        #expect(Set(users.compactMap { $0["username"]?.string }) == ["user002", "user004"])
      }
    }
  }
}
