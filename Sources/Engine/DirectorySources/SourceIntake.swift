import Text
import Provisioning
import SCIM

/// Takes one reading into the directory, in one transaction: who belongs to another source is left to
/// that one, who is missing from everyone goes where that is not too many, and everyone else is imported.
struct SourceIntake {
  let engine: ProvisioningEngine
  let attempt: SyncAttempt
  let reading: SourceReading
  let book: ReadingBook
  /// How many were missing from the list and are there.
  let found: Int
  /// How many memberships are gone that were accepted.
  let lostRoles: Int

  var record: SourceRecord { attempt.record }
  var request: SyncRequest { attempt.request }

  /// How many people are named who could not be taken.
  static let told = 20

  func take(_ result: inout SyncResult) throws {
    let taken = try engine.store.write { session in
      guard let current = try session.sources.all().first(where: { $0.id == record.id }),
        current.state.reader?.name == attempt.reader, current.definition == record.definition
      else { throw EngineError.sourceChanged(record.name) }
      var taken = result
      var notes = IntakeNotes()
      let isKept =
        try session.nested {
          taken.changes = try changes(&taken, &notes, in: session)
          return request.dryRun ? nil : true
        } ?? false
      taken.seconds = engine.time.now() - attempt.start
      var next = current
      next.state.reader = nil
      if isKept { note(taken, notes, in: &next.state) }
      try session.sources.save(next)
      return taken
    }
    result = taken
  }

  private func changes(
    _ result: inout SyncResult, _ notes: inout IntakeNotes, in session: any StoreSession
  ) throws -> ImportResult {
    let before = try session.sources.ownedCount(record.id)
    let newest = try session.directory.newestUser()
    let identity = try session.settings.directorySettings().identity
    guard try Self.unknown(record.id, book, in: session).isEmpty else {
      throw WholeReadingNeeded("users were deleted here while it was read")
    }
    var directory = try DirectoryImport(
      session, identity: identity, reading: request.keys, source: record.definition.location)
    directory.owner = record.id
    var page: [SourcePerson] = []
    func add(_ person: SourcePerson) throws {
      page.append(person)
      if page.count == StorePage.size {
        try take(page, identity, &directory, &notes, in: session)
        page = []
      }
    }
    if let changes = book.changes { try check(changes, in: session) }
    try book.each(manager: { try manager($0, in: session) }, add)
    if let roles = book.changes?.roles { try eachWithOtherRoles(roles, in: session, add) }
    try take(page, identity, &directory, &notes, in: session)
    if book.changes != nil {
      try finish(&directory)
    } else {
      try directory.finish(replace: true)
      try check(missing: directory, of: before, in: session)
    }
    try session.sources.ownNamed(by: record.id)
    result.notes += notes.sentences + Self.words(ofUnknown: book.unknownManagers)
    var changes = directory.result
    if book.changes != nil {
      changes.unchanged =
        try session.sources.ownedCount(record.id) - changes.added - changes.changed
    }
    changes.apps = try engine.evaluations.evaluate(directory.touched, behind: newest, in: session)
    if !directory.touched.isEmpty {
      try engine.people.note(
        directory, record.name, request.keys, as: "directory.sync", in: session)
    }
    return changes
  }

  private func check(
    missing directory: DirectoryImport, of before: Int, in session: any StoreSession
  ) throws {
    // Whose username went to another person is as missing by their key as anybody else.
    let missing = directory.result.deleted
    let limit = request.acceptMissing.map { $0 - found }
    guard missing != limit else { return }
    try Self.check(
      missing, of: before, Array(directory.touched.suffix(missing).prefix(3)), record, request,
      accepted: limit, in: session)
  }

  /// Imports some people, but those whom nobody may take now; these stay as they are.
  private func take(
    _ people: [SourcePerson], _ identity: [String], _ directory: inout DirectoryImport,
    _ notes: inout IntakeNotes, in session: any StoreSession
  ) throws {
    let people = try completed(people, in: session)
    let keys = people.map { PersonKeys(of: $0.entry.user, by: identity) }
    let claimed = try session.sources.claimed(
      usernames: people.map(\.entry.user.username), keys: keys.flatMap(\.values.values),
      notBy: record.id)
    var taken: EntriesAhead.Page = []
    for (person, keys) in zip(people, keys) {
      let name = person.entry.user.username
      if name.isEmpty {
        notes.unnamed += 1
        try stay(person, &notes, in: session)
      } else if let other = claimed.first(where: {
        $0.user.username.isSame(as: name)
          || keys.compared(with: $0.keys, by: identity).isSame
      }) {
        notes.claim(person, by: other, try owner(of: other.user.id, in: session))
        try stay(person, &notes, in: session)
      } else if book.isRepeated(name), try !isHolder(person, in: session) {
        notes.repeated(person)
        try stay(person, &notes, in: session)
      } else if let problem = DirectoryDate.attributes.lazy.compactMap({ attribute in
        person.entry.user.attributes[attribute].flatMap { DirectoryDate.problem(attribute, $0) }
      }).first {
        notes.refused(person, problem)
        try stay(person, &notes, in: session)
      } else {
        taken.append((person.entry, IdentifiedUser(person.entry.user, keys)))
      }
    }
    try directory.take(taken)
  }

  /// The same people; those in outline with everything else as it is stored.
  private func completed(_ people: [SourcePerson], in session: any StoreSession) throws
    -> [SourcePerson]
  {
    let keys = people.filter(\.isOutline).map(\.key)
    if keys.isEmpty { return people }
    let ids = try session.sources.owned(record.id, keys: keys)
    var users: [UserID: DirectoryUser] = [:]
    for known in try session.directory.users(Array(ids.values)) {
      users[known.user.id] = known.user
    }
    return people.map { person in
      guard person.isOutline, let stored = ids[person.key].flatMap({ users[$0] }) else {
        return person
      }
      var person = person
      person.entry.user = person.entry.laid(over: stored)
      return person
    }
  }

  /// Leaves somebody as they are stored, and does not count them as missing.
  private func stay(
    _ person: SourcePerson, _ notes: inout IntakeNotes, in session: any StoreSession
  ) throws {
    guard !person.key.isEmpty, let user = try session.sources.owned(record.id, key: person.key)
    else {
      return
    }
    try session.directory.name(user, line: 0)
    notes.left += 1
  }

  /// Whether it is this person who has the username already.
  private func isHolder(_ person: SourcePerson, in session: any StoreSession) throws -> Bool {
    guard !person.key.isEmpty, let user = try session.sources.owned(record.id, key: person.key),
      let stored = try session.directory.users([user]).first
    else { return false }
    return stored.user.username.isSame(as: person.entry.user.username)
  }

  private func owner(of user: UserID, in session: any StoreSession) throws -> String {
    let id = try session.sources.owner(of: user)
    return try session.sources.all().first { $0.id == id }?.name ?? ""
  }

  private func note(_ result: SyncResult, _ notes: IntakeNotes, in state: inout SourceState) {
    let before = state.last
    let isWhole = book.extent == .whole
    var summary = SourceSummary(
      at: engine.time.now(), seconds: result.seconds, people: result.people)
    summary.added = result.changes.added
    summary.changed = result.changes.changed
    summary.unchanged = result.changes.unchanged
    summary.deleted = result.changes.deleted
    summary.roles = book.roles ?? before?.roles ?? [:]
    summary.notes = result.notes
    summary.owns = isWhole ? book.owned : before?.owns
    summary.scope = record.definition.scope
    summary.stamp = attempt.stamp
    summary.read = result.read
    summary.wholeAt = isWhole ? summary.at : before?.wholeAt ?? before?.at
    summary.why = result.why
    state.last = summary
    state.failure = nil
    if book.changes == nil {
      state.absentManagers = book.absentManagers.isEmpty ? nil : book.absentManagers.sorted()
    }
    state.forgetChangedByHand(isWhole ? nil : record.state.changedByHand ?? [])
    // Who could not be taken has to come again, so that the mark does not go on.
    if notes.left == 0 {
      state.mark = reading.mark
      state.markless = reading.mark == nil ? reading.why : nil
    } else if isWhole {
      state.mark = nil
      state.markless = "of the reading before not everyone could be taken"
    }
  }

  private static func words(ofUnknown managers: Int) -> [String] {
    managers == 0
      ? []
      : [
        "\(managers) \(managers == 1 ? "person has a manager who is" : "people have managers who are") not among those who are read"
      ]
  }
}

// MARK: Who is missing, and who is not known

extension SourceIntake {
  /// The users of a source who are not in a reading.
  static func missing(_ source: SourceID, _ book: ReadingBook, in session: any StoreSession) throws
    -> [(user: UserID, key: String)]
  {
    var missing: [(user: UserID, key: String)] = []
    var after: UserID = 0
    while true {
      let page = try session.sources.owned(
        source, after: after, limit: StorePage.size)
      guard let last = page.last else { return missing }
      missing += page.filter { !book.holds(key: $0.key) }
      after = last.user
    }
  }

  /// The keys of those who came in outline and are no users of a source.
  static func unknown(_ source: SourceID, _ book: ReadingBook, in session: any StoreSession)
    throws -> [String]
  {
    let keys = book.outlineKeys
    var unknown: [String] = []
    for start in stride(from: 0, to: keys.count, by: StorePage.size) {
      let page = keys[start..<min(start + StorePage.size, keys.count)]
      let known = try session.sources.owned(source, keys: Array(page))
      unknown += page.filter { known[$0] == nil }
    }
    return unknown
  }

  /// Stops where more people are missing than may be, or others than somebody said.
  static func check(
    _ count: Int, _ examples: [UserID], _ record: SourceRecord, _ request: SyncRequest,
    in session: any StoreSession
  ) throws {
    try check(
      count, of: try session.sources.ownedCount(record.id), examples, record, request,
      accepted: request.acceptMissing, in: session)
  }

  fileprivate static func check(
    _ count: Int, of people: Int, _ examples: [UserID], _ record: SourceRecord,
    _ request: SyncRequest, accepted: Int?, in session: any StoreSession
  ) throws {
    let limits = record.definition.limits
    guard count != accepted, accepted != nil || limits.stop(count, of: people) else { return }
    throw EngineError.peopleMissing(
      record.name, count: count, of: people, limit: limits.words(of: people),
      examples: try session.directory.users(examples).map(\.user.username),
      given: request.acceptMissing)
  }
}

extension KeyComparison {
  fileprivate var isSame: Bool {
    switch self {
    case .same: true
    case .sameButForCase, .different, .incomparable: false
    }
  }
}
