import Engine
import GRDB
import Provisioning
import SCIM

extension SQLiteSession {
  func audit(
    at: Double, _ actor: Actor, _ action: String, _ subject: String, _ detail: JSONValue
  ) throws {
    try audit(at: at, actor, [AuditDraft(action: action, subject: subject, detail: detail)])
  }

  func audit(at: Double, _ actor: Actor, _ entries: [AuditDraft]) throws {
    if entries.isEmpty { return }
    var head = try auditHead()
    let insertion = try db.cachedStatement(
      sql: "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for entry in entries {
      var record = AuditRecord(
        seq: head.seq + 1, at: at, actor: actor.name, origin: actor.origin, action: entry.action,
        subject: entry.subject, detail: entry.detail.text, previousHash: head.hash, hash: "")
      record.hash = record.computedHash
      try insertion.execute(arguments: [
        record.seq, record.at, record.actor, record.origin, record.action, record.subject,
        record.detail, record.previousHash, record.hash,
      ])
      try indexTexts(.audit, upTo: record.seq)
      head = (record.seq, record.hash)
    }
  }

  func auditEntries(before: Int64?, limit: Int) throws -> [AuditEntry] {
    try db.rows(
      "\(Self.auditColumns) WHERE seq < ? ORDER BY seq DESC LIMIT ?", [before ?? .max, limit]
    ).map { AuditEntry(Self.record($0)) }
  }

  func auditEntries(after: Int64, limit: Int) throws -> [AuditEntry] {
    try auditRecords(after: after, limit: limit).map { AuditEntry($0) }
  }

  func auditRecords(after: Int64, limit: Int) throws -> [AuditRecord] {
    try db.rows("\(Self.auditColumns) WHERE seq > ? ORDER BY seq LIMIT ?", [after, limit])
      .map(Self.record)
  }

  func auditHead() throws -> (seq: Int64, hash: String) {
    guard let row = try db.row("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1") else {
      return (0, "")
    }
    return (row["seq"], row["hash"])
  }

  private static let auditColumns = """
    SELECT seq, at, actor, origin, action, subject, detail, previous_hash, hash FROM audit
    """

  /// A row as it stands there. Whoever can write the file can put a value of another kind into it,
  /// which is no reason to stop reading: it breaks the chain as any other text.
  static func record(_ row: Row) -> AuditRecord {
    func text(_ column: Int) -> String {
      let value: DatabaseValue = row[column]
      return String.fromDatabaseValue(value) ?? "\u{FFFD}"
    }
    let at: DatabaseValue = row[1]
    return AuditRecord(
      seq: row[0], at: Double.fromDatabaseValue(at) ?? -1, actor: text(2), origin: text(3),
      action: text(4), subject: text(5), detail: text(6), previousHash: text(7), hash: text(8))
  }
}
