import Foundation
import Testing

extension EndToEnd {
  /// The console in a real terminal.
  @Suite struct ConsoleTests {
    private func onScreen(
      term: String = "screen-256color", _ body: (Screenshots) async throws -> Void
    ) async throws {
      let screenshots = Screenshots(try Usher())
      do {
        try await screenshots.open(term: term)
        try await body(screenshots)
      } catch {
        await screenshots.close()
        throw error
      }
      await screenshots.close()
    }

    @Test func theDemoIsWorkedThroughByKeysAlone() async throws {
      try await onScreen { terminal in
        try await terminal.type("\(Usher.executable) demo")
        try await terminal.see("things wait for you")
        try await terminal.see("create wait for approval")
        try await terminal.keys("5")
        try await terminal.see("lovelace@")
        try await terminal.see("16 pending")
        try await terminal.keys("j", "j", "a")
        try await terminal.see("15 pending")
        try await terminal.keys("Enter")
        try await terminal.see("PATCH /Users")
        try await terminal.keys("Escape", "/")
        try await terminal.write("status:failed khwarizmi")
        try await terminal.keys("Enter", "Enter")
        try await terminal.see("24 are allowed")
        try await terminal.keys("Escape", "Escape", "/")
        try await terminal.write("status:pending action:create")
        try await terminal.keys("Enter")
        try await terminal.see("filter: status:pending")
        try await terminal.keys("A")
        try await terminal.see("n go back")
        try await terminal.keys("y")
        try await terminal.see("13 tasks approved")
        try await terminal.see("No tasks match")
        for status in ["approved", "running"] {
          try await terminal.keys("Escape", "/")
          try await terminal.write("status:\(status)")
          try await terminal.keys("Enter")
          try await terminal.see("No tasks match status:\(status)", within: 60)
        }
        try await terminal.keys("V")
        try await terminal.see("5 differences", within: 30)
        try await terminal.keys("1", "t")
        try await terminal.see("API status   ENABLED")
        try await terminal.keys("4", "w")
        try await terminal.see("4 users")
        try await terminal.keys("Escape", "6", "n")
        try await terminal.write(
          "zoe email=zoe@example.com firstname=Zoe lastname=Z roles=Employees")
        try await terminal.keys("Enter")
        try await terminal.see("zoe is saved")
        try await terminal.keys("5", "Escape")
        try await terminal.see("zoe@example.com")
        try await terminal.keys("7")
        try await terminal.see("user.set zoe")
        try await terminal.keys("q")
        try await terminal.see("ready$")
      }
    }

    @Test(arguments: ["xterm-256color", "screen", "linux", "vt100", "xterm-kitty", "tmux-256color"])
    func itOpensOnEveryTerminalAndLeavesItAsItWas(_ term: String) async throws {
      try await onScreen(term: term) { terminal in
        try await terminal.type("clear; stty -a > before; \(Usher.executable)")
        try await terminal.see("no app yet")
        for (columns, rows, seen) in [
          (30, 6, "usher goes on;"), (45, 10, "app"), (132, 40, "7 Audit"), (80, 24, "7 Audit"),
        ] {
          try await terminal.resize(columns: columns, rows: rows)
          try await terminal.see(seen)
        }
        try await terminal.see("No app is set up yet")
        try await terminal.keys("q")
        try await terminal.see("ready$")
        // The size comes a moment after tmux was asked for it.
        try await terminal.type(
          "clear; until [ \"$(stty size)\" = '24 80' ]; do :; done; stty -a | cmp - before && echo as-it-was"
        )
        try await terminal.see("as-it-was\n")
      }
    }

    @Test(arguments: ["TERM", "SEGV", "HUP"])
    func aSignalLeavesTheTerminalAsItWas(_ signal: String) async throws {
      try await onScreen { terminal in
        try await terminal.type("clear; stty -a > before; \(Usher.executable)")
        try await terminal.see("no app yet")
        let console = try await terminal.child()
        _ = try await Command(
          ["kill", "-\(signal)", "\(console)"], environment: terminal.usher.environment,
          folder: "/"
        ).run(timeout: 5)
        try await terminal.see("ready$")
        try await terminal.type("clear; stty -a | cmp - before && echo as-it-was")
        try await terminal.see("as-it-was\n")
      }
    }

    @Test(arguments: [["--plain"], []])
    func withoutAScreenItPrintsTheState(_ flags: [String]) async throws {
      try await onStage { stage in
        try await stage.apply(.init(approve: "[create]"))
        _ = try await stage.usher.succeed("users", "set", "ann", "roles=Staff", "email=a@x.example")
        let ending = try await stage.usher.command(["console"] + flags).run(timeout: 20)
        #expect(ending.status == 0)
        #expect(ending.output.contains("app: API status"))
        #expect(ending.output.contains("pending create ann"))
      }
    }
  }
}
