import Provisioning
import SCIM

/// Not seen is not gone: what usher made or changed a moment ago may not be visible yet.
extension Execution {
  /// How long to wait for what was written at that moment to be visible; `nil`: no longer.
  func timeLeft(since written: Double?) -> Double? {
    app.ways.waitForSight(of: written, now: engine.time.now())
  }

  /// The task waits for an account to be visible.
  func notVisible(_ id: String, _ look: HTTPResponse, _ wait: Double) -> ExecutionOutcome {
    let advice =
      "usher made or changed account \(id) a moment ago, and the app does not show it yet; "
      + "it is looked for again"
    return .unseen(failure(look, advice: advice), after: wait)
  }

  /// Waits where the app says that the name is taken, and it may be by what an earlier attempt made.
  func awaitOwn(_ response: HTTPResponse, madeAt: Double?) -> ExecutionOutcome? {
    guard let wait = timeLeft(since: madeAt) else { return nil }
    let advice =
      "the name is taken, perhaps by what an earlier attempt made and the app does not show yet; "
      + "it is looked for again"
    return .unseen(failure(response, advice: advice), after: wait)
  }

  /// When an earlier request, of this task or of another, may have made the user's account.
  func mayHaveMadeAt() async throws -> Double? {
    try await store { [task, app] in try TaskPast(task, of: app, in: $0) }.mayHaveMadeAt
  }
}
