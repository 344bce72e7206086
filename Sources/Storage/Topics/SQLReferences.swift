import Engine
import Provisioning

struct SQLReferences: ReferenceStore, SQLTopic {
  let session: SQLSession

  func setReferences(_ app: AppID, of user: UserID, to targets: [UserID]) throws {
    guard try references(app, of: user) != targets.sorted() else { return }
    try db.run("DELETE FROM account_reference WHERE app_id = ? AND user_id = ?", [app, user])
    for target in targets {
      try db.run(
        "INSERT INTO account_reference VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [app, target, user])
    }
  }

  func references(_ app: AppID, of user: UserID) throws -> [UserID] {
    try db.numbers(
      "SELECT target_id FROM account_reference WHERE app_id = ? AND user_id = ? ORDER BY target_id",
      [app, user])
  }

  func referrers(_ app: AppID, to target: UserID, after: UserID, limit: Int) throws -> [UserID] {
    try db.numbers(
      """
      SELECT user_id FROM account_reference
      WHERE app_id = ? AND target_id = ? AND user_id > ? ORDER BY user_id LIMIT ?
      """, [app, target, after, limit])
  }
}
