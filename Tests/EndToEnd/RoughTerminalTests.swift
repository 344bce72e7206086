import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// The console in a terminal that is not kind to it.
  @Suite struct RoughTerminalTests {
    private func onTerminal(_ body: (Stage, RoughTerminal) async throws -> Void) async throws {
      try await onStage(Stage.App(approve: "[create]")) { stage in
        try await stage.importPeople(staff(12))
        try await body(stage, RoughTerminal(usher: stage.usher))
      }
    }

    @Test func aMegabyteThatIsPastedRunsNothing() async throws {
      try await onTerminal { stage, terminal in
        let before = try await stage.tasks().map(\.text)
        let audit = try await stage.usher.json("audit", "list").text
        try await terminal.run("paste", seconds: 60)
        #expect(try await stage.tasks().map(\.text) == before)
        #expect(try await stage.usher.json("audit", "list").text == audit)
      }
    }

    @Test func aMegabyteOfRandomKeysDoesNotCrashIt() async throws {
      try await onTerminal { _, terminal in try await terminal.run("random", seconds: 240) }
    }

    @Test(arguments: ["sizes", "gone"])
    func itFollowsASizeThatNeverRestsAndEndsWithItsTerminal(_ what: String) async throws {
      try await onTerminal { _, terminal in try await terminal.run(what, seconds: 60) }
    }
  }
}
