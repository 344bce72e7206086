import Engine
import Provisioning
import SCIM
import Text

struct SQLDirectory: DirectoryStore, SQLTopic {
  let session: SQLSession

  func userCount() throws -> Int {
    try db.number("SELECT count(*) FROM user")
      - db.number(
        "SELECT count(*) FROM user WHERE deleted = 1")
  }

  func newestUser() throws -> UserID {
    Int64(try db.number("SELECT coalesce(max(id), 0) FROM user"))
  }

  func users(_ ids: [UserID]) throws -> [StoredUser] {
    try db.rows(
      """
      SELECT id, username, status, payload, deleted FROM user
      WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id
      """, [Self.list(ids)]
    ).map(Self.storedUser)
  }

  func user(named username: String) throws -> StoredUser? {
    try db.row(
      "SELECT id, username, status, payload, deleted FROM user WHERE username_key = ? AND deleted = 0",
      [Self.key(username)]
    ).map(Self.storedUser)
  }

  func users(email: String, limit: Int) throws -> [UserID] {
    try db.numbers(
      "SELECT id FROM user WHERE email_key = ? AND deleted = 0 ORDER BY id LIMIT ?",
      [Self.key(email), limit])
  }

  func leaver(named username: String) throws -> StoredUser? {
    try db.row(
      "SELECT id, username, status, payload, deleted FROM user WHERE username_key = ? AND deleted = 1",
      [Self.key(username)]
    ).map(Self.storedUser)
  }

  func save(_ user: DirectoryUser) throws -> (id: UserID, change: UserChange) {
    let payload = user.text
    let key = Self.key(user.username)
    let before = try db.row(
      "SELECT id, deleted, username = ? AND payload = ? FROM user WHERE username_key = ?",
      [user.username, payload, key]
    ).map { row in
      (
        id: try row.value(0) as UserID, wasDeleted: try row.value(1) as Bool,
        isSame: try row.value(2) as Bool
      )
    }
    guard let (id, wasDeleted, isSame) = before else { return (try insert(user), .added) }
    if !wasDeleted, isSame { return (id, .unchanged) }
    var user = user
    user.id = id
    try replace(user)
    return (id, wasDeleted ? .added : .changed)
  }

  func replace(_ user: DirectoryUser) throws {
    try people.freeNameOfLeaver(user.username, except: user.id)
    try db.run(
      """
      UPDATE user SET username = ?, username_key = ?, email_key = ?, name_key = ?, status = ?,
        payload = ?, deleted = 0 WHERE id = ?
      """,
      [
        user.username, Self.key(user.username), Self.key(user.attributes["email"] ?? ""),
        Self.nameKey(user), user.status.rawValue, user.text, user.id,
      ])
    try setRoles(user.roles, of: user.id)
  }

  func deleteUser(_ id: UserID) throws {
    try db.run("UPDATE user SET deleted = 1 WHERE id = ?", [id])
    try db.run("DELETE FROM user_role WHERE user_id = ?", [id])
  }

  func startNaming() throws { try db.startNaming() }

  func name(_ id: UserID, line: Int) throws {
    try db.run("INSERT INTO temp.named VALUES (?, ?) ON CONFLICT DO NOTHING", [id, line])
  }

  func name(_ lines: [(user: UserID, line: Int)]) throws {
    try Self.named.write(lines, to: db) { [$0.user, $0.line] }
  }

  /// Stores a user in a row of their own.
  func insert(_ user: DirectoryUser) throws -> UserID {
    let id = try db.insert(
      """
      INSERT INTO user (username, username_key, email_key, name_key, status, payload)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        user.username, Self.key(user.username), Self.key(user.attributes["email"] ?? ""),
        Self.nameKey(user), user.status.rawValue, user.text,
      ])
    try session.indexTexts(.user, upTo: id)
    try give(user.roles, to: id)
    return id
  }

  private func setRoles(_ roles: [String], of id: UserID) throws {
    try db.run("DELETE FROM user_role WHERE user_id = ?", [id])
    try give(roles, to: id)
  }

  private func give(_ roles: [String], to id: UserID) throws {
    for role in roles {
      let key = Self.key(role)
      let give = """
        INSERT INTO user_role SELECT ?, id FROM role WHERE name_key = ? ON CONFLICT DO NOTHING
        """
      try db.run(give, [id, key])
      // Nearly always the role is there, and the user is new to it.
      guard db.changesCount == 0 else { continue }
      try createRole(role)
      try db.run(give, [id, key])
    }
  }

  /// First and last name, as they are searched.
  static func nameKey(_ user: DirectoryUser) -> String {
    key("\(user.attributes["firstname"] ?? "") \(user.attributes["lastname"] ?? "")")
  }

  static func storedUser(_ row: CursorRow) throws -> StoredUser {
    let row = StoredRow(row, of: "user", key: "id")
    guard let payload = try row.json("payload").array, payload.count == 3,
      let attributes = StoredRow.texts(payload[1]), let stored = payload[2].array
    else { throw row.unreadable("payload") }
    let roles = stored.compactMap(\.string)
    guard roles.count == stored.count else { throw row.unreadable("payload") }
    let user = DirectoryUser(
      id: try row.value("id"), username: try row.value("username"),
      status: try row.word("status"), attributes: attributes, roles: roles)
    return StoredUser(user: user, isDeleted: try row.value("deleted"))
  }

  private static let named = RowWriter(
    "INSERT INTO temp.named", columns: 2, "ON CONFLICT DO NOTHING")
}
