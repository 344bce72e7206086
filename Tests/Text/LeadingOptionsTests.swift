import Text
import Testing

/// Options of the whole program are taken before the subcommand as well.
@Suite struct LeadingOptionsTests {
  private let options = LeadingOptions(
    valued: ["--home", "--store", "--output", "--color"], flags: ["--json", "--yes", "--quiet"],
    letters: ["y", "q"],
    commands: [
      .init(["plan"]), .init(["tasks"], [.init(["list"]), .init(["approve"])]),
      .init(["help"], takesOptions: false),
    ])

  @Test(
    arguments: [
      ("plan app", "plan app"),
      ("--home D plan app", "plan --home D app"),
      ("--home=D plan app", "plan --home=D app"),
      ("--home D --json tasks list --status failed", "tasks list --home D --json --status failed"),
      ("tasks --home D list", "tasks list --home D"),
      ("--quiet tasks --home D -y approve 1 -- 2", "tasks approve --quiet --home D -y 1 -- 2"),
      ("-y plan app", "plan -y app"), ("-qy plan app", "plan -qy app"),
      ("--home A plan app --home B", "plan --home A app --home B"),
      ("--store sqlite:///tasks plan app", "plan --store sqlite:///tasks app"),
      ("--home tasks list", "--home tasks list"),
      ("--home tasks tasks list", "tasks list --home tasks"),
      ("--output jsonl --color=never plan app", "plan --output jsonl --color=never app"),
      // What no subcommand follows stays, so that the parser says what is wrong with it.
      ("", ""), ("--version", "--version"), ("--help", "--help"), ("--home D", "--home D"),
      ("--home D --help", "--home D --help"), ("--home", "--home"),
      ("--home --yes plan app", "--home --yes plan app"),
      ("--odd plan app", "--odd plan app"), ("--home D --odd plan", "--home D --odd plan"),
      ("-x plan app", "-x plan app"), ("-- plan app", "-- plan app"),
      ("--yes=1 plan", "--yes=1 plan"),
      ("--home D song", "--home D song"), ("- plan", "- plan"),
      ("--home D tasks sing", "tasks sing"), ("tasks --home D", "tasks --home D"),
      ("--home D tasks", "tasks"), ("tasks --help", "tasks --help"),
      ("--home D tasks --help", "tasks --help"),
      ("--home D help tasks list", "help tasks list"),
    ])
  func theyMoveBehindTheSubcommand(_ row: (words: String, arranged: String)) {
    let words = row.words.split(separator: " ").map(String.init)
    #expect(options.arranged(words).joined(separator: " ") == row.arranged)
  }

  @Test(
    arguments: [
      ("plna app", "plna", "plan"), ("--home D plna", "plna", "plan"),
      ("tasks lsit --all", "lsit", "list"), ("tasks --json aprove 1", "aprove", "approve"),
      ("helo", "helo", "help"),
    ])
  func aSlipNamesTheNearest(_ line: String, _ word: String, _ near: String) {
    let slip = options.slip(in: line.split(separator: " ").map(String.init))
    #expect(slip?.word == word && slip?.near == near)
  }

  @Test func aWordThatIsNearNoneIsASlipToo() {
    #expect(options.slip(in: ["zzzzzz"])?.near == nil)
    #expect(options.slip(in: ["zzzzzz"]) != nil)
  }

  @Test(
    arguments: [
      "", "--version", "plan aplan", "tasks", "tasks --help", "tasks list lsit", "--home tasks",
      "--odd plna", "-- plna", "help plna",
    ])
  func whatIsNoSlip(_ line: String) {
    #expect(options.slip(in: line.split(separator: " ").map(String.init)) == nil)
  }
}
