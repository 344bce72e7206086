import Engine
import Foundation
import Provisioning
import Text

struct SQLSources: SourceStore, SQLTopic {
  let session: SQLSession

  func all() throws -> [SourceRecord] {
    try db.rows("SELECT * FROM directory_source ORDER BY name_key").map(Self.source)
  }

  @discardableResult
  func save(_ source: SourceRecord) throws -> SourceID {
    var id = source.id
    if id == 0 {
      id = try db.insert(
        """
        INSERT INTO directory_source (name, name_key, definition, state) VALUES (?, ?, '', '')
        """, [source.name, Self.key(source.name)])
    }
    try db.run(
      """
      UPDATE directory_source SET name = ?, name_key = ?, definition = ?, state = ? WHERE id = ?
      """,
      [
        source.name, Self.key(source.name), try Self.encode(source.definition),
        try Self.encode(source.state), id,
      ])
    return id
  }

  func delete(_ id: SourceID) throws {
    try db.run("DELETE FROM directory_source WHERE id = ?", [id])
  }

  func owner(of user: UserID) throws -> SourceID? {
    try db.numbers("SELECT source_id FROM user_source WHERE user_id = ?", [user]).first
  }

  func ownedCount(_ source: SourceID) throws -> Int {
    try db.number(
      """
      SELECT count(*) FROM user_source JOIN user ON user.id = user_id
      WHERE source_id = ? AND deleted = 0
      """, [source])
  }

  func owned(_ source: SourceID, after: UserID, limit: Int) throws -> [(user: UserID, key: String)]
  {
    try db.rows(
      """
      SELECT user_id, key FROM user_source JOIN user ON user.id = user_id
      WHERE source_id = ? AND user_id > ? AND deleted = 0 ORDER BY user_id LIMIT ?
      """, [source, after, limit]
    ).map { (try $0.value(0), try $0.value(1)) }
  }

  func owned(_ source: SourceID, key: String) throws -> UserID? {
    try db.numbers(
      """
      SELECT user_id FROM user_source JOIN user ON user.id = user_id
      WHERE source_id = ? AND key = ? AND deleted = 0
      """, [source, key]
    ).first
  }

  func owned(_ source: SourceID, keys: [String]) throws -> [String: UserID] {
    var users: [String: UserID] = [:]
    try db.rows(
      """
      SELECT user_source.key, user_id FROM json_each(?) AS w
        CROSS JOIN user_source ON source_id = ? AND user_source.key = w.value
        JOIN user ON user.id = user_id
      WHERE deleted = 0
      """, [Self.texts(keys), source]
    ).forEach { row in users[try row.value(0)] = try row.value(1) as UserID }
    return users
  }

  func claimed(usernames: [String], keys: [String], notBy source: SourceID) throws -> [KnownPerson]
  {
    guard
      try db.number(
        "SELECT EXISTS (SELECT 1 FROM user_source WHERE source_id < ?1 OR source_id > ?1)", [source]
      )
        > 0
    else { return [] }
    let ids = try db.numbers(
      """
      SELECT id FROM user JOIN user_source ON user_id = id
      WHERE deleted = 0 AND source_id <> ?3 AND id IN (
        SELECT n.id FROM json_each(?1) AS w CROSS JOIN user AS n ON n.username_key = w.value
        UNION
        SELECT k.user_id FROM json_each(?2) AS w CROSS JOIN user_key AS k ON k.value = w.value)
      """, [Self.texts(usernames.map(Self.key)), Self.texts(keys.map(\.composed)), source])
    return ids.isEmpty ? [] : try people.people(ids)
  }

  func ownNamed(by source: SourceID) throws {
    try db.run(
      """
      INSERT INTO user_source
      SELECT user.id, ?1, coalesce(json_extract(payload, '$[1].external_id'), '')
      FROM temp.named JOIN user ON user.id = named.id WHERE deleted = 0
      ON CONFLICT (user_id) DO UPDATE SET source_id = excluded.source_id, key = excluded.key
        WHERE user_source.source_id <> excluded.source_id OR user_source.key <> excluded.key
      """, [source])
  }

  func usersNotNamed(after: UserID, limit: Int, of source: SourceID?) throws -> [UserID] {
    guard let source else {
      return try db.numbers(
        """
        SELECT id FROM user WHERE deleted = 0 AND id > ? AND id NOT IN (SELECT id FROM temp.named)
          AND id NOT IN (SELECT user_id FROM user_source)
        ORDER BY id LIMIT ?
        """, [after, limit])
    }
    return try db.numbers(
      """
      SELECT id FROM user_source JOIN user ON id = user_id
      WHERE source_id = ? AND deleted = 0 AND id > ? AND id NOT IN (SELECT id FROM temp.named)
      ORDER BY id LIMIT ?
      """, [source, after, limit])
  }

  private static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func source(_ row: CursorRow) throws -> SourceRecord {
    let row = StoredRow(row, of: "directory_source", key: "id")
    var source = SourceRecord(definition: try decoded(row, "definition"))
    source.id = try row.value("id")
    source.state = try decoded(row, "state")
    return source
  }

  private static func decoded<Value: Decodable>(_ row: StoredRow, _ column: String) throws -> Value
  {
    let text: String = try row.value(column)
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    } catch {
      throw row.unreadable(column)
    }
  }
}
