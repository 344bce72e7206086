/// How fast the worker is, from what it ended in the last minute.
struct WorkerWatch: Sendable, Hashable {
  private(set) var state = WorkerState.absent
  private var marks: [Mark] = []

  private struct Mark: Sendable, Hashable {
    var at: Double
    var ended: Int
  }

  mutating func take(_ state: WorkerState, at now: Double) {
    self.state = state
    guard case .working(let ended) = state else { return }
    marks.append(Mark(at: now, ended: ended))
    marks.removeAll { now - $0.at > 60 }
  }

  /// Tasks a second.
  func rate(at now: Double) -> Double {
    let recent = marks.filter { now - $0.at < 15 }
    guard let first = recent.first, let last = recent.last, last.ended > first.ended else {
      return 0
    }
    return Double(last.ended - first.ended) / max(1, now - first.at)
  }

  /// In words, with what is left at this pace.
  func words(left: Int, running: Int, at now: Double) -> String {
    switch state {
    case .stopped: return "worker STOPPED"
    case .absent: return running > 0 ? "worker elsewhere" : "no worker"
    case .working:
      guard running > 0 || left > 0 else { return "worker idle" }
      let rate = rate(at: now)
      guard rate > 0 else { return running > 0 ? "worker running" : "worker waits" }
      let tenths = Int((rate * 10).rounded())
      let pace = "\(tenths / 10).\(tenths % 10)/s"
      return "worker \(pace)" + (left > 0 ? " \(Age.words(Double(left) / rate)) left" : "")
    }
  }
}
