/// Whether a user should have an account in an app, and if not, why.
public enum Outcome: String, Sendable, Hashable, CaseIterable {
  /// The user should have an account.
  case assigned
  /// No role of the user's gives access to the app.
  case noAccess = "no-access"
  /// The day on which the user starts has not come: no account is made, and one that is there is
  /// suspended until then.
  case notStarted = "not-started"
  /// The day on which the user leaves is over: the account is treated as that of somebody who lost
  /// access.
  case left
  /// A rule says: do not provision.
  case excluded
  /// Somebody undid the account: there is to be none until the user is let follow the rules again.
  case undone
  /// The user is suspended: no account is made, and one that is there is treated by the policy.
  case suspended
  /// A value that the app requires is empty, or one has the wrong type: what the account should be
  /// cannot be computed.
  case incomplete
  /// Another user has a unique value that the account needs.
  case conflict
  /// The user was deleted in the directory.
  case deleted

  /// Whether the user has access to the app now, by role and dates, so that its rules matter.
  public var hasAccess: Bool {
    switch self {
    case .assigned, .excluded, .suspended, .incomplete, .conflict: true
    case .noAccess, .notStarted, .left, .undone, .deleted: false
    }
  }
}
