/// A user of the directory with every key that was ever known of the person.
public struct KnownPerson: Sendable, Hashable {
  /// The user as it is stored.
  public var user: DirectoryUser
  /// Whether the user was deleted in the directory.
  public var isDeleted: Bool
  /// The keys, those among them that a later file left empty.
  public var keys: PersonKeys

  /// A person.
  public init(user: DirectoryUser, isDeleted: Bool = false, keys: PersonKeys = PersonKeys()) {
    self.user = user
    self.isDeleted = isDeleted
    self.keys = keys
  }
}

/// Who a user of a file is among those the directory knows: decided by the keys, and by the username
/// only where no key can be compared. Nothing is guessed from names.
public struct Identification: Sendable, Hashable {
  /// The user it is; `nil` for somebody who was never here.
  public var person: UserID?
  /// What says so.
  public var basis: Basis
  /// The user of the directory who has this username and is somebody else.
  public var displaced: Displaced?
  /// Several users have the key and none of them has the username: nobody can tell which is meant.
  public var ambiguous: [UserID] = []
  /// Whether the username is known and the keys on both sides could be compared.
  public var isCompared: Bool

  /// What says who somebody is.
  public enum Basis: Sendable, Hashable {
    /// A key.
    case key
    /// The username, since no key is there on both sides.
    case username
    /// Nothing: no such person is known.
    case nothing
  }

  /// Somebody whose username is another person's now.
  public struct Displaced: Sendable, Hashable {
    /// The user.
    public var id: UserID
    /// Whether the keys say that it is somebody else; otherwise only that another user has the key.
    public var isCertain: Bool
  }

  /// Decides who has these keys and this username.
  ///
  /// - Parameters:
  ///   - keys: the keys that the file gives.
  ///   - named: who has the username, in the directory or, where nobody there has it, among those who
  ///     left.
  ///   - keyed: everyone who has one of the keys, those who left among them.
  ///   - identity: the attributes that count, in order.
  public init(
    _ keys: PersonKeys, named: KnownPerson?, keyed: [KnownPerson], by identity: [String]
  ) {
    let verdict = named.map { keys.compared(with: $0.keys, by: identity) } ?? .incomparable
    isCompared = named?.isDeleted == false && verdict != .incomparable
    let candidates = Self.strongest(keys, keyed, identity)
    if let person = candidates.first(where: { $0.user.id == named?.user.id }) ?? candidates.first {
      self.person = person.user.id
      basis = .key
      if person.user.id == named?.user.id { return }
      let living = candidates.filter { !$0.isDeleted }
      if living.count > 1 { ambiguous = living.map(\.user.id) }
      displaced = Self.displaced(named, verdict)
      return
    }
    guard let named else {
      basis = .nothing
      return
    }
    switch verdict {
    case .same, .sameButForCase:
      person = named.user.id
      basis = .key
    case .incomparable:
      person = named.user.id
      basis = .username
    case .different:
      basis = .nothing
      displaced = Self.displaced(named, verdict)
    }
  }

  /// The people that the first comparable key says are this person: ordered by the attribute that
  /// comes first, then those in the directory before those who left, then the newest first.
  private static func strongest(
    _ keys: PersonKeys, _ keyed: [KnownPerson], _ identity: [String]
  ) -> [KnownPerson] {
    let ranked = keyed.compactMap { person -> (rank: Int, person: KnownPerson)? in
      guard case .same(let rank) = keys.compared(with: person.keys, by: identity) else {
        return nil
      }
      return (rank, person)
    }
    guard let best = ranked.map(\.rank).min() else { return [] }
    return ranked.filter { $0.rank == best }.map(\.person).sorted { a, b in
      a.isDeleted == b.isDeleted ? a.user.id > b.user.id : !a.isDeleted
    }
  }

  private static func displaced(_ named: KnownPerson?, _ verdict: KeyComparison) -> Displaced? {
    guard let named, !named.isDeleted else { return nil }
    let isCertain: Bool
    if case .different = verdict { isCertain = true } else { isCertain = false }
    return Displaced(id: named.user.id, isCertain: isCertain)
  }
}
