import Text
public import Provisioning
import SCIM

extension PeopleChanges {
  /// Changes or makes one user by hand.
  ///
  /// - Parameters:
  ///   - samePerson: whether another key is a new number of the same person.
  ///   - change: gets the user as it is; a new one has only its username.
  /// - Throws: `EngineError.anotherPerson` where a key that was known becomes another one.
  public func set(
    _ username: String, samePerson: Bool = false, change: (inout DirectoryUser) throws -> Void
  ) throws -> (user: DirectoryUser, apps: [EvaluationResult]) {
    try store.write { session in
      let identity = try session.settings.directorySettings().identity
      try session.people.prepareKeys(identity)
      let before = try Self.existing(username, in: session)
      var user = before?.user ?? DirectoryUser(username: username)
      try change(&user)
      if let other = try session.directory.user(named: user.username), other.user.id != user.id {
        throw EngineError.duplicateUser(user.username)
      }
      if user == before?.user { return (user, []) }
      try Self.checkDates(of: user, before: before?.user)
      let keys = PersonKeys(of: user, by: identity)
      if let before {
        try Self.refuseAnother(before, user, keys, identity, samePerson, in: session)
        try session.directory.replace(user)
      } else {
        user.id = try Self.hire(user, keys, identity, in: session)
      }
      try session.people.keep(keys, of: user.id)
      try HandChanges(session: session).note([user.id])
      try session.audit.add(at: time.now(), actor, "user.set", user.username, [:])
      return (user, try evaluations.evaluate([user.id], in: session))
    }
  }

  /// The user of this name or key, as they are; `nil` for nobody.
  private static func existing(_ name: String, in session: any StoreSession) throws -> KnownPerson?
  {
    if let person = try session.people.person(named: name), !person.isDeleted { return person }
    guard let id = UserID(name), let person = try session.people.people([id]).first,
      !person.isDeleted
    else { return nil }
    return person
  }

  /// Refuses a key that says it is another person: by hand as in a file, nobody becomes somebody else.
  private static func refuseAnother(
    _ before: KnownPerson, _ user: DirectoryUser, _ keys: PersonKeys, _ identity: [String],
    _ samePerson: Bool, in session: any StoreSession
  ) throws {
    let comparison = keys.compared(with: before.keys, by: identity)
    if comparison.isDifferent, !samePerson {
      throw EngineError.anotherPerson(
        PersonWords.another(
          before.user.username, was: PersonWords.name(before.user, before.keys, by: identity),
          now: PersonWords.name(user, keys, by: identity)))
    }
    try refuseTaken(keys, identity, except: before.user.id, in: session)
  }

  private static func refuseTaken(
    _ keys: PersonKeys, _ identity: [String], except id: UserID, in session: any StoreSession
  ) throws {
    for other in try session.people.people(having: keys)
    where !other.isDeleted && other.user.id != id {
      guard case .same = keys.compared(with: other.keys, by: identity) else { continue }
      let name = PersonWords.name(other.user, other.keys, by: identity)
      throw EngineError.invalid(
        "that is the key of \(other.user.username) (\(name)); usher users set \(other.user.username) username=… renames somebody"
      )
    }
  }

  /// Stores somebody who is not in the directory: who was here before, by the key or else the
  /// username, comes back; everyone else is new.
  private static func hire(
    _ user: DirectoryUser, _ keys: PersonKeys, _ identity: [String], in session: any StoreSession
  ) throws -> UserID {
    try refuseTaken(keys, identity, except: 0, in: session)
    let found = Identification(
      keys, named: try session.people.person(named: user.username),
      keyed: try session.people.people(having: keys), by: identity)
    guard let id = found.person else { return try session.people.add(user) }
    var user = user
    user.id = id
    try session.directory.replace(user)
    return id
  }
}
