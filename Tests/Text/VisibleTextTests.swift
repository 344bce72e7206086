import Text
import Testing

/// Values from outside are data: nothing of them reaches a terminal raw, and columns stay columns.
@Suite struct VisibleTextTests {
  @Test(arguments: [
    ("plain Ünïcode 漢字 🙂", "plain Ünïcode 漢字 🙂"), ("", ""),
    ("a\u{1B}[31mred", "a\\u{1B}[31mred"),
    ("tab\tline\nreturn\r", "tab\\u{9}line\\u{A}return\\u{D}"),
    ("\u{0}\u{7F}\u{9B}", "\\u{0}\\u{7F}\\u{9B}"), ("abc\u{202E}fdp.exe", "abc\\u{202E}fdp.exe"),
    ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"), ("a\u{200B}b\u{FEFF}", "a\\u{200B}b\\u{FEFF}"),
    ("\u{E0041}", "\\u{E0041}"), ("\u{61C}\u{200F}", "\\u{61C}\\u{200F}"),
    ("a\u{2028}b", "a\\u{2028}b"), ("so\u{AD}ft", "so\\u{AD}ft"),
    ("👩\u{200D}👧 ❤️‍🔥 1️⃣ 🇩🇪 👍🏽", "👩\u{200D}👧 ❤️‍🔥 1️⃣ 🇩🇪 👍🏽"),
    ("a\u{200D}nn", "a\\u{200D}nn"), ("a\u{FE0F}nn", "a\\u{FE0F}nn"),
    ("a\u{200C}nn", "a\\u{200C}nn"),
    ("\u{301}ann", "\\u{301}ann"), ("a\u{301}nn", "a\u{301}nn"), ("\u{3164}x", "\\u{3164}x"),
    ("a\u{34F}\u{301}", "a\\u{34F}\u{301}"), ("\u{E0100}", "\\u{E0100}"), ("राम क्ष किताब", "राम क्ष किताब"),
  ])
  func whatCannotBeSeenIsShown(_ row: (text: String, shown: String)) {
    #expect(row.text.visible == row.shown)
    #expect(row.text.visible.visible == row.shown, "once is enough")
  }

  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("ｆｕ", 4), ("ﾊﾝ", 2), ("🙂", 2),
    ("👩\u{200D}👧", 2), ("🇩🇪", 2), ("❤️", 2), ("한", 2), ("\u{1112}\u{1161}", 2), ("a\u{200B}b", 2),
    ("राम", 3), ("क्ष", 2), ("ก็ำ", 2), ("1️⃣", 2), ("❤️‍🔥", 2), ("👍🏽", 2), ("தமிழ்", 4),
  ])
  func widthsAreThoseOfATerminal(_ row: (text: String, width: Int)) {
    #expect(row.text.displayWidth == row.width)
  }

  @Test(arguments: [
    ("abc", 5, "abc  "), ("abc", 3, "abc"), ("abcd", 3, "ab~"), ("漢字かな", 5, "漢字~"),
    ("漢字", 3, "漢~"), ("漢字", 2, "~ "), ("漢", 1, "~"), ("abc", 0, ""), ("", 2, "  "),
    ("e\u{301}e\u{301}x", 2, "e\u{301}~"),
  ])
  func aTextIsFittedToItsColumns(_ row: (text: String, columns: Int, fitted: String)) {
    #expect(row.text.fitted(row.columns) == row.fitted)
    #expect(row.text.fitted(row.columns).displayWidth == row.columns)
  }

  /// One letter, one joiner, one vowel that goes on for a megabyte is one character.
  @Test(arguments: [
    "\u{301}", "\u{200D}👧", "\u{1F3FD}", "\u{1161}", "\u{903}", "\u{600}", "x", "漢",
  ])
  func aMegabyteIsNoMegabyteOfColumns(_ piece: String) {
    for start in ["", "e", "👩"] {
      let text = start + String(repeating: piece, count: (1 << 20) / piece.utf8.count)
      let shown = text.visible(upTo: 40)
      #expect(shown.displayWidth <= 40)
      #expect(shown.utf8.count < 4_000)
      #expect(shown.last { $0 != " " } == "~")
    }
    let zalgo = "z" + String(repeating: piece, count: 300)
    #expect(zalgo.visible.displayWidth >= 100)
    #expect(zalgo.visible.visible == zalgo.visible)
  }

  @Test func aTextThatFitsIsWhole() {
    #expect("ann".visible(upTo: 3) == "ann")
    #expect("anna".visible(upTo: 3) == "an~")
    #expect("a\u{1B}".visible(upTo: 40) == "a\\u{1B}")
    #expect("".visible(upTo: 0) == "")
    #expect("a".visible(upTo: 0) == "")
  }

  @Test func jsonForATerminalReadsBackAndShowsNothing() throws {
    let scalars = (0..<0x11_0000).compactMap(Unicode.Scalar.init).filter(\.isHidden)
    #expect(scalars.count > 3_000)
    let evil = String(String.UnicodeScalarView(scalars))
    let value: JSONValue = ["a\u{202E}": .string(evil), "b": ["é", 1]]
    let shown = value.textWithoutHidden.unicodeScalars.contains { $0.isHidden }
    #expect(!shown)
    let again = try JSONValue(parsing: value.textWithoutHidden)
    #expect(again == value)
  }
}
