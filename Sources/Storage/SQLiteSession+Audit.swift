import Engine
import GRDB
import Provisioning
import SCIM

extension SQLiteSession {
  func audit(
    at: Double, _ actor: Actor, _ action: String, _ subject: String, _ detail: JSONValue
  ) throws {
    let head = try auditHead()
    let entry = AuditEntry(
      seq: head.seq + 1, at: at, actor: actor, action: action, subject: subject, detail: detail,
      previousHash: head.hash)
    try db.run(
      "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        entry.seq, entry.at, entry.actor.name, entry.actor.origin, entry.action, entry.subject,
        entry.detail.text, entry.previousHash, entry.hash,
      ])
  }

  func auditEntries(before: Int64?, limit: Int) throws -> [AuditEntry] {
    try db.rows(
      "SELECT * FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?", [before ?? .max, limit]
    ).map(Self.entry)
  }

  func auditEntries(after: Int64, limit: Int) throws -> [AuditEntry] {
    try db.rows("SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?", [after, limit])
      .map(Self.entry)
  }

  func auditHead() throws -> (seq: Int64, hash: String) {
    guard let row = try db.row("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1") else {
      return (0, "")
    }
    return (row["seq"], row["hash"])
  }

  static func entry(_ row: Row) -> AuditEntry {
    var entry = AuditEntry(
      seq: row["seq"], at: row["at"], actor: Actor(name: row["actor"], origin: row["origin"]),
      action: row["action"], subject: row["subject"], detail: json(row["detail"]),
      previousHash: row["previous_hash"])
    entry.hash = row["hash"]
    return entry
  }
}
