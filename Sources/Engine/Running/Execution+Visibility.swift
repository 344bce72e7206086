import Provisioning
import SCIM

/// Not seen is not gone: what usher made, suspended or deleted a moment ago may not be visible yet, or
/// be hidden.
extension Execution {
  /// What becomes of a task whose account the app does not show.
  func unseen(_ id: String, _ look: HTTPResponse) async throws -> ExecutionOutcome {
    guard let account = try await store({ try $0.account(app.id, remoteID: id) }),
      account.state != .gone
    else { return .moved("the account is not in the app any more") }
    if account.state == .hidden { return try await bringBack(account, look) }
    if let accepted = try await accepted { return try await outOfSight(id, accepted) }
    if let wait = timeLeft(since: account.writtenAt) { return notVisible(id, look, wait) }
    try await forget(account)
    return .moved("the account is not in the app any more")
  }

  /// What becomes of a task whose change the app took, and whose account it does not show since.
  func outOfSight(_ id: String, _ response: HTTPResponse) async throws -> ExecutionOutcome {
    let window = app.ways.visibilityWindow
    if let outcome = waiting(response, for: "the account does not show", atLeast: window) {
      return outcome
    }
    guard let account = try await store({ try $0.account(app.id, remoteID: id) }) else {
      return .moved("the account is not in the app any more")
    }
    if account.state == .hidden { return try await isNotBack(account, response) }
    guard task.action == .suspend else {
      try await forget(account)
      return .moved("the account is not in the app any more")
    }
    try await forget(account, .hidden)
    return .done(note: "the app does not show the account any more; usher keeps its id (\(id))")
  }

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
    try await store { try TaskPast(task, of: app, in: $0) }.mayHaveMadeAt
  }
}
