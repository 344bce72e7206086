import Engine
import Provisioning
import SCIM
import Text

struct SQLAudit: AuditStore, SQLTopic {
  let session: SQLSession

  func add(
    at: Double, _ actor: Actor, _ action: String, _ subject: String, _ detail: JSONValue
  ) throws {
    try add(at: at, actor, [AuditDraft(action: action, subject: subject, detail: detail)])
  }

  func add(at: Double, _ actor: Actor, _ entries: [AuditDraft]) throws {
    if entries.isEmpty { return }
    var head = try head()
    for entry in entries {
      var record = AuditRecord(
        seq: head.seq + 1, at: at, actor: actor.name, origin: actor.origin, action: entry.action,
        subject: entry.subject, detail: entry.detail.text, previousHash: head.hash, hash: "")
      record.hash = record.computedHash
      try db.run(
        "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
          record.seq, record.at, record.actor, record.origin, record.action, record.subject,
          record.detail, record.previousHash, record.hash,
        ])
      try session.indexTexts(.audit, upTo: record.seq)
      head = (record.seq, record.hash)
      memory.auditHead = head
    }
  }

  func entries(before: Int64?, limit: Int) throws -> [AuditEntry] {
    try db.rows(
      "\(Self.auditColumns) WHERE seq < ? ORDER BY seq DESC LIMIT ?", [before ?? .max, limit]
    ).map { AuditEntry(Self.record($0)) }
  }

  func entries(after: Int64, limit: Int) throws -> [AuditEntry] {
    try records(after: after, limit: limit).map { AuditEntry($0) }
  }

  func records(after: Int64, limit: Int) throws -> [AuditRecord] {
    try db.rows("\(Self.auditColumns) WHERE seq > ? ORDER BY seq LIMIT ?", [after, limit])
      .map(Self.record)
  }

  func head() throws -> (seq: Int64, hash: String) {
    if let known = memory.auditHead { return known }
    let head = try db.row("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").map {
      (try $0.value(0) as Int64, try $0.value(1) as String)
    }
    return head ?? (0, "")
  }

  private static let auditColumns = """
    SELECT seq, at, actor, origin, action, subject, detail, previous_hash, hash FROM audit
    """

  /// A row as it stands there. Whoever can write the file can put a value of another kind into it,
  /// which is no reason to stop reading: it breaks the chain as any other text.
  static func record(_ row: CursorRow) -> AuditRecord {
    func text(_ column: Int32) -> String {
      String(column: column, of: row) ?? "\u{FFFD}"
    }
    return AuditRecord(
      seq: Int64(column: 0, of: row) ?? -1,
      at: Double(column: 1, of: row) ?? -1, actor: text(2), origin: text(3),
      action: text(4), subject: text(5), detail: text(6), previousHash: text(7), hash: text(8))
  }
}
