import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// A plan that would take too much away stops as a whole.
  @Suite struct LimitTests {
    @Test func aPlanOverTheLimitIsBlockedUntilTheNumberIsTyped() async throws {
      try await onStage { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(40))
        try await stage.run()
        let sent = try stage.recorder.writes.count
        var few = staff(25)
        few[0]["title"] = "Changed too"
        let ending = try await stage.importPeople(few)
        #expect(ending.errors.contains("15"), Comment(rawValue: ending.report))
        #expect(try await usher.json("users", "list").array?.count == 25)
        try await usher.fail("plan", "app", saying: "15")
        try await usher.fail("reapply", "app", "--yes", saying: "15")
        #expect(try await stage.tasks("--status", "pending", "--status", "approved").isEmpty)
        try await stage.run()
        #expect(try stage.recorder.writes.count == sent, "nothing of that plan is sent")
        for wrong in ["14", "16", "0"] {
          try await usher.fail("reapply", "app", "--accept-deletions", wrong, "--yes", saying: "15")
        }
        try await usher.succeed("reapply", "app", "--accept-deletions", "15", "--yes")
        try await stage.run()
        #expect(try await stage.accounts() == names(few))
        #expect(try await stage.sandbox.server.user("user001")?["title"] == "Changed too")
      }
    }

    @Test func suspensionsCountToo() async throws {
      let app = Stage.App(
        whenDeleted: "suspend", provisioning: ["limits: { deletions: 2, share: 100% }"])
      try await onStage(app) { stage in
        var people = staff(6)
        try await stage.importPeople(people)
        try await stage.run()
        people[0]["status"] = "suspended"
        people[1]["status"] = "suspended"
        people.removeLast()
        let ending = try await stage.importPeople(people)
        #expect(ending.errors.contains("3"), Comment(rawValue: ending.report))
        try await stage.usher.fail("plan", "app", saying: "3")
        people.append(staff(6)[5])
        try await stage.importPeople(people)
        try await stage.run()
        #expect(try await stage.accounts(active: true).count == 4)
      }
    }

    @Test func theShareIsOfActiveAccounts() async throws {
      try await onStage(Stage.App(provisioning: ["limits: { deletions: 50, share: 20% }"])) {
        stage in
        try await stage.importPeople(staff(10))
        try await stage.run()
        try await stage.importPeople(staff(7))
        try await stage.usher.fail("plan", "app", saying: "3")
        try await stage.importPeople(staff(8))
        try await stage.run()
        #expect(try await stage.accounts().count == 8)
      }
    }

    @Test func aDripIsStoppedAndLetGoInPart() async throws {
      let app = Stage.App(provisioning: ["limits: { deletions: 3, share: 100%, window: 24h }"])
      try await onStage(app) { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(9))
        try await stage.run()
        for name in ["user001", "user002", "user003"] {
          let ending = try await usher.succeed("users", "delete", name, "--yes")
          #expect(!ending.errors.contains("limit"), Comment(rawValue: ending.report))
          try await stage.run()
        }
        let ending = try await usher.succeed("users", "delete", "user004", "--yes")
        #expect(ending.errors.contains("3 are used up"), Comment(rawValue: ending.report))
        for name in ["user005", "user006"] {
          try await usher.succeed("users", "delete", name, "--yes")
        }
        let part = ["--only", "dept:sales"]
        try await usher.fail("plan", "app", saying: "--accept-deletions 3")
        try await usher.fail(
          "plan", "app", "--only", "dept:Sales",
          saying: "usher reapply app --only department:Sales --accept-deletions 2")
        for wrong in ["1", "3"] {
          try await usher.fail(
            "reapply", "app", part[0], part[1], "--accept-deletions", wrong, "--yes", saying: "2")
        }
        try await usher.succeed(
          "reapply", "app", part[0], part[1], "--accept-deletions", "2", "--yes")
        try await stage.run()
        #expect(
          try await stage.accounts() == ["user005", "user007", "user008", "user009"])
        try await usher.fail("reapply", "app", "--yes", saying: "--accept-deletions 1")
        let lift = try await usher.json("audit", "list").array?.first {
          $0["action"]?.string == "limit.lift"
        }
        #expect(lift?["detail"]?["accepted"] == 2)
        #expect(lift?["detail"]?["only"] == "department:sales")
      }
    }
  }
}
