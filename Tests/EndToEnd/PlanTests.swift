import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// What would be done, before anything is.
  @Suite struct PlanTests {
    @Test func thePlanSendsNothingAndSaysItAll() async throws {
      try await onStage { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(3))
        let plan = try await usher.json("plan", "app").array ?? []
        let creates = plan.filter { $0["action"] == "create" }
        #expect(creates.count == 3)
        let tasks = Set(try await stage.tasks().compactMap { $0["id"]?.scalarText })
        for change in creates {
          #expect(change["resource"] == "user")
          #expect(change["name"]?.string?.hasPrefix("user00") == true)
          #expect(change["changes"]?.isUnassigned == false)
          #expect(change["request"]?["method"] == "POST")
          #expect(change["request"]?["path"]?.string?.hasSuffix("/Users") == true)
          #expect(change["request"]?["body"]?["userName"] == change["name"])
          #expect(tasks.contains(change["task"]?.scalarText ?? ""), "its open task is named")
        }
        #expect(plan.contains { $0["resource"] == "group" && $0["name"] == "Sales" })
        #expect(try stage.recorder.writes.isEmpty)
        #expect(try await usher("plan", "app").status == 0)
        try await usher.expect(2, "plan", "app", "--detailed-exit-code")
        try await stage.run()
        try await usher.expect(0, "plan", "app", "--detailed-exit-code")
        #expect(try await usher.json("plan", "app") == .array([]))
      }
    }

    @Test func whatIsShownIsWhatIsSent() async throws {
      try await onStage { stage in
        try await stage.importPeople(staff(2))
        let plan = try await stage.usher.json("plan", "app").array ?? []
        try await stage.run()
        let sent = try stage.recorder.writes.filter { $0.path == "/Users" }.compactMap(\.body)
        for change in plan where change["action"] == "create" && change["resource"] == "user" {
          let body = try #require(change["request"]?["body"])
          #expect(sent.contains(body))
        }
      }
    }

    @Test func theTableSaysHowLongItTakes() async throws {
      try await onStage(Stage.App(connection: ["concurrency: 4"])) { stage in
        try await stage.importPeople(staff(3))
        let plan = try await stage.usher.succeed("plan", "app")
        let text = (plan.output + plan.errors).lowercased()
        #expect(text.contains("request"), Comment(rawValue: plan.report))
      }
    }

    @Test func aValueThatTwoWantIsListedWithBoth() async throws {
      let rules = """
              - name: Shared
                when: { all: [ { attribute: department, is: Works } ] }
                then: [ { set: { userName: shared } } ]

        """
      try await onStage(Stage.App(rules: rules)) { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(4))
        for isMade in [false, true] {
          let plan = try await usher.json("plan", "app").array ?? []
          let found = plan.filter { $0["action"] == "conflict" }
          #expect(found.count == 1 && found.first == plan.first, "\(plan)")
          let row = try #require(found.first)
          #expect(row["resource"] == "user" && row["name"] == "user003" && row["request"] == .null)
          let conflict = try #require(row["conflict"])
          #expect(conflict["attribute"] == "userName" && conflict["value"] == "shared")
          #expect(conflict["user"] == "user003" && conflict["holder"] == "user001")
          #expect(conflict["holderLeft"] == false)
          #expect(conflict["because"]?.string == (isMade ? "holds" : "first"))
          for name in ["user001", "user003", "shared"] {
            #expect(row["reason"]?.string?.contains(name) == true, "\(row)")
          }
          try await stage.run()
        }
        try await usher.expect(0, "plan", "app", "--detailed-exit-code")
        #expect(try await usher.json("reapply", "app", "--yes")["conflict"] == 1)
        try await usher.succeed("users", "set", "user001", "department=Sales")
        try await stage.run()
        #expect(try await usher.json("plan", "app") == [])
        #expect(try await stage.accounts() == ["user001", "user002", "shared", "user004"])
      }
    }

    @Test func oneUserAlone() async throws {
      try await onStage { stage in
        try await stage.importPeople(staff(4))
        let plan = try await stage.usher.json("plan", "app", "--user", "user003").array ?? []
        #expect(plan.compactMap { $0["name"]?.string } == ["user003"])
      }
    }

    @Test func reapplyFilesWhatAChangedRuleMeans() async throws {
      try await onStage { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(4))
        try await stage.run()
        var app = Stage.App()
        app.title = "\"{{ title }} II\""
        try await stage.apply(app)
        #expect(try await stage.tasks("--status", "approved").isEmpty)
        let rules = try await usher.succeed("rules", "list", "app")
        let isSaid = (rules.output + rules.errors).contains("older")
        #expect(isSaid, "4 users were evaluated under older rules: \(rules.report)")
        try await usher.expect(2, "plan", "app", "--detailed-exit-code")
        try await usher.succeed("reapply", "app", "--user", "user001", "--yes")
        #expect(try await stage.tasks("--status", "approved").count == 1)
        try await usher.succeed("reapply", "app", "--mappings", "--yes")
        #expect(try await stage.tasks("--status", "approved").count == 4)
        try await stage.run()
        let titles = try await stage.sandbox.server.all("Users").compactMap { $0["title"]?.string }
        #expect(titles.count == 4 && titles.allSatisfy { $0.hasSuffix(" II") })
        let before = try await stage.tasks()
        try await usher.succeed("reapply", "app", "--yes")
        #expect(try await stage.tasks() == before, "when nothing differs nothing is filed")
      }
    }

    @Test func aSavedPlanIsFiledLessWhatMoved() async throws {
      try await onStage { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(4))
        try await stage.run()
        var app = Stage.App()
        app.title = "\"{{ title }} II\""
        try await stage.apply(app)
        let plan = usher.folder.path + "/plan.json"
        try await usher.succeed("plan", "app", "--out", plan)
        try await usher.succeed("users", "set", "user003", "title=Elsewhere")
        try await stage.run()
        let ending = try await usher.succeed("reapply", "app", "--plan", plan, "--yes")
        let text = ending.output + ending.errors
        #expect(text.contains("user003"), Comment(rawValue: ending.report))
        let filed = try await stage.tasks("--status", "approved").compactMap { $0["name"]?.string }
        #expect(Set(filed) == ["user001", "user002", "user004"])
      }
    }

    @Test func entitlementsAreReadPageByPage() async throws {
      try await onStage { stage in
        let server = stage.sandbox.server
        for number in 1...120 {
          let group: JSONValue = [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "displayName": .string("Group \(number)"),
          ]
          #expect(try await server.send("POST", "/Groups", group).status == 201)
        }
        try await stage.usher.succeed("entitlements", "refresh", "app")
        let groups = try await stage.usher.json("entitlements", "list", "app").array ?? []
        #expect(groups.count == 120)
        try await stage.usher.succeed("connection", "test", "app")
        let values = try await stage.usher.succeed("entitlements", "list", "app", "--values")
        #expect(values.errors.contains("app offers no values"), "\(values.errors)")
        #expect(try stage.recorder.writes.isEmpty)
      }
    }
  }
}
