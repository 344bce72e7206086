import Text
import TestSupport
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// The sandbox as a program, and as the checkers of others see it.
  @Suite struct SandboxTests {
    @Test func itListensAndWantsItsToken() async throws {
      let usher = try Usher()
      let sandbox = try await Sandbox(usher)
      #expect(sandbox.server.url.hasPrefix("http://127.0.0.1:"))
      #expect(try await sandbox.server.send("GET", "/Users").status == 200)
      let stranger = Server(url: sandbox.server.url, token: "another-token")
      #expect(try await stranger.send("GET", "/Users").status == 401)
      let port = sandbox.server.url.split(separator: ":")[2].prefix { $0 != "/" }
      try await usher.fail("sandbox", "--port", String(port), saying: String(port))
      await sandbox.stop()
      #expect(!sandbox.process.isRunning)
      #expect(!FileManager.default.fileExists(atPath: usher.home), "it keeps nothing")
    }

    @Test func itKeepsAConnectionAndAsksForABodyThatWaits() async throws {
      let usher = try Usher()
      let sandbox = try await Sandbox(usher)
      let big = try usher.folder.write("big", String(repeating: "x", count: 3_000_000))
      let token = ["-H", "Authorization: Bearer \(Usher.token)"]
      let told = ["-sS", "-o", "/dev/null", "-w", "%{http_code} %{num_connects}\\n"]
      let url = sandbox.server.url + "/Users"
      // A client that hears nothing waits for half a minute here before it sends its body.
      let post = ["--expect100-timeout", "30", "-H", "Expect: 100-continue", "-d", "@\(big)", url]
      let ending = try await Command(
        ["curl"] + told + token + [url, "--next"] + told + token + post + ["--next"] + told + token
          + ["--head", url], environment: [:], folder: "/"
      ).run(timeout: 25)
      await sandbox.stop()
      let lines = ending.output.split(separator: "\n")
      #expect(lines.prefix(2) == ["200 1", "400 0"], Comment(rawValue: ending.report))
      #expect(lines.count == 3 && lines[2].hasSuffix(" 0"), Comment(rawValue: ending.report))
    }

    @Test(.enabled(if: Rig.isHere, Rig.missing))
    func scimSanityFindsNothing() async throws {
      try await check { python, server in
        [
          python + "/scim-sanity", "probe", server.url, "--token", server.token, "--strict",
          "--i-accept-side-effects", "--json-output",
        ]
      }
    }

    @Test(.enabled(if: Rig.isHere, Rig.missing))
    func scim2TesterFindsNothing() async throws {
      try await check { python, server in
        [python + "/scim2", "--url", server.url, "test"]
      }
    }

    /// Runs a checker against a new sandbox; it must end with 0 and name no failure.
    private func check(_ words: (String, Server) -> [String]) async throws {
      let usher = try Usher()
      var environment = ProcessInfo.processInfo.environment
      let made = try await Command(
        [Rig.folder + "/bench-venv.sh"], environment: environment, folder: usher.folder.path
      ).run(timeout: 600)
      let python = try #require(lines(of: made.output).last, Comment(rawValue: made.report))
      let programs = URL(fileURLWithPath: python).deletingLastPathComponent().path
      let sandbox = try await Sandbox(usher)
      environment["SCIM_CLI_HEADERS"] = "Authorization: Bearer \(Usher.token)"
      let ending = try await Command(
        words(programs, sandbox.server), environment: environment, folder: usher.folder.path
      ).run(timeout: 300)
      await sandbox.stop()
      #expect(ending.status == 0, Comment(rawValue: ending.report))
      if ending.output.hasPrefix("{") {
        let summary = try #require(try ending.json()["summary"], Comment(rawValue: ending.output))
        #expect(summary["failed"]?.integer == 0, Comment(rawValue: summary.text))
        #expect((summary["passed"]?.integer ?? 0) > 20)
      } else {
        #expect(!ending.output.contains("ERROR"), Comment(rawValue: ending.report))
        #expect(ending.output.contains("SUCCESS"), Comment(rawValue: ending.report))
      }
    }
  }
}
