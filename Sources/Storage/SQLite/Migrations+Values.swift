import Text
import GRDB

extension Migrations {
  /// The values lie with their users, who come in order: one tree less in which each has a place of
  /// its own.
  static let valuesByUser = """
    CREATE TABLE value_of_user (
      app_id INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
      user_id INTEGER NOT NULL REFERENCES user (id),
      path TEXT NOT NULL,
      value_key TEXT NOT NULL,
      wish INTEGER NOT NULL,
      held INTEGER NOT NULL,
      sent INTEGER NOT NULL,
      PRIMARY KEY (app_id, user_id, path, value_key)
    ) WITHOUT ROWID;
    INSERT INTO value_of_user
      SELECT app_id, user_id, path, value_key, wish, held, sent FROM unique_value
      ORDER BY app_id, user_id, path, value_key;
    DROP TABLE unique_value;
    ALTER TABLE value_of_user RENAME TO unique_value;
    CREATE INDEX value_taken ON unique_value (app_id, path, value_key, user_id)
      WHERE (wish = 2 OR held = 1 OR sent = 1);
    CREATE INDEX value_waiting ON unique_value (app_id, path, value_key, user_id)
      WHERE wish = 1;
    """

  /// To whom the unique values belong. Of an older store the names are taken: those that accounts
  /// have, that they should have, and that were sent with no answer. Everything else comes with the
  /// next evaluation.
  static func uniqueValues(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE unique_value (
          app_id INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
          path TEXT NOT NULL,
          value_key TEXT NOT NULL,
          user_id INTEGER NOT NULL REFERENCES user (id),
          wish INTEGER NOT NULL,
          held INTEGER NOT NULL,
          sent INTEGER NOT NULL,
          PRIMARY KEY (app_id, path, value_key, user_id)
        ) WITHOUT ROWID;
        CREATE INDEX value_by_user ON unique_value (app_id, user_id);
        CREATE INDEX value_taken ON unique_value (app_id, path, value_key, user_id)
          WHERE (wish = 2 OR held = 1 OR sent = 1);
        CREATE INDEX value_waiting ON unique_value (app_id, path, value_key, user_id)
          WHERE wish = 1;
        INSERT INTO unique_value
          SELECT app_id, 'username', name_key, user_id, 0, 1, 0 FROM account
          WHERE user_id IS NOT NULL AND state <> 'gone' AND name_key <> '';
        """)
    let rows = db.rows(
      """
      SELECT app_id, user_id, outcome, desired, unsettled FROM assignment
      WHERE outcome = 'assigned' OR unsettled IS NOT NULL
      """)
    try rows.forEach { row in
      let stored = StoredRow(row, of: "assignment", key: "app_id", "user_id")
      let text: String? = try stored.optional("desired")
      let desired = try text.map { _ in try stored.json("desired") }?["attributes"]?.array ?? []
      let name = desired.first { $0.array?.first?.string?.lowercased() == "username" }
      if try stored.value("outcome") == "assigned", let name = name?.array?.last?.string,
        !name.isEmpty
      {
        try note(name, of: row, isSent: false, db)
      }
      if let name: String = try stored.optional("unsettled") {
        try note(name, of: row, isSent: true, db)
      }
    }
  }

  /// Whoever was there first keeps a name that several want.
  private static func note(_ name: String, of row: CursorRow, isSent: Bool, _ db: Database) throws {
    let app: Int64 = try row.value("app_id")
    let user: Int64 = try row.value("user_id")
    let key = name.folded
    let others = try db.number(
      """
      SELECT count(*) FROM unique_value WHERE app_id = ? AND path = 'username'
        AND value_key = ? AND user_id <> ? AND (wish = 2 OR held = 1)
      """, [app, key, user])
    try db.run(
      """
      INSERT INTO unique_value VALUES (?, 'username', ?, ?, ?, 0, ?)
      ON CONFLICT DO UPDATE SET wish = max(wish, excluded.wish), sent = max(sent, excluded.sent)
      """, [app, key, user, isSent ? 0 : others == 0 ? 2 : 1, isSent])
  }
}
