import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// A plan says first what it cannot do, and nothing is withdrawn where nobody knows what is wanted.
  @Suite struct PlanSafetyTests {
    private static let creations = Stage.App(approve: "[create, update, delete]")

    /// Applies the file of the stage with another value of `active`.
    private func setActive(_ value: String, on stage: Stage) async throws {
      let file = stage.usher.folder.path + "/usher.yaml"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        let indent = line.prefix { $0 == " " }
        return line.contains("active: \"") ? "\(indent)active: \"\(value)\"" : String(line)
      }
      _ = try stage.usher.folder.write("usher.yaml", lines.joined(separator: "\n"))
      try await stage.usher.succeed("apply", "-f", file, "--yes")
    }

    @Test func aWrongParameterIsToldFirstAndWithdrawsNothing() async throws {
      try await onStage(Self.creations) { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(12))
        let before = try await stage.tasks()
        try await setActive("{{ lastname }}", on: stage)
        let plan = try await usher.expect(1, "plan", "app")
        for words in [
          "12 accounts of app cannot be computed", "active is not true or false",
          "user001, user002, user003 and 9 more",
        ] { #expect(plan.errors.contains(words), Comment(rawValue: plan.report)) }
        #expect(!plan.errors.contains("as it should be"), Comment(rawValue: plan.report))
        let json = try await usher.json("plan", "app", status: 1).array ?? []
        let impossible = json.filter { $0["action"] == "impossible" }
        #expect(impossible.count == 12)
        #expect(impossible.allSatisfy { $0["reason"]?.string?.contains("active is") == true })
        #expect(json.filter { $0["action"] == "create" }.count == 12, "what is open is listed")
        let counts = try await usher.json("reapply", "app", "--yes", status: 1)
        #expect(counts["impossible"] == 12 && counts["withdrawn"] == 0 && counts["create"] == 0)
        #expect(try await stage.tasks() == before)
        try await usher.expect(1, "plan", "app", "--detailed-exit-code")
        try await setActive("{{ status == 'active' }}", on: stage)
        try await usher.succeed("reapply", "app", "--yes")
        #expect(try await stage.tasks() == before)
      }
    }

    @Test func whatIsWithdrawnIsListedAndCounted() async throws {
      try await onStage(Self.creations) { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(6))
        var app = Self.creations
        app.rules = """
              - name: Nobody
                when: { all: [ { attribute: department, is: Works } ] }
                then: [ do_not_provision ]

          """
        try await stage.apply(app)
        let plan = try await usher.succeed("plan", "app")
        #expect(
          plan.errors.contains("5 open tasks would be withdrawn"), Comment(rawValue: plan.report))
        #expect(
          plan.errors.contains("create user001, create user003, create user005"),
          Comment(rawValue: plan.report))
        let json = try await usher.json("plan", "app").array ?? []
        let withdrawn = json.filter { $0["action"] == "withdraw" }
        #expect(withdrawn.count == 5, "the rule of the group is gone, too")
        try await usher.expect(2, "plan", "app", "--detailed-exit-code")
        let counts = try await usher.json("reapply", "app", "--yes")
        #expect(counts["withdrawn"] == 5)
        #expect(
          try await stage.tasks("--status", "pending", "--action", "create").count == 3)
      }
    }
  }
}
