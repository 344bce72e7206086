import Text
import Engine
import Provisioning
import Screen

/// App, host, environment, API status with its age, pending and failed counts, the worker.
struct ContextLine {
  let frame: Frame
  let worker: WorkerWatch
  let staleSince: Double?
  /// The number and the name of the tab, where it has no line of its own.
  let tab: String?

  func draw(into surface: inout Surface, row: Int) {
    surface.fill(row: row, role: .context)
    guard let app = frame.app else {
      surface.write(" usher · no app yet", column: 0, row: row, role: .context)
      return
    }
    let name = app.app.name.fittedOrLess(20)
    let marks = app.environment.word + (frame.settings.isReadOnly ? " READ-ONLY" : "")
    let parts = contextParts(app)
    let used = parts.reduce(name.displayWidth + marks.count + 4) { $0 + $1.displayWidth + 3 }
    // The host takes what is left, and is cut first.
    let room = surface.size.columns - used
    let host = room >= 6 ? app.host.fittedOrLess(room) + " " : ""
    var column = surface.write(" \(name) \(host)", column: 0, row: row, role: .context)
    column = surface.write(
      marks, column: column, row: row, role: app.environment == .test ? .test : .production)
    for part in parts {
      let room = surface.size.columns - column - 3
      guard room > 3 else { break }
      column = surface.write(" · ", column: column, row: row, role: .context)
      column = surface.write(
        part.fittedOrLess(room), column: column, row: row, role: .context)
    }
  }

  /// What can be missed most stands last.
  private func contextParts(_ app: AppOverview) -> [String] {
    let counts = app.counts
    let failed = counts[.failed] ?? 0
    let running = counts[.running] ?? 0
    let left = running + (counts[.approved] ?? 0)
    let parts = [
      tab,
      staleSince.map { "STALE since \(Age.words(frame.now - $0))" }, apiWords(app.app),
      "\(Count.grouped(counts[.pending] ?? 0)) pending",
      failed > 0 ? "\(Count.grouped(failed)) FAILED" : nil,
      worker.words(left: left, running: running, at: frame.now),
    ]
    return parts.compactMap { $0 }
  }

  private func apiWords(_ app: AppRecord) -> String {
    if let pause = app.pause {
      return "PAUSED \(Age.words(frame.now - pause.since))"
    }
    let isTesting = frame.work.jobs.contains { job in
      if case .testConnection(let name, _) = job.effect { name == app.name } else { false }
    }
    if isTesting { return "checking" }
    let age = app.api.checkedAt.map { Age.words(frame.now - $0) }
    guard app.api.state == .failed else {
      return [app.api.state.rawValue, age].compactMap { $0 }.joined(separator: " ")
    }
    return ["failed: \(app.api.detail.shortCause)", age].compactMap { $0 }.joined(separator: ", ")
  }
}

extension String {
  /// What went wrong with a connection in a word: the status that was answered, else what happened.
  var shortCause: String {
    let words = split { !($0.isLetter || $0.isNumber || $0 == ".") }
    let status = words.first { $0.count == 3 && (100...599).contains(Int($0) ?? 0) }
    if let status { return String(status) }
    let text = lowercased()
    let causes = [
      ("refused", "refused"), ("timed out", "timeout"), ("no answer", "no answer"),
      ("certificate", "TLS"), ("tls", "TLS"), ("resolve", "no host"), ("no host", "no host"),
      ("token", "token"), ("closed", "closed"),
    ]
    return causes.first { text.contains($0.0) }?.1 ?? "see 1"
  }
}
