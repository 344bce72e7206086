import Engine
import GRDB
import Provisioning
import SCIM

extension SQLiteSession {
  func standing(_ people: [IdentifiedUser]) throws -> [PersonStanding] {
    var standing = [PersonStanding](repeating: .nobody, count: people.count)
    var same: [UserID: Int] = [:]
    for found in try rows(named: people) {
      let person = people[found.index]
      let isSame = found.isPlain && found.username == person.user.username
      if isSame, same[found.id] == nil, found.payload == Self.payload(person.user) {
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

  func add(_ people: [IdentifiedUser]) throws -> [UserID] {
    try people.map { person in
      let id = try insert(person.user)
      try keep(person.keys, of: id)
      return id
    }
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
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT w.key, u.id, u.username, u.payload, u.deleted = 0 AND n.id IS NULL
          FROM json_each(?) AS w CROSS JOIN user AS u ON u.username_key = w.value
            LEFT JOIN temp.named AS n ON n.id = u.id
          """), arguments: [Self.texts(people.map { Self.key($0.user.username) })])
    var found: [Found] = []
    while let row = try rows.next() {
      found.append(
        Found(index: row[0], id: row[1], username: row[2], payload: row[3], isPlain: row[4]))
    }
    return found
  }

  private func keys(of users: some Collection<UserID>) throws -> [UserID: [String: String]] {
    if users.isEmpty { return [:] }
    var keys: [UserID: [String: String]] = [:]
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT user_id, attribute, user_key.value FROM json_each(?) AS w
            CROSS JOIN user_key ON user_id = w.value
          """), arguments: [Self.list(users)])
    while let row = try rows.next() {
      keys[row[0], default: [:]][row[1]] = row[2] as String
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
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT attribute, k.value FROM json_each(?) AS w
            CROSS JOIN user_key AS k ON k.value = w.value
          """), arguments: [Self.texts(wanted.map(\.0.value.composed))])
    var known: Set<Key> = []
    while let row = try rows.next() { known.insert(Key(attribute: row[0], value: row[1])) }
    return known.isEmpty ? [] : wanted.filter { known.contains($0.0) }.map(\.1)
  }
}
