import Engine
import Provisioning
import Text

/// What is written many rows at a time.
extension SQLPeople {
  func add(_ people: [IdentifiedUser]) throws -> [UserID] {
    let first = try db.nextKey(of: "user")
    let ids = Array(first..<first + Int64(people.count))
    let rows = Array(zip(ids, people))
    try Self.users.write(rows, to: db) { id, person in
      let user = person.user
      return [
        id, user.username, person.nameKey, Self.key(user.attributes["email"] ?? ""),
        SQLDirectory.nameKey(user), user.status.rawValue, person.text,
      ]
    }
    let keys = rows.flatMap { id, person in
      person.keys.values.sorted { $0.key < $1.key }.map { (id, $0.key, $0.value.composed) }
    }
    try Self.keys.write(keys, to: db) { [$0.0, $0.1, $0.2] }
    let held = try roleIDs(Set(people.flatMap(\.user.roles)))
    let roles = rows.flatMap { id, person in
      Set(person.user.roles.compactMap { held[$0] }).sorted().map { (id, $0) }
    }
    try Self.roles.write(roles, to: db) { [$0.0, $0.1] }
    try session.took(ids, of: .user)
    return ids
  }

  /// The keys of roles by the names that users have them under; those that are new are made.
  private func roleIDs(_ names: Set<String>) throws -> [String: Int64] {
    var ids: [String: Int64] = [:]
    for name in names.sorted() {
      let find = "SELECT id FROM role WHERE name_key = ?"
      if try db.numbers(find, [Self.key(name)]).isEmpty { try directory.createRole(name) }
      ids[name] = try db.numbers(find, [Self.key(name)]).first
    }
    return ids
  }

  private static let users = RowWriter(
    """
    INSERT INTO user (id, username, username_key, email_key, name_key, status, payload)
    """, columns: 7)
  private static let keys = RowWriter(
    "INSERT INTO user_key", columns: 3,
    "ON CONFLICT (user_id, attribute) DO UPDATE SET value = excluded.value")
  private static let roles = RowWriter(
    "INSERT INTO user_role", columns: 2, "ON CONFLICT DO NOTHING")
}
