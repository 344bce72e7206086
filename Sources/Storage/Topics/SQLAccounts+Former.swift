import Engine
import Provisioning
import SCIM
import Text

extension SQLAccounts {
  func remember(_ former: FormerAccount) throws {
    try db.run(
      """
      INSERT INTO former_account (app_id, remote_id, user_id, user_name, ending, at, memberships)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (app_id, remote_id, user_id) DO UPDATE SET
        user_name = excluded.user_name, ending = excluded.ending, at = excluded.at, memberships = excluded.memberships
      """,
      [
        former.app, former.remoteID, former.user, former.userName, former.ending.rawValue,
        former.at, JSONValue.array(former.memberships.map(\.json)).text,
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

  static func former(_ row: CursorRow) throws -> FormerAccount {
    let row = StoredRow(row, of: "former_account", key: "app_id", "remote_id", "user_id")
    var former = FormerAccount(
      app: try row.value("app_id"), remoteID: try row.value("remote_id"),
      user: try row.value("user_id"), userName: try row.value("user_name"),
      ending: try row.word("ending"), at: try row.value("at"))
    former.memberships = try row.list("memberships") { FormerAccount.Membership(json: $0) }
    return former
  }
}

extension FormerAccount.Membership {
  /// `[group, known, ours]`.
  fileprivate var json: JSONValue { [.integer(group), .bool(known), .bool(ours)] }

  fileprivate init?(json: JSONValue) {
    guard let list = json.array, list.count == 3, let group = list[0].integer,
      let known = list[1].bool, let ours = list[2].bool
    else { return nil }
    self.init(group: GroupID(group), known: known, ours: ours)
  }
}
