import Text
import Console
import Engine
import Provisioning

extension EffectRunner {
  func loadRuns() throws {
    post(.runsLoaded(try engine.runs.all().map { RunRow($0.run, app: $0.app) }))
  }

  func planUndo(
    _ run: RunID, _ part: UserSelection, _ effect: Effect, _ token: CancelToken
  ) throws {
    let undo = try engine.undo.plan(run, part, progress: cancellable(effect, token))
    post(.undoPlanned(run, part, app: undo.app, PlanOverview(undo, pace: Self.pace(undo.plan))))
  }

  func undo(
    _ run: RunID, _ part: UserSelection, _ accepting: Int?, _ memberships: Int?, _ effect: Effect,
    _ token: CancelToken
  ) throws {
    let result = try engine.undo.undo(
      run, part, accepting: accepting, acceptingMemberships: memberships,
      progress: cancellable(effect, token))
    let what = part.isEveryone ? "run \(run) is" : "\(part.words) of run \(run) is"
    tell("\(what) undone", [result])
  }

  func unpin(_ user: String) throws {
    tell("\(user) follows the rules again", try engine.pins.unpin([user]))
  }

  /// How many requests a plan takes, and about how long.
  static func pace(_ plan: AppPlan) -> String {
    let isOpen = plan.changes.contains { $0.task.id != 0 }
    let with = isOpen ? " with the tasks that are open already" : ""
    return
      "About \(Words.count(plan.requests, "request"))\(with), \(Words.duration(plan.seconds)) at this app's pace."
  }
}
