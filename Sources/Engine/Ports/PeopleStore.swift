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

  /// Stores somebody who was never here. Who left under that name keeps a row of their own.
  func add(_ user: DirectoryUser) throws -> UserID

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
