import Text
import TestSupport
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// Values that are checked when they are saved, and dates that are.
  @Suite struct ValueTests {
    private func file(_ title: String, _ stage: Stage, rules: String? = nil) throws -> String {
      var app = Stage.App()
      app.title = title
      if let rules { app.rules = rules }
      return try stage.usher.folder.write(
        "values.yaml", "apps:\n" + app.entry(url: stage.recorder.url))
    }

    @Test func applyWarnsOfANameThatNobodyHas() async throws {
      try await onStage { stage in
        try await stage.importPeople(staff(2))
        let file = try file("\"{{ departmnt }}\"", stage)
        for dryRun in [true, false] {
          let options = dryRun ? ["--dry-run"] : []
          let ending = try await stage.usher.command(["apply", "-f", file] + options).run(
            timeout: 60)
          #expect(ending.status == 0, Comment(rawValue: ending.report))
          #expect(
            ending.errors.contains(
              "usher: warning: app: title: nobody in the directory has `departmnt`; "
                + "did you mean department?"), Comment(rawValue: ending.report))
        }
        #expect(try await !stage.usher.succeed("apply", "-f", file).errors.contains("warning"))
      }
    }

    @Test func aConstantOfTheWrongTypeIsNamedByItsPlace() async throws {
      try await onStage { stage in
        let rules = """
                - name: Sales
                  when: { all: [] }
                  then: [ { set: { active: "yes please" } } ]

          """
        let file = try file("x", stage, rules: rules)
        let ending = try await stage.usher.fail("apply", "-f", file, saying: "not true or false")
        #expect(
          ending.errors.contains("values.yaml:25:34: active is 'yes please'"),
          Comment(rawValue: ending.report))
      }
    }

    @Test func aSlipInANameOfAnAttributeIsRefused() async throws {
      try await onStage { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(1))
        try await usher.fail(
          "users", "set", "user001", "departmnt=Sales", saying: "did you mean department?")
        #expect(try await !usher.succeed("users", "show", "user001").output.contains("departmnt"))
        try await usher.succeed("users", "set", "user001", "departmnt=Sales", "--new-attribute")
        try await usher.succeed("users", "set", "user001", "departmnt=Works")
        let floor = try await usher.succeed("users", "set", "user001", "floor=3")
        #expect(floor.errors.contains("floor is a new attribute"))
        try await usher.succeed("users", "set", "user001", "departmnt=")
      }
    }

    @Test func aWrongDateIsAnErrorWithItsLine() async throws {
      try await onStage { stage in
        let usher = stage.usher
        let file = try usher.folder.write(
          "dates.csv", "username,starts_on,roles\nann,2026-12-01,Staff\nbob,1/12/2026,Staff\n")
        let ending = try await usher.fail(
          "directory", "import", file, saying: "may be day or month first")
        #expect(ending.errors.contains("dates.csv:3:5: starts_on is `1/12/2026`"))
        #expect(try await usher.json("users", "list").array?.isEmpty == true)
        try await usher.fail("users", "set", "ann", "ends_on=soon", saying: "2026-12-01")
      }
    }

    @Test func whoStartsLaterWaitsAndWhoLeftIsNotMade() async throws {
      try await onStage { stage in
        let usher = stage.usher
        let file = try usher.folder.write(
          "dates.csv",
          "username,starts_on,ends_on,roles\nann,2999-12-01,,Staff\nbob,,2001-01-01,Staff\n"
            + "cem,2001-01-01,2999-12-31,Staff\n")
        try await usher.succeed("directory", "import", file)
        try await stage.run()
        #expect(try await stage.accounts() == ["cem"])
        let why = try await usher.succeed("why", "ann").output
        #expect(why.contains("not-started: ann starts on 2999-12-01"), Comment(rawValue: why))
        #expect(why.contains("  starts on 2999-12-01, in "), Comment(rawValue: why))
        #expect(
          try await usher.succeed("why", "bob").output.contains("left: bob left on 2001-01-01"))
        #expect(try await usher.succeed("why", "cem").output.contains("leaves on 2999-12-31, in "))
        let counts = try await usher.succeed("why", "--app", "app").output
        #expect(counts.contains("not-started") && counts.contains("left"))
      }
    }
  }
}
