public import Provisioning

/// Users and roles.
public protocol DirectoryStore {
  /// How many users there are.
  func userCount() throws -> Int

  /// The largest key that a user has, whether deleted or not; 0 where there is none.
  func newestUser() throws -> UserID

  /// Users by key; those that were deleted too, with `isDeleted`.
  func users(_ ids: [UserID]) throws -> [StoredUser]

  /// The user of this name, ignoring case; not one that was deleted.
  func user(named username: String) throws -> StoredUser?

  /// The users of this e-mail address, ignoring case; not those who were deleted.
  ///
  /// - Parameter limit: how many at most.
  func users(email: String, limit: Int) throws -> [UserID]

  /// The user of this name who was taken out of the directory, ignoring case.
  func leaver(named username: String) throws -> StoredUser?

  /// A page of users, ordered by key.
  ///
  /// - Parameters:
  ///   - after: the key behind which the page starts.
  ///   - search: a part of the username or the e-mail address; empty for everyone.
  ///   - role: only holders of this role; `nil` for everyone.
  func users(after: UserID, search: String, role: String?, limit: Int) throws -> [StoredUser]

  /// Stores a user by its username: a new one, a changed one, or one that comes back.
  ///
  /// - Returns: the key, and what was different.
  func save(_ user: DirectoryUser) throws -> (id: UserID, change: UserChange)

  /// Stores a user under its key, so that a rename keeps it.
  func replace(_ user: DirectoryUser) throws

  /// Takes a user out of the directory; its key and name stay for the accounts that it has.
  func deleteUser(_ id: UserID) throws

  /// Notes that a line of an import named the user, so that `usersNotNamed` can tell who was left
  /// out.
  func name(_ id: UserID, line: Int) throws

  /// The same for several users and their lines.
  func name(_ lines: [(user: UserID, line: Int)]) throws

  /// Forgets what `name` noted.
  func startNaming() throws

  /// Every role and how many users hold it, by name.
  func roles() throws -> [RoleRecord]

  /// The role of this name, ignoring case.
  func role(named name: String) throws -> RoleRecord?

  /// Makes a role.
  func createRole(_ name: String) throws

  /// Takes a role away from everyone and forgets it.
  func deleteRole(_ name: String) throws

  /// Who holds a role, by key.
  func holders(ofRole name: String, after: UserID, limit: Int) throws -> [UserID]

  /// Users with smaller keys, the largest first; the rest as in `users(after:search:role:limit:)`.
  func users(before: UserID, search: String, role: String?, limit: Int) throws -> [StoredUser]

  /// How many users a search finds, counted up to a limit.
  func userCount(search: String, role: String?, upTo limit: Int) throws -> Int
}

/// A user of the directory as it is stored.
public struct StoredUser: Sendable, Hashable {
  /// The user.
  public var user: DirectoryUser
  /// Whether the user was deleted and is kept for the accounts alone.
  public var isDeleted: Bool

  /// A stored user.
  public init(user: DirectoryUser, isDeleted: Bool) {
    self.user = user
    self.isDeleted = isDeleted
  }
}

/// How a stored user differs from what was there.
public enum UserChange: String, Sendable, Hashable {
  case added
  case changed
  case unchanged
}

/// A role and how many users hold it.
public struct RoleRecord: Sendable, Hashable {
  /// The name as written.
  public var name: String
  /// How many users hold it.
  public var members: Int

  /// A role.
  public init(name: String, members: Int) {
    self.name = name
    self.members = members
  }
}
