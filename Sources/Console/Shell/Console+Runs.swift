import Provisioning
import Screen

/// What workers did, and the way back from it.
extension Console {
  /// Lists the runs; the one that is chosen is planned back.
  mutating func show(_ runs: [RunRow]) {
    guard !runs.isEmpty else {
      return frame.say("no run yet: a worker executes approved tasks, here or by usher run")
    }
    frame.choose(
      Chooser(
        "Runs, the newest first: Enter shows what takes one back",
        runs.map { $0.option(at: frame.now) },
        then: .frame { frame, value in
          if let run = RunID(value) { frame.begin(.planUndo(run)) }
        }))
  }
}
