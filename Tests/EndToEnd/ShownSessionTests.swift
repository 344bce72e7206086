import TestSupport
import Foundation
import Testing

extension EndToEnd {
  /// The sessions that the README and the manual show are what the commands print.
  @Suite struct ShownSessionTests {
    /// A command and what it prints, as a text shows them in a block of code.
    private struct Step {
      let words: [String]
      var lines: [String] = []
    }

    private static let shownURL = "http://127.0.0.1:8080/scim/v2"

    private static func steps(_ file: String) throws -> [Step] {
      let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../\(file)")
      var steps: [Step] = []
      var isOpen = false
      for line in try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n") {
        if line.hasPrefix("    $ ") {
          steps.append(Step(words: line.dropFirst(6).split(separator: " ").map(String.init)))
          isOpen = true
        } else if isOpen, line.hasPrefix("    ") {
          steps[steps.count - 1].lines.append(String(line.dropFirst(4)))
        } else {
          isOpen = false
        }
      }
      return steps
    }

    /// Without moments, ids and hashes, which are different each time, and in no order: what goes to
    /// standard error may come before what goes to standard output.
    private static func constant(_ lines: [String]) -> [String] {
      lines.map {
        $0.replacing(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, with: "MOMENT")
          .replacing(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "ID")
          .replacing(/head [0-9a-f]{16}/, with: "head HASH")
          .replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/, with: "MOMENT")
          .replacing(/\d+ bytes|\d+ pages|version \d+, \d+ tables/, with: "SIZE")
          .replacing(/by \w+, changed/, with: "by SOMEBODY, changed")
      }.filter { !$0.isEmpty }.sorted()
    }

    @Test(arguments: [
      "Sources/Manual/Pages/first-steps.md", "Sources/Manual/Pages/running.md", "README.md",
    ])
    func isWhatTheCommandsPrint(_ file: String) async throws {
      let steps = try Self.steps(file)
      var usher = try Usher()
      usher.environment["NETSKOPE_TOKEN"] = Usher.token
      let sandbox = try await Sandbox(usher, ["--profile", "netskope"])
      var count = 0
      do {
        for step in steps {
          switch step.words[0] {
          case "cat":
            let text = step.lines.map { $0 + "\n" }.joined()
            try usher.folder.write(
              step.words[1], text.replacing(Self.shownURL, with: sandbox.server.url))
          case "usher" where step.words[1] != "sandbox":
            count += 1
            let ending = try await usher.command(Array(step.words.dropFirst())).run(timeout: 60)
            let printed = (ending.output + ending.errors)
              .replacing(sandbox.server.url, with: Self.shownURL)
              .replacing(usher.folder.path, with: "/srv/usher")
            #expect(ending.status == 0)
            #expect(
              Self.constant(printed.components(separatedBy: "\n")) == Self.constant(step.lines),
              "\(step.words)")
          default: break
          }
        }
      } catch {
        await sandbox.stop()
        throw error
      }
      await sandbox.stop()
      #expect(count > 5, "a session is shown")
    }
  }
}
