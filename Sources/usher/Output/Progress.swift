import Text
import Foundation
import Host

/// Tells how far a long piece of work is: a line that is written over on a terminal, a line every
/// ten seconds elsewhere, and nothing at all for what takes less than a second.
final class Progress: Sendable {
  private struct State {
    var shownAt: Double
    var isDrawn = false
  }

  private let what: String
  private let total: Int?
  private let startedAt: Double
  private let isQuiet: Bool
  private let state: Locked<State>

  /// Work on `total` things, or on an unknown number.
  init(_ what: String, total: Int? = nil, isQuiet: Bool) {
    self.what = what
    self.total = total
    self.isQuiet = isQuiet
    startedAt = Date().timeIntervalSince1970
    state = Locked(State(shownAt: startedAt))
  }

  /// Tells that so many things are done.
  func update(_ done: Int) {
    guard !isQuiet else { return }
    let now = Date().timeIntervalSince1970
    var current = state.get()
    let interval = Streams.showsProgress ? (current.isDrawn ? 0.25 : 1) : 10
    guard now - current.shownAt >= interval else { return }
    current.shownAt = now
    let text = line(done, now - startedAt)
    if Streams.showsProgress {
      current.isDrawn = true
      Streams.progress(text)
    } else {
      Streams.standardError(text)
    }
    state.set(current)
  }

  /// Takes the line away.
  func end() {
    if state.get().isDrawn { Streams.progress(nil) }
  }

  private func line(_ done: Int, _ seconds: Double) -> String {
    let rate = seconds > 0 ? Double(done) / seconds : 0
    var text = "\(what): \(done)"
    if let total { text += " of \(total)" }
    text += rate >= 10 ? ", \(Int(rate)) a second" : String(format: ", %.1f a second", rate)
    if let total, rate > 0, total > done {
      text += ", \(Words.duration(Double(total - done) / rate)) left"
    }
    return text
  }
}
