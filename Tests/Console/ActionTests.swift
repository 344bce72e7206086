import Engine
import Provisioning
import Screen
import Testing

@testable import Console

/// The one table of actions.
@Suite struct ActionTests {
  private static let screens = ["1", "2", "3", "4", "4<enter>", "5", "6", "6<right>", "7"]

  @Test(arguments: screens)
  func noKeyDoesTwoThings(_ keys: String) {
    var desk = Desk()
    desk.press(keys)
    var seen: [Key: String] = [:]
    for action in desk.console.actions() {
      for key in action.keys {
        let other = seen.updateValue(action.id, forKey: key)
        #expect(other == nil, "\(key) does \(action.id) and \(other ?? "")")
      }
    }
  }

  @Test func eachHasATitleAHelpAndAKey() {
    for section in Actions.all {
      for action in section.actions {
        #expect(!action.title.isEmpty && action.help.hasSuffix("."), "\(action.id)")
        #expect(!action.keys.isEmpty, "\(action.id)")
      }
    }
  }

  @Test(arguments: [
    ("R", "Reapply"), ("rea", "Reapply"), ("A", "Approve all that match"), ("a", "Approve"),
    ("qui", "Quit"), ("approve all", "Approve all that match"), ("department", "Build a filter"),
  ])
  func whatFitsBestIsFoundFirst(_ row: (typed: String, title: String)) {
    let desk = Desk()
    #expect(desk.console.offers.found(by: row.typed).first?.action.title == row.title)
  }

  @Test func whatIsFilteredIsDecidedAboutAsAWhole() {
    var desk = Desk()
    desk.press("/dept:Sales<enter>")
    #expect(desk.text.contains("A Approve all that match"))
    desk.press("<esc>/status:provisioned<enter>A")
    #expect(desk.message.contains("nothing that the filter shows can be approved"))
    #expect(desk.effects.isEmpty)
  }

  @Test func whatAsksSharesNoLetterWithAMovement() {
    // A letter with Ctrl is no slip of one with Shift.
    for isControl in [false, true] {
      let moving = Actions.moving.flatMap(\.keys).filter { $0.isControl == isControl }
      for action in Actions.all.flatMap(\.actions) where action.danger == .asks {
        for letter in action.keys.filter({ $0.isControl == isControl }).compactMap(\.letter) {
          #expect(!moving.compactMap(\.letter).contains(letter), "\(action.id)")
        }
      }
    }
  }

  @Test func nothingNeedsAKeyThatKeyboardsHideOrTerminalsMerge() {
    let hidden = Set("[]{}\\@~".map(Key.character))
    let merged: Set<Key> = [.control("i"), .control("m"), .control("h"), .control("j")]
    for action in Actions.all.flatMap(\.actions) {
      #expect(!action.keys.contains { hidden.contains($0) || merged.contains($0) }, "\(action.id)")
    }
  }

  @Test func everyActionThatIsOfferedIsDoneWithoutATrap() {
    for keys in Self.screens {
      var desk = Desk()
      desk.press(keys)
      for offer in desk.console.offers.all {
        var other = desk
        other.console.perform(offer)
        _ = other.screen()
      }
    }
  }

  /// No row has a handler that does nothing; a rule in the middle moves both ways.
  @Test(arguments: screens.map { $0 == "4" ? "4j" : $0 })
  func everyActionOfAScreenDoesSomething(_ keys: String) {
    var desk = Desk()
    desk.press("6")
    desk.give([Desk.user(1, "ann", roles: ["A"])])
    desk.send(.rolesLoaded([RoleRecord(name: "A", members: 1)]))
    desk.press(keys)
    for offer in desk.console.front.offers(desk.console.frame) where offer.action.disabled == nil {
      var other = desk
      other.console.perform(offer)
      let frame = other.console.frame
      #expect(
        !frame.effects.isEmpty || frame.typing != nil || other.screen() != desk.screen(),
        "\(offer.action.id)")
    }
  }

  @Test func helpAndPaletteAreOneListThatRuns() {
    var desk = Desk()
    desk.press("j?appr<enter>")
    #expect(desk.effects == [.decide(.approve, [29])])
    desk.press(":verify<enter>")
    #expect(desk.effects == [.verify(app: "netskope", user: nil)])
  }

  @Test func aDisabledActionSaysWhy() {
    var desk = Desk()
    desk.press("a")
    #expect(desk.effects.isEmpty && desk.message == "Approve: it is not pending")
    desk.press("?approve")
    #expect(desk.text.contains("(it is not pending)"))
  }

  @Test func theHintLineKeepsPaletteAndHelp() {
    for columns in [40, 60, 80, 132] {
      for keys in Self.screens {
        var desk = Desk(size: Size(columns: columns, rows: 24))
        desk.press(keys)
        let isForm = desk.console.form.map { !$0.isAtRest } ?? false
        let tail = isForm ? "Ctrl-p palette  Ctrl-g help" : ": palette  ? help"
        #expect(desk.text.hasSuffix(tail), "\(columns) \(keys)")
      }
    }
  }

  @Test func aPersonsKeysTakeThePlaceOfTheTables() {
    var settings = ConsoleSettings()
    settings.keymap = Keymap(["tasks.approve": ["x", "<f12>"]])
    var desk = Desk(settings: settings)
    desk.press("ja")
    #expect(desk.effects.isEmpty)
    desk.press("x")
    #expect(desk.effects == [.decide(.approve, [29])])
    #expect(desk.text.contains("x Approve"))
  }

  @Test(arguments: [
    (["tasks.approve": ["i"]], "i does tasks.approve and tasks.ignore"),
    (["tasks.aprove": ["i"]], "no action tasks.aprove"), (["quit": ["xy"]], "a key is written"),
    (["quit": ["j"]], "quit"),
  ])
  func aConflictIsNamedAndTheConsoleStarts(_ keys: [String: [String]], _ words: String) {
    var settings = ConsoleSettings()
    settings.keymap = Keymap(keys)
    #expect(settings.keymap.problems.first?.contains(words) == true)
    #expect(Console(settings).frame.message.text.contains(words))
  }

  @Test func theCommandLineThatDoesTheSameIsNoted() {
    var desk = Desk()
    desk.press("jaL")
    #expect(desk.text.contains("usher tasks approve 29"))
    #expect(
      Effect.saveUser("o'neil", ["title": "a b"]).commandLine
        == "usher users set 'o'\\''neil' 'title=a b'")
    #expect(
      Effect.decideAll(.retry, TaskFilter(statuses: [.failed], search: "x y"), described: "")
        .commandLine == "usher tasks retry --all --status failed --search 'x y'")
    var filter = TaskFilter(app: 3, statuses: [.pending], actions: [.create])
    filter.attributes["department"] = "R & D"
    filter.group = "Eng"
    #expect(
      Effect.decideAll(.approve, filter, described: "").commandLine
        == "usher tasks approve --all --app 3 --status pending --action create "
        + "--only 'department:R & D' --group Eng")
    filter.since = 5
    #expect(Effect.decideAll(.approve, filter, described: "").commandLine == nil)
  }

  @Test func escGoesBackOneStep() {
    var desk = Desk()
    desk.press("/x<enter>")
    desk.give(Desk.tasks(3))
    desk.press("<space><enter>?")
    var steps: [String] = []
    for _ in 0..<5 {
      desk.press("<esc>")
      steps.append(
        "\(desk.console.overlays.count) \(desk.console.tasks.isOpen) \(desk.console.tasks.marks.count) \(desk.console.tasks.words)"
      )
    }
    #expect(steps == ["0 true 1 x", "0 false 1 x", "0 false 0 x", "0 false 0 ", "0 false 0 "])
    #expect(desk.effects.isEmpty)
  }

  @Test func quitClosesAndThenEnds() {
    var desk = Desk()
    desk.press("<enter>q")
    #expect(desk.effects.isEmpty && !desk.console.tasks.isOpen)
    desk.press("q")
    #expect(desk.effects == [.quit])
  }
}

extension Key {
  fileprivate var isControl: Bool {
    if case .control = self { true } else { false }
  }

  /// The letter, in whatever modifier.
  fileprivate var letter: String? {
    switch self {
    case .character(let character), .control(let character): character.lowercased()
    default: nil
    }
  }
}
