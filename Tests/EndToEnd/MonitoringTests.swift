import Foundation
import TestSupport
import Testing
import Text

extension EndToEnd {
  /// What a monitoring system and a collector of logs get from a worker.
  @Suite struct MonitoringTests {
    /// Where a worker said that its metrics are.
    private func place(_ errors: String) -> String? {
      errors.firstMatch(of: /metrics at (http:\S+)/).map { String($0.output.1) }
    }

    private func get(_ url: String, _ words: String...) async throws -> Command.Ending {
      try await Command(
        ["curl", "-sS", "-i", url] + words, environment: [:], folder: "/"
      ).run(timeout: 20)
    }

    private static let promtool = (ProcessInfo.processInfo.environment["PATH"] ?? "")
      .split(separator: ":").map { "\($0)/promtool" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }

    @Test func aWorkerShowsHowEverythingStands() async throws {
      try await onStage(Stage.App(approve: "[create]")) { stage in
        try await stage.importPeople(staff(3))
        let worker = try BackgroundProcess(
          stage.usher.command(["run", "--metrics", "127.0.0.1:0"]))
        try #require(await worker.holds(within: 30) { place($0.errors) != nil })
        let url = try #require(place(worker.errors))
        let open = try await get(url, "-H", "Accept: application/openmetrics-text; version=1.0.0")
        #expect(open.output.contains("Content-Type: application/openmetrics-text; version=1.0.0"))
        #expect(open.output.contains(#"usher_tasks{app="app",status="pending"} 3"#))
        #expect(open.output.contains("\nusher_store_bytes "))
        #expect(open.output.hasSuffix("# EOF\n"))
        #expect(!open.output.contains("user001") && !open.output.contains(Usher.token))
        try await stage.usher.succeed("tasks", "approve", "--all", "--app", "app", "--yes")
        // Three accounts, a group and its members.
        var isDone = false
        let deadline = ContinuousClock.now.advanced(by: .seconds(60))
        while !isDone, ContinuousClock.now < deadline {
          let page = try await get(url)
          isDone =
            page.output.contains(#"usher_tasks_ended_total{result="provisioned"} 5"#)
            && page.output.contains(#"usher_tasks{app="app",status="provisioned"} 5"#)
        }
        #expect(isDone)
        #expect(try await get(url.replacing("/metrics", with: "/")).output.contains(" 404 "))
        #expect(try await get(url, "-X", "POST").output.contains(" 405 "))
        let port = url.split(separator: ":").last?.prefix { $0.isNumber } ?? ""
        try await stage.usher.fail(
          "run", "--quiet", "--metrics", String(port), saying: "the port is in use; name another")
        await worker.stop()
      }
    }

    @Test(.enabled(if: promtool != nil, "promtool of Prometheus is not installed"))
    func prometheusTakesTheMetrics() async throws {
      try await onStage { stage in
        try await stage.importPeople(staff(2))
        let worker = try BackgroundProcess(stage.usher.command(["run", "--metrics", "0"]))
        try #require(await worker.holds(within: 30) { place($0.errors) != nil })
        let page = try await get(try #require(place(worker.errors)))
        let text = page.output.split(separator: "\r\n\r\n", maxSplits: 1).last ?? ""
        let file = try stage.usher.folder.write("metrics.txt", String(text))
        let promtool = try #require(Self.promtool)
        let check = try await Command(
          ["sh", "-c", "exec \(promtool) check metrics < \(file)"], environment: [:], folder: "/"
        ).run(timeout: 30)
        #expect(check.status == 0, Comment(rawValue: check.report))
        await worker.stop()
      }
    }

    /// The files that the package brings for Prometheus and Grafana.
    private static let files = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../.ci/package/monitoring").standardizedFileURL.path

    private func file(_ name: String) throws -> String {
      try String(contentsOfFile: Self.files + "/" + name, encoding: .utf8)
    }

    private func accepts(_ words: String...) async throws {
      let promtool = try #require(Self.promtool)
      let check = try await Command([promtool] + words, environment: [:], folder: "/")
        .run(timeout: 60)
      #expect(check.status == 0, Comment(rawValue: check.report))
    }

    /// What the panels and variables of the board ask Prometheus for.
    private func expressions() throws -> [String] {
      let board = try JSONValue(parsing: file("board.json"))
      let panels = try #require(board["panels"]?.array)
      return panels.flatMap { $0["targets"]?.array ?? [] }.compactMap { $0["expr"]?.string }
    }

    @Test func theBoardAndTheAlertsAskForWhatIsShown() async throws {
      try await onStage { stage in
        try await stage.importPeople(staff(2))
        let worker = try BackgroundProcess(stage.usher.command(["run", "--metrics", "0"]))
        try #require(await worker.holds(within: 30) { place($0.errors) != nil })
        let text = try await get(try #require(place(worker.errors))).output
        await worker.stop()
        let shown = Set(text.matches(of: /TYPE (usher_[a-z_]+)\b/).map { String($0.output.1) })
        #expect(shown.count > 12)
        let asked = { (text: String) in
          Set(text.matches(of: /usher_[a-z_]+/).map { String($0.output) })
        }
        let board = asked(try expressions().joined(separator: "\n"))
        #expect(board == shown, "the board shows everything that there is")
        #expect(try asked(file("alerts.yaml")).subtracting(shown) == [])
        #expect(try file("board.json").contains("label_values(usher_tasks, app)"))
      }
    }

    @Test(.enabled(if: promtool != nil, "promtool of Prometheus is not installed"))
    func prometheusTakesTheAlertsAndTheBoard() async throws {
      try await accepts("check", "rules", Self.files + "/alerts.yaml")
      try await accepts("test", "rules", Self.files + "/alerts.test.yaml")
      let alerts = try file("alerts.yaml").matches(of: /- alert: (\w+)/).map { $0.output.1 }
      let tested = try file("alerts.test.yaml")
      for alert in alerts {
        let firing = try Regex("alertname: \(alert)\n *exp_alerts:\n")
        #expect(tested.firstMatch(of: firing) != nil, "a test lets \(alert) fire")
      }
      let folder = try TemporaryFolder()
      let rules = try expressions().enumerated().map { index, expression in
        let filled = expression.replacing("$app", with: "a")
          .replacing("$__rate_interval", with: "5m")
        return "      - { record: \"r\(index)\", expr: '\(filled)' }\n"
      }
      #expect(rules.count > 12)
      let written = "groups:\n  - name: board\n    rules:\n" + rules.joined()
      try await accepts("check", "rules", folder.write("board.yaml", written))
    }

    @Test func theLogIsAnObjectALine() async throws {
      try await onStage { stage in
        try await stage.importPeople(staff(2))
        let words = ["run", "--until-idle", "--log-format", "json", "--log-level", "info"]
        let ending = try await stage.usher.command(words).run(timeout: 120)
        #expect(ending.status == 0, Comment(rawValue: ending.report))
        let lines = ending.errors.split(separator: "\n")
        let entries = try lines.map { try JSONValue(parsing: String($0)) }
        let tasks = entries.filter { $0["task"] != nil }
        #expect(tasks.count >= 3, "two accounts, a group and its members")
        for entry in tasks {
          #expect(entry["level"] == "info" && entry["time"]?.string?.hasSuffix("Z") == true)
          #expect(entry["run"]?.integer == 1 && entry["app"] == "app")
          #expect(entry["task"]?.integer != nil && entry["status"] == "provisioned")
        }
        #expect(!ending.errors.contains(Usher.token))
        let quiet = try await stage.usher.command(["run", "--until-idle", "--log-format", "json"])
          .run(timeout: 60)
        #expect(quiet.errors.isEmpty, Comment(rawValue: quiet.report))
      }
    }

    @Test(arguments: ["x", "70000", ":9", "127.0.0.1:"])
    func aPlaceThatIsNoneIsRefused(_ place: String) async throws {
      let ending = try await (try Usher())("run", "--metrics", place)
      #expect(ending.status == 64, Comment(rawValue: ending.report))
    }
  }
}
