import Engine
import GRDB
import Provisioning

extension SQLiteSession {
  func remember(_ former: FormerAccount) throws {
    try db.run(
      """
      INSERT INTO former_account (app_id, remote_id, user_id, user_name, ending, at)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET user_name = excluded.user_name, ending = excluded.ending,
        at = excluded.at
      """,
      [
        former.app, former.remoteID, former.user, former.userName, former.ending.rawValue,
        former.at,
      ])
  }

  func formerAccounts(_ app: AppID, user: UserID) throws -> [FormerAccount] {
    try db.rows(
      """
      SELECT * FROM former_account WHERE app_id = ? AND user_id = ?
      ORDER BY at DESC, remote_id
      """, [app, user]
    ).map(Self.former)
  }

  func formerAccounts(_ app: AppID, remoteID: String) throws -> [FormerAccount] {
    try db.rows(
      """
      SELECT * FROM former_account WHERE app_id = ? AND remote_id = ?
      ORDER BY at DESC, user_id
      """, [app, remoteID]
    ).map(Self.former)
  }

  static func former(_ row: Row) throws -> FormerAccount {
    let row = StoredRow(row, of: "former_account", key: "app_id", "remote_id", "user_id")
    return FormerAccount(
      app: try row.value("app_id"), remoteID: try row.value("remote_id"),
      user: try row.value("user_id"), userName: try row.value("user_name"),
      ending: try row.word("ending"), at: try row.value("at"))
  }
}
