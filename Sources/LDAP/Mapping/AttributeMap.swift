import Text
import Engine
import Provisioning

/// Which attribute of the directory each of usher's is read from: the kind's own, and over them what
/// the configuration says.
struct AttributeMap: Sendable {
  /// One attribute of usher's: the first of these that has a value gives it.
  struct Row: Sendable, Hashable {
    let name: String
    let origins: [String]
  }

  let kind: SourceKind
  /// The attribute that never changes.
  let key: String
  let username: [String]
  private(set) var rows: [Row]
  /// What every person of this source speaks of.
  private(set) var mentioned: DirectoryEntry.Mentioned
  private let hasRoles: Bool

  /// What Active Directory calls the attributes.
  private static let activeDirectory: [(String, [String])] = [
    ("username", ["sAMAccountName"]), ("email", ["mail"]), ("firstname", ["givenName"]),
    ("lastname", ["sn"]), ("display_name", ["displayName"]), ("department", ["department"]),
    ("title", ["title"]), ("company", ["company"]), ("phone", ["telephoneNumber"]),
    ("employee_id", ["employeeID", "employeeNumber"]), ("type", ["employeeType"]),
    ("manager", ["manager"]), ("ends_on", ["accountExpires"]),
  ]

  /// What inetOrgPerson calls them (RFC 2798).
  private static let person: [(String, [String])] = [
    ("username", ["uid"]), ("email", ["mail"]), ("firstname", ["givenName"]), ("lastname", ["sn"]),
    ("display_name", ["displayName"]), ("department", ["departmentNumber", "ou"]),
    ("title", ["title"]), ("company", ["o"]), ("phone", ["telephoneNumber"]),
    ("employee_id", ["employeeNumber"]), ("type", ["employeeType"]), ("manager", ["manager"]),
  ]

  init(_ definition: SourceDefinition) {
    kind = definition.kind
    let isAD = definition.kind == .activeDirectory
    key = definition.key ?? (isAD ? "objectGUID" : "entryUUID")
    var table = isAD ? Self.activeDirectory : Self.person
    for (name, origin) in definition.attributes.sorted(by: { $0.key < $1.key }) {
      table.removeAll { ColumnName.areSame($0.0, name) }
      if !origin.isEmpty { table.append((name, [origin])) }
    }
    username = table.first { ColumnName.areSame($0.0, "username") }?.1 ?? []
    rows = table.filter { !["username", "status"].contains(ColumnName.folded($0.0)) }
      .map { Row(name: $0.0, origins: $0.1) }
    hasRoles = definition.roles != nil
    mentioned = DirectoryEntry.Mentioned(
      attributes: .only(Set(rows.map(\.name) + ["external_id"])),
      status: isAD || definition.suspended != nil, roles: definition.roles != nil)
  }

  /// The same for those who did not change: what refers to others stays, since that changes with them.
  var outline: AttributeMap {
    var map = self
    map.rows = rows.filter(Self.isReference)
    map.mentioned = DirectoryEntry.Mentioned(
      attributes: .only(Set(map.rows.map(\.name) + ["external_id"])), status: mentioned.status,
      roles: mentioned.roles)
    return map
  }

  private static func isReference(_ row: Row) -> Bool {
    row.name == "manager" && row.origins == ["manager"]
  }

  /// The attributes that are asked for.
  var requested: [String] {
    var names = [key] + username + rows.flatMap(\.origins)
    if kind == .activeDirectory { names += ["userAccountControl"] }
    if kind == .activeDirectory, hasRoles { names += ["primaryGroupID"] }
    return names.reduce(into: []) { all, name in
      if !all.contains(where: { $0.lowercased() == name.lowercased() }) { all.append(name) }
    }
  }

  /// Where each value comes from, in words.
  var origins: [String: String] {
    var origins = ["external_id": key, "username": username.joined(separator: ", else ")]
    for row in rows { origins[row.name] = row.origins.joined(separator: ", else ") }
    if rows.contains(where: { $0.name == "manager" }) {
      origins["manager"] = "manager, who becomes that entry's username"
    }
    if hasRoles { origins["roles"] = "the groups that hold the entry" }
    return origins
  }

  // MARK: One entry

  /// The person that an entry is.
  func person(_ entry: LDAPEntry, _ tally: inout MappingTally) -> SourcePerson {
    var user = DirectoryUser(username: "")
    user.username = text(entry, username, &tally) ?? ""
    let key = id(entry, &tally)
    user.attributes["external_id"] = key
    var manager: String?
    for row in rows {
      guard let value = text(entry, row.origins, &tally) else { continue }
      if Self.isReference(row) {
        manager = DistinguishedName.key(value)
      } else {
        user.attributes[row.name] = self.value(value, row)
      }
    }
    if kind == .activeDirectory, let flags = number(entry, "userAccountControl"), flags & 2 != 0 {
      user.status = .suspended
    }
    return SourcePerson(
      key: key ?? "", reference: DistinguishedName.key(entry.dn), manager: manager,
      entry: DirectoryEntry(user, mentioned: mentioned))
  }

  /// A number that an attribute holds.
  func number(_ entry: LDAPEntry, _ attribute: String) -> Int? {
    entry[attribute].first.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
  }

  private func id(_ entry: LDAPEntry, _ tally: inout MappingTally) -> String? {
    guard let bytes = entry[key].min(by: { $0.lexicographicallyPrecedes($1) }) else {
      tally.keyless += 1
      return nil
    }
    if key.lowercased() == "objectguid" { return BinaryID.text(ofGUID: bytes) }
    if let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) { return text }
    return BinaryID.text(of: bytes)
  }

  /// A filter that holds for the entry with this key alone; `nil` where no entry can have it.
  func filter(key value: String) -> String? {
    if key.lowercased() == "objectguid" {
      return BinaryID.bytes(ofGUID: value).map { "(\(key)=\(LDAPFilter.escaped($0)))" }
    }
    return "(\(key)=\(LDAPFilter.escaped(value)))"
  }

  /// The value of the first attribute that has one: of several values the first in the order of their
  /// bytes, so that it is the same each time.
  private func text(_ entry: LDAPEntry, _ origins: [String], _ tally: inout MappingTally) -> String?
  {
    for origin in origins {
      let values = entry[origin]
      if values.isEmpty { continue }
      if values.count > 1 { tally.several.insert(origin) }
      let texts = values.compactMap { bytes -> String? in
        guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) else {
          return nil
        }
        return text
      }
      if texts.count < values.count { tally.unreadable.insert(origin) }
      let readable = texts.filter { $0.contains { !$0.isWhitespace } }
      if let first = readable.min(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
        return first
      }
    }
    return nil
  }

  /// A value as usher writes it.
  private func value(_ text: String, _ row: Row) -> String? {
    guard DirectoryDate.attributes.contains(row.name) else { return text }
    if row.origins.first?.lowercased() == "accountexpires" { return DirectoryTime.expiry(text) }
    return DirectoryTime.generalized(text) ?? text
  }
}

/// What was odd about the entries of a reading.
struct MappingTally: Sendable, Hashable {
  /// How many have no key.
  var keyless = 0
  /// Attributes of which some entry has several values.
  var several: Set<String> = []
  /// Attributes of which some value is no text.
  var unreadable: Set<String> = []

  /// What there is to say, a sentence each.
  func notes(_ key: String) -> [String] {
    var notes: [String] = []
    if keyless > 0 {
      notes.append(
        "\(keyless) \(keyless == 1 ? "entry has" : "entries have") no \(key) and cannot be followed through a rename"
      )
    }
    if !several.isEmpty {
      notes.append(
        "of several values the first in order is taken: \(several.sorted().joined(separator: ", "))"
      )
    }
    if !unreadable.isEmpty {
      notes.append(
        "values that are no text are left out: \(unreadable.sorted().joined(separator: ", "))")
    }
    return notes
  }
}
