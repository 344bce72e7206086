import Foundation
import Testing

extension EndToEnd {
  /// The walk of the seed, without a terminal.
  @Suite struct DemoTests {
    @Test func theDemoPassesAllSevenSteps() async throws {
      let usher = try Usher()
      let ending = try await usher.succeed("demo", "--headless", timeout: 180)
      let said = lines(of: ending.output)
      #expect(said.first == "TAP version 14")
      #expect(said.contains("1..7"))
      let steps = [
        "connection", "provisioning", "parameters", "rules", "directory", "tasks", "test run",
      ]
      let results = said.filter { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") }
      #expect(results.count == 7, Comment(rawValue: ending.report))
      for (index, step) in steps.enumerated() where index < results.count {
        let start = "ok \(index + 1) - \(step): "
        #expect(results[index].hasPrefix(start), Comment(rawValue: results[index]))
        #expect(results[index].count > start.count + 10, "it says what it proved")
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: usher.folder.path)
      #expect(left == [], "it touches nothing outside its temporary home")
    }

    @Test func theDemoTakesAsManyUsersAsAsked() async throws {
      let ending = try await Usher().succeed("demo", "--headless", "--users", "25", timeout: 180)
      #expect(lines(of: ending.output).filter { $0.hasPrefix("ok ") }.count == 7)
      #expect(ending.output.contains("25"), Comment(rawValue: ending.output))
    }
  }
}
