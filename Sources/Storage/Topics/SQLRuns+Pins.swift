import Engine
import Provisioning
import SCIM
import Text

extension SQLRuns {
  func hasPins(_ app: AppID) throws -> Bool {
    try db.number("SELECT EXISTS (SELECT 1 FROM pin WHERE app_id = ?)", [app]) == 1
  }

  func pins(_ app: AppID, users: [UserID]) throws -> [UserID: [Pin]] {
    var pins: [UserID: [Pin]] = [:]
    try db.rows(
      """
      SELECT pin.* FROM json_each(?) AS w CROSS JOIN pin ON app_id = ? AND user_id = w.value
      ORDER BY user_id, pin.key
      """, [Self.list(users), app]
    ).forEach { row in
      let stored = StoredRow(row, of: "pin", key: "app_id", "user_id", "key")
      pins[try stored.value("user_id"), default: []].append(try Self.pin(stored))
    }
    return pins
  }

  func pinnedUsers(_ app: AppID, run: RunID?, after: UserID, limit: Int) throws -> [UserID] {
    try db.numbers(
      """
      SELECT DISTINCT user_id FROM pin
      WHERE app_id = ?1 AND user_id > ?2 AND (run_id = ?3 OR ?3 IS NULL)
      ORDER BY user_id LIMIT ?4
      """, [app, after, run, limit])
  }

  func save(_ pin: Pin, _ app: AppID, user: UserID) throws {
    try db.run(
      """
      INSERT INTO pin (app_id, user_id, key, content, run_id, actor, at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (app_id, user_id, key) DO UPDATE SET
        content = excluded.content, run_id = excluded.run_id, actor = excluded.actor, at = excluded.at
      """, [app, user, pin.key, pin.kind.json.text, pin.run, pin.by, pin.at])
  }

  func unpin(_ app: AppID, user: UserID, run: RunID?) throws {
    try db.run(
      """
      DELETE FROM pin WHERE app_id = ?1 AND user_id = ?2 AND (run_id = ?3 OR ?3 IS NULL)
      """, [app, user, run])
  }

  private static func pin(_ row: StoredRow) throws -> Pin {
    guard let kind = Pin.Kind(json: try row.json("content")) else {
      throw row.unreadable("content")
    }
    return Pin(
      kind, run: try row.value("run_id"), by: try row.value("actor"), at: try row.value("at"))
  }
}
