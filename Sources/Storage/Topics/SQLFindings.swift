import Engine
import Provisioning
import SCIM
import Text

struct SQLFindings: FindingStore, SQLTopic {
  let session: SQLSession

  func all(_ app: AppID) throws -> [AttributeFinding] {
    if let known = memory.findings[app] { return known }
    let findings = try db.rows(
      "SELECT path, evidence FROM attribute_finding WHERE app_id = ? ORDER BY path_key", [app]
    ).map(Self.finding)
    memory.findings[app] = findings
    return findings
  }

  func finding(_ app: AppID, path: String) throws -> AttributeFinding? {
    try db.row(
      "SELECT path, evidence FROM attribute_finding WHERE app_id = ? AND path_key = ?",
      [app, Self.key(path)]
    ).map(Self.finding)
  }

  func save(_ finding: AttributeFinding, of app: AppID) throws {
    memory.findings[app] = nil
    try db.run(
      """
      INSERT INTO attribute_finding (app_id, path_key, path, evidence) VALUES (?, ?, ?, ?)
      ON CONFLICT (app_id, path_key) DO UPDATE SET path = excluded.path, evidence = excluded.evidence
      """, [app, Self.key(finding.path), finding.path, finding.json.text])
  }

  func forgetFinding(_ app: AppID, path: String) throws {
    memory.findings[app] = nil
    try db.run(
      "DELETE FROM attribute_finding WHERE app_id = ? AND path_key = ?", [app, Self.key(path)])
  }

  func forgetDropped(_ app: AppID, path: String) throws {
    let key = Self.key(path)
    var after = ""
    while true {
      let ids = try db.texts(
        """
        SELECT remote_id FROM account WHERE app_id = ? AND remote_id > ? AND stuck <> '{}'
        ORDER BY remote_id LIMIT 500
        """, [app, after])
      guard let last = ids.last else { return }
      for id in ids {
        guard var account = try accounts.account(app, remoteID: id) else { continue }
        let dropped = account.stuck.keys.filter { Self.key($0) == key }
        guard !dropped.isEmpty else { continue }
        for path in dropped { account.stuck[path] = nil }
        try accounts.save(account)
      }
      after = last
    }
  }

  static func finding(_ row: CursorRow) throws -> AttributeFinding {
    let row = StoredRow(row, of: "attribute_finding", key: "app_id", "path")
    guard
      let finding = AttributeFinding(
        path: try row.value("path"), json: try row.json("evidence"))
    else { throw row.unreadable("evidence") }
    return finding
  }
}
