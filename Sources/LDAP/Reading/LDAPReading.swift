import Engine
import Provisioning

/// One reading of a directory over one connection: who is suspended, the groups, then everyone page by
/// page. It is whole only where each search came to its end.
struct LDAPReading: Sendable {
  private(set) var door: any LDAPDoor
  let definition: SourceDefinition
  let map: AttributeMap
  let clock: ChangeClock
  var tally = MappingTally()
  /// The last change of those who were read, by the clock; `nil` before anybody was.
  private(set) var newest: Int?
  /// How many do not say when they changed.
  private(set) var timeless = 0
  private(set) var references = 0
  /// The groups, and who is suspended by a rule: found before the people.
  private(set) var groups = GroupBook()
  private var suspended: Set<String> = []

  init(_ door: any LDAPDoor, _ definition: SourceDefinition) {
    self.door = door
    self.definition = definition
    map = AttributeMap(definition)
    clock = ChangeClock(definition.kind)
  }

  /// The same over another connection, with what was read before the people.
  func again(through door: any LDAPDoor) -> LDAPReading {
    var reading = self
    reading.door = door
    return reading
  }

  private var base: String { definition.base ?? "" }

  /// Who is a person. A computer of Active Directory is a user there, and never one here.
  var filter: String {
    switch definition.kind {
    case .activeDirectory:
      "(&(objectCategory=person)(objectClass=user)\(definition.filter ?? ""))"
    case .ldap, .file, .oneLogin, .scim: definition.filter ?? "(objectClass=person)"
    }
  }

  /// What is read of everyone.
  var people: LDAPSearch {
    LDAPSearch(base: base, filter: filter, attributes: map.requested + [clock.attribute])
  }

  // MARK: Before the people

  /// Refuses a name that the server does not know: it makes a filter match nobody, and an attribute
  /// empty for everyone, without a word.
  func checkNames() async throws {
    guard let schema = try await LDAPSchema.read(door) else { return }
    let filters = [filter, definition.suspended, definition.roles?.filter].compactMap { $0 }
    for name in filters.flatMap(LDAPFilter.attributes) where !schema.knows(name) {
      throw SourceProblem(
        .configuration,
        "the filter compares \(name), which the server does not know, so that it would match nobody; correct the filter"
      )
    }
    let named =
      [definition.key].compactMap { $0 } + definition.attributes.values.filter { !$0.isEmpty }
    for name in named.sorted() where !schema.knows(name) {
      throw SourceProblem(
        .configuration,
        "the server does not know the attribute \(name); correct `key` or `attributes`")
    }
  }

  /// Reads who is suspended, and the groups.
  mutating func prepare() async throws {
    if let filter = definition.suspended {
      let search = LDAPSearch(
        base: base, filter: "(&\(self.filter)\(filter))", attributes: ["1.1"])
      var found: Set<String> = []
      try await each(search) { entries in
        for entry in entries { found.insert(DistinguishedName.key(entry.dn)) }
      }
      suspended = found
    }
    if let roles = definition.roles { try await readGroups(roles) }
  }

  private mutating func readGroups(_ roles: SourceRoles) async throws {
    let isAD = definition.kind == .activeDirectory
    let usual =
      isAD
      ? "(objectClass=group)"
      : "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup))"
    let search = LDAPSearch(
      base: roles.groupsUnder ?? base, filter: roles.filter ?? usual,
      attributes: isAD
        ? ["cn", "member", "objectSid"] : ["cn", "member", "uniqueMember", "memberUid"])
    var entries: [LDAPEntry] = []
    try await each(search) { entries += $0 }
    var book = GroupBook()
    for entry in entries {
      let name = Self.texts(entry["cn"]).min() ?? ""
      book.add(
        entry.dn, role: roles.role(of: name),
        members: try await members(entry) + Self.texts(entry["uniqueMember"]),
        uids: Self.texts(entry["memberUid"]),
        number: entry["objectSid"].first.flatMap(BinaryID.relativeID))
    }
    book.resolve(nested: roles.nested)
    groups = book
  }

  /// The members of a group, part by part where the server sends parts.
  private func members(_ entry: LDAPEntry) async throws -> [String] {
    var names = Self.texts(entry["member"])
    var current = entry
    while let (name, range) = AttributeRange.of("member", in: current.values.keys) {
      names += Self.texts(current.values[name] ?? [])
      guard let next = range.next else { return names }
      let search = LDAPSearch(
        base: entry.dn, scope: .base, filter: "(objectClass=*)",
        attributes: ["member;range=\(next)-*"])
      guard let more = try await door.entry(search) else {
        throw SourceProblem(
          .incomplete, "the group \(entry.dn) went away while its members were read", heals: true)
      }
      guard AttributeRange.of("member", in: more.values.keys) != nil else {
        throw SourceProblem(
          .incomplete, "the server sent a part of the members of \(entry.dn), and not the rest",
          heals: true)
      }
      current = more
    }
    return names
  }

  // MARK: The people

  /// Reads everyone who matches a search.
  mutating func read(
    _ search: LDAPSearch, _ take: ([SourcePerson]) async throws -> Void
  ) async throws {
    try await pages(search) { entries, reading in
      try await take(entries.map { reading.person($0, reading.map) })
    }
  }

  /// Reads who changed since a moment with everything, then everyone else in outline: who is there, who
  /// holds which roles, who is suspended and whose manager is whom change without a change of theirs.
  mutating func read(
    since mark: LDAPMark, _ take: ([SourcePerson]) async throws -> Void
  ) async throws {
    let start = mark.moment - clock.overlap
    var changed: Set<String> = []
    var search = people
    search.filter = "(&\(filter)\(clock.filter(from: start)))"
    try await pages(search) { entries, reading in
      let people = entries.map { reading.person($0, reading.map) }
      changed.formUnion(people.map(\.key))
      try await take(people)
    }
    let seen = max(mark.moment, newest ?? mark.moment)
    let outline = map.outline
    let everyone = LDAPSearch(
      base: base, filter: filter, attributes: outline.requested + [clock.attribute])
    try await pages(everyone) { entries, reading in
      var people: [SourcePerson] = []
      for entry in entries {
        var person = reading.person(entry, outline)
        if changed.contains(person.key) { continue }
        // Who changed since then has a later moment, or the same as the last one.
        if let moment = reading.clock.moment(entry), moment >= start,
          moment < seen || moment <= mark.moment
        {
          throw SourceProblem(
            .incomplete,
            "the server did not show \(entry.dn) among those who changed by \(reading.clock.attribute)",
            heals: true)
        }
        person.isOutline = true
        people.append(person)
      }
      try await take(people)
    }
    newest = seen
  }

  private mutating func pages(
    _ search: LDAPSearch, _ take: ([LDAPEntry], inout LDAPReading) async throws -> Void
  ) async throws {
    var cookie: [UInt8]?
    var seen: Set<[UInt8]> = []
    repeat {
      let page = try await door.page(search, after: cookie)
      references += page.references
      for entry in page.entries {
        if let moment = clock.moment(entry) {
          newest = max(newest ?? moment, moment)
        } else {
          timeless += 1
        }
      }
      try await take(page.entries, &self)
      cookie = page.cookie
      if let cookie, !seen.insert(cookie).inserted, page.entries.isEmpty {
        throw SourceProblem(
          .incomplete, "the server sends the same page again and again; nothing was taken",
          heals: true)
      }
      try Task.checkCancellation()
    } while cookie != nil
  }

  private mutating func person(_ entry: LDAPEntry, _ map: AttributeMap) -> SourcePerson {
    var person = map.person(entry, &tally)
    let name = person.reference ?? ""
    if suspended.contains(name) { person.entry.user.status = .suspended }
    if definition.roles != nil {
      person.entry.user.roles = groups.roles(
        of: name, uid: person.entry.user.username,
        primaryGroup: map.number(entry, "primaryGroupID"))
    }
    return person
  }

  /// Says from where the next reading can go on, or why it cannot.
  func setMark(of result: inout SourceReading, _ stand: LDAPStand) {
    guard let origin = stand.origin else { return result.why = stand.unknown }
    guard tally.keyless == 0 else { return result.why = "some entries have no \(map.key)" }
    guard timeless == 0, let moment = stand.moment ?? newest else {
      return result.why = "not every entry has \(clock.attribute)"
    }
    result.mark = LDAPMark(origin: origin, moment: moment).text
  }

  /// What somebody should know of this reading.
  var notes: [String] {
    var notes = tally.notes(map.key)
    if references > 0 {
      notes.append(
        "\(references) \(references == 1 ? "reference" : "references") to other servers, which are not followed"
      )
    }
    return notes
  }

  private func each(_ search: LDAPSearch, _ take: ([LDAPEntry]) -> Void) async throws {
    var cookie: [UInt8]?
    repeat {
      let page = try await door.page(search, after: cookie)
      take(page.entries)
      cookie = page.cookie
      try Task.checkCancellation()
    } while cookie != nil
  }

  private static func texts(_ values: [[UInt8]]) -> [String] {
    values.compactMap { String(validating: $0, as: UTF8.self) }
  }
}
