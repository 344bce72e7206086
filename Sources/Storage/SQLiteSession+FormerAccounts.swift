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

  private static func former(_ row: Row) throws -> FormerAccount {
    let word: String = row["ending"]
    let name: String = row["user_name"]
    guard let ending = FormerAccount.Ending(rawValue: word) else {
      throw StoreError(
        sentence: "the former account of \(name) ended in a way that this version does not know")
    }
    return FormerAccount(
      app: row["app_id"], remoteID: row["remote_id"], user: row["user_id"], userName: name,
      ending: ending, at: row["at"])
  }
}
