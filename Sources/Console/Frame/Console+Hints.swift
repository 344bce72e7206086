import Engine
import Provisioning
import Screen

extension Console {
  /// What goes on, else the last answer or error, else what should be known here.
  func drawMessage(into surface: inout Surface, row: Int) {
    let line = messageLine
    surface.write(
      line.text, column: 1, row: row, role: line.role, width: max(0, size.columns - 1))
    let stale = staleWords
    guard !stale.isEmpty, line.text != stale else { return }
    let room = size.columns - 3 - line.text.displayWidth
    if stale.displayWidth < room {
      surface.write(
        stale, column: size.columns - 1 - stale.displayWidth, row: row, role: .warning)
    }
  }

  var messageLine: Line {
    if !message.text.isEmpty {
      switch message.role {
      case .plain: return Line(message.text, .message)
      case .warning: return Line(message.text, .warning)
      case .error: return Line(message.text, .error)
      }
    }
    if let job = toldJob { return Line(words(job), .running) }
    if let pause = app?.app.pause { return Line("Paused: \(pause.reason)", .error) }
    if case .stopped(let why) = worker.state { return Line("The worker stopped: \(why)", .error) }
    return Line(staleWords, .warning)
  }

  /// What goes on, since when, how far of how much, and how it ends.
  private func words(_ job: Job) -> String {
    var text = "\(job.effect.work ?? "") · \(Age.words(now - job.startedAt))"
    if let progress = job.progress {
      text += " · \(Count.grouped(progress.done))"
      if let total = progress.total, total > 0 { text += " of \(Count.grouped(total))" }
    }
    return text + (job.effect.isCancellable ? " · Ctrl-c cancels" : "")
  }

  private var staleWords: String {
    guard let stale = app?.stale, stale > 0, [.parameters, .rules, .tasks].contains(tab) else {
      return ""
    }
    return
      "\(Count.words(stale, "user was", "users were")) evaluated under older rules · R reapplies"
  }

  /// The most useful actions, then those that never drop.
  func drawHints(into surface: inout Surface, row: Int) {
    if layout.message == nil, !message.text.isEmpty || toldJob != nil {
      return drawMessage(into: &surface, row: row)
    }
    let own = hints
    let fixed: [(String, String)] =
      own.isComplete ? [] : [(":", "palette"), ("?", "help")]
    let tail = fixed.map { "\($0.0) \($0.1)" }.joined(separator: "  ")
    var column = 1
    let end = size.columns - tail.displayWidth - (tail.isEmpty ? 0 : 2)
    for (key, title) in own.pairs.prefix(own.isComplete ? 12 : 7) {
      let width = key.displayWidth + 1 + title.displayWidth
      guard column + width < end else { continue }
      column = surface.write(key, column: column, row: row, role: .key)
      column = surface.write(" \(title)", column: column, row: row, role: .hint) + 2
    }
    column = size.columns - tail.displayWidth - 1
    for (key, title) in fixed {
      column = surface.write(key, column: column, row: row, role: .key)
      column = surface.write(" \(title)", column: column, row: row, role: .hint) + 2
    }
  }

  /// Keys with what they do here; `isComplete` where nothing else can be done.
  private var hints: (pairs: [(String, String)], isComplete: Bool) {
    if let overlay = overlays.last { return (overlay.hints, true) }
    if typing != nil {
      return ([("Enter", "keep"), ("Esc", "stop typing"), ("↓ ↑", "move")], true)
    }
    if rules.carried != nil, tab == .rules {
      return ([("↓ ↑", "carry"), ("Enter", "drop"), ("Esc", "put back")], true)
    }
    if let form, form.isEntering { return (enteringHints(form), true) }
    if tab == .tasks, tasks.builder != nil {
      return ([("Space", "next value"), ("Enter", "type"), ("Esc", "keep it")], true)
    }
    var offered = actions().filter { $0.disabled == nil && $0.id != "palette" }
    // Who typed a filter wants to decide about what it matches.
    if tab == .tasks, !tasks.words.isEmpty, tasks.marks.isEmpty,
      let index = offered.firstIndex(where: { $0.id == "tasks.approveAll" })
    {
      offered.insert(offered.remove(at: index), at: min(1, index))
    }
    return (
      offered.compactMap { action in
        action.keys.first.map { ($0.description, action.title) }
      }, false
    )
  }

  private func enteringHints(_ form: Form) -> [(String, String)] {
    var pairs: [(String, String)] = []
    if form.field?.kind.isTurned == true { pairs.append(("Space", "next value")) }
    pairs.append(("Tab", form.field?.suggestion == nil ? "next field" : "complete"))
    if form.field?.completions.isEmpty == false { pairs.append(("↓", "choose")) }
    let save = tab == .tasks ? [] : [("Ctrl-s", "save")]
    return pairs + [("Enter", "next")] + save + [("Esc", "leave, keeping the text")]
  }
}

extension Overlay {
  fileprivate var hints: [(String, String)] {
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
