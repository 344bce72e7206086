import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// The directory, and what a change in it files by itself.
  @Suite struct DirectoryTests {
    @Test func theSameFileTwiceChangesNothing() async throws {
      try await onStage { stage in
        try await stage.importPeople(staff(6))
        let (tasks, audit) = (try await stage.tasks(), try await stage.usher.json("audit", "list"))
        #expect(tasks.filter { $0["action"] == "create" }.count == 6)
        try await stage.importPeople(staff(6))
        #expect(try await stage.tasks() == tasks)
        let later = try await stage.usher.json("users", "list")
        #expect(later.array?.count == 6)
        #expect(try await stage.usher.succeed("audit", "verify").status == 0)
        // An import that changed nothing may be noted, but no task or user may be.
        #expect(
          try await stage.usher.json("audit", "list").array?.count ?? 0
            <= (audit.array?.count ?? 0) + 1)
      }
    }

    @Test func aDryRunCountsAndChangesNothing() async throws {
      try await onStage { stage in
        try await stage.importPeople(staff(6))
        let tasks = try await stage.tasks()
        var people = Array(staff(9).dropFirst(2))
        people[0]["title"] = "Changed"
        let ending = try await stage.importPeople(people, "--dry-run")
        let text = ending.output + ending.errors
        for count in ["3", "1", "2"] { #expect(text.contains(count), Comment(rawValue: text)) }
        #expect(try await stage.tasks() == tasks)
        #expect(try await stage.usher.json("users", "list").array?.count == 6)
      }
    }

    @Test func withoutReplaceNobodyIsDeleted() async throws {
      try await onStage { stage in
        try await stage.importPeople(staff(4))
        let file = try stage.usher.folder.write("few.csv", People(staff(1)).csv)
        try await stage.usher.succeed("directory", "import", file, "--yes")
        #expect(try await stage.usher.json("users", "list").array?.count == 4)
        try await stage.importPeople(staff(1))
        #expect(try await stage.usher.json("users", "list").array?.count == 1)
      }
    }

    @Test func anExportOfAnotherSystemIsReadAsItIs() async throws {
      try await onStage { stage in
        let text =
          "SamAccountName;GivenName;Surname;mail;Enabled;Team;departmnt\r\n"
          + "ann;Ann ;Lee;ann@x.example;False;T1;Eng\r\n;;;;;;\r\n"
        let file = try stage.usher.folder.write("export.csv", text)
        let ending = try await stage.usher.succeed(
          "directory", "import", file, "--column", "Team=department", "--json")
        let result = try JSONValue(parsing: ending.output)
        #expect(result["columns"]?["SamAccountName"] == "username")
        #expect(result["columns"]?["Team"] == "department")
        #expect(result["trimmed"] == 1)
        #expect(result["passedOver"] == 1)
        #expect(ending.errors.contains("usher: warning: the column `departmnt`"))
        let ann = try await stage.usher.json("users", "show", "ann")
        #expect(ann["lastname"] == "Lee")
        #expect(ann["status"] == "suspended")
        #expect(ann["department"] == "T1")
      }
    }

    @Test func aFileOfNobodyAsksForTheNumber() async throws {
      try await onStage { stage in
        try await stage.importPeople(staff(8))
        let file = try stage.usher.folder.write("none.csv", "username,email\n")
        let ending = try await stage.usher("directory", "import", "--replace", file, "--yes")
        #expect(ending.status == 1)
        #expect(ending.errors.hasPrefix("usher: error: the import would delete every user"))
        #expect(ending.errors.contains("--accept-deletions 8"))
        #expect(try await stage.usher.json("users", "list").array?.count == 8)
        try await stage.usher.succeed(
          "directory", "import", "--replace", file, "--accept-deletions", "8")
        #expect(try await stage.usher.json("users", "list").array?.count == 0)
      }
    }

    @Test func jsonLinesAreTheSameDirectory() async throws {
      try await onStage { stage in
        try await stage.importPeople(staff(3))
        let tasks = try await stage.tasks()
        let text = staff(3).map { person -> String in
          var object = JSONObject(person.sorted { $0.key < $1.key }.map { ($0, .string($1)) })
          object["roles"] = ["Staff"]
          return JSONValue.object(object).text + "\n"
        }
        let file = try stage.usher.folder.write("people.jsonl", text.joined())
        try await stage.usher.succeed("directory", "import", file, "--replace", "--yes")
        #expect(try await stage.tasks() == tasks)
      }
    }

    @Test func rolesAndUsersByHandFileTasks() async throws {
      try await onStage(Stage.App(approve: "[create, update, delete]")) { stage in
        let usher = stage.usher
        func open() async throws -> [String] {
          try await stage.tasks("--status", "pending")
            .filter { $0["resource"] == "user" }
            .map { "\($0["action"]?.string ?? "") \($0["name"]?.string ?? "")" }
        }
        try await usher.succeed(
          "users", "set", "ann", "email=ann@example.com", "firstname=Ann", "lastname=Lee")
        #expect(try await open() == [])
        for role in ["Visitors", "Staff"] { try await usher.succeed("roles", "create", role) }
        try await usher.succeed("roles", "add", "Visitors", "ann")
        #expect(try await open() == [], "the role gives no access to the app")
        try await usher.succeed("roles", "add", "staff", "ann")
        #expect(try await open() == ["create ann"], "a task appears by itself")
        try await usher.succeed("roles", "remove", "Staff", "ann")
        #expect(try await open() == [], "there is nothing left to create")
        try await usher.succeed("roles", "add", "Staff", "ann")
        try await usher.succeed("tasks", "approve", "--all", "--yes")
        try await stage.run()
        #expect(try await stage.accounts() == ["ann"])
        try await usher.succeed("users", "set", "ann", "title=Boss")
        #expect(try await open() == ["update ann"])
        try await usher.succeed("users", "set", "ann", "status=suspended")
        #expect(try await open() == ["suspend ann"])
        try await usher.succeed("users", "delete", "ann", "--yes")
        #expect(try await open() == ["delete ann"])
        try await usher.succeed("tasks", "approve", "--all", "--yes")
        try await stage.run()
        #expect(try await stage.accounts() == [])
      }
    }

    @Test(arguments: [("delete", false, false), ("suspend", true, false), ("nothing", true, true)])
    func whoLosesTheRoleLeavesAsThePolicySays(
      _ policy: String, isThere: Bool, isActive: Bool
    ) async throws {
      try await onStage(Stage.App(whenDeleted: policy)) { stage in
        try await stage.importPeople(staff(4))
        try await stage.run()
        try await stage.usher.succeed("roles", "remove", "Staff", "user002")
        try await stage.run()
        #expect(try await stage.accounts().contains("user002") == isThere)
        #expect(try await stage.accounts(active: true).contains("user002") == isActive)
        #expect(try await stage.accounts(active: true).isSuperset(of: ["user001", "user003"]))
        let members = try await stage.sandbox.server.members(of: "Sales")
        #expect(members.contains("user004"))
        if !isThere { #expect(members == ["user004"]) }
      }
    }

    @Test(arguments: [("suspend", false), ("nothing", true)])
    func whoIsSuspendedKeepsGroups(_ policy: String, isActive: Bool) async throws {
      try await onStage(Stage.App(whenSuspended: policy)) { stage in
        var people = staff(4)
        try await stage.importPeople(people)
        try await stage.run()
        people[1]["status"] = "suspended"
        people.append(staff(5)[4].merging(["status": "suspended"]) { $1 })
        try await stage.importPeople(people)
        try await stage.run()
        #expect(try await stage.accounts(active: true).contains("user002") == isActive)
        #expect(try await stage.sandbox.server.members(of: "Sales") == ["user002", "user004"])
        #expect(
          try await stage.accounts().contains("user005") == false, "no account for the new one")
        let why = try await stage.usher.succeed("why", "user005", "--app", "app")
        #expect(why.output.lowercased().contains("suspended"))
      }
    }
  }
}
