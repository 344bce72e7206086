import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// What every command has in common.
  @Suite struct CommandLineTests {
    static let commands = [
      "demo", "apply", "export", "directory import", "users list", "users show",
      "users set", "users delete", "roles list", "roles create", "roles delete", "roles add",
      "roles remove", "connection test", "connection enable", "connection disable",
      "entitlements refresh", "entitlements list", "rules list", "rules affected", "rules move",
      "rules check", "plan", "reapply", "why", "tasks list", "tasks show", "tasks approve",
      "tasks ignore", "tasks retry", "run", "verify", "test-run", "audit list", "audit verify",
      "sandbox", "manual", "import onelogin",
    ]

    @Test(arguments: commands) func hasHelpAndTheCommonOptions(_ command: String) async throws {
      let usher = try Usher()
      let words = command.split(separator: " ").map(String.init)
      let help = try await usher.command(words + ["--help"]).run(timeout: 30)
      #expect(help.status == 0)
      for option in ["--home", "--store", "--output", "--json", "--color", "--yes", "--quiet"] {
        #expect(help.output.contains(option), "\(command) does not know \(option)")
      }
      #expect(!FileManager.default.fileExists(atPath: usher.home))
    }

    @Test(arguments: [
      ["no-such-command"], ["plan"], ["plan", "app", "--no-such-option"], ["tasks", "sing"],
      ["run", "--concurrency", "many"], ["sandbox", "--port", "no"],
      ["sandbox", "--fault", "flood:0.1"], ["sandbox", "--profile", "no-such-profile"],
      ["tasks", "list", "--status", "no-such-status"], ["tasks", "list", "--output", "xml"],
    ])
    func aWrongCommandLineIs64AndShowsTheUsage(_ words: [String]) async throws {
      let usher = try Usher()
      let ending = try await usher.command(words).run(timeout: 30)
      #expect(ending.status == 64, Comment(rawValue: ending.report))
      #expect(ending.output.isEmpty)
      #expect(ending.errors.lowercased().contains("usage: usher"))
    }

    @Test(arguments: [
      ["plan", "nobody"], ["reapply", "nobody", "--yes"], ["verify", "nobody"],
      ["connection", "test", "nobody"], ["rules", "list", "nobody"], ["export", "--app", "nobody"],
      ["users", "show", "nobody"], ["roles", "add", "nobody", "ann"], ["why", "nobody"],
      ["tasks", "show", "999999"], ["tasks", "approve", "999999"],
      ["entitlements", "list", "nobody"],
      ["apply", "-f", "/no/such/file.yaml"], ["directory", "import", "/no/such/file.csv"],
      ["test-run", "nobody", "--user", "ann", "--yes"],
      ["manual", "no-such-topic"], ["manual", "-k", "no such words"],
    ])
    func whatIsNotThereIsOneSentence(_ words: [String]) async throws {
      let usher = try Usher()
      let ending = try await usher.command(words).run(timeout: 30)
      #expect(ending.status == 1, Comment(rawValue: ending.report))
      #expect(ending.errorLines.count == 1, Comment(rawValue: ending.report))
      #expect(ending.output.isEmpty)
      #expect(!ending.errors.contains("Error("), "nothing of Swift's own shows")
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func completionIsOffered(_ shell: String) async throws
    {
      let usher = try Usher()
      let script = try await usher.succeed("--generate-completion-script", shell)
      #expect(script.output.contains("entitlements"))
    }

    @Test func jsonIsAllThatStandardOutputHolds() async throws {
      try await onStage { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(4))
        try await stage.run()
        try await usher.succeed("entitlements", "refresh", "app")
        let lists = [
          ["users", "list"], ["roles", "list"], ["entitlements", "list", "app"],
          ["rules", "list", "app"], ["rules", "affected", "app", "Sales"], ["tasks", "list"],
          ["audit", "list"], ["plan", "app"],
        ]
        for words in lists {
          let whole = try await usher.command(words + ["--json"]).run(timeout: 30)
          let array = try #require(try whole.json().array, Comment(rawValue: whole.report))
          let option = try await usher.command(words + ["--output", "json"]).run(timeout: 30)
          #expect(option.output == whole.output)
          let rows = try await usher.command(words + ["--output", "jsonl"]).run(timeout: 30)
          let values = try lines(of: rows.output).map { try JSONValue(parsing: $0) }
          #expect(values.allSatisfy { $0.object != nil })
          #expect(values == array, "\(words)")
        }
        let shown = [
          ["users", "show", "user001"], ["why", "user001"], ["why", "--app", "app"],
          ["verify", "app"], ["connection", "test", "app"], ["tasks", "show", "1"],
        ]
        for words in shown {
          let ending = try await usher.command(words + ["--json"]).run(timeout: 30)
          #expect(ending.status == 0, Comment(rawValue: ending.report))
          _ = try ending.json()
        }
      }
    }

    @Test func nothingFromOutsideReachesTheTerminalRaw() async throws {
      try await onStage { stage in
        var people = staff(1)
        people[0]["username"] = "eve\u{1B}[31m\u{202E}x"
        people[0]["lastname"] = "\u{1B}]0;owned\u{7}"
        try await stage.importPeople(people)
        for words in [
          ["users", "list"], ["tasks", "list"], ["tasks", "show", "1"], ["plan", "app"],
        ] {
          let ending = try await stage.usher.command(words).run(timeout: 30)
          let text = ending.output + ending.errors
          #expect(!text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
          #expect(text.contains("eve"), Comment(rawValue: ending.report))
        }
      }
    }

    @Test func theStateIsWhereTheEnvironmentSays() async throws {
      var usher = try Usher()
      usher.environment["USHER_HOME"] = nil
      try await usher.succeed("roles", "create", "R1")
      #expect(FileManager.default.fileExists(atPath: usher.folder.path + "/.local/state/usher"))
      usher.environment["XDG_STATE_HOME"] = usher.folder.path + "/xdg"
      try await usher.succeed("roles", "create", "R2")
      #expect(FileManager.default.fileExists(atPath: usher.folder.path + "/xdg/usher"))
      usher.environment["USHER_HOME"] = usher.folder.path + "/third"
      try await usher.succeed("roles", "create", "R3", "--home", usher.folder.path + "/fourth")
      #expect(FileManager.default.fileExists(atPath: usher.folder.path + "/fourth"))
      #expect(!FileManager.default.fileExists(atPath: usher.folder.path + "/third"))
      let store = usher.folder.path + "/own.sqlite"
      try await usher.succeed("roles", "create", "R5", "--store", "sqlite://" + store)
      #expect(FileManager.default.fileExists(atPath: store))
      let roles = try await usher.json("roles", "list", "--store", "sqlite://" + store)
      #expect(roles.array?.compactMap { $0["name"]?.string } == ["R5"])
    }

    @Test func theHomeIsClosedToOthers() async throws {
      let usher = try Usher()
      try await usher.succeed("roles", "create", "R1")
      let files =
        [usher.home]
        + (try FileManager.default.contentsOfDirectory(atPath: usher.home))
        .map { usher.home + "/" + $0 }
      for file in files {
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0o777
        #expect(mode & 0o077 == 0, "\(file) has mode 0\(String(mode, radix: 8))")
      }
    }
  }
}
