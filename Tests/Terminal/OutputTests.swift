import Foundation
import Screen
import Testing

@testable import Terminal

@Suite struct OutputTests {
  @Test func framesAreAtMostThirtyInAnySecond() {
    var budget = FrameBudget()
    var frames: [Double] = []
    for tick in 0..<5000 {
      let now = 100 + Double(tick) / 1000
      if budget.wait(at: now) == 0 {
        budget.spend()
        frames.append(now)
      }
    }
    for start in frames {
      #expect(frames.count { $0 >= start && $0 < start + 1 } <= 30)
    }
    #expect(frames.count > 100)
  }

  @Test func afterAPauseAKeyIsAnsweredAtOnce() {
    var budget = FrameBudget()
    for _ in 0..<4 {
      #expect(budget.wait(at: 5) == 0)
      budget.spend()
    }
    let wait = budget.wait(at: 5)
    #expect(wait > 0 && wait < 0.05)
    #expect(budget.wait(at: 5 + wait) == 0)
  }

  @Test func aTitleCanDoNothingElse() {
    #expect(
      Sequences.title("usher: a\u{7}\u{1B}]52;c;x\u{9C}\u{202E}b")
        == "\u{1B}]2;usher: a]52;c;xb\u{7}")
    #expect(Sequences.title(String(repeating: "x", count: 999)).count == 125)
  }

  @Test func aCopyIsWrappedInTmuxAndHasALimit() {
    #expect(Sequences.copy("ann", inTmux: false) == "\u{1B}]52;c;YW5u\u{7}")
    #expect(
      Sequences.copy("ann", inTmux: true)
        == "\u{1B}]52;c;YW5u\u{7}\u{1B}Ptmux;\u{1B}\u{1B}]52;c;YW5u\u{7}\u{1B}\\")
    let long = String(repeating: "x", count: Sequences.copyLimit)
    #expect((Sequences.copy(long, inTmux: false)?.count ?? 0) < 100_010)
    #expect(Sequences.copy(long + "x", inTmux: false) == nil)
  }

  /// With a table of widths in which 金 and people take two, marks none, and lines cannot be shown.
  @Test(arguments: [
    ("a", 1, "a"), ("金", 2, "金"), ("金", 1, "?"), ("é", 1, "é"), ("é", 2, "é "),
    ("e\u{301}", 1, "e\u{301}"), ("\u{301}", 1, "?"), ("👩\u{200D}👧", 2, "👩"),
    ("é\u{FE0F}", 2, "é "), ("─", 1, "-"), ("─", 2, "- "),
    ("e\u{301}\u{301}\u{301}\u{301}\u{301}", 1, "e\u{301}\u{301}\u{301}\u{301}"),
  ])
  func aCellIsWrittenInItsColumns(_ sign: String, _ width: Int, _ written: String) {
    var glyphs = Glyphs { scalar in
      switch scalar {
      case "金", "👩", "👧": 2
      case "\u{301}", "\u{200D}", "\u{FE0F}": 0
      case "─": -1
      default: 1
      }
    }
    var text: [wchar_t] = []
    for _ in 0..<2 {
      glyphs.append(Cell(character: Character(sign), width: width, role: .text), to: &text)
    }
    let scalars = text.compactMap { Unicode.Scalar(UInt32($0)) }
    #expect(
      String(String.UnicodeScalarView(scalars)).unicodeScalars.elementsEqual(
        (written + written).unicodeScalars))
  }
}
