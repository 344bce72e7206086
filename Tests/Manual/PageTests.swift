import Foundation
import Testing

@testable import Manual

/// Every page can be found, and says in its first line what it is about.
@Suite struct PageTests {
  /// The files that the build embeds.
  static var files: [String] {
    get throws {
      let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources/Manual/Pages")
      return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }
  }

  @Test func everyFileIsATopic() throws {
    #expect(try Self.files == Manual.pages.map { $0.topic + ".md" }.sorted())
  }

  @Test(arguments: Manual.pages.map(\.topic)) func saysWhatItIsAbout(_ topic: String) throws {
    let page = try #require(Manual.page(topic.uppercased()))
    #expect(page.text.hasPrefix("# ") && page.title.contains(": "))
    #expect(page.title.count <= 80, "it fits a line of the list")
  }

  @Test(arguments: Manual.pages.map(\.topic)) func namesOnlyTopicsThatExist(_ topic: String) throws
  {
    let page = try #require(Manual.page(topic))
    for name in page.text.matches(of: /usher manual ([a-z][a-z-]*)/).map({ String($0.output.1) }) {
      #expect(Manual.page(name) != nil, "\(topic) sends the reader to \(name)")
    }
  }

  @Test func aMisspeltTopicIsNear() {
    #expect(Manual.nearest(to: "rulse") == "rules")
    #expect(Manual.nearest(to: "rul") == "rules")
    #expect(Manual.nearest(to: "quite something else") == nil)
  }

  @Test func findsLinesInAnyCase() throws {
    let matches = Manual.lines(holding: "DO_NOT_PROVISION")
    let page = try #require(Manual.page("rules"))
    #expect(matches.contains { $0.topic == "rules" })
    for match in matches where match.topic == "rules" {
      #expect(page.lines[match.line - 1].hasSuffix(match.text))
    }
    #expect(Manual.lines(holding: "no such words").isEmpty)
  }
}
