import Engine
import Provisioning
import SCIM
import Text

extension SQLPeople {
  func standing(_ people: [IdentifiedUser]) throws -> [PersonStanding] {
    var standing = [PersonStanding](repeating: .nobody, count: people.count)
    var same: [UserID: Int] = [:]
    for found in try rows(named: people) {
      let person = people[found.index]
      let isSame = found.isPlain && found.username == person.user.username
      if isSame, same[found.id] == nil, found.payload == person.text {
        same[found.id] = found.index
      } else {
        standing[found.index] = .other
      }
    }
    let keys = try keys(of: same.keys)
    for (id, index) in same {
      let known = keys[id] ?? [:]
      let wanted = people[index].keys
      let isKnown = wanted.isEmpty ? known.isEmpty : wanted.values.allSatisfy { known[$0] == $1 }
      standing[index] = isKnown ? .same(id) : .other
    }
    let new = standing.indices.filter { standing[$0] == .nobody }
    for index in try indices(new, ofKnownKeysIn: people) { standing[index] = .other }
    return standing
  }

  /// A row that has the username of a person.
  private struct Found {
    var index: Int
    var id: UserID
    var username: String
    var payload: String
    /// Whether the user is in the directory, and no line named them.
    var isPlain: Bool
  }

  private func rows(named people: [IdentifiedUser]) throws -> [Found] {
    try db.rows(
      """
      SELECT w.key, u.id, u.username, u.payload, u.deleted = 0 AND n.id IS NULL
      FROM json_each(?) AS w CROSS JOIN user AS u ON u.username_key = w.value
        LEFT JOIN temp.named AS n ON n.id = u.id
      """, [Self.texts(people.map(\.nameKey))]
    ).map { row in
      Found(
        index: try row.value(0), id: try row.value(1), username: try row.value(2),
        payload: try row.value(3), isPlain: try row.value(4))
    }
  }

  private func keys(of users: some Collection<UserID>) throws -> [UserID: [String: String]] {
    if users.isEmpty { return [:] }
    var keys: [UserID: [String: String]] = [:]
    try db.rows(
      """
      SELECT user_id, attribute, user_key.value FROM json_each(?) AS w
        CROSS JOIN user_key ON user_id = w.value
      """, [Self.list(users)]
    ).forEach { row in
      keys[try row.value(0), default: [:]][try row.value(1)] = try row.value(2) as String
    }
    return keys
  }

  /// Those of some people of whom somebody has a key.
  private func indices(_ indices: [Int], ofKnownKeysIn people: [IdentifiedUser]) throws -> [Int] {
    struct Key: Hashable {
      var attribute: String
      var value: String
    }
    let wanted = indices.flatMap { index in
      people[index].keys.values.map { (Key(attribute: $0, value: $1), index) }
    }
    if wanted.isEmpty { return [] }
    var known: Set<Key> = []
    try db.rows(
      """
      SELECT attribute, k.value FROM json_each(?) AS w
        CROSS JOIN user_key AS k ON k.value = w.value
      """, [Self.texts(wanted.map(\.0.value.composed))]
    ).forEach { known.insert(Key(attribute: try $0.value(0), value: try $0.value(1))) }
    return known.isEmpty ? [] : wanted.filter { known.contains($0.0) }.map(\.1)
  }
}
