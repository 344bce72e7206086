public import Provisioning

/// What the apps were last seen to hold: accounts, groups and who is in them.
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

  /// Every group of an app, by name.
  func groups(_ app: AppID) throws -> [GroupRecord]

  /// The group of this key.
  func group(_ id: GroupID) throws -> GroupRecord?

  /// The group of this name, ignoring case.
  func group(_ app: AppID, named name: String) throws -> GroupRecord?

  /// The group with this id in the app.
  func group(_ app: AppID, remoteID: String) throws -> GroupRecord?

  /// Stores a group; a key of 0 makes a new one. No two groups of an app have the same id in it.
  ///
  /// - Returns: the key.
  @discardableResult
  func save(_ group: GroupRecord) throws -> GroupID

  /// The memberships of these users in the groups of an app.
  func memberships(_ app: AppID, users: [UserID]) throws -> [UserID: [MembershipRecord]]

  /// Who is known or desired in a group, by key of the user.
  func memberships(group: GroupID, after: UserID, limit: Int) throws -> [MembershipRecord]

  /// How many users are known to be in a group.
  func knownMembers(_ group: GroupID) throws -> Int

  /// One membership.
  func membership(group: GroupID, user: UserID) throws -> MembershipRecord

  /// Stores a membership; one that says nothing is removed.
  func save(_ membership: MembershipRecord) throws
}
