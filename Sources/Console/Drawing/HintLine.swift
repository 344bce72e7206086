import Text
import Screen

/// The most useful actions, then those that never drop.
struct HintLine {
  private let hints: [Hint]
  /// Those that never drop.
  private let fixed: [Hint]

  private init(_ hints: [Hint], fixed: [Hint] = []) {
    self.hints = hints
    self.fixed = fixed
  }

  /// Hints where nothing else can be done.
  private init(complete hints: [Hint]) { self.init(hints) }

  init(_ screen: any Screen, _ frame: Frame, _ offers: OfferTable) {
    if let overlay = frame.overlays.last {
      self.init(complete: overlay.hints)
    } else if frame.typing != nil {
      self.init(complete: [
        ("Enter", "keep"), ("Esc", "stop typing"), ("↑", "earlier filters"), ("↓", "move"),
      ])
    } else if let hints = screen.captureHints {
      self.init(complete: hints)
    } else if let form = screen.openForm, !form.isAtRest {
      let isFilter = type(of: screen).formIsFilter
      let own = isFilter ? [] : offers.first(Self.most) { !$0.isKeyOfForms }
      self.init(
        form.hints(isFilter: isFilter) + own.map(\.hint), fixed: Self.fixed(offers))
    } else {
      self.init(offers.first(Self.most).map(\.hint), fixed: Self.fixed(offers))
    }
  }

  /// So many hints at most beside those that never drop.
  private static let most = 7

  private static func fixed(_ offers: OfferTable) -> [Hint] {
    offers.fixed.compactMap { action in
      guard case .fixed(let title) = action.prominence, let key = action.keys.first else {
        return nil
      }
      return (key.description, title)
    }
  }

  func draw(into surface: inout Surface, row: Int) {
    let tail = fixed.map { "\($0.key) \($0.title)" }.joined(separator: "  ")
    let columns = surface.size.columns
    var column = 1
    let end = columns - tail.displayWidth - (tail.isEmpty ? 0 : 2)
    for hint in hints.prefix(fixed.isEmpty ? 12 : Self.most) {
      let width = hint.key.displayWidth + 1 + hint.title.displayWidth
      guard column + width < end else { continue }
      column = surface.write(hint, column: column, row: row)
    }
    column = columns - tail.displayWidth - 1
    for hint in fixed { column = surface.write(hint, column: column, row: row) }
  }
}

extension Action {
  /// Whether its keys mean something to every form, which tells that itself.
  fileprivate var isKeyOfForms: Bool {
    let own: [Key] = [.enter, .escape, .tab, .backTab]
    return keys.contains(where: own.contains)
  }

  /// Its first key with its title.
  fileprivate var hint: Hint { (keys.first?.description ?? "", title) }
}

extension Surface {
  fileprivate mutating func write(_ hint: Hint, column: Int, row: Int) -> Int {
    let behind = write(hint.key, column: column, row: row, role: .key)
    return write(" \(hint.title)", column: behind, row: row, role: .hint) + 2
  }
}

extension Form {
  fileprivate func hints(isFilter: Bool) -> [Hint] {
    var hints: [Hint] = []
    if field?.kind.isTurned == true { hints.append(("Space", "next value")) }
    hints.append(("Tab", field?.suggestion == nil || !isEntering ? "next field" : "complete"))
    if field?.offersValues == true { hints.append(("Ctrl-o", "choose")) }
    return hints + [("Esc", isFilter ? "keep it" : "leave")]
  }
}

extension Overlay {
  fileprivate var hints: [Hint] {
    switch self {
    case .palette: [("type", "to find"), ("↓ ↑", "choose"), ("Enter", "do it"), ("Esc", "back")]
    case .dialog(let dialog):
      dialog.number == nil
        ? dialog.answers.map { (String($0.letter), $0.title) } + [("n", dialog.back)]
        : [("type", "the number"), ("Enter", "answer"), ("Esc", dialog.back)]
    case .prompt: [("Enter", "take it"), ("Esc", "leave, keeping the text"), ("Ctrl-u", "clear")]
    case .plan(let page): page.hints
    case .pager: [("j k", "scroll"), ("/", "find"), ("Esc", "back")]
    case .chooser(let chooser):
      chooser.ticks == nil
        ? [("type", "to find"), ("↓ ↑", "choose"), ("Enter", "take it"), ("Esc", "back")]
        : [("type", "to find"), ("Space", "tick"), ("Ctrl-s", "save"), ("Esc", "back")]
    }
  }
}

extension PlanPage {
  fileprivate var hints: [Hint] {
    if isTyping { return [("Enter", "keep"), ("Esc", "clear")] }
    let answer = number == nil ? ("y", verb) : ("0-9", "the number")
    return [
      answer, ("n", "go back"), ("Enter", typed.isEmpty ? "the person" : "answer"),
    ] + (undone == nil ? [] : [("o", "only a part")]) + [
      ("/", "filter"), ("← →", "kind"), ("j k", "move"),
    ]
  }
}
