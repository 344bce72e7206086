import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// What an app was seen not to keep, with the accounts that showed it.
  @Suite struct FindingsTests {
    private static let list = ["connection", "findings", "app"]

    private func findings(_ stage: Stage) async throws -> [JSONValue] {
      let ending = try await stage.usher.command(Self.list + ["--json"]).run(timeout: 60)
      try #require(ending.status == 0, Comment(rawValue: ending.report))
      return try ending.json().array ?? []
    }

    @Test func theyAreListedWithTheirEvidenceAndForgotten() async throws {
      try await onStage(sandbox: ["--profile", "netskope", "--no-rates"]) { stage in
        let usher = stage.usher
        let none = try await usher.succeed("connection", "findings", "app")
        #expect((none.output + none.errors).contains("keeps what it was sent"))
        try await stage.importPeople(staff(4))
        try await stage.run()
        let found = try #require(try await findings(stage).first { $0["attribute"] == "title" })
        #expect(found["learned"] == true && found["computed"] == false)
        let evidence = found["evidence"]?.array ?? []
        #expect(evidence.count >= 3)
        for seen in evidence {
          let name = seen["userName"]?.string ?? ""
          let account = try #require(try await stage.sandbox.server.user(name), "\(name)")
          #expect(seen["account"]?.string == account.id && seen["shown"] == .null)
          #expect(seen["sent"]?.string == "Clerk \(Int(name.suffix(3)) ?? 0)")
          #expect(seen["seenAt"]?.string?.hasSuffix("Z") == true)
        }
        let table = try await usher.succeed("connection", "findings", "app")
        for part in ["title", "not kept by this app", "user001"] {
          #expect(table.output.contains(part), Comment(rawValue: table.report))
        }
        #expect(try await usher.json("plan", "app") == [], "it is not sent again")
        try await usher.fail(
          "connection", "findings", "app", "--forget", "displayName",
          saying: "nothing was found of the attribute displayName")
        try await usher.succeed("connection", "findings", "app", "--forget", "title")
        #expect(try await findings(stage).isEmpty)
        let plan = try await usher.json("plan", "app").array ?? []
        #expect(plan.count == 4 && plan.allSatisfy { $0["action"] == "update" }, "\(plan)")
        let actions = try await usher.json("audit", "list").array ?? []
        #expect(actions.contains { $0["action"] == "app.finding.forget" })
      }
    }
  }
}
