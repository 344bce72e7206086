import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// Looking, and saying why.
  @Suite struct VerifyTests {
    @Test func verifyNamesWhatDiffersAndReapplyPutsItRight() async throws {
      try await onStage { stage in
        let (usher, server) = (stage.usher, stage.sandbox.server)
        try await stage.importPeople(staff(8))
        try await stage.run()
        try await usher.succeed("verify", "app")
        let user = try #require(try await server.user("user001"))
        try await server.patch("/Users/" + user.id, "replace", at: "title", "Intruder")
        let gone = try #require(try await server.user("user003"))
        try await server.send("DELETE", "/Users/" + gone.id)
        let verify = try await usher.expect(1, "verify", "app")
        for part in ["user001", "title", "Intruder", "user003"] {
          #expect(verify.output.contains(part), Comment(rawValue: verify.report))
        }
        #expect(!verify.output.contains("user005"))
        #expect(verify.errorLines.isEmpty, "differences are a result, not an error")
        let one = try await usher.expect(1, "verify", "app", "--user", "user001")
        #expect(!one.output.contains("user003"))
        try await usher.succeed("verify", "app", "--user", "user005")
        try await usher.succeed("reapply", "app", "--yes")
        try await stage.run()
        try await usher.succeed("verify", "app")
        #expect(try await stage.accounts() == names(staff(8)))
      }
    }

    @Test func everyUserHasExactlyOneReason() async throws {
      let rules =
        Stage.App.sales + """
              - name: Out
                when: { any: [ { attribute: title, is: Clerk 3 } ] }
                then: [ do_not_provision ]

          """
      try await onStage(Stage.App(rules: rules)) { stage in
        let usher = stage.usher
        var people = staff(8)
        people[3]["status"] = "suspended"
        people[4]["roles"] = ""
        people[5]["roles"] = "Visitors"
        try await stage.importPeople(people)
        try await stage.run()
        let reasons = try await usher.json("why", "--app", "app")
        let counts = (reasons.array ?? []).compactMap { row in
          row.object?.members.compactMap { $0.value.integer }.first
        }
        #expect(counts.reduce(0, +) == 8, "\(reasons.text)")
        let excluded = try await usher.succeed("why", "user003", "--app", "app")
        #expect(excluded.output.contains("Out"), Comment(rawValue: excluded.output))
        let sales = try await usher.succeed("why", "user002", "--app", "app")
        #expect(sales.output.contains("Sales"), Comment(rawValue: sales.output))
        let none = try await usher.succeed("why", "user005")
        #expect(none.output.contains("Staff"), Comment(rawValue: none.output))
        #expect(try await stage.accounts() == ["user001", "user002", "user007", "user008"])
      }
    }

    @Test func aTestRunWalksThroughALifeAndLeavesNothing() async throws {
      try await onStage { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(2))
        try await usher.fail("test-run", "app", "--user", "user001", saying: "--yes")
        #expect(try stage.recorder.writes.isEmpty)
        let ending = try await usher.succeed("test-run", "app", "--user", "user001", "--yes")
        for step in ["create", "update", "delete"] {
          #expect(ending.output.lowercased().contains(step), Comment(rawValue: ending.report))
        }
        #expect(try await stage.accounts() == [])
        let methods = try stage.recorder.writes.map(\.method)
        #expect(methods.contains("POST") && methods.contains("DELETE"))
        #expect(methods.contains("PATCH") || methods.contains("PUT"))
        try stage.recorder.answer(
          Recorder.Rule(request: "^POST /Users", status: 400, body: ["detail": "No."]))
        let failed = try await usher("test-run", "app", "--user", "user002", "--yes")
        #expect(failed.status == 2, Comment(rawValue: failed.report))
      }
    }

    @Test func theConnectionIsProvedStepByStep() async throws {
      try await onStage { stage in
        let test = try await stage.usher.succeed("connection", "test", "app")
        for part in ["reach", "auth", "filter", "discovery"] {
          #expect(test.output.lowercased().contains(part), Comment(rawValue: test.report))
        }
        #expect(try stage.recorder.writes.isEmpty, "it reads only")
        try await stage.usher.succeed("connection", "disable", "app", "--yes")
        try await stage.importPeople(staff(2))
        try await stage.run(status: 0)
        #expect(try stage.recorder.writes.isEmpty, "a disabled app gets nothing")
        try await stage.usher.succeed("connection", "enable", "app")
        try await stage.run()
        #expect(try await stage.accounts().count == 2)
      }
    }

    @Test func anAppThatCannotBeReachedIsOneSentence() async throws {
      let usher = try Usher()
      let text = Stage.App().entry(url: "http://127.0.0.1:1/scim/v2")
      try usher.folder.write("usher.yaml", "apps:\n" + text)
      try await usher.succeed("apply", "-f", "usher.yaml", "--yes")
      let ending = try await usher.expect(1, "connection", "test", "app")
      #expect(
        (ending.output + ending.errors).contains("nothing listens at 127.0.0.1:1"),
        Comment(rawValue: ending.report))
      #expect(ending.errorLines.count == 1, Comment(rawValue: ending.report))
    }
  }
}
