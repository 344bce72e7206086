public import Provisioning

/// What the apps were last seen to hold of accounts, and what they held before.
public protocol AccountStore {
  /// The accounts of these users.
  func accounts(_ app: AppID, users: [UserID]) throws -> [UserID: AccountRecord]

  /// The account with this id in the app.
  func account(_ app: AppID, remoteID: String) throws -> AccountRecord?

  /// Of these userNames those that an account of the app has, whoever it belongs to, ignoring case.
  func accountNames(_ app: AppID, among userNames: [String]) throws -> Set<String>

  /// Accounts that are there and nobody's, of this userName ignoring case.
  func strangers(_ app: AppID, userName: String) throws -> [AccountRecord]

  /// A page of accounts, ordered by their id in the app.
  func accounts(_ app: AppID, after remoteID: String, limit: Int) throws -> [AccountRecord]

  /// Whoever has the account of this userName, ignoring case, whether it is there or not.
  func owned(_ app: AppID, userName: String) throws -> [AccountRecord]

  /// Stores an account as it was seen. It may link one that is nobody's, or gone; one that is another
  /// user's is refused, and one without a user stays linked as it was. A user has at most one that is
  /// not gone: another one of the same user is forgotten, and remembered as replaced unless how it
  /// ended is known already.
  ///
  /// - Throws: a `StoreProblem` where the account is another user's.
  func save(_ account: AccountRecord) throws

  /// Takes an account from its user: it is nobody's then.
  func unlink(_ app: AppID, remoteID: String) throws

  /// How many accounts of the app are there and active, strangers' among them.
  func activeAccounts(_ app: AppID) throws -> Int

  /// How many accounts of the app are linked to a user and there.
  func linkedAccounts(_ app: AppID) throws -> Int

  /// Remembers how an account ended; what was remembered of the same account and user is replaced.
  func remember(_ former: FormerAccount) throws

  /// The accounts that were this user's, the latest first.
  func formerAccounts(_ app: AppID, user: UserID) throws -> [FormerAccount]

  /// Whose this account was, the latest first.
  func formerAccounts(_ app: AppID, remoteID: String) throws -> [FormerAccount]
}
