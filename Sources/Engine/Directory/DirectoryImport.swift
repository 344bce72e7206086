import Provisioning

/// Takes the users of one source into the directory: each is identified by the keys before the
/// username, whatever the order of the lines. How they stand is looked up for many of them at once;
/// whoever is new or as before is stored with them, and everyone else looked at alone.
struct DirectoryImport {
  /// Somebody whose username went to another person of this source.
  struct Displaced {
    var person: KnownPerson
    var isCertain: Bool
    /// Who has the name now, in words.
    var successor: String
    var line: Int
  }

  let session: any StoreSession
  let identity: [String]
  let reading: KeyChangeReading
  /// The file, for errors.
  let source: String
  /// The directory source whose users may be missing; `nil`: those who belong to none.
  var owner: SourceID?
  var result = ImportResult()
  /// Who has to be evaluated.
  var touched: [UserID] = []
  /// Who displaced whom, in words, for the audit.
  var successions: [(username: String, sentence: String)] = []
  /// Who was renamed: from what to what.
  private(set) var renames: [(from: String, to: String)] = []
  var displaced: [UserID: Displaced] = [:]
  /// Those who are found by username alone, while a later line may say by a key who has it.
  private var deferred: [DirectoryEntry] = []
  /// Who had another username before, or whose username went to another person: by what name, and
  /// who that was in words.
  var left: [UserID: (name: String, who: String)] = [:]
  /// How many kept the username and could be compared by a key.
  var compared = 0

  init(
    _ session: any StoreSession, identity: [String], reading: KeyChangeReading, source: String
  ) throws {
    self.source = source
    self.session = session
    self.identity = identity
    self.reading = reading
    try session.directory.startNaming()
    try session.people.prepareKeys(identity)
  }

  /// Takes one user of whom more is to be known than how they stand.
  mutating func takeAlone(_ entry: DirectoryEntry, _ keys: PersonKeys, _ named: KnownPerson?) throws
  {
    if reading == .samePeople {
      guard let named, !named.isDeleted else { return deferred.append(entry) }
      return try rekey(entry, keys, named)
    }
    let found = try identify(keys, named)
    if found.basis == .username, named?.keys.isEmpty == false, mentionsKeys(entry) {
      return deferred.append(entry)
    }
    try settle(entry, keys, named, found)
  }

  /// Takes those who waited, lets those go whose names went to others, and those who were not named
  /// where the source is the whole directory.
  mutating func finish(replace: Bool) throws {
    try takeDeferred()
    try letDisplacedGo(replace: replace)
    if replace { try deleteUnnamed() }
  }

  /// Takes those who waited.
  mutating func takeDeferred() throws {
    for entry in deferred {
      let keys = PersonKeys(of: entry.user, by: identity)
      let named = try session.people.person(named: entry.user.username)
      try settle(entry, keys, named, try identify(keys, named))
    }
    deferred = []
  }

  // MARK: One user

  private func identify(_ keys: PersonKeys, _ named: KnownPerson?) throws -> Identification {
    // Whoever has the name and the first key is the person, whoever else has that key.
    if let named, let first = identity.first(where: { keys[$0] != nil }),
      named.keys[first] == keys[first]
    {
      return Identification(keys, named: named, keyed: [named], by: identity)
    }
    return Identification(
      keys, named: named, keyed: try session.people.people(having: keys), by: identity)
  }

  /// Whether the source has keys at all: where it has none, names alone decide, line by line.
  private func mentionsKeys(_ entry: DirectoryEntry) -> Bool {
    identity.contains { entry.mentioned.speaks(of: $0) }
  }

  private mutating func settle(
    _ entry: DirectoryEntry, _ keys: PersonKeys, _ named: KnownPerson?, _ found: Identification
  ) throws {
    if found.isCompared, found.displaced == nil { compared += 1 }
    if !found.ambiguous.isEmpty {
      throw problem(entry, "\(key(keys)) is that of several users: \(try names(found.ambiguous))")
    }
    let before = try found.person.flatMap { id in
      named?.user.id == id ? named : try session.people.people([id]).first
    }
    if let displaced = found.displaced, let named {
      try displace(named, displaced, by: entry, keys)
    }
    guard let before else {
      let id = try session.people.add(entry.user)
      try session.people.keep(keys, of: id)
      try note(id, entry, .added)
      return
    }
    try update(before, entry, keys)
  }

  private mutating func update(
    _ before: KnownPerson, _ entry: DirectoryEntry, _ keys: PersonKeys
  ) throws {
    let id = before.user.id
    if let line = try session.people.line(naming: id) {
      let place = line > 0 ? "line \(line)" : "another line"
      throw problem(
        entry,
        "\(key(keys)) stands in \(place) too; one person is one line: correct the key of one of them"
      )
    }
    displaced[id] = nil
    if !before.isDeleted { result.note(entry.kept(from: before.user)) }
    var user = entry.laid(over: before.isDeleted ? nil : before.user)
    user.id = id
    let known = before.keys.updated(with: keys)
    if known != before.keys { try session.people.keep(keys, of: id) }
    guard before.isDeleted || user != before.user else { return try note(id, entry, .unchanged) }
    try session.directory.replace(user)
    if !before.isDeleted, user.username.lowercased() != before.user.username.lowercased() {
      result.renamed += 1
      leave(before)
      renames.append((before.user.username, user.username))
      result.tell(
        "\(before.user.username) was renamed to \(user.username): \(PersonWords.name(user, known, by: identity))"
      )
    }
    try note(id, entry, before.isDeleted ? .added : .changed)
  }

  /// Takes a user who has the username for the same person, whatever the key.
  private mutating func rekey(_ entry: DirectoryEntry, _ keys: PersonKeys, _ named: KnownPerson)
    throws
  {
    if keys.compared(with: named.keys, by: identity).isDifferent { result.rekeyed += 1 }
    try update(named, entry, keys)
  }

  /// Notes that somebody is as before.
  mutating func keepUnchanged(_ lines: [(user: UserID, line: Int)]) throws {
    try session.directory.name(lines)
    result.unchanged += lines.count
    if displaced.isEmpty { return }
    for named in lines { displaced[named.user] = nil }
  }

  private mutating func note(_ id: UserID, _ entry: DirectoryEntry, _ change: UserChange) throws {
    try session.directory.name(id, line: entry.line ?? 0)
    switch change {
    case .added: result.added += 1
    case .changed: result.changed += 1
    case .unchanged: result.unchanged += 1
    }
    if change != .unchanged { touched.append(id) }
  }

  // MARK: Words

  private func key(_ keys: PersonKeys) -> String {
    for attribute in identity {
      if let value = keys[attribute] { return "the \(attribute) \(value)" }
    }
    return "the user"
  }

  private func names(_ ids: [UserID]) throws -> String {
    try session.people.people(ids).map(\.user.username).joined(separator: ", ")
  }

  func place(_ line: Int) -> String { line > 0 ? "\(source):\(line):1: " : "" }

  func problem(_ entry: DirectoryEntry, _ what: String) -> EngineError {
    .invalid(
      "\(place(entry.line ?? 0))\(entry.user.username): \(what); nothing was imported"
    )
  }
}

extension KeyComparison {
  /// Whether the keys say that it is another person.
  var isDifferent: Bool {
    switch self {
    case .different: true
    case .same, .sameButForCase, .incomparable: false
    }
  }
}
