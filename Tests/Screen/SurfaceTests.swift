import Screen
import Testing

@Suite struct SurfaceTests {
  private func drawn(_ text: String, columns: Int, at column: Int = 0, width: Int? = nil) -> String
  {
    var surface = Surface(size: Size(columns: columns, rows: 1))
    surface.write(text, column: column, row: 0, role: .text, width: width)
    return surface.text
  }

  @Test(arguments: [
    ("ann", 5, nil, "ann"), ("annabel", 5, nil, "annab"), ("annabel", 10, 4, "ann~"),
    ("金凤常", 6, nil, "金凤常"), ("金凤常", 5, nil, "金凤"), ("金凤常", 10, 4, "金~"),
    ("e\u{301}x", 5, nil, "e\u{301}x"), ("a\u{1B}[31mb", 20, nil, "a\\u{1B}[31mb"),
    ("a\u{202E}b", 20, nil, "a\\u{202E}b"),
  ])
  func textIsCutByWidthAndShownEscaped(
    _ text: String, _ columns: Int, _ width: Int?, _ shown: String
  ) {
    #expect(drawn(text, columns: columns, width: width) == shown)
  }

  @Test func halfOfAWideCharacterDoesNotStay() {
    var surface = Surface(size: Size(columns: 4, rows: 1))
    surface.write("金凤", column: 0, row: 0, role: .text)
    surface.write("x", column: 1, row: 0, role: .text)
    #expect(surface.text == " x凤")
  }

  @Test func nothingOutsideOfTheScreenIsWritten() {
    for size in [Size(columns: 0, rows: 0), Size(columns: 1, rows: 1), Size(columns: 3, rows: 2)] {
      var surface = Surface(size: size)
      for place in [(-5, -5), (-1, 0), (0, 9), (9, 0), (2, 1)] {
        surface.write("金ab", column: place.0, row: place.1, role: .error)
        surface.fill(column: place.0, row: place.1, columns: 4, rows: 4, role: .border)
      }
      #expect(surface.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 2)
    }
  }

  @Test(arguments: [
    ("jj<enter>", [Key.character("j"), .character("j"), .enter]),
    ("<c-f><f1><space>", [.control("f"), .function(1), .character(" ")]),
    ("a<lt>b", [.character("a"), .character("<"), .character("b")]),
  ])
  func keysAreReadAsTestsWriteThem(_ notation: String, _ keys: [Key]) {
    #expect(Key.parse(notation) == keys)
    #expect(Key.parse("<nothing>") == nil)
  }
}
