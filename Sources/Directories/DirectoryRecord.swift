public import Provisioning

/// One user of a directory file.
public struct DirectoryRecord: Sendable, Hashable {
  /// The line of the file on which the record starts, from 1.
  public var line: Int
  /// The user, without a key in the store. An attribute without a value is not in it; the roles are
  /// sorted, without repeats (ignoring case, the first spelling counts).
  public var user: DirectoryUser
  /// Whether the file speaks of the user's roles. A file without a `roles` column says nothing about
  /// them, which is not the same as that there are none.
  public var mentionsRoles: Bool

  /// A record.
  public init(line: Int, user: DirectoryUser, mentionsRoles: Bool = true) {
    self.line = line
    self.user = user
    self.mentionsRoles = mentionsRoles
  }
}
