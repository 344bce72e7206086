import TestSupport
import Foundation
import Testing

extension EndToEnd {
  /// What programs that usher starts get to see, and what it leaves behind when it crashes.
  @Suite struct ChildEnvironmentTests {
    @Test func aTokenCommandSeesNoOtherAppsToken() async throws {
      try await onStage(nil) { stage in
        var usher = stage.usher
        let folder = usher.folder.path
        usher.environment["OTHER_TOKEN"] = "other-S3cret-token-0123"
        usher.environment["VAULT_TOKEN"] = "what-the-command-needs"
        try usher.folder.write("token", Usher.token + "\n")
        var app = Stage.App()
        app.token =
          "{ command: [sh, -c, \"env > \(folder)/seen; ls -l /proc/self/fd >> \(folder)/seen; cat \(folder)/token\"] }"
        var other = Stage.App(name: "other")
        other.token = "{ env: OTHER_TOKEN }"
        try await stage.apply(app, other)
        try await usher.succeed("connection", "test", "app")
        let seen = try String(contentsOfFile: folder + "/seen", encoding: .utf8)
        #expect(seen.contains("HOME=") && seen.contains("VAULT_TOKEN=what-the-command-needs"))
        #expect(!seen.contains("OTHER_TOKEN"), Comment(rawValue: seen))
        #expect(!seen.contains("usher.db") && !seen.contains("socket:"), Comment(rawValue: seen))
      }
    }

    @Test func theEditorSeesNoToken() async throws {
      try await onStage { stage in
        var usher = stage.usher
        let folder = usher.folder.path
        try usher.folder.write(
          "editor",
          "#!/bin/sh\nenv > \(folder)/seen.next\nls -l /proc/self/fd >> \(folder)/seen.next\nls -l \(folder)/state >> \(folder)/seen.next\nmv \(folder)/seen.next \(folder)/seen\n",
          mode: 0o700)
        usher.environment["EDITOR"] = folder + "/editor"
        usher.environment["NEXT_API_KEY"] = "another-S3cret"
        usher.environment["PLAIN"] = "kept"
        let terminal = Screenshots(usher)
        try await terminal.open()
        do {
          try await terminal.type("clear; \(Usher.executable)")
          _ = try await terminal.child()
          try await terminal.see("app")
          try await terminal.keys("1", "e")
          let deadline = ContinuousClock.now.advanced(by: .seconds(10))
          while !FileManager.default.fileExists(atPath: folder + "/seen"),
            ContinuousClock.now < deadline
          {
            try await Task.sleep(for: .milliseconds(50))
          }
          let seen = try String(contentsOfFile: folder + "/seen", encoding: .utf8)
          #expect(seen.contains("PLAIN=kept") && seen.contains("TERM="))
          #expect(!seen.contains("APP_TOKEN") && !seen.contains("NEXT_API_KEY"))
          #expect(!SecretSearch().isIn(seen))
          #expect(!seen.contains("/usher.db") && !seen.contains("socket:"), Comment(rawValue: seen))
          #expect(seen.contains("-rw------- ") && seen.contains("edit-app.yaml"))
          for key in ["2", "3", "4", "5", "6", "7"] { try await terminal.keys(key) }
          let title = try await terminal.tmux("display-message", "-p", "-t", "t", "#{pane_title}")
          #expect(title.contains("usher") && !SecretSearch().isIn(title))
          #expect(
            !SecretSearch().isIn(
              try await terminal.tmux("capture-pane", "-p", "-S", "-", "-t", "t")))
          try await terminal.keys("q")
        } catch {
          await terminal.close()
          throw error
        }
        await terminal.close()
        #expect(!FileManager.default.fileExists(atPath: usher.home + "/edit-app.yaml"))
      }
    }

    @Test(arguments: [SIGSEGV, SIGABRT, SIGQUIT])
    func aCrashLeavesNoImageOfTheMemory(_ signal: Int32) async throws {
      try await onStage { stage in
        var usher = stage.usher
        usher.environment["SWIFT_BACKTRACE"] = "enable=yes,color=no,symbolicate=off"
        func crash(_ words: [String]) async throws -> BackgroundProcess {
          let process = try BackgroundProcess(
            Command(
              ["sh", "-c", "ulimit -c unlimited; exec \"$@\"", "sh"] + words,
              environment: usher.environment, folder: usher.folder.path))
          if words[0] == Usher.executable {
            #expect(await process.holds(within: 20) { $0.errors.contains("working") })
            try await stage.importPeople(staff(2))
            #expect(
              await process.holds(within: 20) { _ in
                (try? stage.recorder.writes.isEmpty) == false
              })
          } else {
            try await Task.sleep(for: .milliseconds(300))
          }
          kill(process.pid, signal)
          #expect(await process.ended(within: 30))
          return process
        }
        func images() throws -> [String] {
          try FileManager.default.contentsOfDirectory(atPath: usher.folder.path)
            .filter { $0.hasPrefix("core") }
        }
        let sleeper = try await crash(["sleep", "60"])
        #expect(sleeper.status == 128 + signal)
        let pattern = try String(contentsOfFile: "/proc/sys/kernel/core_pattern", encoding: .utf8)
        if pattern.hasPrefix("core") {
          try #require(try images().count == 1, "this host writes images")
          for name in try images() {
            try FileManager.default.removeItem(atPath: usher.folder.path + "/" + name)
          }
        }
        let worker = try await crash([Usher.executable, "run"])
        #expect(worker.status == 128 + signal, Comment(rawValue: worker.errors))
        #expect(try images() == [])
        #expect(!SecretSearch().isIn(worker.output + worker.errors))
        #expect(SecretSearch().files(below: usher.folder.path) == [])
      }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can start it as another"))
    func nobodyElseLooksIntoIt() async throws {
      let usher = try Usher()
      chown(usher.folder.path, 65534, 65534)
      let process = try BackgroundProcess(
        Command(
          ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Usher.executable, "run"],
          environment: usher.environment, folder: "/"))
      #expect(await process.holds(within: 20) { $0.errors.contains("working") })
      var status = stat()
      #expect(stat("/proc/\(process.pid)/environ", &status) == 0)
      #expect(status.st_uid == 0, "what can be dumped belongs to who runs it")
      let limits = try String(contentsOfFile: "/proc/\(process.pid)/limits", encoding: .utf8)
      let core = lines(of: limits).first { $0.hasPrefix("Max core file size") }
      #expect(core?.split(separator: " ").dropFirst(4).first == "0")
      await process.stop()
    }
  }
}
