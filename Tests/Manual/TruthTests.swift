import Directories
import Foundation
import Manifest
import Provisioning
import Sandbox
import Testing

@testable import Manual

/// The pages name everything of a kind that the program knows, and nothing that it does not.
@Suite struct TruthTests {
  private func page(_ topic: String) throws -> ManualPage {
    try #require(PageTests.manual.page(topic))
  }

  /// The words in the first cells of a table's rows, without what follows `=` or `:`.
  private func names(_ topic: String, under heading: String) throws -> [String] {
    for case .table(let rows) in PageBlock.blocks(of: try page(topic).lines)
    where rows.first?.first == heading {
      return rows.dropFirst().flatMap { row in
        row[0].matches(of: /`([a-z0-9_-]+)[^`]*`/).map { String($0.output.1) }
      }
    }
    return []
  }

  @Test func theTaskStatuses() throws {
    #expect(try names("tasks", under: "status") == TaskStatus.allCases.map(\.rawValue))
  }

  @Test func theFaultsAndQuirksOfTheSandbox() throws {
    let faults = SandboxFault.Kind.allCases.map(\.rawValue)
    #expect(try Set(names("sandbox", under: "fault")) == Set(faults))
    let quirks = SandboxQuirks.names.map(\.name)
    let named = try names("sandbox", under: "quirk").filter { !["428", "silent"].contains($0) }
    #expect(Set(named) == Set(quirks))
    let ofOneLogin = try names("sandbox", under: "quirk of onelogin")
    #expect(ofOneLogin.sorted() == OneLoginSwitch.allCases.map(\.rawValue).sorted())
  }

  @Test func theMacrosOfOneLogin() throws {
    for case .table(let rows) in PageBlock.blocks(of: try page("take-over").lines)
    where rows.contains(where: { $0[0] == "`{name}`" }) {
      let shown = rows.dropFirst().map { [$0[0], $0[1].replacing("\\|", with: "|")] }
      for (macro, template) in OneLoginMacros.table {
        #expect(shown.contains(["`{\(macro)}`", "`\(template)`"]), "\(macro)")
      }
      for macro in OneLoginMacros.without {
        #expect(rows.contains { $0[0].contains("`{\(macro)}`") && $0[1] == "no equal" }, "\(macro)")
      }
      return
    }
    Issue.record("the page has no table of macros")
  }

  @Test func theMetrics() throws {
    let engine = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources")
    var made: Set<String> = []
    for file in ["Engine/Monitoring/MetricReading", "usher/Commands/RunServices"] {
      let path = engine.appendingPathComponent(file + ".swift")
      let text = try String(contentsOf: path, encoding: .utf8)
      for match in text.matches(of: /MetricFamily\(\s*"([a-z_]+)", \.(gauge|counter)/) {
        made.insert("usher_\(match.output.1)" + (match.output.2 == "counter" ? "_total" : ""))
      }
    }
    #expect(made.count > 12)
    #expect(try Set(names("running", under: "metric")) == made)
  }

  @Test func theOperatorsOfRules() throws {
    let operators = try names("rules", under: "operator").filter { $0 != "false" }
    #expect(operators.count == 12)
    for name in operators {
      let value = ["is_empty": "true", "in": "[a]", "greater_than": "1", "less_than": "1"][name]
      let condition = "{ attribute: a, \(name): \(value ?? "x") }"
      let text = """
        apps:
          - name: app
            connection: { base_url: "https://app.example/scim" }
            rules:
              - name: r
                when: { all: [ \(condition) ] }
                then: [ do_not_provision ]
        """
      #expect(throws: Never.self) { try Manifest.read(text: text, file: name) }
    }
  }

  @Test func theProfileOfOnesOwnSaysEveryKey() throws {
    for case .code(let lines) in PageBlock.blocks(of: try page("vendors").lines)
    where lines.contains("title: Acme Portal") {
      let bytes = Array(lines.joined(separator: "\n").utf8)
      let profile = try VendorFile.read(bytes: bytes, name: "acme", file: "vendors")
      #expect(profile.ways.membersOnRequest && profile.ways.frozen == ["userName"])
      for key in try names(ofKeysIn: "nonsense: 1\n") {
        #expect(lines.contains { $0.hasPrefix(key + ":") }, "\(key)")
      }
      return
    }
    Issue.record("the page shows no profile")
  }

  /// The keys that the error about an unknown one lists.
  private func names(ofKeysIn text: String) throws -> [String] {
    let error = #expect(throws: ManifestProblems.self) {
      try VendorFile.read(bytes: Array(text.utf8), name: "acme", file: "f")
    }
    let reason = try #require(error?.problems.first?.reason)
    return reason.matches(of: /`([a-z_]+)`/).dropFirst().map { String($0.output.1) }
  }

  @Test(arguments: ["configuration", "first-steps"])
  func theConfigurationFileCanBeRead(_ topic: String) throws {
    var files = 0
    for case .code(let lines) in PageBlock.blocks(of: try page(topic).lines)
    where lines.contains("apps:") {
      files += 1
      let text = lines.filter { !$0.hasPrefix("$ ") }.joined(separator: "\n")
      #expect(throws: Never.self) { try Manifest.read(text: text, file: topic) }
    }
    #expect(files == 1)
  }
}
