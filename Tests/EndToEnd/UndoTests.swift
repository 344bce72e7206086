import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// A run is taken back by commands, seen in the server.
  @Suite struct UndoTests {
    @Test func lastNightIsPutBack() async throws {
      try await onStage { stage in
        try await stage.apply(.init())
        let usher = stage.usher
        _ = try await usher.succeed(
          "users", "set", "ann", "roles=Staff", "email=a@x.example", "title=Clerk")
        _ = try await usher.succeed("run", "--until-idle")
        _ = try await usher.succeed("users", "set", "ann", "title=Lead")
        _ = try await usher.succeed("run", "--until-idle")
        let runs = try await usher.succeed("runs", "list", "--json")
        let last = try #require(try JSONValue(parsing: runs.output).array?.first)
        let run = String(try #require(last["run"]?.integer))
        #expect(last["provisioned"]?.integer == 1)
        #expect(last["means"]?.string == "usher run")

        let plan = try await usher.succeed("undo", run, "--dry-run")
        #expect(plan.output.contains("title: Lead → Clerk"))
        #expect(try await stage.sandbox.server.user("ann")?["title"]?.string == "Lead")
        _ = try await usher.succeed("undo", run, "--yes")
        _ = try await usher.succeed("run", "--until-idle")
        #expect(try await stage.sandbox.server.user("ann")?["title"]?.string == "Clerk")
        _ = try await usher.succeed("reapply", "app", "--yes")
        let pins = try await usher.succeed("pins", "list")
        #expect(pins.output.contains("title stays Clerk"))
        #expect(try await usher.succeed("why", "ann").output.contains("pinned: title stays Clerk"))

        _ = try await usher.succeed("pins", "remove", "ann")
        _ = try await usher.succeed("run", "--until-idle")
        #expect(try await stage.sandbox.server.user("ann")?["title"]?.string == "Lead")
        let gone = try await usher.command(["pins", "remove", "ann"]).run(timeout: 20)
        #expect(gone.status == 1)
      }
    }
  }
}
