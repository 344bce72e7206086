public import Provisioning

/// Whose accounts show the ids of whose accounts.
public protocol ReferenceStore {
  /// Keeps to whom a user's account refers, in place of what was kept before.
  func setReferences(_ app: AppID, of user: UserID, to targets: [UserID]) throws

  /// To whom a user's account refers, by key.
  func references(_ app: AppID, of user: UserID) throws -> [UserID]

  /// Whose accounts refer to a user's account, by key.
  func referrers(_ app: AppID, to target: UserID, after: UserID, limit: Int) throws -> [UserID]
}
