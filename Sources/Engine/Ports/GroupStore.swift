public import Provisioning

/// What the apps were last seen to hold of groups, and who is in them.
public protocol GroupStore {
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

  /// How many users are known to be in a group, or may be by a request whose effect was not seen.
  func possibleMembers(_ group: GroupID) throws -> Int

  /// One membership.
  func membership(group: GroupID, user: UserID) throws -> MembershipRecord

  /// Stores a membership; one that says nothing is removed.
  func save(_ membership: MembershipRecord) throws
}
