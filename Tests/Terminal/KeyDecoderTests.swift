import CNcurses
import Screen
import Testing

@testable import Terminal

@Suite struct KeyDecoderTests {
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
    return batches.flatMap { batch in
      codes(batch).flatMap { decoder.take($0) } + decoder.pause()
    }
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
    #expect(decoded(["\u{1B}", "[", "A"]) == [escape] + "[A".map { .key(.character($0)) })
    #expect(decoded(["\u{1B}", "j["]) == [escape] + "j[".map { .key(.character($0)) })
  }

  @Test(arguments: ["\u{1B}", "\u{1B}[201", "\u{1B}[2\u{1B}[20", "\u{1B}[201x"])
  func whatOnlyLooksLikeTheEndIsPasted(_ text: String) {
    #expect(decoded(["⟨\(text)⟩"]) == [.paste(text)])
    #expect(decoded(["⟨\(text)", "\u{1B}[201~"]) == [.paste(text)])
    var decoder = KeyDecoder()
    _ = codes("⟨\(text)").map { decoder.take($0) }
    #expect(decoder.endPaste() == [.paste(text)])
  }

  @Test func aPasteWithoutEndIsEnded() {
    var decoder = KeyDecoder()
    for code in codes("⟨abc") { #expect(decoder.take(code).isEmpty) }
    #expect(decoder.isPasting)
    #expect(decoder.endPaste() == [.paste("abc")])
    #expect(!decoder.isPasting)
    #expect(decoder.take(0x71) == [.key(.character("q"))])
  }

  @Test func aLongPasteIsCut() {
    var decoder = KeyDecoder()
    _ = codes("⟨").flatMap { decoder.take($0) }
    for _ in 0..<KeyDecoder.pasteLimit + 100 { _ = decoder.take(0x61) }
    #expect(
      decoder.endPaste() == [.paste(String(repeating: "a", count: KeyDecoder.pasteLimit))])
  }
}
