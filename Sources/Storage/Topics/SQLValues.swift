import Engine
import Provisioning
import SCIM

struct SQLValues: ValueStore, SQLTopic {
  let session: SQLSession

  func values(_ app: AppID, of users: [UserID]) throws -> [ValueRecord] {
    guard !users.isEmpty else { return [] }
    if users.count == 1 {
      return try db.rows(
        """
        SELECT * FROM unique_value WHERE app_id = ? AND user_id = ?
        ORDER BY path, value_key
        """, [app, users[0]]
      ).map(Self.value)
    }
    return try db.rows(
      """
      SELECT v.* FROM json_each(?2) AS u CROSS JOIN unique_value AS v
      WHERE v.app_id = ?1 AND v.user_id = u.value
      ORDER BY v.user_id, v.path, v.value_key
      """, [app, Self.list(users)]
    ).map(Self.value)
  }

  func takers(_ app: AppID, of values: [UniqueValue], limit: Int) throws -> [ValueRecord] {
    // Those of one account are asked for one by one, by a statement without a list.
    if values.count <= 8 {
      return try values.sorted().flatMap { try takers(app, of: $0, limit) }
    }
    return try Dictionary(grouping: values, by: \.path).sorted { $0.key < $1.key }.flatMap {
      path, values in
      // Nearly all that many new users want is free.
      let taken = try db.texts(
        """
        SELECT w.value FROM json_each(?3) AS w WHERE EXISTS (\(Self.takers))
        """, [app, path, Self.texts(values.map(\.key).sorted())])
      if taken.isEmpty { return [ValueRecord]() }
      return try db.rows(
        """
        SELECT v.* FROM json_each(?3) AS w CROSS JOIN unique_value AS v
        WHERE v.app_id = ?1 AND v.path = ?2 AND v.value_key = w.value
          AND v.user_id IN (\(Self.takers) ORDER BY user_id LIMIT ?4)
        """, [app, path, Self.texts(taken), limit]
      ).map(Self.value)
    }
  }

  private func takers(_ app: AppID, of value: UniqueValue, _ limit: Int) throws -> [ValueRecord] {
    try db.rows(
      """
      SELECT * FROM unique_value INDEXED BY value_taken
      WHERE app_id = ? AND path = ? AND value_key = ? AND (wish = 2 OR held = 1 OR sent = 1)
      ORDER BY user_id LIMIT ?
      """, [app, value.path, value.key, limit]
    ).map(Self.value)
  }

  /// The users to whom a value belongs.
  private static let takers = """
    SELECT user_id FROM unique_value INDEXED BY value_taken
    WHERE app_id = ?1 AND path = ?2 AND value_key = w.value
      AND (wish = 2 OR held = 1 OR sent = 1)
    """

  func hasTaker(_ app: AppID, of values: [UniqueValue], besides user: UserID?) throws -> Bool {
    try values.contains { value in
      try db.number(
        """
        SELECT EXISTS (SELECT 1 FROM unique_value INDEXED BY value_taken
          WHERE app_id = ? AND path = ? AND value_key = ? AND (wish = 2 OR held = 1 OR sent = 1)
            AND user_id <> ?)
        """, [app, value.path, value.key, user ?? 0]) == 1
    }
  }

  func waiters(_ app: AppID, for values: [UniqueValue], after: UserID, limit: Int) throws
    -> [ValueRecord]
  {
    try values.sorted().flatMap { value in
      try db.rows(
        """
        SELECT * FROM unique_value INDEXED BY value_waiting
        WHERE app_id = ? AND path = ? AND value_key = ? AND wish = 1 AND user_id > ?
        ORDER BY user_id LIMIT ?
        """, [app, value.path, value.key, after, limit]
      ).map(Self.value)
    }
  }

  func noteSent(_ values: Set<UniqueValue>, _ app: AppID, of user: UserID) throws {
    let values = values.sorted()
    // They are the user's since they were planned.
    if let sending = Self.sending[values.count] {
      try db.run(sending, values.reduce(into: [app, user]) { $0 += [$1.path, $1.key] })
      if db.changesCount == values.count { return }
    }
    for value in values {
      try db.run(
        """
        INSERT INTO unique_value (app_id, path, value_key, user_id, wish, held, sent)
        VALUES (?, ?, ?, ?, 2, 0, 1)
        ON CONFLICT (app_id, user_id, path, value_key) DO UPDATE SET wish = 2, sent = 1
        """, [app, value.path, value.key, user])
    }
  }

  /// By how many values there are, for the few that a user has.
  private static let sending = Dictionary(
    uniqueKeysWithValues: (1...4).map { count in
      let these = repeatElement("path = ? AND value_key = ?", count: count)
      return (
        count,
        """
        UPDATE unique_value SET wish = 2, sent = 1
        WHERE app_id = ? AND user_id = ? AND (\(these.joined(separator: " OR ")))
        """
      )
    })

  func holdAll(_ app: AppID, of user: UserID) throws {
    try db.run(
      "UPDATE unique_value SET held = 1, sent = 0 WHERE app_id = ? AND user_id = ?", [app, user])
  }

  func save(_ record: ValueRecord) throws {
    if record.isEmpty {
      return try db.run(
        "DELETE FROM unique_value WHERE app_id = ? AND user_id = ? AND path = ? AND value_key = ?",
        [record.app, record.user, record.value.path, record.value.key])
    }
    try Self.values.write([record], to: db, Self.columns)
  }

  func save(_ values: [ValueRecord]) throws {
    for record in values where record.isEmpty { try save(record) }
    try Self.values.write(values.filter { !$0.isEmpty }, to: db, Self.columns)
  }

  static func columns(_ record: ValueRecord) -> Arguments {
    [
      record.app, record.value.path, record.value.key, record.user, record.wish.rawValue,
      record.isHeld, record.isSent,
    ]
  }

  static func value(_ row: CursorRow) throws -> ValueRecord {
    let row = StoredRow(row, of: "unique_value", key: "app_id", "path", "value_key", "user_id")
    guard let wish = ValueRecord.Wish(rawValue: try row.value("wish")) else {
      throw row.unreadable("wish")
    }
    var record = ValueRecord(
      app: try row.value("app_id"),
      value: UniqueValue(path: try row.value("path"), key: try row.value("value_key")),
      user: try row.value("user_id"))
    record.wish = wish
    record.isHeld = try row.value("held")
    record.isSent = try row.value("sent")
    return record
  }

  static let values = RowWriter(
    "INSERT INTO unique_value (app_id, path, value_key, user_id, wish, held, sent)", columns: 7,
    """
    ON CONFLICT (app_id, user_id, path, value_key) DO UPDATE
      SET wish = excluded.wish, held = excluded.held, sent = excluded.sent
    """)
}
