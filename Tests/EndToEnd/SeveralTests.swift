import Text
import Foundation
import SCIM
import TestSupport
import Testing

extension EndToEnd {
  /// Two consoles and a command on one store.
  @Suite struct SeveralTests {
    /// In what the store of both is.
    enum StoreKind {
      case file
      case server

      static var here: [StoreKind] { PostgreSQLServer.isHere ? [.file, .server] : [.file] }
    }

    /// The consoles of root and of vera, on the tasks that wait.
    private func onTwo(
      in store: StoreKind, _ body: (Stage, Screenshots, Screenshots) async throws -> Void
    ) async throws {
      let database = store == .server ? try Database() : nil
      try await onStage(Stage.App(approve: "[create]"), in: database) { stage in
        try await stage.importPeople(staff(4))
        let own = Screenshots(stage.usher)
        let others = Screenshots(person("vera", stage.usher))
        do {
          for terminal in [own, others] {
            try await terminal.open()
            try await terminal.type("\(Usher.executable) console --no-worker")
            try await terminal.see("4 pending")
            try await terminal.keys("5")
            try await terminal.see("1 of 6")
            try await terminal.keys("j", "j")
            try await terminal.see("3 of 6")
          }
          try await body(stage, own, others)
        } catch {
          await own.close()
          await others.close()
          throw error
        }
        await own.close()
        await others.close()
      }
    }

    /// usher as a person calls it who became this one.
    private func person(_ name: String, _ usher: Usher) -> Usher {
      var usher = usher
      usher.environment["SUDO_USER"] = name
      return usher
    }

    /// An app that takes four requests a second refuses none of two workers'.
    @Test(arguments: StoreKind.here)
    func severalWorkersKeepThePaceTogether(_ store: StoreKind) async throws {
      let database = store == .server ? try Database() : nil
      try await onStage(
        Stage.App(rate: 4), sandbox: ["--profile", "netskope"], in: database
      ) { stage in
        try await stage.importPeople(staff(16))
        let workers = try (0..<2).map { _ in try stage.usher.start("run", "--until-idle") }
        for worker in workers {
          #expect(await worker.ended(within: 120))
          #expect(worker.status == 0, Comment(rawValue: worker.errors))
        }
        #expect(try await stage.accounts() == names(staff(16)))
        #expect(try stage.recorder.entries.filter { $0.status == 429 }.isEmpty)
        #expect(try await stage.usher.json("runs", "list").array?.count == 2, "both took tasks")
      }
    }

    @Test(arguments: StoreKind.here)
    func anothersDecisionIsSeenWithinASecondWithTheName(_ store: StoreKind) async throws {
      try await onTwo(in: store) { stage, own, others in
        let clock = ContinuousClock()
        try await others.keys("a")
        try await others.see("1 task approved")
        let seen = try await clock.measure {
          try await own.see("vera as \(NSUserName()) approved task 4")
        }
        #expect(
          seen < .seconds(1.5), "an admin sees it within a second, and the test within a half")
        try await own.see("3 pending")

        try await person("cleo", stage.usher).succeed("tasks", "ignore", "2", "--yes")
        let told = try await clock.measure {
          try await own.see("cleo as \(NSUserName()) ignored task 2")
        }
        #expect(told < .seconds(1.5))
        try await own.see("2 pending")
        try await others.see("2 pending")
      }
    }

    @Test(arguments: StoreKind.here)
    func whoDecidesSecondIsToldWhatTheFirstDecided(_ store: StoreKind) async throws {
      try await onTwo(in: store) { stage, own, others in
        // Both before either has looked at the store again.
        async let first: Void = own.keys("a")
        async let second: Void = others.keys("i")
        _ = try await (first, second)
        let winner = try await decider(stage)
        try await (winner.hasPrefix("vera") ? own : others).see(winner)
        #expect(try await stage.tasks("--status", "pending").count == 3)
      }
    }

    /// Who decided about task 4, once somebody has.
    private func decider(_ stage: Stage) async throws -> String {
      for _ in 1...200 {
        let task = try await stage.tasks().first { $0["id"]?.integer == 4 }
        if let by = task?["decidedBy"]?.string { return by }
      }
      throw Command.Timeout(description: "nobody decided")
    }
  }
}
