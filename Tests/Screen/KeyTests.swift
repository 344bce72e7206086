import Screen
import Testing

@Suite struct KeyTests {
  @Test(arguments: [
    ("jj<enter>", [Key.character("j"), .character("j"), .enter]),
    ("<c-f><f1><space>", [.control("f"), .function(1), .character(" ")]),
    ("a<lt>b", [.character("a"), .character("<"), .character("b")]),
    ("a<b", [.character("a"), .character("<"), .character("b")]),
    ("<S-Tab><PgDn><click 4,7>", [.backTab, .pageDown, .click(column: 4, row: 7)]),
    ("", []),
  ])
  func keysAreReadAsTestsWriteThem(_ notation: String, _ keys: [Key]) {
    #expect(Key.parse(notation) == keys)
  }

  @Test(arguments: ["<nothing>", "<f0>", "<f99>", "<fx>", "<c->", "<c-ab>", "<>", "<click 1>"])
  func unknownNamesAreRefused(_ notation: String) {
    #expect(Key.parse(notation) == nil)
  }

  @Test(arguments: [
    Key.character("a"), .character("<"), .character(" "), .character("金"), .control("z"),
    .function(12), .enter, .escape, .tab, .backTab, .backspace, .insert, .delete, .up, .down, .left,
    .right, .home, .end, .pageUp, .pageDown, .wheelUp, .wheelDown, .click(column: 3, row: 9),
  ])
  func everyKeyHasANotation(_ key: Key) {
    #expect(Key.parse(key.notation) == [key])
    #expect(!key.description.isEmpty)
  }
}
