import Engine
import GRDB
import Provisioning

extension SQLiteSession {
  func users(after: UserID, search: String, role: String?, limit: Int) throws -> [StoredUser] {
    try users(search, role, "> ?", "", [after, limit])
  }

  func users(before: UserID, search: String, role: String?, limit: Int) throws -> [StoredUser] {
    try users(search, role, "< ?", "DESC", [before, limit])
  }

  private func users(
    _ search: String, _ role: String?, _ side: String, _ order: String,
    _ bounds: StatementArguments
  ) throws -> [StoredUser] {
    let selection = Self.selection(search, role)
    return try db.rows(
      """
      SELECT user.id, username, status, payload, deleted FROM \(selection.source)
      WHERE \(selection.condition) AND \(selection.key) \(side)
      ORDER BY \(selection.key) \(order) LIMIT ?
      """, selection.arguments + bounds
    ).map(Self.storedUser)
  }

  func userCount(search: String, role: String?, upTo limit: Int) throws -> Int {
    let selection = Self.selection(search, role)
    return try db.number(
      """
      SELECT count(*) FROM
        (SELECT 1 FROM \(selection.source) WHERE \(selection.condition) LIMIT ?)
      """, selection.arguments + [limit])
  }

  func auditEntries(search: String, before: Int64?, limit: Int) throws -> [AuditEntry] {
    let selection = Self.selection(search)
    return try db.rows(
      """
      SELECT audit.* FROM \(selection.source) WHERE \(selection.condition) AND \(selection.key) < ?
      ORDER BY \(selection.key) DESC LIMIT ?
      """, selection.arguments + [before ?? .max, limit]
    ).map { AuditEntry(Self.record($0)) }
  }

  func auditEntries(search: String, after: Int64, limit: Int) throws -> [AuditEntry] {
    let selection = Self.selection(search)
    return try db.rows(
      """
      SELECT audit.* FROM \(selection.source) WHERE \(selection.condition) AND \(selection.key) > ?
      ORDER BY \(selection.key) LIMIT ?
      """, selection.arguments + [after, limit]
    ).map { AuditEntry(Self.record($0)) }
  }

  func auditCount(search: String, upTo limit: Int) throws -> Int {
    let selection = Self.selection(search)
    return try db.number(
      """
      SELECT count(*) FROM
        (SELECT 1 FROM \(selection.source) WHERE \(selection.condition) LIMIT ?)
      """, selection.arguments + [limit])
  }

  private struct Selection {
    var source: String
    var key: String
    var condition: String
    var arguments = StatementArguments()
  }

  /// Users whose name, e-mail address or first and last name hold a text, and who hold a role.
  private static func selection(_ search: String, _ role: String?) -> Selection {
    let text = key(search)
    var conditions = ["deleted = 0"]
    var selection = Selection(source: "user", key: "user.id", condition: "")
    if let match = Trigrams.match(text) {
      selection.source = "user_search CROSS JOIN user ON user.id = user_search.rowid"
      selection.key = "user_search.rowid"
      conditions.append("user_search MATCH ?")
      selection.arguments += [match]
    }
    if !text.isEmpty {
      let columns = ["username_key", "email_key", "name_key"]
      let parts = columns.map { "instr(user.\($0), ?) > 0" }
      conditions.append("(" + parts.joined(separator: " OR ") + ")")
      selection.arguments += StatementArguments(columns.map { _ in text })
    }
    if let role {
      conditions.append(
        """
        user.id IN (SELECT user_id FROM user_role JOIN role ON role.id = role_id
          WHERE role.name_key = ?)
        """)
      selection.arguments += [key(role)]
    }
    selection.condition = conditions.joined(separator: " AND ")
    return selection
  }

  /// Entries whose actor, action and subject, in a row, hold a text.
  private static func selection(_ search: String) -> Selection {
    var selection = Selection(
      source: "audit", key: "audit.seq",
      condition: """
        instr(lower(audit.actor || ' ' || audit.action || ' ' || audit.subject), lower(?)) > 0
        """)
    if let match = Trigrams.match(search) {
      selection.source = "audit_search CROSS JOIN audit ON audit.seq = audit_search.rowid"
      selection.key = "audit_search.rowid"
      selection.condition = "audit_search MATCH ? AND " + selection.condition
      selection.arguments += [match]
    }
    selection.arguments += [search]
    return selection
  }
}
