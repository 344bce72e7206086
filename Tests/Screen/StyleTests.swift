@testable import Screen
import Testing

@Suite struct StyleTests {
  @Test(arguments: [
    ("", Style()), ("own", Style(.own)), ("bold", Style(attributes: .bold)),
    (
      "red on 252 bold underline",
      Style(.index(1), on: .index(252), attributes: [.bold, .underline])
    ),
    ("on bright-blue", Style(on: .index(12))),
    ("#ff8000 reverse dim", Style(.rgb(255, 128, 0), attributes: [.reverse, .dim])),
    ("own on own", Style(.own, on: .own)),
  ])
  func stylesAreRead(_ text: String, _ style: Style) throws {
    #expect(try Style.read(text).get() == style)
  }

  @Test(arguments: [
    ("rde", "rde"), ("red blue", "blue"), ("256", "256"), ("-1", "-1"), ("#ff", "#ff"),
    ("#ggg000", "#ggg000"),
    ("red on", "on"), ("red on on", "on"), ("on red on blue", "blue"), ("#+12345", "#+12345"),
  ])
  func wordsThatMeanNothingAreNamed(_ text: String, _ word: String) {
    #expect(Style.read(text) == .failure(Style.UnknownWord(word: word)))
  }

  @Test(arguments: [
    (Colour.rgb(255, 255, 255), 231, 15, 7), (.rgb(0, 0, 0), 16, 0, 0),
    (.rgb(0x1C, 0x1C, 0x1C), 234, 0, 0),
    (.rgb(250, 10, 10), 196, 9, 1), (.index(208), 208, 3, 3), (.index(9), 9, 9, 1),
    (.index(3), 3, 3, 3),
  ])
  func coloursBecomeTheNearest(_ colour: Colour, _ many: Int, _ sixteen: Int, _ eight: Int) {
    #expect(colour.index(.many) == many)
    #expect(colour.index(.sixteen) == sixteen)
    #expect(colour.index(.eight) == eight)
    #expect(colour.index(.none) == nil)
    #expect(Colour.own.index(.many) == nil)
  }

  @Test func everyHexColourBecomesOneOfTheFixed() {
    for value in stride(from: 0, to: 256, by: 51) {
      for other in stride(from: 0, to: 256, by: 51) {
        #expect((Colour.rgb(value, other, 128).index(.many) ?? 0) >= 16)
      }
    }
  }

  @Test func contrastIsThatOfTheStandard() {
    #expect(Colour.rgb(0, 0, 0).contrast(on: .rgb(255, 255, 255)) == 21)
    let grey = Colour.rgb(0x77, 0x77, 0x77).contrast(on: .rgb(255, 255, 255)) ?? 0
    #expect(abs(grey - 4.48) < 0.01)
    #expect(Colour.own.contrast(on: .index(0)) == nil)
  }

  @Test(arguments: [
    (256, [:], ColourDepth.many), (65_536, [:], .many), (88, [:], .sixteen), (16, [:], .sixteen),
    (8, [:], .eight), (0, [:], .none), (-1, [:], .none), (256, ["NO_COLOR": "1"], .none),
    // Any text does, whatever it says (no-color.org).
    (256, ["NO_COLOR": "0"], .none), (256, ["NO_COLOR": "true"], .none),
    (256, ["NO_COLOR": " "], .none), (16, ["NO_COLOR": "no"], .none),
    (256, ["NO_COLOR": ""], .many),
  ])
  func theDepthIsThatOfTheTerminal(
    _ colours: Int, _ environment: [String: String], _ depth: ColourDepth
  ) {
    #expect(ColourDepth(colours: colours, environment: environment) == depth)
  }

  @Test func whatHadAGroundOfItsOwnIsReversedWhereColoursAreLost() {
    let theme = Theme(
      name: "x",
      styles: [
        .text: Style(.rgb(200, 200, 200), on: .rgb(20, 20, 20)),
        .selection: Style(on: .rgb(0, 0, 95)),
      ])
    #expect(
      theme.look(of: .selection, .many) == Look(foreground: 251, background: 17, attributes: []))
    #expect(
      theme.look(of: .selection, .none)
        == Look(foreground: nil, background: nil, attributes: .reverse))
    #expect(theme.look(of: .selection, .eight).attributes == .reverse)
    #expect(theme.look(of: .text, .none) == Look(foreground: nil, background: nil, attributes: []))
  }

  @Test func themesInherit() throws {
    let all = [
      "a": ["inherits": "b", "error": "red"], "b": ["inherits": "c", "text": "on 17"],
      "c": ["muted": "9"],
      "x": ["inherits": "y"], "y": ["inherits": "x"],
    ]
    func find(_ name: String) throws(ThemeError) -> ThemeDefinition {
      guard let entries = all[name] else { throw .unknown(name, places: ["here"]) }
      return try ThemeDefinition(name: name, entries: entries)
    }
    let theme = try find("a").theme(find)
    #expect(theme[.error] == Style(.index(1), on: .index(17)))
    #expect(theme[.muted] == Style(.index(9), on: .index(17)))
    #expect(theme[.selection].attributes == .reverse, "from terminal, at the end")
    #expect(throws: ThemeError.loop(["x", "y", "x"])) { try find("x").theme(find) }
    #expect(throws: ThemeError.unknown("z", places: ["here"])) {
      try ThemeDefinition(name: "q", entries: ["inherits": "z"]).theme(find)
    }
  }

  @Test func mistakesAreNamedWithWhatToDo() {
    #expect(throws: ThemeError.unknownRole(theme: "x", role: "selectoin")) {
      try ThemeDefinition(name: "x", entries: ["selectoin": "red"])
    }
    #expect(throws: ThemeError.unknownWord(theme: "x", role: "text", word: "rde")) {
      try ThemeDefinition(name: "x", entries: ["text": "rde bold"])
    }
    #expect(ThemeError.unknownRole(theme: "x", role: "y").sentence.contains("tab-active"))
  }
}
