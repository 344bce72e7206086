public import Provisioning

/// Directory sources, and which of them a user belongs to.
public protocol SourceStore {
  /// Every source, by name.
  func all() throws -> [SourceRecord]

  /// Stores a source; one without a key is new.
  ///
  /// - Returns: the key.
  @discardableResult
  func save(_ source: SourceRecord) throws -> SourceID

  /// Forgets a source. Its users stay, and belong to none.
  func delete(_ id: SourceID) throws

  /// The source that a user belongs to; `nil` for none.
  func owner(of user: UserID) throws -> SourceID?

  /// How many users of the directory belong to a source.
  func ownedCount(_ source: SourceID) throws -> Int

  /// The users of the directory who belong to a source, with their keys there, ordered by user.
  func owned(_ source: SourceID, after: UserID, limit: Int) throws -> [(user: UserID, key: String)]

  /// The user of a source with this key there, who is in the directory; `nil` for nobody.
  func owned(_ source: SourceID, key: String) throws -> UserID?

  /// The users of a source with one of these keys there, who are in the directory, by key.
  func owned(_ source: SourceID, keys: [String]) throws -> [String: UserID]

  /// Users of the directory who belong to another source, and have one of these usernames or one of
  /// these values as a key.
  func claimed(usernames: [String], keys: [String], notBy source: SourceID) throws -> [KnownPerson]

  /// Gives everyone whom the import under way named to a source; `external_id` is the key there.
  func ownNamed(by source: SourceID) throws

  /// Users whom the import under way did not name, among those of a source, or of none.
  func usersNotNamed(after: UserID, limit: Int, of source: SourceID?) throws -> [UserID]
}
