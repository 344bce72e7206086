import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// Deciding, and what becomes of a decision.
  @Suite struct TaskTests {
    static let approvals = Stage.App(approve: "[create, update, delete, groups]")

    @Test func aListHasTheFieldsOfTheContract() async throws {
      try await onStage(Self.approvals) { stage in
        try await stage.importPeople(staff(2))
        let tasks = try await stage.tasks()
        #expect(tasks.contains { $0["resource"] == "group" && $0["name"] == "Sales" })
        let fields = [
          "id", "app", "action", "status", "resource", "name", "attempts", "error", "request",
          "createdAt", "updatedAt", "decidedBy",
        ]
        for task in tasks {
          let names = Set(task.object?.members.map(\.name) ?? [])
          #expect(names.isSuperset(of: fields), "\(task.text)")
          #expect(task["app"] == "app")
          #expect(task["status"] == "pending")
          #expect(task["attempts"] == 0)
        }
        let create = try #require(tasks.first { $0["name"] == "user001" })
        #expect(create["request"]?["method"] == "POST")
        #expect(create["request"]?["body"]?["userName"] == "user001")
        let shown = try await stage.usher.json("tasks", "show", create["id"]?.scalarText ?? "")
        #expect(shown["name"] == "user001")
        #expect(shown["request"] == create["request"])
      }
    }

    @Test func filtersAndLimits() async throws {
      try await onStage(Self.approvals) { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(120))
        let creates = try await stage.tasks("--action", "create")
        #expect(creates.count == 120, "JSON is whole")
        let ids = creates.compactMap { $0["id"]?.integer }
        #expect(ids == ids.sorted(by: >), "newest first")
        #expect(try await stage.tasks("--user", "user007").count >= 1)
        #expect(
          try await stage.tasks("--user", "user007", "--action", "create")
            .compactMap { $0["name"]?.string } == ["user007"])
        #expect(try await stage.tasks("--search", "user01", "--action", "create").count == 10)
        let sellers = try await stage.tasks("--only", "dept:sales", "--action", "create").count
        #expect(sellers == staff(120).count { $0["department"] == "Sales" })
        #expect(try await stage.tasks("--only", "dept:Nowhere").isEmpty)
        #expect(try await stage.tasks("--status", "failed", "--status", "ignored").isEmpty)
        #expect(try await stage.tasks("--since", "2100-01-01").isEmpty)
        #expect(try await stage.tasks("--since", "2000-01-01", "--action", "create").count == 120)
        #expect(try await stage.tasks("--app", "app", "--action", "create").count == 120)
        #expect(try await stage.tasks("--limit", "7").count == 7)
        let table = try await usher.succeed("tasks", "list", "--action", "create")
        #expect(lines(of: table.output).filter { $0.contains("user") }.count == 100)
        #expect(table.errors.contains("120"), Comment(rawValue: table.errors))
        let whole = try await usher.succeed("tasks", "list", "--action", "create", "--limit", "0")
        #expect(lines(of: whole.output).filter { $0.contains("user") }.count == 120)
      }
    }

    @Test func nothingIsSentBeforeSomeoneApproves() async throws {
      try await onStage(Self.approvals) { stage in
        try await stage.importPeople(staff(4))
        try await stage.run()
        #expect(try stage.recorder.writes.isEmpty)
        let one = try #require(
          try await stage.tasks().first { $0["name"] == "user001" }?["id"]?.scalarText)
        try await stage.usher.succeed("tasks", "approve", one)
        try await stage.run()
        #expect(try await stage.accounts() == ["user001"])
        let task = try await stage.usher.json("tasks", "show", one)
        #expect(task["status"] == "provisioned")
        #expect(task["decidedBy"]?.isUnassigned == false)
        let filtered = ["--all", "--user", "user003", "--action", "create", "--yes"]
        let ending = try await stage.usher.command(["tasks", "approve"] + filtered).run(timeout: 60)
        #expect(ending.status == 0, Comment(rawValue: ending.report))
        try await stage.run()
        #expect(try await stage.accounts() == ["user001", "user003"])
      }
    }

    @Test(arguments: ["approve", "ignore"])
    func manyAtOnceAskFirst(_ verb: String) async throws {
      try await onStage(Self.approvals) { stage in
        try await stage.importPeople(staff(3))
        let before = try await stage.tasks()
        try await stage.usher.fail("tasks", verb, "--all", "--status", "pending", saying: "--yes")
        #expect(try await stage.tasks() == before)
      }
    }

    @Test func theSecondIsToldWhatTheFirstDecided() async throws {
      try await onStage(Self.approvals) { stage in
        try await stage.importPeople(staff(1))
        let task = try #require(try await stage.tasks().first?["id"]?.scalarText)
        try await stage.usher.succeed("tasks", "ignore", task)
        try await stage.usher.fail("tasks", "approve", task, saying: "ignored")
        #expect(try await stage.usher.json("tasks", "show", task)["status"] == "ignored")
      }
    }

    @Test func ignoredStaysIgnoredUntilMoreChanges() async throws {
      try await onStage(Self.approvals) { stage in
        var people = staff(1)
        try await stage.importPeople(people)
        try await stage.usher.succeed("tasks", "ignore", "--all", "--yes")
        try await stage.usher.succeed("reapply", "app", "--yes")
        try await stage.importPeople(people)
        #expect(try await stage.tasks("--status", "pending").isEmpty)
        #expect(try await stage.tasks("--status", "ignored").count == 1)
        people[0]["title"] = "Something else"
        try await stage.importPeople(people)
        let pending = try await stage.tasks("--status", "pending")
        #expect(pending.compactMap { $0["name"]?.string } == ["user001"])
        #expect(pending.first?["request"]?["body"]?["title"] == "Something else")
      }
    }

    @Test func aNewerDecisionSupersedes() async throws {
      try await onStage(Self.approvals) { stage in
        var people = staff(1)
        try await stage.importPeople(people)
        let old = try #require(try await stage.tasks().first?["id"]?.scalarText)
        people[0]["title"] = "Second"
        people[0]["lastname"] = "Third"
        try await stage.importPeople(people)
        #expect(try await stage.usher.json("tasks", "show", old)["status"] == "superseded")
        let pending = try await stage.tasks("--status", "pending")
        #expect(pending.count == 1)
        #expect(pending.first?["action"] == "create")
        #expect(pending.first?["request"]?["body"]?["title"] == "Second")
        #expect(pending.first?["request"]?["body"]?["name"]?["familyName"] == "Third")
        try await stage.usher.fail("tasks", "approve", old, saying: "superseded")
      }
    }

    @Test func anAccountThatMovedIsNotOverwritten() async throws {
      try await onStage(Self.approvals) { stage in
        var people = staff(1)
        try await stage.importPeople(people)
        try await stage.usher.succeed("tasks", "approve", "--all", "--yes")
        try await stage.run()
        people[0]["title"] = "Approved"
        try await stage.importPeople(people)
        let update = try #require(
          try await stage.tasks("--status", "pending").first?["id"]?.scalarText)
        try await stage.usher.succeed("tasks", "approve", update)
        let user = try #require(try await stage.sandbox.server.user("user001"))
        try await stage.sandbox.server.patch("/Users/" + user.id, "replace", at: "title", "Moved")
        let sent = try stage.recorder.writes.count
        try await stage.run()
        #expect(try stage.recorder.writes.count == sent, "nothing is sent")
        #expect(try await stage.sandbox.server.user("user001")?["title"] == "Moved")
        let pending = try await stage.tasks("--status", "pending")
        #expect(pending.count == 1)
        let shown = try await stage.usher.succeed(
          "tasks", "show", pending.first?["id"]?.scalarText ?? "")
        #expect(shown.output.contains("Moved"), Comment(rawValue: shown.output))
        try await stage.usher.succeed("tasks", "approve", "--all", "--yes")
        try await stage.run()
        #expect(try await stage.sandbox.server.user("user001")?["title"] == "Approved")
      }
    }

    @Test func aFailureKeepsItsReasonUntilItIsRetried() async throws {
      try await onStage { stage in
        try stage.recorder.answer(
          Recorder.Rule(
            request: "^POST /Users", status: 400,
            body: [
              "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "400",
              "scimType": "invalidValue", "detail": "The title is not on our list.",
            ]))
        try await stage.importPeople(staff(1))
        try await stage.run(status: 2)
        let failed = try #require(try await stage.tasks("--status", "failed").first)
        #expect(failed["error"]?["status"]?.integer == 400)
        #expect(failed["error"]?["scimType"] == "invalidValue")
        #expect(failed["error"]?["detail"] == "The title is not on our list.")
        #expect((failed["error"]?["advice"]?.string ?? "").count > 10)
        #expect((failed["attempts"]?.integer ?? 0) >= 1)
        #expect(try stage.recorder.writes.count == 1, "what cannot heal is not tried again")
        _ = try await stage.usher("run", "--until-idle")
        #expect(try stage.recorder.writes.count == 1, "nor in the next run")
        try stage.recorder.answer()
        try await stage.usher.succeed("tasks", "retry", failed["id"]?.scalarText ?? "")
        try await stage.run()
        #expect(try await stage.accounts() == ["user001"])
        #expect(try await stage.tasks("--status", "failed").isEmpty)
      }
    }
  }
}
