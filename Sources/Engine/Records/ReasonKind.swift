/// Why an account is as it is, or is not there: every user of the directory has exactly one of
/// these for each app.
public enum ReasonKind: String, Sendable, Hashable, CaseIterable {
  /// The account is there and as it should be.
  case provisioned
  /// The account is there, and inactive as it should be.
  case suspended
  /// A task waits for an admin.
  case pending
  /// A task was let go and waits for a worker.
  case approved
  /// A worker is at it.
  case running
  /// A task failed.
  case failed
  /// An admin decided against the change.
  case ignored
  /// No role of the user's gives access.
  case noAccess = "no-access"
  /// The day on which the user starts has not come.
  case notStarted = "not-started"
  /// The day on which the user leaves is over.
  case left
  /// A rule says: do not provision.
  case excluded
  /// Somebody undid the account: none is made until the user is let follow the rules again.
  case undone
  /// The user is suspended and has no account: none is made.
  case suspendedWithoutAccount = "suspended-without-account"
  /// A value that the app requires is empty.
  case incomplete
  /// Another user has a unique value that the account needs.
  case conflict
  /// The policy says to do nothing, so the account stays as it is.
  case leftAlone = "left-alone"
  /// The user was not evaluated since the app was set up, or changed and waits for `reapply`.
  case notEvaluated = "not-evaluated"
  /// The account should be there and is not, and no task says why: `reapply` files one.
  case missing

  /// What it means, in words for a table.
  public var title: String {
    switch self {
    case .provisioned: "has the account that it should have"
    case .suspended: "has an account that is suspended, as it should be"
    case .pending: "a change waits for an admin"
    case .approved: "a change was approved and waits for a worker"
    case .running: "a change is being made"
    case .failed: "the last change failed"
    case .ignored: "an admin decided against the change"
    case .noAccess: "no role gives access to the app"
    case .notStarted: "has not started yet"
    case .left: "has left"
    case .excluded: "a rule says: do not provision"
    case .undone: "a run was undone: there is to be no account"
    case .suspendedWithoutAccount: "is suspended and has no account, so none is made"
    case .incomplete: "a value that the app requires is empty, or one has the wrong type"
    case .conflict: "a value that it needs is another user's"
    case .leftAlone: "the policy says to leave the account as it is"
    case .notEvaluated: "was not evaluated yet: reapply does"
    case .missing: "the account is not there: reapply files a task"
    }
  }
}
