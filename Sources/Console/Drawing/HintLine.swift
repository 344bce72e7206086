import Provisioning
import Screen

/// The most useful actions, then those that never drop.
struct HintLine {
  private let hints: [Hint]
  /// Whether nothing else can be done.
  private let isComplete: Bool

  private init(hints: [Hint], isComplete: Bool) {
    self.hints = hints
    self.isComplete = isComplete
  }

  private init(complete hints: [Hint]) { self.init(hints: hints, isComplete: true) }

  init(_ screen: any Screen, _ frame: Frame, actions: () -> [Action]) {
    if let overlay = frame.overlays.last {
      self.init(complete: overlay.hints)
    } else if frame.typing != nil {
      self.init(complete: [("Enter", "keep"), ("Esc", "stop typing"), ("↓ ↑", "move")])
    } else if let hints = screen.captureHints {
      self.init(complete: hints)
    } else if let form = screen.openForm, form.isEntering {
      self.init(complete: form.hints(isFilter: type(of: screen).formIsFilter))
    } else if type(of: screen).formIsFilter, screen.openForm != nil {
      self.init(complete: [("Space", "next value"), ("Enter", "type"), ("Esc", "keep it")])
    } else {
      self.init(hints: Self.offered(actions()), isComplete: false)
    }
  }

  private static func offered(_ actions: [Action]) -> [Hint] {
    var offered = actions.filter { $0.disabled == nil && $0.prominence != .fixed }
    if let index = offered.firstIndex(where: { $0.prominence == .leading }) {
      offered.insert(offered.remove(at: index), at: min(1, index))
    }
    return offered.compactMap { action in
      action.keys.first.map { ($0.description, action.title) }
    }
  }

  func draw(into surface: inout Surface, row: Int) {
    let fixed: [Hint] = isComplete ? [] : [(":", "palette"), ("?", "help")]
    let tail = fixed.map { "\($0.key) \($0.title)" }.joined(separator: "  ")
    let columns = surface.size.columns
    var column = 1
    let end = columns - tail.displayWidth - (tail.isEmpty ? 0 : 2)
    for hint in hints.prefix(isComplete ? 12 : 7) {
      let width = hint.key.displayWidth + 1 + hint.title.displayWidth
      guard column + width < end else { continue }
      column = surface.write(hint, column: column, row: row)
    }
    column = columns - tail.displayWidth - 1
    for hint in fixed { column = surface.write(hint, column: column, row: row) }
  }
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
    hints.append(("Tab", field?.suggestion == nil ? "next field" : "complete"))
    if field?.completions.isEmpty == false { hints.append(("↓", "choose")) }
    hints.append(("Enter", "next"))
    if !isFilter { hints.append(("Ctrl-s", "save")) }
    return hints + [("Esc", "leave, keeping the text")]
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
    case .pager: [("j k", "scroll"), ("/", "find"), ("Esc", "back")]
    case .chooser(let chooser):
      chooser.ticks == nil
        ? [("type", "to find"), ("↓ ↑", "choose"), ("Enter", "take it"), ("Esc", "back")]
        : [("type", "to find"), ("Space", "tick"), ("Ctrl-s", "save"), ("Esc", "back")]
    }
  }
}
