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
    ("a\u{202E}b", 20, nil, "a\\u{202E}b"), ("a\nb", 20, nil, "a\\u{A}b"), ("ann", 10, 0, ""),
    ("ann", 10, -3, ""), ("ann", 2, Int.max, "an"),
  ])
  func textIsCutByWidthAndShownEscaped(
    _ text: String, _ columns: Int, _ width: Int?, _ shown: String
  ) {
    #expect(drawn(text, columns: columns, width: width) == shown)
  }

  @Test(arguments: [
    (-1, "nn"), (-2, "n"), (-3, ""), (2, "  an"), (3, "   a"), (4, ""), (Int.min, ""),
    (Int.max, ""),
  ])
  func whatIsBesideTheScreenIsCutOff(_ column: Int, _ shown: String) {
    #expect(drawn("ann", columns: 4, at: column) == shown)
  }

  @Test(arguments: [(-1, " 凤"), (0, "金凤"), (1, " 金"), (3, "")])
  func ofAWideCharacterAtAnEdgeNothingIsShown(_ column: Int, _ shown: String) {
    #expect(drawn("金凤", columns: 4, at: column) == shown)
  }

  @Test(arguments: [(0, "x 凤"), (1, " x凤"), (2, "金x"), (3, "金 x")])
  func halfOfAWideCharacterDoesNotStay(_ column: Int, _ shown: String) {
    var surface = Surface(size: Size(columns: 4, rows: 1))
    surface.write("金凤", column: 0, row: 0, role: .text)
    surface.write("x", column: column, row: 0, role: .text)
    #expect(surface.text == shown)
    surface.write("常", column: 1, row: 0, role: .text)
    #expect(surface[1, 0].width == 2)
    #expect(surface.row(0).map(\.width).reduce(0, +) == 4, "each column has one owner")
  }

  /// Plain text goes a shorter way, which ends in the same place.
  @Test func plainTextIsWrittenAsAnyOther() {
    for column in -6...8 {
      for width in [nil, 0, 1, 3, 4, 5, 12] as [Int?] {
        var (plain, other) = (
          Surface(size: Size(columns: 7, rows: 2)), Surface(size: Size(columns: 7, rows: 2))
        )
        let one = plain.write("anna", column: column, row: 1, role: .key, width: width)
        let two = other.write("znnž", column: column, row: 1, role: .key, width: width)
        #expect(one == two)
        #expect(plain.roles == other.roles)
        let same = other.text.replacing("ž", with: "a").replacing("z", with: "a")
        #expect(plain.text == same)
      }
    }
  }

  @Test func aRectangleIsFilledAndPainted() {
    var surface = Surface(size: Size(columns: 6, rows: 3))
    surface.write("abcdef", column: 0, row: 1, role: .text)
    surface.fill(column: 4, row: 0, columns: 9, rows: 2, role: .border, with: "│")
    surface.paint(column: 1, row: 1, columns: 2, role: .match)
    #expect(surface.text == "    ││\nabcd││\n")
    #expect(surface.roles == "····BB\n·ff·BB\n······")
    surface.fill(row: 0, role: .text, with: "金")
    #expect(surface.text == "\nabcd││\n", "only a character of one column fills")
    surface.fill(row: 0, role: .text, with: "\u{1B}")
    #expect(surface.text == "\nabcd││\n")
  }

  @Test func nothingOutsideOfTheScreenIsWrittenAtAnyPlace() {
    let numbers = [Int.min, -5, -1, 0, 1, 2, 9, Int.max]
    for size in [Size(columns: 0, rows: 0), Size(columns: 1, rows: 1), Size(columns: 3, rows: 2)] {
      var surface = Surface(size: size)
      for column in numbers {
        for row in numbers {
          surface.write("金ab", column: column, row: row, role: .error)
          for extent in numbers {
            surface.write("金ab", column: column, row: row, role: .error, width: min(extent, 5))
            surface.fill(column: column, row: row, columns: extent, rows: extent, role: .border)
            surface.paint(column: column, row: row, columns: extent, rows: extent, role: .match)
          }
          _ = surface[column, row]
          _ = surface.row(row)
        }
      }
      #expect(surface.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 2)
    }
  }

  @Test func aSizeIsNeverNegativeOrBeyondAllTerminals() {
    #expect(Size(columns: -1, rows: -9) == Size(columns: 0, rows: 0))
    #expect(Size(columns: Int.max, rows: Int.max) == Size(columns: 1000, rows: 1000))
  }

  @Test func eachRoleHasItsLetter() {
    #expect(Set(Role.allCases.map(\.letter)).count == Role.allCases.count)
  }

  @Test(arguments: ["x", "é", "\u{301}", "\u{1B}", "漢"], [nil, 3, 200])
  func ofAMegabyteOnlyWhatIsSeenIsDrawn(_ piece: String, _ width: Int?) {
    let text = "a" + String(repeating: piece, count: (1 << 20) / piece.utf8.count)
    let start = ContinuousClock.now
    for _ in 1...5 {
      let line = drawn(text, columns: 10, width: width)
      #expect(line.unicodeScalars.first == "a")
      #expect(line.count <= 10)
    }
    #expect(start.duration(to: .now) < .seconds(5))
  }
}
