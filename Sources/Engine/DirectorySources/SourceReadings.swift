import Text
public import Provisioning
import SCIM

/// The directories that are read by themselves, and how they stand.
public struct SourceReadings: Sendable {
  let store: any Store
  let time: any TimeSource

  /// Every directory source and how its readings went, by name.
  public func all() throws -> [SourceRecord] {
    try store.read { try $0.sources.all() }
  }

  /// The source that a user belongs to; `nil` for none.
  public func owning(of user: UserID) throws -> SourceRecord? {
    try store.read { session in
      guard let id = try session.sources.owner(of: user) else { return nil }
      return try session.sources.all().first { $0.id == id }
    }
  }
}
