import Engine
import Provisioning

extension SQLAudit {
  func entries(search: String, before: Int64?, limit: Int) throws -> [AuditEntry] {
    try entries(parts(search), .before(before ?? .max), limit)
  }

  func entries(search: String, after: Int64, limit: Int) throws -> [AuditEntry] {
    try entries(parts(search), .after(after), limit)
  }

  private func entries(_ parts: [PageSelection], _ side: PageSide, _ limit: Int) throws
    -> [AuditEntry]
  {
    try page("audit.*", of: parts, side, limit: limit) { AuditEntry(Self.record($0)) }
  }

  func count(search: String, upTo limit: Int) throws -> Int {
    try count(parts(search), upTo: limit)
  }

  /// Entries whose actor, action and subject, in a row, hold a text: first those that the index of
  /// trigrams holds, then the newer ones.
  private func parts(_ search: String) -> [PageSelection] {
    let holds = db.dialect.holds(
      "lower(audit.actor || ' ' || audit.action || ' ' || audit.subject)", "lower(?)")
    let part = db.dialect.part(search)
    guard db.dialect.hasTrigramTables, let match = Trigrams.match(search) else {
      return [
        PageSelection(source: "audit", key: "audit.seq", condition: holds, arguments: [part])
      ]
    }
    return [
      PageSelection(
        source: "audit_search CROSS JOIN audit ON audit.seq = audit_search.rowid",
        key: "audit_search.rowid", condition: "audit_search MATCH ? AND " + holds,
        arguments: [match, part]),
      PageSelection(
        source: "audit", key: "audit.seq", condition: "\(TextIndex.audit.tail) AND \(holds)",
        arguments: [part]),
    ]
  }
}
