import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// A plan that would take too many out of groups stops as a whole.
  @Suite struct MembershipLimitTests {
    private func members(_ stage: Stage) async throws -> Int {
      try await stage.sandbox.server.members(of: "Sales").count
    }

    @Test func removalsWaitUntilTheirNumberIsTyped() async throws {
      try await onStage { stage in
        let usher = stage.usher
        var people = staff(30)
        try await stage.importPeople(people)
        try await stage.run()
        #expect(try await members(stage) == 15)
        for index in people.indices.prefix(24) { people[index]["department"] = "Works" }
        let sent = try stage.recorder.writes.count
        let ending = try await stage.importPeople(people)
        #expect(
          ending.errors.contains("--accept-memberships 12"), Comment(rawValue: ending.report))
        let plan = try await usher.expect(1, "plan", "app")
        #expect(
          plan.errors.contains("take 12 members out of groups, over the limit of 20 % of a group"),
          Comment(rawValue: plan.report))
        for wrong in ["11", "13", "0"] {
          try await usher.fail(
            "reapply", "app", "--accept-memberships", wrong, "--yes", saying: "12")
        }
        // The number is of memberships, and not of accounts.
        try await usher.fail("reapply", "app", "--accept-deletions", "12", "--yes", saying: "12")
        try await stage.run()
        #expect(try stage.recorder.writes.count == sent, "nothing of that plan is sent")
        try await usher.succeed("reapply", "app", "--accept-memberships", "12", "--yes")
        try await stage.run()
        #expect(try await members(stage) == 3)
        let lift = try await usher.json("audit", "list").array?.first {
          $0["action"]?.string == "limit.lift"
        }
        #expect(lift?["detail"]?["acceptedMemberships"] == 12)
        try await usher.succeed("verify", "app")
      }
    }
  }
}
