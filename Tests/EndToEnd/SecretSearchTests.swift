import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// The token is nowhere, whatever command runs, wherever the token comes from, and whatever goes
  /// wrong.
  @Suite struct SecretSearchTests {
    /// A place where the token is, and what the app does.
    struct Weather: Sendable, CustomTestStringConvertible {
      let testDescription: String
      let source: String
      var rule: Recorder.Rule?
      var isSecure = false
    }

    static let weathers = [
      Weather(testDescription: "a variable, all well", source: "{ env: APP_TOKEN }"),
      Weather(
        testDescription: "a file, 401", source: "{ file: FOLDER/token }",
        rule: Recorder.Rule(
          request: ".", status: 401, body: ["detail": "No: $AUTHORIZATION", "status": "401"])),
      Weather(
        testDescription: "a command, 500 that repeats the request",
        source: "{ command: [cat, FOLDER/token] }",
        rule: Recorder.Rule(
          request: ".", status: 500, body: ["detail": "You sent us $AUTHORIZATION"])),
      Weather(
        testDescription: "a credential, answers that are no JSON",
        source: "{ credential: token }",
        rule: Recorder.Rule(request: ".", status: 200, text: "{\"Resources\": [$AUTHORIZATION")),
      Weather(
        testDescription: "a variable, no TLS", source: "{ env: APP_TOKEN }", isSecure: true),
    ]

    /// A call of every command, in an order in which each finds something. `FOLDER` is a folder of
    /// the test's own.
    static let calls: [(command: String, words: [String])] = [
      ("apply", ["-f", "FOLDER/usher.yaml"]), ("vendors list", []), ("vendors show", ["netskope"]),
      ("directory import", ["FOLDER/people.csv"]),
      ("directory list", []), ("directory test", ["people"]), ("directory sync", ["people"]),
      ("users set", ["zoe", "email=z@x.example", "roles=Staff"]), ("users list", []),
      ("users show", ["zoe"]), ("roles create", ["R"]), ("roles add", ["R", "zoe"]),
      ("roles list", []), ("roles remove", ["R", "zoe"]), ("roles delete", ["R"]),
      ("connection test", ["app"]), ("connection disable", ["app"]), ("connection enable", ["app"]),
      ("apply", ["-f", "FOLDER/usher.yaml"]), ("entitlements refresh", ["app"]),
      ("entitlements list", ["app", "--values"]), ("rules list", ["app"]),
      ("rules affected", ["app", "Sales"]),
      ("rules move", ["app", "Sales", "1"]), ("rules check", ["app"]),
      ("plan", ["app", "--out", "FOLDER/plan.json"]), ("tasks list", []), ("tasks show", ["1"]),
      ("tasks approve", ["1"]), ("tasks ignore", ["2"]), ("run", ["--until-idle"]),
      ("link", ["app", "zoe", "zoe"]), ("unlink", ["app", "zoe"]),
      ("connection findings", ["app"]),
      ("tasks retry", ["1"]), ("tasks list", []), ("tasks show", ["1"]), ("verify", ["app"]),
      ("test-run", ["app", "--user", "zoe"]), ("users delete", ["user001"]), ("reapply", ["app"]),
      ("why", ["user002"]), ("status", []), ("what-if", ["user002", "title=Lead"]),
      ("runs list", []), ("runs show", ["1"]), ("undo", ["1"]), ("pins list", []),
      ("pins remove", ["user002"]),
      ("audit list", []),
      ("audit verify", []), ("export", []),
      ("audit head", []), ("audit export", ["FOLDER/audit.jsonl"]),
      ("console", ["--plain"]), ("keys", []), ("manual", ["rules"]), ("store check", []),
      ("store init", []),
      ("store backup", ["FOLDER/copy.db"]), ("demo", ["--headless", "--users", "10"]),
      ("store copy", ["sqlite://FOLDER/state/usher.db", "sqlite://FOLDER/state/other.db"]),
      ("sandbox", []),
      (
        "import onelogin",
        [
          "app", "--url", "http://127.0.0.1:1", "--client-id", "id", "--client-secret",
          "file:FOLDER/token",
        ]
      ),
    ]

    @Test func everyCommandIsCalled() async throws {
      let called = Set(Self.calls.map(\.command))
      #expect(try await commands(of: try Usher()) == called)
    }

    @Test(arguments: weathers)
    func itIsNowhere(_ weather: Weather) async throws {
      try await onStage(nil) { stage in
        var usher = stage.usher
        let folder = usher.folder.path
        // Only here may it be.
        try usher.folder.write("token", Usher.token + "\n")
        usher.environment["CREDENTIALS_DIRECTORY"] = folder
        if !weather.source.contains("env") { usher.environment["APP_TOKEN"] = nil }
        var app = Stage.App(approve: "[create]")
        app.token = weather.source.replacingOccurrences(of: "FOLDER", with: folder)
        let url =
          weather.isSecure
          ? stage.recorder.url.replacingOccurrences(of: "http:", with: "https:")
          : stage.recorder.url
        try usher.folder.write("usher.yaml", "apps:\n" + app.entry(url: url))
        try usher.folder.write("people.csv", People(staff(3)).csv)
        if let rule = weather.rule { try stage.recorder.answer(rule) }

        let search = SecretSearch()
        for (command, words) in Self.calls {
          if command == "demo", weather.rule != nil || weather.isSecure { continue }
          for form in [[], ["--json"]] {
            let words = command.split(separator: " ").map(String.init) + words + form + ["--yes"]
            let process = try BackgroundProcess(
              usher.command(words.map { $0.replacingOccurrences(of: "FOLDER", with: folder) }))
            // Some go on, or try again for a long time.
            _ = await process.ended(within: command == "demo" ? 60 : 1.5)
            #expect(
              search.processes { $0.hasPrefix(Usher.executable) && !$0.contains(" sandbox ") } == []
            )
            #expect(search.files(below: folder).filter { $0 != "token" } == [], "during \(words)")
            await process.stop()
            #expect(process.status != 64, "\(words): \(process.errors)")
            #expect(!search.isIn(process.output + process.errors), "\(words) says the token")
          }
        }
        #expect(search.files(below: folder) == ["token"])
        let sent = try stage.recorder.entries.count
        #expect(weather.isSecure ? sent == 0 : sent > 5)
      }
    }
  }
}
