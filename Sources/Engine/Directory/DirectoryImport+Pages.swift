import Provisioning

extension DirectoryImport {
  /// So often a page is looked up again after somebody changed how the others stand; whoever is left
  /// then is looked at alone.
  private static let mostLooks = 8

  /// Takes users who were read together.
  mutating func take(_ page: EntriesAhead.Page) throws {
    var rest = page[...]
    for _ in 0..<Self.mostLooks where !rest.isEmpty { rest = try takeTogether(rest) }
    for entry in rest { _ = try takeAlone(entry.entry) }
  }

  /// Takes users up to one who changes how others stand: by a rename, another key, or coming back.
  ///
  /// - Returns: those behind that one.
  private mutating func takeTogether(_ page: EntriesAhead.Page.SubSequence) throws
    -> EntriesAhead.Page.SubSequence
  {
    let people = page.map(\.person)
    let standing = try session.people.standing(people)
    var gathered = Gathered()
    for (offset, (entry, person)) in page.enumerated() {
      switch standing[offset] {
      case .same(let id) where gathered.add(same: id, entry.line):
        if !person.keys.isEmpty { compared += 1 }
      case .nobody where reading != .samePeople && gathered.add(new: person, entry.line): break
      case .same, .nobody, .other:
        try store(&gathered)
        if try takeAlone(entry) { return page.dropFirst(offset + 1) }
      }
    }
    try store(&gathered)
    return []
  }

  /// - Returns: whether others may stand otherwise now.
  private mutating func takeAlone(_ entry: DirectoryEntry) throws -> Bool {
    let keys = PersonKeys(of: entry.user, by: identity)
    let named = try session.people.person(named: entry.user.username)
    try takeAlone(entry, keys, named)
    guard let named, !named.isDeleted else { return true }
    return named.keys.updated(with: keys) != named.keys
  }

  private mutating func store(_ gathered: inout Gathered) throws {
    if !gathered.new.isEmpty {
      let ids = try session.people.add(gathered.new)
      try session.directory.name(zip(ids, gathered.newLines).map { (user: $0, line: $1) })
      result.added += ids.count
      touched += ids
    }
    if !gathered.same.isEmpty { try keepUnchanged(gathered.same) }
    gathered = Gathered()
  }
}

/// Users of a page who are stored together.
private struct Gathered {
  private(set) var new: [IdentifiedUser] = []
  private(set) var newLines: [Int] = []
  private(set) var same: [(user: UserID, line: Int)] = []
  private var names: Set<String> = []
  private var keys: Set<[String]> = []
  private var users: Set<UserID> = []

  /// Adds somebody new; not one who may be one of the others.
  mutating func add(new person: IdentifiedUser, _ line: Int?) -> Bool {
    let name = person.nameKey
    guard !names.contains(name), !person.keys.values.contains(where: { keys.contains([$0, $1]) })
    else { return false }
    names.insert(name)
    for (attribute, value) in person.keys.values { keys.insert([attribute, value]) }
    new.append(person)
    newLines.append(line ?? 0)
    return true
  }

  /// Adds somebody who is as before; not twice.
  mutating func add(same user: UserID, _ line: Int?) -> Bool {
    guard users.insert(user).inserted else { return false }
    same.append((user, line ?? 0))
    return true
  }
}
