import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// The worker, and what can happen to it.
  @Suite struct RunTests {
    /// How often each user and each group was created, by what went over the wire.
    private func creations(_ recorder: Recorder) throws -> [String: Int] {
      var counts: [String: Int] = [:]
      for entry in try recorder.writes where entry.method == "POST" && entry.status == 201 {
        let name = entry.body?["userName"]?.string ?? entry.body?["displayName"]?.string ?? "?"
        counts[name, default: 0] += 1
      }
      return counts
    }

    @Test func everyoneArrivesAndIsReadBack() async throws {
      try await onStage { stage in
        try await stage.importPeople(staff(5))
        try await stage.run()
        #expect(try await stage.accounts() == names(staff(5)))
        #expect(try await stage.sandbox.server.members(of: "Sales") == ["user002", "user004"])
        let tasks = try await stage.tasks()
        #expect(tasks.allSatisfy { $0["status"] == "provisioned" })
        #expect(tasks.contains { $0["action"] == "create-group" })
        let entries = try stage.recorder.entries
        for name in names(staff(5)) {
          let post = try #require(entries.firstIndex { $0.body?["userName"]?.string == name })
          let isLookedFor = entries[..<post].contains {
            $0.method == "GET" && $0.path.contains(name)
          }
          #expect(isLookedFor, "\(name) must be looked for first")
        }
        let first = entries.firstIndex { $0.path.hasPrefix("/Groups/") && $0.method != "GET" }
        let group = entries.firstIndex { $0.method == "POST" && $0.path == "/Groups" }
        if let first, let group { #expect(group < first, "the group comes before its members") }
        let again = entries.count
        try await stage.run()
        #expect(try stage.recorder.entries.count == again, "there is nothing left to do")
      }
    }

    @Test func anAccountThatIsThereIsLinked() async throws {
      try await onStage { stage in
        let server = stage.sandbox.server
        try await server.send(
          "POST", "/Users",
          [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "user001",
            "title": "Made by hand", "name": ["familyName": "Old"],
          ])
        try await stage.importPeople(staff(2))
        try await stage.run()
        #expect(try await server.all("Users").count == 2)
        let user = try #require(try await server.user("user001"))
        #expect(user["title"] == "Clerk 1")
        #expect(user["name"]?["familyName"] == "O'Neill")
        #expect(try creations(stage.recorder) == ["user002": 1, "Sales": 1])
      }
    }

    @Test func aConflictIsALink() async throws {
      try await onStage { stage in
        let server = stage.sandbox.server
        let user: JSONValue = [
          "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "user001",
          "title": "Made by hand",
        ]
        #expect(try await server.send("POST", "/Users", user).status == 201)
        // A server whose filters find nobody.
        try stage.recorder.answer(
          Recorder.Rule(
            request: "^GET /Users\\?.*filter=", status: 200,
            body: [
              "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
              "totalResults": 0, "Resources": [],
            ]))
        try await stage.importPeople(staff(1))
        try await stage.run()
        #expect(try await server.all("Users").count == 1)
        #expect(try await server.user("user001")?["title"] == "Clerk 1")
      }
    }

    @Test func membershipsGoBeforeTheAccount() async throws {
      try await onStage { stage in
        try await stage.importPeople(staff(4))
        try await stage.run()
        let user = try #require(try await stage.sandbox.server.user("user002")).id
        let before = try stage.recorder.writes.count
        try await stage.importPeople(staff(4).filter { $0["username"] != "user002" })
        let tasks = try await stage.tasks("--status", "approved")
        #expect(tasks.compactMap { $0["action"]?.string } == ["delete"], "in one task")
        try await stage.run()
        let writes = try stage.recorder.writes.dropFirst(before).map { "\($0.method) \($0.path)" }
        #expect(writes.count == 2)
        #expect(writes.first?.contains("/Groups/") == true)
        #expect(writes.last == "DELETE /Users/\(user)")
      }
    }

    @Test func emptyValuesRemoveAndNullLeavesAlone() async throws {
      try await onStage { stage in
        let server = stage.sandbox.server
        var people = staff(2)
        people[1]["title"] = ""
        try await stage.importPeople(people)
        try await stage.run()
        #expect(try await server.user("user001")?["title"] == "Clerk 1")
        let posts = try stage.recorder.writes.filter { $0.path == "/Users" }.compactMap(\.body)
        let empty = posts.first { $0["userName"] == "user002" }
        #expect(empty != nil && empty?["title"] == nil, "an empty value is not sent on create")
        people[0]["title"] = ""
        try await stage.importPeople(people)
        try await stage.run()
        #expect(try await server.user("user001")?["title"] == nil)
        people[0]["title"] = "Back"
        try await stage.importPeople(people)
        try await stage.run()
        try await stage.apply(Stage.App(title: "null"))
        people[0]["title"] = "Not to be sent"
        try await stage.importPeople(people)
        try await stage.usher.succeed("reapply", "app", "--yes")
        try await stage.run()
        #expect(try await server.user("user001")?["title"] == "Back")
        try await stage.usher.expect(0, "plan", "app", "--detailed-exit-code")
      }
    }

    @Test(arguments: [
      ["429:0.3:1@7"], ["503:0.3@7"], ["reset:0.2@7"], ["lost-answer:0.2@7"], ["truncated:0.2@7"],
      ["429:0.1:1@3", "503:0.1@4", "reset:0.1@5", "lost-answer:0.1@6"],
    ])
    func faultsThatHealAreHealed(_ faults: [String]) async throws {
      let options = faults.flatMap { ["--fault", $0] }
      try await onStage(sandbox: options) { stage in
        try await stage.importPeople(staff(12))
        try await stage.run()
        #expect(try await stage.tasks().allSatisfy { $0["status"] == "provisioned" })
        // The tests' own requests meet the faults too.
        let counts = try creations(stage.recorder)
        #expect(counts.values.allSatisfy { $0 == 1 }, "\(counts)")
        let plan = try await stage.usher("plan", "app", "--detailed-exit-code")
        #expect(plan.status == 0, Comment(rawValue: plan.report))
      }
    }

    @Test func theErrorOfNewUsersNeedsNoHand() async throws {
      try await onStage(sandbox: ["--fault", "new-user-error:1@1"]) { stage in
        try await stage.importPeople(staff(4))
        try await stage.run()
        #expect(try await stage.accounts() == names(staff(4)))
      }
    }

    @Test(arguments: ["rfc", "netskope", "aws", "slack", "hostile"])
    func everyProfileEndsEqual(_ profile: String) async throws {
      try await onStage(sandbox: ["--profile", profile]) { stage in
        var people = staff(12)
        try await stage.importPeople(people)
        try await stage.run()
        people[1]["department"] = "Works"
        people[2]["department"] = "Sales"
        people[4]["title"] = "Boss"
        try await stage.importPeople(people)
        try await stage.run()
        let tasks = try await stage.tasks()
        #expect(tasks.allSatisfy { $0["status"] == "provisioned" }, "\(tasks.map(\.text))")
        let plan = try await stage.usher("plan", "app", "--detailed-exit-code")
        #expect(plan.status == 0, Comment(rawValue: plan.report))
        #expect(try creations(stage.recorder).values.allSatisfy { $0 == 1 })
        let users = try await stage.sandbox.server.all("Users")
        #expect(users.compactMap { $0["userName"]?.string }.sorted() == names(people).sorted())
      }
    }

    @Test(arguments: [401, 403])
    func aRefusedTokenPausesTheAppUntilATestSucceeds(_ status: Int) async throws {
      try await onStage(Stage.App(connection: ["concurrency: 4"])) { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(40))
        try stage.recorder.answer(
          Recorder.Rule(request: ".", status: status, body: ["detail": "Who?"]))
        let run = try await stage.run(status: 1)
        #expect(run.errorLines.count == 1, Comment(rawValue: run.report))
        #expect(run.errors.contains(String(status)), Comment(rawValue: run.report))
        #expect(run.errors.contains("app"), Comment(rawValue: run.report))
        #expect(try await stage.tasks().allSatisfy { $0["status"] == "approved" })
        #expect(try stage.recorder.entries.count <= 12, "one bad token fails no 40 tasks")
        try await usher.expect(1, "connection", "test", "app")
        try stage.recorder.answer()
        let sent = try stage.recorder.entries.count
        try await stage.run(status: 1)
        #expect(try stage.recorder.entries.count == sent, "the pause is in the store")
        let test = try await usher.succeed("connection", "test", "app")
        #expect((test.output + test.errors).lowercased().contains("enabled"))
        try await stage.run()
        #expect(try await stage.accounts().count == 40)
      }
    }

    @Test func twoWorkersSendNothingTwice() async throws {
      try await onStage(sandbox: ["--fault", "latency:1:20"]) { stage in
        try await stage.importPeople(staff(60))
        let workers = try (0..<3).map { _ in try stage.usher.start("run", "--until-idle") }
        for worker in workers {
          #expect(await worker.ended(within: 240))
          #expect(worker.status == 0, Comment(rawValue: worker.errors))
        }
        let counts = try creations(stage.recorder)
        #expect(counts.count == 61)
        #expect(counts.values.allSatisfy { $0 == 1 }, "\(counts.filter { $0.value > 1 })")
        #expect(try stage.recorder.writes.allSatisfy { $0.status < 300 })
        #expect(try await stage.sandbox.server.members(of: "Sales").count == 30)
        #expect(try await stage.tasks().allSatisfy { $0["status"] == "provisioned" })
      }
    }

    @Test func aKilledWorkersTasksAreTakenUpWithoutSendingTwice() async throws {
      try await onStage(
        Stage.App(connection: ["concurrency: 4"]), sandbox: ["--fault", "latency:1:60"]
      ) { stage in
        try await stage.importPeople(staff(20))
        let worker = try stage.usher.start("run", "--until-idle")
        let deadline = ContinuousClock.now.advanced(by: .seconds(60))
        while try creations(stage.recorder).count < 5, ContinuousClock.now < deadline {
          try await Task.sleep(for: .milliseconds(5))
        }
        await worker.stop(signal: SIGKILL)
        #expect(worker.status == 128 + SIGKILL)
        try await stage.run()
        #expect(try await stage.accounts() == names(staff(20)))
        let posts = try stage.recorder.writes.filter { $0.method == "POST" }
        #expect(posts.allSatisfy { $0.status == 201 }, "a second POST would have met a 409")
        #expect(try await stage.tasks().allSatisfy { $0["status"] == "provisioned" })
        try await stage.usher.succeed("audit", "verify")
      }
    }

    @Test func aWorkerEndsWellWhenItIsAskedTo() async throws {
      try await onStage { stage in
        let worker = try stage.usher.start("run")
        try await stage.importPeople(staff(3))
        let deadline = ContinuousClock.now.advanced(by: .seconds(30))
        while try await stage.accounts().count < 3, ContinuousClock.now < deadline {
          try await Task.sleep(for: .milliseconds(50))
        }
        #expect(try await stage.accounts().count == 3, "it sees what other commands file")
        #expect(worker.isRunning)
        await worker.stop(signal: SIGINT)
        #expect(!worker.isRunning)
        #expect(worker.status < 128 || worker.status == 130)
      }
    }

    @Test func theRateIsKept() async throws {
      try await onStage(Stage.App(rate: 10)) { stage in
        try await stage.importPeople(staff(6))
        let before = try stage.recorder.entries.count
        let start = ContinuousClock.now
        try await stage.run()
        let seconds = start.duration(to: .now) / .seconds(1)
        let count = try stage.recorder.entries.count - before
        #expect(Double(count) <= 10 * seconds + 11, "\(count) requests in \(seconds) s")
        #expect(count >= 13)
      }
    }
  }
}
