import Engine
import Provisioning
import SCIM
import Text

struct SQLAccounts: AccountStore, SQLTopic {
  let session: SQLSession

  func accounts(_ app: AppID, users: [UserID]) throws -> [UserID: AccountRecord] {
    if users.count == 1, let user = users.first {
      let account = try db.row(
        """
        SELECT * FROM account INDEXED BY account_by_user
        WHERE app_id = ? AND user_id = ? AND user_id IS NOT NULL
        """, [app, user]
      ).map(Self.account)
      return account.map { [user: $0] } ?? [:]
    }
    let rows = db.rows(
      """
      SELECT * FROM account INDEXED BY account_by_user
      WHERE app_id = ? AND user_id IN (SELECT value FROM json_each(?)) AND user_id IS NOT NULL
      """, [app, Self.list(users)])
    return Dictionary(
      uniqueKeysWithValues: try rows.map { (try $0.value("user_id"), try Self.account($0)) })
  }

  func account(_ app: AppID, remoteID: String) throws -> AccountRecord? {
    try db.row("SELECT * FROM account WHERE app_id = ? AND remote_id = ?", [app, remoteID])
      .map(Self.account)
  }

  func accountNames(_ app: AppID, among userNames: [String]) throws -> Set<String> {
    if try db.number("SELECT EXISTS (SELECT 1 FROM account WHERE app_id = ?)", [app]) == 0 {
      return []
    }
    return try Self.names(userNames) { keys in
      try db.texts(
        """
        SELECT DISTINCT name_key FROM json_each(?2) AS w CROSS JOIN account
        WHERE app_id = ?1 AND name_key = w.value
        """, [app, keys])
    }
  }

  func strangers(_ app: AppID, userName: String) throws -> [AccountRecord] {
    try db.rows(
      """
      SELECT * FROM account
      WHERE app_id = ? AND name_key = ? AND user_id IS NULL AND state = 'present'
      """, [app, Self.key(userName)]
    ).map(Self.account)
  }

  func accounts(_ app: AppID, after remoteID: String, limit: Int) throws -> [AccountRecord] {
    try db.rows(
      "SELECT * FROM account WHERE app_id = ? AND remote_id > ? ORDER BY remote_id LIMIT ?",
      [app, remoteID, limit]
    ).map(Self.account)
  }

  func owned(_ app: AppID, userName: String) throws -> [AccountRecord] {
    try db.rows(
      """
      SELECT * FROM account WHERE app_id = ? AND name_key = ? AND user_id IS NOT NULL
      ORDER BY remote_id
      """, [app, Self.key(userName)]
    ).map(Self.account)
  }

  func save(_ account: AccountRecord) throws {
    if let user = account.user, try hasOther(account, user) {
      try forgetOthers(account, of: user)
    }
    let stuck = JSONValue.object(
      JSONObject(account.stuck.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    try db.run(
      """
      INSERT INTO account (app_id, remote_id, user_id, name_key, active, state, resource, stuck,
        seen_at, written_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (app_id, remote_id) DO UPDATE SET
        user_id = coalesce(excluded.user_id, account.user_id),
        name_key = excluded.name_key, active = excluded.active, state = excluded.state,
        resource = excluded.resource, stuck = excluded.stuck, seen_at = excluded.seen_at,
        written_at = excluded.written_at
      WHERE excluded.user_id IS NULL OR account.user_id IS NULL
        OR account.user_id = excluded.user_id OR account.state = 'gone'
      """,
      [
        account.app, account.remoteID, account.user, Self.key(account.userName),
        account.isActive, account.state.rawValue, account.resource.text, stuck.text,
        account.seenAt, account.writtenAt,
      ])
    // One account, one user. An id that is gone may come again, for another person.
    if db.changesCount == 0 { throw StoreError.linked(account.remoteID) }
  }

  func unlink(_ app: AppID, remoteID: String) throws {
    try db.run(
      "UPDATE account SET user_id = NULL WHERE app_id = ? AND remote_id = ?", [app, remoteID])
  }

  /// Whether a user has another account than this one.
  private func hasOther(_ account: AccountRecord, _ user: UserID) throws -> Bool {
    try db.number(
      """
      SELECT EXISTS (
        SELECT 1 FROM account INDEXED BY account_by_user
        WHERE app_id = ? AND user_id = ? AND user_id IS NOT NULL AND remote_id <> ?)
      """, [account.app, user, account.remoteID]) == 1
  }

  private func forgetOthers(_ account: AccountRecord, of user: UserID) throws {
    try db.run(
      """
      INSERT INTO former_account (app_id, remote_id, user_id, user_name, ending, at)
      SELECT app_id, remote_id, user_id,
        coalesce(
          CASE WHEN json_valid(resource) THEN json_extract(resource, '$.userName') END, name_key),
        'replaced', ?
      FROM account WHERE app_id = ? AND user_id = ? AND remote_id <> ?
      ON CONFLICT DO NOTHING
      """, [account.seenAt, account.app, user, account.remoteID])
    try db.run(
      "DELETE FROM account WHERE app_id = ? AND user_id = ? AND remote_id <> ?",
      [account.app, user, account.remoteID])
  }

  func activeAccounts(_ app: AppID) throws -> Int {
    try db.number(
      "SELECT count(*) FROM account WHERE app_id = ? AND active = 1 AND state = 'present'", [app])
  }

  func linkedAccounts(_ app: AppID) throws -> Int {
    try db.number(
      """
      SELECT count(*) FROM account
      WHERE app_id = ? AND user_id IS NOT NULL AND state = 'present'
      """, [app])
  }

  static func account(_ row: CursorRow) throws -> AccountRecord {
    let row = StoredRow(row, of: "account", key: "app_id", "remote_id")
    var account = AccountRecord(
      app: try row.value("app_id"), remoteID: try row.value("remote_id"),
      user: try row.optional("user_id"), resource: try row.json("resource"),
      state: try row.word("state"), seenAt: try row.value("seen_at"))
    guard account.resource.object != nil else { throw row.unreadable("resource") }
    account.writtenAt = try row.optional("written_at")
    account.stuck = try row.texts("stuck")
    return account
  }
}
