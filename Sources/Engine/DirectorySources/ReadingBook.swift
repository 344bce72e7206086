import Text
import Provisioning
import SCIM

/// A reading while it comes: kept aside line by line, with what has to be known of all of it: who came,
/// who is called what, and how many hold each role. In memory it takes some 100 bytes a person.
final class ReadingBook {
  private let spool: any SourceSpool
  /// What people speak of; nearly all of a source speak of the same.
  private var forms: [DirectoryEntry.Mentioned] = []
  private var keys: Set<TextDigest> = []
  private var names: Set<TextDigest> = []
  private var repeated: Set<TextDigest> = []
  private var usernames: [TextDigest: String] = [:]
  /// Who came in outline, by key, and those of them who were looked up or left out after that.
  private var outlined: [TextDigest: (key: String, username: String)] = [:]
  private var replaced: Set<TextDigest> = []
  private var shownRoles: [String: Int] = [:]
  private var mentionsRoles = false
  /// Whom the reading showed; known once it is over.
  var extent = SourceExtent.whole
  /// How many people came.
  private(set) var count = 0
  /// How many of them came in outline.
  private(set) var outlines = 0
  /// How many managers are nobody of this source.
  private(set) var unknownManagers = 0
  /// Who they are, by what this source calls them; no more than somebody wants to know of.
  private(set) var absentManagers: Set<String> = []

  init(_ spool: any SourceSpool) { self.spool = spool }

  func add(_ person: SourcePerson) throws {
    let user = person.entry.user
    guard person.key.isEmpty || keys.insert(TextDigest(person.key)).inserted else {
      throw SourceProblem(
        .incomplete,
        "\(user.username) (\(person.key)) came twice in one reading, so that others may be missing; nothing was taken",
        heals: true)
    }
    count += 1
    if person.isOutline {
      outlines += 1
      if !user.username.isEmpty {
        outlined[TextDigest(person.key)] = (person.key, user.username)
      }
    }
    noteName(of: person)
    if person.entry.mentioned.roles {
      mentionsRoles = true
      for role in user.roles { shownRoles[role, default: 0] += 1 }
    }
    try spool.add(line(person).bytes)
  }

  private func noteName(of person: SourcePerson) {
    let username = person.entry.user.username
    if username.isEmpty { return }
    let name = TextDigest(username.lowercased())
    if !names.insert(name).inserted { repeated.insert(name) }
    if let reference = person.reference { usernames[TextDigest(reference)] = username }
  }

  /// Takes somebody with everything who came in outline.
  func complete(_ person: SourcePerson) throws {
    guard let outline = outlined.removeValue(forKey: TextDigest(person.key)) else { return }
    outlines -= 1
    replaced.insert(TextDigest(person.key))
    // Who was renamed since the list was read may be called what another one of it is.
    if !person.entry.user.username.isSame(as: outline.username) { noteName(of: person) }
    try spool.add(line(person).bytes)
  }

  /// Leaves somebody out who came in outline, and is not there any more.
  func leaveOut(_ key: String) {
    guard outlined.removeValue(forKey: TextDigest(key)) != nil else { return }
    outlines -= 1
    count -= 1
    replaced.insert(TextDigest(key))
  }

  /// The keys of those who came in outline and have a username.
  var outlineKeys: [String] { outlined.values.map(\.key) }

  /// What was said of everyone, where only who changed came.
  var changes: SourceChanges? {
    switch extent {
    case .whole, .outline: nil
    case .changes(let changes): changes
    }
  }

  /// How many people the source has.
  var people: Int { changes?.people ?? count }

  /// How many people hold each role; `nil` where nothing is said of roles.
  var roles: [String: Int]? {
    guard let changes else { return mentionsRoles ? shownRoles : nil }
    return changes.roles == nil ? nil : changes.roleCounts
  }

  /// The attributes that people speak of, sorted; `nil` where somebody speaks of all of them.
  var owned: [String]? {
    var names: Set<String> = []
    for form in forms {
      guard case .only(let attributes) = form.attributes else { return nil }
      names.formUnion(attributes)
      if form.status { names.insert("status") }
      if form.roles { names.insert("roles") }
    }
    return names.sorted()
  }

  /// Forgets everything, before it is read again.
  func clear() throws {
    try spool.clear()
    (forms, keys, names, repeated, usernames) = ([], [], [], [], [:])
    (count, shownRoles, mentionsRoles) = (0, [:], false)
    (outlines, outlined, replaced, extent) = (0, [:], [], .whole)
  }

  /// Whether somebody of this key came.
  func holds(key: String) -> Bool { keys.contains(TextDigest(key)) }

  /// Whether somebody of this key came with everything that the source has of them.
  func holdsWhole(key: String) -> Bool { holds(key: key) && outlined[TextDigest(key)] == nil }

  /// Whether several people came who are called so.
  func isRepeated(_ username: String) -> Bool {
    repeated.contains(TextDigest(username.lowercased()))
  }

  /// Gives everyone back, their managers by username.
  ///
  /// - Parameter other: the username of a manager who did not come.
  func each(
    manager other: (String) throws -> String? = { _ in nil }, _ body: (SourcePerson) throws -> Void
  ) throws {
    (unknownManagers, absentManagers) = (0, [])
    try spool.each { line in
      var person = try read(line)
      if person.isOutline, replaced.contains(TextDigest(person.key)) { return }
      if let manager = person.manager {
        let name = try usernames[TextDigest(manager)] ?? other(manager)
        person.entry.user.attributes["manager"] = name
        if name == nil { note(absent: manager) }
      }
      try body(person)
    }
  }

  private func note(absent manager: String) {
    unknownManagers += 1
    if absentManagers.count <= AbsentManagers.limit { absentManagers.insert(manager) }
  }

  private func line(_ person: SourcePerson) -> JSONValue {
    let user = person.entry.user
    return .array([
      .string(person.key), person.reference.map { .string($0) } ?? .null,
      person.manager.map { .string($0) } ?? .null, .string(user.username),
      .string(user.status.rawValue),
      .object(JSONObject(user.attributes.map { ($0.key, .string($0.value)) })),
      .array(user.roles.map { .string($0) }), .integer(Int64(form(person.entry.mentioned))),
      person.entry.line.map { .integer(Int64($0)) } ?? .null, .bool(person.isOutline),
    ])
  }

  private func form(_ mentioned: DirectoryEntry.Mentioned) -> Int {
    if let last = forms.last, last == mentioned { return forms.count - 1 }
    if let index = forms.firstIndex(of: mentioned) { return index }
    forms.append(mentioned)
    return forms.count - 1
  }

  private func read(_ line: [UInt8]) throws -> SourcePerson {
    guard let parts = try JSONValue(parsing: line).array, parts.count == 10,
      let key = parts[0].string, let username = parts[3].string,
      let status = parts[4].string.flatMap(UserStatus.init), let values = parts[5].object,
      let roles = parts[6].array, let form = parts[7].integer, forms.indices.contains(form),
      let isOutline = parts[9].bool
    else {
      throw SourceProblem(
        .unreadable, "what was read and kept aside is damaged; is the temporary folder full?")
    }
    var user = DirectoryUser(username: username, status: status, roles: roles.compactMap(\.string))
    user.attributes.reserveCapacity(values.count)
    for member in values.members { user.attributes[member.name] = member.value.string }
    var entry = DirectoryEntry(user, mentioned: forms[form])
    entry.line = parts[8].integer
    var person = SourcePerson(
      key: key, reference: parts[1].string, manager: parts[2].string, entry: entry)
    person.isOutline = isOutline
    return person
  }
}

/// A text by 128 bits of hashes whose keys are new in each process: two texts are taken for one only
/// where all of them agree.
private struct TextDigest: Hashable {
  private let first: Int
  private let second: Int

  init(_ text: String) {
    var one = Hasher()
    one.combine(text)
    first = one.finalize()
    var other = Hasher()
    other.combine(0x5EED)
    other.combine(text)
    second = other.finalize()
  }
}
