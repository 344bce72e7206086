/// Whether a user should have an account in an app, and if not, why.
public enum Outcome: String, Sendable, Hashable, CaseIterable {
  /// The user should have an account.
  case assigned
  /// No role of the user's gives access to the app.
  case noAccess = "no-access"
  /// A rule says: do not provision.
  case excluded
  /// The user is suspended: no account is made, and one that is there is treated by the policy.
  case suspended
  /// A value that the app requires is empty.
  case incomplete
  /// The user was deleted in the directory.
  case deleted
}
