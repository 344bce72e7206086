import Text
import TestSupport
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// The token: where it comes from, and that it is seen nowhere.
  @Suite struct SecretTests {
    @Test func itIsNowhereEvenWhereTheServerRepeatsIt() async throws {
      try await onStage { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(3))
        try stage.recorder.answer(
          Recorder.Rule(
            request: "^POST", status: 400,
            body: ["status": "400", "detail": "You sent $AUTHORIZATION to us."]))
        try await stage.run(status: 2)
        try stage.recorder.answer()
        var said = ""
        for words in [
          ["tasks", "list", "--json"], ["tasks", "show", "1"], ["tasks", "show", "1", "--json"],
          ["connection", "test", "app"], ["plan", "app", "--json"], ["export"],
          ["audit", "list", "--json"], ["users", "show", "user001"], ["verify", "app"],
        ] {
          let ending = try await usher.command(words).run(timeout: 60)
          said += ending.output + ending.errors
        }
        #expect(said.contains("<hidden>"), "the server's words are kept, without the token")
        #expect(!said.contains(Usher.token))
        #expect(try filesHolding(Usher.token, below: usher.home) == [])
      }
    }

    @Test func aFileThatOthersCanReadIsRefused() async throws {
      let token = "{ file: \"TOKENFILE\" }"
      try await onStage(nil) { stage in
        let usher = stage.usher
        let file = try usher.folder.write("token", Usher.token + "\n", mode: 0o644)
        var app = Stage.App()
        app.token = token.replacingOccurrences(of: "TOKENFILE", with: file)
        try await stage.apply(app)
        let refused = try await usher.expect(1, "connection", "test", "app")
        #expect(
          (refused.output + refused.errors).contains("chmod 600 \(file)"),
          Comment(rawValue: refused.report))
        #expect(try stage.recorder.entries.isEmpty)
        try usher.folder.write("token", Usher.token + "\n")
        try await usher.succeed("connection", "test", "app")
        let link = usher.folder.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        app.token = token.replacingOccurrences(of: "TOKENFILE", with: link)
        try await stage.apply(app)
        let linked = try await usher.expect(1, "connection", "test", "app")
        #expect((linked.output + linked.errors).contains("link"))
      }
    }

    @Test(arguments: ["{ command: [printenv, APP_TOKEN] }", "{ env: APP_TOKEN }"])
    func otherSources(_ source: String) async throws {
      try await onStage(Stage.App(token: source)) { stage in
        try await stage.usher.succeed("connection", "test", "app")
      }
    }

    @Test func aMissingTokenSaysWhereItShouldBe() async throws {
      try await onStage(Stage.App(token: "{ env: NOT_SET }")) { stage in
        let ending = try await stage.usher.expect(1, "connection", "test", "app")
        #expect(
          (ending.output + ending.errors).contains("NOT_SET is not set"),
          Comment(rawValue: ending.report))
        try await stage.importPeople(staff(2))
        try await stage.run(status: 1)
        #expect(try await stage.tasks().allSatisfy { $0["status"] == "approved" })
      }
    }
  }
}
