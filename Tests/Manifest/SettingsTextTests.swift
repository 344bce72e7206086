import Manifest
import Testing

/// A person's own keys and themes: flat lists, and what is no such list is said, not guessed.
@Suite struct SettingsTextTests {
  @Test(
    arguments: [
      ("", []), ("# nothing\n", []), ("a: b", [("a", ["b"])]),
      ("save: [<c-s>, x]\nquit: q\n", [("save", ["<c-s>", "x"]), ("quit", ["q"])]),
      ("a: 1\nb: true\n", [("a", ["1"]), ("b", ["true"])]),
      ("a: &x y\nb: *x\n", [("a", ["y"]), ("b", ["y"])]),
    ] as [(String, [(String, [String])])])
  func reads(_ row: (text: String, entries: [(String, [String])])) throws {
    let entries = try SettingsText.entries(row.text)
    #expect(entries.map(\.name) == row.entries.map(\.0))
    #expect(entries.map(\.values) == row.entries.map(\.1))
  }

  @Test(arguments: [
    ("just words", "not a list"), ("- a\n- b\n", "not a list"), ("a: {b: c}", "line 1"),
    ("a: b\nc: [d, [e]]", "line 2"), ("a: b\na: c", "twice"), ("a: [", "line"),
    (String(repeating: "[", count: 60_000), "line"),
    ("a: \(String(repeating: "x", count: 70_000))", "64 KB"),
    (
      "a: &a [x]\n? [\(String(repeating: "*a, ", count: 40))]\n: b\n", "aliases"
    ),
  ])
  func refuses(_ row: (text: String, reason: String)) {
    let problem = #expect(throws: SettingsText.Problem.self) {
      try SettingsText.entries(row.text)
    }
    #expect(problem?.reason.contains(row.reason) == true, "\(problem?.reason ?? "")")
  }
}
