import Text
import Engine
import Screen

/// What goes on, else the last answer or error, else what should be known here.
struct MessageLine {
  let frame: Frame
  let worker: WorkerWatch
  /// Whether users that were evaluated under older rules are told of.
  let tellsStale: Bool

  /// What is longer than a row goes on above it, as far as there is room.
  func draw(into surface: inout Surface, row: Int, upTo most: Int = 1) {
    let line = line
    let columns = surface.size.columns
    let rows = most > 1 ? line.text.wrapped(max(10, columns - 2)) : [line.text]
    let shown =
      rows.count > most
      ? rows.prefix(most - 1) + [rows[(most - 1)...].joined(separator: " ")] : rows[...]
    for (offset, text) in shown.enumerated() {
      let place = row - shown.count + 1 + offset
      if shown.count > 1 { surface.fill(row: place, role: .text) }
      surface.write(text, column: 1, row: place, role: line.role, width: max(0, columns - 1))
    }
    let stale = lastingWords
    guard !stale.isEmpty, line.text != stale else { return }
    let room = columns - 3 - line.text.displayWidth
    // What a limit holds stays to be seen whatever else is said.
    if stale.displayWidth < room || isHeld {
      surface.write(stale, column: columns - 1 - stale.displayWidth, row: row, role: .warning)
    }
  }

  var line: Line {
    let message = frame.message
    if !message.text.isEmpty {
      switch message.role {
      case .plain: return Line(message.text, .message)
      case .warning: return Line(message.text, .warning)
      case .error: return Line(message.text, .error)
      }
    }
    if let job = frame.toldJob { return Line(words(job), .running) }
    if let pause = frame.app?.app.pause { return Line("Paused: \(pause.reason)", .error) }
    if case .stopped(let why) = worker.state { return Line("The worker stopped: \(why)", .error) }
    return Line(lastingWords, .warning)
  }

  /// What goes on, since when, how far of how much, and how it ends.
  private func words(_ job: Job) -> String {
    var text = "\(job.effect.work ?? "") · \(Age.words(frame.now - job.startedAt))"
    if let progress = job.progress {
      text += " · \(Count.grouped(progress.done))"
      if let total = progress.total, total > 0 { text += " of \(Count.grouped(total))" }
    }
    return text + (job.effect.isCancellable ? " · Ctrl-c cancels" : "")
  }

  private var isHeld: Bool { (frame.app?.held ?? 0) > 0 }

  /// What is told for as long as it is so: what a limit holds on every screen.
  private var lastingWords: String {
    if let held = frame.app?.held, held > 0 {
      return "\(Count.words(held, "user")) held by the limit · R"
    }
    guard tellsStale, let stale = frame.app?.stale, stale > 0 else { return "" }
    return
      "\(Count.words(stale, "user was", "users were")) evaluated under older rules · R reapplies"
  }
}
