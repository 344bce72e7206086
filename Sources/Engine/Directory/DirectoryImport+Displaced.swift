import Provisioning

/// Users whose usernames went to other people of the source, and those whom it does not name.
extension DirectoryImport {
  mutating func displace(
    _ named: KnownPerson, _ found: Identification.Displaced, by entry: DirectoryEntry,
    _ keys: PersonKeys
  ) throws {
    if let line = try session.people.line(naming: named.user.id), line > 0 {
      throw problem(entry, "the username \(entry.user.username) stands in line \(line) too")
    }
    try session.people.freeName(of: named.user.id)
    leave(named)
    displaced[named.user.id] = Displaced(
      person: named, isCertain: found.isCertain,
      successor: PersonWords.name(entry.user, keys, by: identity), line: entry.line ?? 0)
  }

  mutating func leave(_ person: KnownPerson) {
    left[person.user.id] = (
      person.user.username, PersonWords.name(person.user, person.keys, by: identity)
    )
  }

  mutating func letDisplacedGo(replace: Bool) throws {
    let leaving = displaced.values.sorted { $0.person.user.id < $1.person.user.id }
    if !replace, let unclear = leaving.first(where: { !$0.isCertain }) {
      throw problem(unclear)
    }
    try refuseMany(leaving: leaving.count)
    for one in leaving {
      let sentence = words(one)
      try session.directory.deleteUser(one.person.user.id)
      touched.append(one.person.user.id)
      successions.append((one.person.user.username, sentence))
      result.displaced += 1
      result.deleted += 1
      result.tell(sentence)
    }
  }

  /// Stops where so many usernames went to other people that the keys themselves must be others.
  private func refuseMany(leaving: Int) throws {
    if reading == .samePeople || left.isEmpty && reading == .asUsual { return }
    var changes = KeyChanges()
    var examples: [String] = []
    for (id, earlier) in left.sorted(by: { $0.key < $1.key }) {
      guard let now = try session.people.person(named: earlier.name), !now.isDeleted,
        now.user.id != id
      else { continue }
      changes.others += 1
      guard examples.count < 3 else { continue }
      examples.append(
        PersonWords.another(
          earlier.name, was: earlier.who,
          now: PersonWords.name(now.user, now.keys, by: identity)))
    }
    let names = Set(left.values.map { $0.name.lowercased() })
    changes.renamed = renames.count { !names.contains($0.to.lowercased()) }
    changes.leaving = leaving
    changes.compared = compared + changes.others
    if case .otherPeople(let count) = reading {
      if count == changes.others { return }
      throw EngineError.wrongPeopleCount(given: count, count: changes.others)
    }
    guard changes.stops else { return }
    throw EngineError.keysChanged(
      count: changes.others, of: changes.compared, examples: examples)
  }

  mutating func deleteUnnamed() throws {
    var after: UserID = 0
    while true {
      let ids = try session.sources.usersNotNamed(
        after: after, limit: StorePage.size, of: owner)
      guard let last = ids.last else { return }
      for id in ids { try session.directory.deleteUser(id) }
      result.deleted += ids.count
      touched += ids
      after = last
    }
  }

  private func words(_ one: Displaced) -> String {
    PersonWords.another(
      one.person.user.username,
      was: PersonWords.name(one.person.user, one.person.keys, by: identity), now: one.successor)
  }

  private func problem(_ one: Displaced) -> EngineError {
    let name = one.person.user.username
    let earlier = PersonWords.name(one.person.user, one.person.keys, by: identity)
    return .invalid(
      "\(place(one.line))\(name) is \(one.successor) by this file, and the directory has another user \(name) (\(earlier)) without a key to compare; give that user a key, or take the user out with usher users delete \(name); nothing was imported"
    )
  }
}
