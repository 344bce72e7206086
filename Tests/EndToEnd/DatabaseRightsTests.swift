import Foundation
import SCIM
import TestSupport
import Testing
import Text

extension EndToEnd {
  /// People with logins of their own at the database, and what each may.
  @Suite(.enabled(if: PostgreSQLServer.isHere, Comment(rawValue: PostgreSQLServer.missing)))
  struct DatabaseRightsTests {
    /// usher with a login that has a role.
    private func login(_ role: String, _ stage: Stage, _ database: Database) throws -> (
      usher: Usher, name: String
    ) {
      let name = "\(role)_\(database.name.suffix(8))"
      try database.server.run(
        "CREATE ROLE \(name) LOGIN PASSWORD '\(Database.password)' IN ROLE usher_\(role)")
      var usher = try Usher()
      usher.environment.merge(database.environment) { $1 }
      usher.environment["USHER_STORE"] = database.url.replacing("usher@", with: "\(name)@")
      return (usher, name)
    }

    private func onRoles(
      _ body: (Stage, Database, [String: (usher: Usher, name: String)]) async throws -> Void
    ) async throws {
      let database = try Database()
      try await onStage(nil, in: database) { stage in
        try await stage.usher.succeed("store", "init")
        try await stage.usher.fail("store", "init", "--roles", saying: "--print")
        let printed = try await stage.usher.succeed("store", "init", "--roles", "--print")
        try database.server.run(printed.output, in: database.name)
        var logins: [String: (usher: Usher, name: String)] = [:]
        for role in ["reader", "approver", "operator"] {
          logins[role] = try login(role, stage, database)
        }
        defer {
          for login in logins.values { _ = try? database.server.run("DROP ROLE \(login.name)") }
        }
        try await body(stage, database, logins)
      }
    }

    @Test func eachDoesWhatTheirRoleIsFor() async throws {
      try await onRoles { stage, _, logins in
        let reader = try #require(logins["reader"])
        let approver = try #require(logins["approver"])
        let worker = try #require(logins["operator"])
        var app = Stage.App(approve: "[create, update, delete]")
        app.provisioning = ["approvals: { by: [\(approver.name)] }"]
        try await stage.apply(app)
        try await stage.importPeople(staff(6))

        let seen = try await reader.usher.json("tasks", "list")
        #expect(seen.array?.isEmpty == false)
        try await reader.usher.succeed("store", "check")
        try await reader.usher.succeed("console", "--plain")
        try await reader.usher.fail("tasks", "approve", "1", saying: "the database refused")
        try await reader.usher.fail("users", "set", "zoe", "roles=Staff", saying: "may not")
        try await worker.usher.fail("tasks", "approve", "1", saying: "\(worker.name) may not")
        try await stage.usher.fail("tasks", "approve", "1", saying: "root may not approve")

        try await approver.usher.fail("users", "set", "zoe", "roles=Staff", saying: "may not")
        try await approver.usher.succeed("tasks", "ignore", "1")
        try await approver.usher.succeed("tasks", "retry", "1")
        try await approver.usher.succeed("tasks", "approve", "2", "3")
        try await approver.usher.succeed("tasks", "ignore", "--all", "--yes")
        try await approver.usher.succeed("tasks", "retry", "--all", "--status", "ignored", "--yes")
        try await approver.usher.succeed("tasks", "approve", "--all", "--yes")
        try await worker.usher.succeed("run", "--until-idle")
        #expect(try await stage.accounts() == names(staff(6)))
        try await stage.usher.succeed("audit", "verify")
        let decisions = try await stage.usher.json("audit", "list").array?.filter {
          $0["action"]?.string == "task.approve"
        }
        #expect(decisions?.isEmpty == false)
        #expect(decisions?.allSatisfy { $0["actor"]?.string == approver.name } == true)
      }
    }

    @Test func aReadersConsoleChangesNothing() async throws {
      try await onRoles { stage, _, logins in
        let reader = try #require(logins["reader"])
        try await stage.apply(Stage.App(approve: "[create]"))
        try await stage.importPeople(staff(4))
        let terminal = Screenshots(reader.usher)
        try await terminal.open(columns: 120, rows: 30)
        do {
          try await terminal.type("\(Usher.executable) console")
          try await terminal.see("READ-ONLY")
          try await terminal.keys("5")
          try await terminal.see("4 pending")
          try await terminal.keys("j", "j", "a")
          try await terminal.see("the database lets this login only read")
        } catch {
          await terminal.close()
          throw error
        }
        await terminal.close()
        #expect(try await stage.tasks("--status", "approved", "--action", "create").isEmpty)
      }
    }
  }
}
