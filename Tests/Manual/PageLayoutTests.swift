import Testing

@testable import Manual

/// How a page is laid out for a terminal.
@Suite struct PageLayoutTests {
  private func lines(_ text: String, width: Int, isBold: Bool = false) -> [String] {
    PageLayout(width: width, isBold: isBold).lines(
      of: ManualPage(topic: "page", bytes: Array(text.utf8), table: { _ in [] }))
  }

  @Test func aParagraphFillsTheWidth() {
    #expect(
      lines("# Title\n\none two\nthree four five six\n\nend", width: 20)
        == ["Title", "", "one two three four", "five six", "", "end"])
  }

  @Test func anItemHangs() {
    #expect(
      lines("- one two three\n  four five\n- six", width: 20)
        == ["- one two three four", "  five", "- six"])
  }

  @Test func codeStaysAsItIs() {
    #expect(
      lines("    $ usher  plan\n\n      indented\n", width: 20)
        == ["    $ usher  plan", "", "      indented"])
    #expect(
      lines("```yaml\na:  1\n\n| b |\n```\nend", width: 20)
        == ["    a:  1", "", "    | b |", "", "end"])
  }

  @Test func aTableFitsTheWidth() {
    let table = "| a | b |\n| --- | --- |\n| x | one two three four |\n| `p\\|q` | y |"
    #expect(
      lines(table, width: 40)
        == ["a      b", "-------------------------", "x      one two three four", "`p|q`  y"])
    #expect(
      lines(table, width: 20)
        == [
          "a      b", "--------------------", "", "x      one two three", "       four", "",
          "`p|q`  y",
        ])
  }

  @Test func literalAndStrongTextIsBold() {
    #expect(
      lines("run `usher plan` **now**, **`a**b`**", width: 80, isBold: true)
        == ["run \u{1B}[1musher plan now\u{1B}[22m, \u{1B}[1ma**b\u{1B}[22m"])
  }

  @Test(arguments: Manual.topics, [80, 100])
  func everyPageFits(_ topic: String, _ width: Int) throws {
    let page = try #require(PageTests.manual.page(topic))
    let code = PageBlock.blocks(of: page.lines).flatMap { block -> [String] in
      if case .code(let lines) = block { lines.map { "    " + $0 } } else { [] }
    }
    for line in PageLayout(width: width, isBold: false).lines(of: page)
    where line.count > width && line.contains(" ") && !code.contains(line) {
      Issue.record("\(topic): \(line)")
    }
  }
}
