public import Provisioning

/// Whose accounts were, once they are not any more.
public protocol FormerAccountStore {
  /// Remembers how an account ended; what was remembered of the same account and user is replaced.
  func remember(_ former: FormerAccount) throws

  /// The accounts that were this user's, the latest first.
  func formerAccounts(_ app: AppID, user: UserID) throws -> [FormerAccount]

  /// Whose this account was, the latest first.
  func formerAccounts(_ app: AppID, remoteID: String) throws -> [FormerAccount]
}
