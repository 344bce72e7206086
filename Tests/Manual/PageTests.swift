import Foundation
import Testing

@testable import Manual

/// Every page can be found, and says in its first line what it is about.
@Suite struct PageTests {
  static let manual = Manual { ["| table | \($0.rawValue) |", "| --- | --- |"] }

  /// The files that the build embeds.
  private static var files: [String: String] {
    get throws {
      let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources/Manual/Pages")
      var files: [String: String] = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        files[name] = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      }
      return files
    }
  }

  @Test func everyFileIsATopic() throws {
    #expect(try Self.files.keys.sorted() == Manual.topics.map { $0 + ".md" }.sorted())
  }

  @Test func everyTableStandsOnOnePage() throws {
    let marks = try Self.files.values.flatMap { text in
      text.split(separator: "\n").filter { $0.hasPrefix("<!--") }.map(String.init)
    }
    #expect(marks.sorted() == ManualTable.allCases.map(\.mark).sorted())
    let lines = Self.manual.pages.flatMap(\.lines)
    for table in ManualTable.allCases {
      #expect(lines.contains("| table | \(table.rawValue) |"))
    }
  }

  @Test(arguments: Manual.topics) func saysWhatItIsAbout(_ topic: String) throws {
    let page = try #require(Self.manual.page(topic.uppercased()))
    #expect(page.text.hasPrefix("# ") && page.title.contains(": "))
    #expect(page.title.count <= 80, "it fits a line of the list")
  }

  @Test(arguments: Manual.topics) func namesOnlyTopicsThatExist(_ topic: String) throws {
    let page = try #require(Self.manual.page(topic))
    for name in page.text.matches(of: /usher manual ([a-z][a-z-]*)/).map({ String($0.output.1) }) {
      #expect(Self.manual.page(name) != nil, "\(topic) sends the reader to \(name)")
    }
  }

  @Test func aMisspeltTopicIsNear() {
    #expect(Manual.nearestTopic(to: "rulse") == "rules")
    #expect(Manual.nearestTopic(to: "Rul") == "rules")
    #expect(Manual.nearestTopic(to: "quite something else") == nil)
  }

  @Test func findsLinesInAnyCase() throws {
    let matches = Self.manual.lines(holding: "DO_NOT_PROVISION")
    let page = try #require(Self.manual.page("rules"))
    #expect(matches.contains { $0.topic == "rules" })
    for match in matches where match.topic == "rules" {
      #expect(page.lines[match.line - 1].hasSuffix(match.text))
    }
    #expect(Self.manual.lines(holding: "no such words").isEmpty)
  }
}
