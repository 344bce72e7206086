import Engine
import Provisioning
import SCIM
import Text

struct SQLPeople: PeopleStore, SQLTopic {
  let session: SQLSession

  func person(named username: String) throws -> KnownPerson? {
    try db.row("\(Self.person) WHERE username_key = ?", [Self.key(username)]).map(Self.known)
  }

  func people(_ ids: [UserID]) throws -> [KnownPerson] {
    try db.rows(
      "\(Self.person) WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", [Self.list(ids)]
    ).map(Self.known)
  }

  func people(having keys: PersonKeys) throws -> [KnownPerson] {
    if keys.isEmpty { return [] }
    let pairs = keys.values.sorted { $0.key < $1.key }
      .map { ($0.key, JSONValue.string($0.value.composed)) }
    return try db.rows(
      """
      \(Self.person) WHERE id IN (
        SELECT k.user_id FROM json_each(?) AS wanted
          CROSS JOIN user_key AS k ON k.value = wanted.value AND k.attribute = wanted.key)
      ORDER BY id
      """, [TextsByName(JSONObject(pairs))]
    ).map(Self.known)
  }

  func people(havingKey value: String) throws -> [KnownPerson] {
    try db.rows(
      "\(Self.person) WHERE id IN (SELECT user_id FROM user_key WHERE value = ?) ORDER BY id",
      [value.composed]
    ).map(Self.known)
  }

  func leavers(named username: String) throws -> [KnownPerson] {
    let key = Self.key(username)
    // A name that went to another person has the row's number behind it, after a character that no
    // comparison of names looks for.
    return try db.rows(
      """
      \(Self.person) WHERE deleted = 1
        AND (username_key = ?1 OR username_key > ?1 || char(31) AND username_key < ?1 || char(32))
      ORDER BY id DESC
      """, [key]
    ).map(Self.known)
  }

  func leaverNames(among usernames: [String]) throws -> Set<String> {
    if try db.number("SELECT EXISTS (SELECT 1 FROM user WHERE deleted = 1)") == 0 { return [] }
    return try Self.names(usernames) { keys in
      try db.texts(
        """
        SELECT value FROM json_each(?) AS w
        WHERE EXISTS (SELECT 1 FROM user WHERE username_key = w.value AND deleted = 1)
          OR EXISTS (
            SELECT 1 FROM user
            WHERE username_key > w.value || char(31) AND username_key < w.value || char(32)
              AND deleted = 1)
        """, [keys])
    }
  }

  func add(_ user: DirectoryUser) throws -> UserID {
    try freeNameOfLeaver(user.username, except: 0)
    return try directory.insert(user)
  }

  func keep(_ keys: PersonKeys, of user: UserID) throws {
    for (attribute, value) in keys.values.sorted(by: { $0.key < $1.key }) {
      try db.run(
        """
        INSERT INTO user_key VALUES (?, ?, ?)
        ON CONFLICT (user_id, attribute) DO UPDATE SET value = excluded.value
        """, [user, attribute, value.composed])
    }
  }

  func prepareKeys(_ identity: [String]) throws {
    let names = identity.map(ColumnName.folded)
    // What counts no longer is read from the users again when it counts again.
    try db.run(
      "DELETE FROM key_attribute WHERE name NOT IN (SELECT value FROM json_each(?))",
      [Self.texts(names)])
    for attribute in names {
      guard try db.number("SELECT count(*) FROM key_attribute WHERE name = ?", [attribute]) == 0
      else { continue }
      try db.run("INSERT INTO key_attribute VALUES (?)", [attribute])
      try db.run(
        """
        INSERT INTO user_key
        SELECT user.id, ?1, trim(j.value) FROM user, json_each(user.payload, '$[1]') AS j
        WHERE lower(replace(replace(replace(replace(j.key, '_', ''), '-', ''), '.', ''), ' ', ''))
          = ?1 AND trim(j.value) <> ''
        ON CONFLICT (user_id, attribute) DO UPDATE SET value = excluded.value
        """, [attribute])
    }
  }

  func freeName(of user: UserID) throws {
    try db.run(
      "UPDATE user SET username_key = username_key || char(31) || id WHERE id = ?", [user])
  }

  /// A name that someone who left still holds is free.
  func freeNameOfLeaver(_ username: String, except user: UserID) throws {
    try db.run(
      """
      UPDATE user SET username_key = username_key || char(31) || id
      WHERE username_key = ? AND deleted = 1 AND id <> ?
      """, [Self.key(username), user])
  }

  func line(naming user: UserID) throws -> Int? {
    try db.row("SELECT line FROM temp.named WHERE id = ?", [user]).map { try $0.value(0) }
  }

  private static let person = """
    SELECT id, username, status, payload, deleted,
      (SELECT json_group_object(attribute, value) FROM user_key WHERE user_id = id) AS keys
    FROM user
    """

  private static func known(_ row: CursorRow) throws -> KnownPerson {
    let stored = try SQLDirectory.storedUser(row)
    let keys = try StoredRow(row, of: "user", key: "id").texts("keys")
    return KnownPerson(
      user: stored.user, isDeleted: stored.isDeleted, keys: PersonKeys(keys))
  }
}
