import Engine
import Provisioning
import Screen

/// What workers did, and the way back from it.
extension Frame {
  /// Lists the runs; the one that is chosen is planned back.
  mutating func show(_ runs: [RunRow]) {
    guard !runs.isEmpty else {
      return say("no run yet: a worker executes approved tasks, here or by usher run")
    }
    choose(
      Chooser(
        "Runs, the newest first: Enter shows what takes one back",
        runs.map { $0.option(at: now) },
        then: .frame { frame, value in
          if let run = RunID(value) { frame.begin(.planUndo(run, .everyone)) }
        }))
  }

  /// Shows what undoing comes to, in the place of what another part of the same run came to.
  mutating func show(_ page: PlanPage) {
    if case .plan(let before)? = overlays.last, before.undone?.run == page.undone?.run {
      replaceOverlay(.plan(page))
    } else {
      overlays.append(.plan(page))
    }
  }

  /// Lets a part of a run be named, and plans that alone.
  mutating func promptPart(of run: RunID) {
    prompt(
      "Undo only (dept:Sales, or usernames; nothing for all)",
      then: .frame { frame, text in
        do throws(EngineError) {
          frame.begin(.planUndo(run, try UserSelection(typed: text)))
        } catch {
          frame.say(error.sentence, .error)
        }
      })
  }
}

extension UserSelection {
  /// The users that a line names: by attribute, as `dept:Sales`, and by username.
  fileprivate init(typed text: String) throws(EngineError) {
    let words = text.words
    self.init(usernames: words.filter { !$0.contains(":") })
    try add(words: words.filter { $0.contains(":") })
  }
}
