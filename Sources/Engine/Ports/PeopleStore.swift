import Text
public import Provisioning

/// Who is who: users by name and by the keys that were ever known of them.
public protocol PeopleStore {
  /// Whoever has this username, ignoring case: a user of the directory, or else who left last.
  func person(named username: String) throws -> KnownPerson?

  /// Users by key in the store, those who left among them.
  func people(_ ids: [UserID]) throws -> [KnownPerson]

  /// Everyone who has one of these keys, those who left among them.
  func people(having keys: PersonKeys) throws -> [KnownPerson]

  /// Everyone who has this value as a key, whatever the attribute.
  func people(havingKey value: String) throws -> [KnownPerson]

  /// Who left and had this username, the last one first.
  func leavers(named username: String) throws -> [KnownPerson]

  /// Of these usernames those that somebody had who left, ignoring case.
  func leaverNames(among usernames: [String]) throws -> Set<String>

  /// Stores somebody who was never here. Who left under that name keeps a row of their own.
  func add(_ user: DirectoryUser) throws -> UserID

  /// Stores people of whom `standing` said `.nobody`, one by one or together.
  func add(_ people: [IdentifiedUser]) throws -> [UserID]

  /// How each of these stands in the directory, as long as nobody there changes: what most lines of a
  /// file need to know, for many at once.
  func standing(_ people: [IdentifiedUser]) throws -> [PersonStanding]

  /// Keeps keys of a user; a key that is not among them stays as it is.
  func keep(_ keys: PersonKeys, of user: UserID) throws

  /// Sees that these attributes are known as keys of every user.
  func prepareKeys(_ identity: [String]) throws

  /// Takes the username from a user whose name another person has now. It stays in the row for
  /// people to read.
  func freeName(of user: UserID) throws

  /// The line of the file that named the user; `nil` where none did.
  func line(naming user: UserID) throws -> Int?
}

/// A user of a source with the keys that say who it is.
public struct IdentifiedUser: Sendable, Hashable {
  /// The user as the source has them.
  public let user: DirectoryUser
  /// The keys of the source.
  public let keys: PersonKeys
  /// What the username is found by.
  public let nameKey: String
  /// The user as text, by which it is seen whether anything changed.
  public let text: String

  /// A user and the keys.
  public init(_ user: DirectoryUser, _ keys: PersonKeys) {
    self.user = user
    self.keys = keys
    nameKey = user.username.folded
    text = user.text
  }

  /// A user and the keys that these attributes hold.
  init(_ user: DirectoryUser, by identity: [String]) {
    self.init(user, PersonKeys(of: user, by: identity))
  }
}

/// How a user of a source stands in the directory.
public enum PersonStanding: Sendable, Hashable {
  /// Nobody has the username or one of the keys, and nobody who left has.
  case nobody
  /// The user of this username is stored exactly so, has all of these keys, or no keys at all where
  /// there are none, and was not named yet.
  case same(UserID)
  /// Anything else: it has to be looked at.
  case other
}
