import TestSupport
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
      let usher = try Usher()
      var accounts: [Int] = []
      for count in ["10", "30"] {
        let ending = try await usher.succeed("demo", "--headless", "--users", count, timeout: 180)
        #expect(lines(of: ending.output).filter { $0.hasPrefix("ok ") }.count == 7)
        let said = try #require(ending.output.firstMatch(of: /([0-9]+) accounts/)?.1)
        accounts.append(Int(said) ?? 0)
      }
      #expect(accounts[0] <= 11 && accounts[1] > 15 && accounts[1] <= 31, "\(accounts)")
    }
  }
}
