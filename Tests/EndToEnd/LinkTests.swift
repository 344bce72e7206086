import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// An account changes hands by an admin's word alone.
  @Suite struct LinkTests {
    private func smith(_ first: String, _ key: String) -> [String: String] {
      [
        "username": "jsmith", "email": "jsmith@example.com", "firstname": first,
        "lastname": "Smith", "status": "active", "roles": "Staff", "title": "Clerk",
        "department": "Works", "external_id": key,
      ]
    }

    private var others: [[String: String]] {
      staff(2).map { person in person.merging(["external_id": ""]) { $1 } }
    }

    /// John left, Jane has the name now, and the account is John's still.
    private func recycle(_ stage: Stage) async throws -> String {
      try await stage.importPeople([smith("John", "E1")] + others)
      try await stage.run()
      try await stage.importPeople([smith("Jane", "E2")] + others)
      try await stage.run()
      return try #require(try await stage.sandbox.server.user("jsmith")).id
    }

    private var app: Stage.App { Stage.App(whenDeleted: "suspend") }

    @Test func theAccountOfALeaverIsHandedOverOnPurposeAlone() async throws {
      try await onStage(app) { stage in
        let usher = stage.usher
        let id = try await recycle(stage)
        let before = try #require(try await stage.sandbox.server.user("jsmith"))
        #expect(before["name"]?["givenName"] == "John" && before["active"] == false)
        let plan = try await usher.succeed("plan", "app")
        for name in ["John Smith", "Jane Smith"] {
          #expect(plan.errors.contains(name), Comment(rawValue: plan.report))
        }
        let asked = try await usher.expect(1, "link", "app", "jsmith", id)
        #expect(asked.errors.contains("--yes"), Comment(rawValue: asked.report))
        try await usher.succeed("reapply", "app", "--yes")
        try await stage.run()
        #expect(try await stage.sandbox.server.user("jsmith") == before, "nobody asked for it")
        let ending = try await usher.succeed("link", "app", "jsmith", id, "--yes")
        for part in ["NOW OF", "TO BE OF", "John Smith", "Jane Smith", "E1", "E2", "left", id] {
          #expect(ending.errors.contains(part), Comment(rawValue: ending.report))
        }
        try await stage.run()
        let after = try #require(try await stage.sandbox.server.user("jsmith"))
        #expect(after.id == id && after["name"]?["givenName"] == "Jane" && after["active"] == true)
        let entry = try await usher.json("audit", "list").array?.first {
          $0["action"]?.string == "account.link"
        }
        #expect(entry?["detail"]?["account"]?.string == id)
        #expect(entry?["detail"]?["from"]?.string == "jsmith (John Smith, E1)")
        #expect(entry?["detail"]?["to"]?.string == "jsmith (Jane Smith, E2)")
        try await usher.succeed("verify", "app")
      }
    }

    @Test func whatIsTakenAwayIsGivenBackOnPurposeAlone() async throws {
      try await onStage(app) { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(2))
        try await stage.run()
        let id = try #require(try await stage.sandbox.server.user("user001")).id
        let asked = try await usher.expect(1, "unlink", "app", "user001")
        #expect(asked.errors.contains("--yes"), Comment(rawValue: asked.report))
        let json = try await usher.json("unlink", "app", "user001", "--yes")
        #expect(json["account"]?.string == id && json["userName"] == "user001")
        #expect(json["from"] == "user001" && json["to"] == .null)
        try await stage.run(status: 2)
        try await usher.succeed("reapply", "app", "--yes")
        try await stage.run(status: 2)
        let failed = try await stage.tasks("--status", "failed").compactMap {
          $0["error"]?["advice"]?.string
        }
        #expect(
          failed.count == 1 && failed[0].contains("was taken from user001 by an admin"), "\(failed)"
        )
        #expect(try await stage.accounts() == ["user001", "user002"], "no second one is made")
        let actions = try await usher.json("audit", "list").array ?? []
        #expect(actions.contains { $0["action"] == "account.unlink" })
        try await usher.succeed("link", "app", "user001", id, "--yes")
        try await stage.run()
        try await usher.succeed("users", "set", "user001", "title=Changed")
        try await stage.run()
        #expect(try await stage.sandbox.server.user("user001")?["title"] == "Changed")
      }
    }

    @Test func aLinkThatCannotBeIsRefusedAndNoted() async throws {
      try await onStage(app) { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(2))
        try await stage.run()
        try await usher.fail(
          "link", "app", "user002", "nobody", "--yes",
          saying: "no account with the id or userName nobody")
        let ending = try await usher.expect(1, "link", "app", "user002", "user001", "--yes")
        #expect(
          ending.errorLines.count == 1 && ending.errors.contains("usher unlink app user002"),
          Comment(rawValue: ending.report))
        try await usher.fail("unlink", "app", "nobody", "--yes", saying: "nobody")
        let first = try await usher.json("users", "show", "user001").text
        #expect(first.contains("user001"))
        #expect(try await usher.json("why", "user001").array?.first?["reason"] == "provisioned")
        #expect(try await usher.json("why", "user002").array?.first?["reason"] == "provisioned")
      }
    }

    @Test func whoMayNotDecideLinksNothing() async throws {
      var app = app
      app.provisioning = ["approvals: { by: [carol] }"]
      try await onStage(app) { stage in
        var carol = stage.usher
        carol.environment["SUDO_USER"] = "carol"
        try await stage.importPeople(staff(1))
        try await stage.run()
        let refused = try await stage.usher.expect(1, "unlink", "app", "user001", "--yes")
        #expect(refused.errors.contains("may not unlink accounts of app"))
        let actions = try await stage.usher.json("audit", "list").array ?? []
        #expect(actions.contains { $0["action"] == "account.unlink.refuse" })
        #expect(
          try await stage.usher.json("why", "user001").array?.first?["reason"] == "provisioned")
        try await carol.succeed("unlink", "app", "user001", "--yes")
      }
    }
  }
}
