import Provisioning
import SCIM

/// How much a plan may delete, suspend or remove before it stops as a whole.
struct PlanLimits: Sendable {
  let time: any TimeSource

  /// Whether the deletions and suspensions of an app are over its limits.
  ///
  /// - Parameter planned: those that are planned and not filed.
  func blocked(_ app: AppRecord, filed planned: Int, in session: any StoreSession) throws
    -> EvaluationResult.Blocked?
  {
    let limits = app.definition.provisioning.limits
    let counted = try session.limits.destructiveCount(app.id, since: limits.windowStart(time.now()))
    // A share is of what was there when the window began, or each deletion would shrink the whole.
    let active = try session.accounts.activeAccounts(app.id) + counted.done
    let count = counted.open + planned
    guard limits.stop(count + counted.recent, of: active) else { return nil }
    let before = counted.recent > 0 ? ", of which \(counted.recent) are used up" : ""
    return EvaluationResult.Blocked(
      count: count, recent: counted.recent, limit: limits.words(of: active) + before)
  }

  /// Lets the open deletions and suspensions go, where their number is the one that was given. What
  /// is let go as a whole also ends the count of what was filed before it: the admin saw both.
  ///
  /// - Parameter part: the tasks that are meant alone; `nil` for all of the app's.
  /// - Returns: the number that there is.
  func accept(
    _ number: Int, _ app: AppRecord, _ part: [TaskID]?, in session: any StoreSession
  ) throws -> Int {
    if let part { return try session.limits.acceptDestructive(part) }
    let since = app.definition.provisioning.limits.windowStart(time.now())
    let count = try session.limits.destructiveCount(app.id, since: since).open
    if count == number { try session.limits.acceptDestructive(app.id, since: since) }
    return count
  }
}
