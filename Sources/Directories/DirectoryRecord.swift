public import Provisioning

/// One user of a directory file.
public struct DirectoryRecord: Sendable, Hashable {
  /// The line of the file on which the record starts, from 1.
  public var line: Int
  /// What it says of the user, who has no key in the store yet. An attribute without a value is not
  /// in it; the roles are sorted, without repeats (ignoring case, the first spelling counts).
  public var entry: DirectoryEntry

  /// A record.
  public init(line: Int, entry: DirectoryEntry) {
    self.line = line
    self.entry = entry
    self.entry.line = line
  }

  /// The user of the entry.
  public var user: DirectoryUser { entry.user }
}
