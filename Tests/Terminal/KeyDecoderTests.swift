import TestSupport
import CNcurses
import Screen
import Testing

@testable import Terminal

@Suite struct KeyDecoderTests {
  @Test(arguments: [("?69;2$y", true), ("?69;1$y", true), ("?69;0$y", false), ("?69;4$y", false)])
  func aTerminalSaysWhetherItHasMargins(_ answer: String, _ has: Bool) {
    var decoder = KeyDecoder()
    for scalar in "\u{1B}[\(answer)".unicodeScalars {
      #expect(decoder.take(Int32(scalar.value)).isEmpty)
    }
    #expect(decoder.hasMargins == has)
    #expect(decoder.take(0x6A).count == 1, "the next key is one")
  }

  /// Codes as ncurses gives them: characters, and what it knows as a name in `{}`.
  private func codes(_ text: String) -> [Int32] {
    let names: [Character: Int] = [
      "⟨": Int(US_PASTE_START), "⟩": Int(US_PASTE_END), "▲": Int(US_UP), "☐": Int(US_OTHER),
    ]
    return text.flatMap { character in
      names[character].map { [Int32(US_CODE) | Int32($0)] }
        ?? character.unicodeScalars.map { Int32($0.value) }
    }
  }

  private func decoded(_ batches: [String]) -> [TerminalEvent] {
    var decoder = KeyDecoder()
    let events = batches.flatMap { batch in
      codes(batch).flatMap { decoder.take($0) } + decoder.pause()
    }
    return events + decoder.expire()
  }

  /// What terminals answer with, or send by themselves: none of it is a key.
  private static let answers = [
    "\u{1B}]11;rgb:1c1c/1c1c/1c1c\u{7}", "\u{1B}]11;rgb:1c1c/1c1c/1c1c\u{1B}\\",
    "\u{1B}]52;c;aGVsbG8gQWxsIQ==\u{1B}\\", "\u{1B}]4;1;rgb:ff/00/00\u{7}",
    "\u{1B}]8;;https://x.example.com/a?b=1\u{1B}\\", "\u{1B}P>|XTerm(388)\u{1B}\\",
    "\u{1B}P1$r0;1;31m\u{1B}\\", "\u{1B}P1+r544e=787465726d\u{1B}\\",
    "\u{1B}P!|00000000\u{1B}\\", "\u{1B}_Gi=31;OK\u{1B}\\", "\u{1B}^private\u{1B}\\",
    "\u{1B}Xstring\u{1B}\\", "\u{1B}[?64;1;2;6;9;15;16;17;18;21;22;28c", "\u{1B}[>41;388;0c",
    "\u{1B}[24;80R", "\u{1B}[0n", "\u{1B}[?2026;2$y", "\u{1B}[8;24;80t", "\u{1B}[I", "\u{1B}[O",
    "\u{1B}[?1;2;" + String(repeating: "4;", count: 200) + "4S", "\u{1B}[27;5;9~",
    "\u{9D}11;rgb:00/00/00\u{9C}", "\u{90}1$r0m\u{9C}", "\u{9B}?1;2c",
  ]

  @Test(arguments: answers) func anAnswerIsSwallowedWhole(_ answer: String) {
    #expect(decoded([answer + "q"]) == [.key(.character("q"))])
  }

  @Test(arguments: answers) func anAnswerIsSwallowedWhereverItIsCut(_ answer: String) {
    let scalars = answer.unicodeScalars.map { String($0) }
    // The Esc itself is told where nothing came with it.
    let esc: [TerminalEvent] = answer.hasPrefix("\u{1B}") ? [.key(.escape)] : []
    #expect(decoded(scalars + ["q"]) == esc + [.key(.character("q"))])
    for cut in 1..<scalars.count {
      let pieces = [scalars[..<cut].joined(), scalars[cut...].joined() + "q"]
      #expect(decoded(pieces) == (cut == 1 ? esc : []) + [.key(.character("q"))], "cut at \(cut)")
    }
  }

  /// Answers one after the other, cut by chance, between keys that count.
  @Test(arguments: 1...200) func manyAnswersAreSwallowedHoweverTheyAreCut(_ seed: Int) {
    var dice = SplitMix64(seed: UInt64(seed))
    var batches: [String] = []
    for _ in 0..<20 {
      let answer = Self.answers.randomElement(using: &dice) ?? ""
      for scalar in answer.unicodeScalars {
        if batches.isEmpty || Int.random(in: 0..<4, using: &dice) == 0 {
          batches.append(String(scalar))
        } else {
          batches[batches.count - 1].unicodeScalars.append(scalar)
        }
      }
      batches.append("j")
    }
    let keys = decoded(batches).filter { $0 != .key(.escape) }
    #expect(keys == Array(repeating: .key(.character("j")), count: 20))
  }

  @Test func aSequenceWithoutAnEndTakesNoKeysBehindASilence() {
    var decoder = KeyDecoder()
    for text in ["\u{1B}Pj", "\u{1B}]j", "\u{1B}[1;", "\u{1B}[<0;1", "\u{1B}[M"] {
      #expect(codes(text).flatMap { decoder.take($0) } + decoder.pause() == [], "\(text)")
      #expect(decoder.patience == 1)
      #expect(decoder.expire() == [] && decoder.patience == nil)
      #expect(decoder.take(0x71) == [.key(.character("q"))])
    }
  }

  @Test(arguments: [
    ("\u{1B}Pj\rq", "<enter>q"), ("\u{1B}]j\u{3}q", "<c-c>q"), ("\u{1B}Pj▲q", "<up>q"),
  ])
  func aKeyEndsATextThatNobodyEnded(_ typed: String, _ keys: String) {
    #expect(decoded([typed]) == Key.parse(keys)?.map { .key($0) })
  }

  @Test(arguments: [
    ("ab", "ab"), ("\u{1B}", "<esc>"), ("\u{1B}\u{1B}", "<esc><esc>"), ("\u{1B}j", "<esc>j"),
    ("▲☐", "<up>"), ("\t\r\u{7F}\u{8}\u{1A}", "<tab><enter><bs><bs><c-z>"), ("\u{0}\u{1C}", ""),
    ("zoë金", "zoë金"), ("\u{1B}O", "<esc>O"), ("\u{1B}Ozj", "j"),
    ("\u{1B}[Ia", "a"), ("\u{1B}[1;5Aa", "a"), ("\u{1B}[?1;2ca", "a"), ("\u{1B}[[Aa", "a"),
    ("\u{1B}[<0;5;3Ma", "<click 4,2>a"), ("\u{1B}[<0;5;3ma", "a"), ("\u{1B}[<2;5;3Ma", "a"),
    ("\u{1B}[<64;1;1M\u{1B}[<65;1;1M", "<wheelup><wheeldown>"), ("\u{1B}[<0;0;3M", ""),
    ("\u{1B}[M !\"a", "<click 0,1>a"), ("\u{1B}[M#!!a", "a"),
  ])
  func codesAreKeys(_ typed: String, _ keys: String) {
    #expect(decoded([typed]) == Key.parse(keys)?.map { .key($0) })
  }

  @Test func aSequenceThatComesInPiecesRunsNothing() {
    #expect(decoded(["\u{1B}[", "1;", "5A", "a"]) == [.key(.character("a"))])
    #expect(
      decoded(["\u{1B}[M", " !", "!a"]) == [.key(.click(column: 0, row: 0)), .key(.character("a"))])
  }

  @Test func pastedTextIsOneEvent() {
    #expect(
      decoded(["⟨rm▲\r", "zoë\u{1B}x⟩q"]) == [.paste("rm\nzoë\u{1B}x"), .key(.character("q"))])
    #expect(decoded(["\u{1B}⟨a⟩"]) == [.key(.escape), .paste("a")])
  }

  @Test(arguments: [
    ["⟨qa", "d\u{1B}", "[201~j"], ["⟨qad\u{1B}[2", "01~j"], ["\u{1B}[20", "0~qad⟩j"],
    ["\u{1B}[", "200~qad\u{1B}[201", "~j"],
  ])
  func aPasteWhoseMarksComeInPiecesRunsNothing(_ batches: [String]) {
    #expect(decoded(batches) == [.paste("qad"), .key(.character("j"))])
  }

  @Test func aSequenceThatComesLateBehindItsEscRunsNothing() {
    let escape = TerminalEvent.key(.escape)
    #expect(decoded(["\u{1B}", "[200~qad⟩j"]) == [escape, .paste("qad"), .key(.character("j"))])
    #expect(decoded(["\u{1B}", "[Aj"]) == [escape, .key(.character("j"))])
    #expect(decoded(["\u{1B}", "[", "A"]) == [escape])
    #expect(decoded(["\u{1B}", "O", "A"]) == [escape])
    #expect(decoded(["\u{1B}", "["]) == [escape, .key(.character("["))])
    #expect(decoded(["\u{1B}", "j["]) == [escape] + "j[".map { .key(.character($0)) })
  }

  @Test(arguments: ["\u{1B}", "\u{1B}[201", "\u{1B}[2\u{1B}[20", "\u{1B}[201x"])
  func whatOnlyLooksLikeTheEndIsPasted(_ text: String) {
    #expect(decoded(["⟨\(text)⟩"]) == [.paste(text)])
    #expect(decoded(["⟨\(text)", "\u{1B}[201~"]) == [.paste(text)])
    var decoder = KeyDecoder()
    _ = codes("⟨\(text)").map { decoder.take($0) }
    #expect(decoder.expire() == [.paste(text)])
  }

  @Test func aPasteWithoutEndIsEnded() {
    var decoder = KeyDecoder()
    for code in codes("⟨abc") { #expect(decoder.take(code).isEmpty) }
    #expect(decoder.isPasting)
    #expect(decoder.expire() == [.paste("abc")])
    #expect(!decoder.isPasting)
    #expect(decoder.take(0x71) == [.key(.character("q"))])
  }

  @Test func aLongPasteIsCut() {
    var decoder = KeyDecoder()
    _ = codes("⟨").flatMap { decoder.take($0) }
    for _ in 0..<KeyDecoder.pasteLimit + 100 { _ = decoder.take(0x61) }
    #expect(
      decoder.expire() == [.paste(String(repeating: "a", count: KeyDecoder.pasteLimit))])
  }
}
