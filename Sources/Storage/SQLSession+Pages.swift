import Engine
import Provisioning

extension SQLSession {
  func users(after: UserID, search: String, role: String?, limit: Int) throws -> [StoredUser] {
    try users(parts(search, role), "> ?", "", after, limit)
  }

  func users(before: UserID, search: String, role: String?, limit: Int) throws -> [StoredUser] {
    try users(parts(search, role).reversed(), "< ?", "DESC", before, limit)
  }

  private func users(
    _ parts: [Selection], _ side: String, _ order: String, _ bound: UserID, _ limit: Int
  ) throws -> [StoredUser] {
    var users: [StoredUser] = []
    for part in parts where users.count < limit {
      users += try db.rows(
        """
        SELECT user.id, username, status, payload, deleted FROM \(part.source)
        WHERE \(part.condition) AND \(part.key) \(side)
        ORDER BY \(part.key) \(order) LIMIT ?
        """, part.arguments + [bound, limit - users.count]
      ).map(Self.storedUser)
    }
    return users
  }

  func userCount(search: String, role: String?, upTo limit: Int) throws -> Int {
    try parts(search, role).reduce(0) { count, part in
      try count
        + db.number(
          """
          SELECT count(*) FROM
            (SELECT 1 FROM \(part.source) WHERE \(part.condition) LIMIT ?) AS found
          """, part.arguments + [limit - count])
    }
  }

  func auditEntries(search: String, before: Int64?, limit: Int) throws -> [AuditEntry] {
    try auditEntries(parts(search).reversed(), "< ?", "DESC", before ?? .max, limit)
  }

  func auditEntries(search: String, after: Int64, limit: Int) throws -> [AuditEntry] {
    try auditEntries(parts(search), "> ?", "", after, limit)
  }

  private func auditEntries(
    _ parts: [Selection], _ side: String, _ order: String, _ bound: Int64, _ limit: Int
  ) throws -> [AuditEntry] {
    var entries: [AuditEntry] = []
    for part in parts where entries.count < limit {
      entries += try db.rows(
        """
        SELECT audit.* FROM \(part.source) WHERE \(part.condition) AND \(part.key) \(side)
        ORDER BY \(part.key) \(order) LIMIT ?
        """, part.arguments + [bound, limit - entries.count]
      ).map { AuditEntry(Self.record($0)) }
    }
    return entries
  }

  func auditCount(search: String, upTo limit: Int) throws -> Int {
    try parts(search).reduce(0) { count, part in
      try count
        + db.number(
          """
          SELECT count(*) FROM
            (SELECT 1 FROM \(part.source) WHERE \(part.condition) LIMIT ?) AS found
          """, part.arguments + [limit - count])
    }
  }

  private struct Selection {
    var source: String
    var key: String
    var condition: String
    var arguments = Arguments()
  }

  /// Users whose name, e-mail address or first and last name hold a text, and who hold a role: first
  /// those that the index of trigrams holds, then who is newer.
  private func parts(_ search: String, _ role: String?) -> [Selection] {
    let text = Self.key(search)
    guard db.dialect.hasTrigramTables, let match = Trigrams.match(text) else {
      return [selection(Selection(source: "user", key: "user.id", condition: ""), text, role)]
    }
    let indexed = Selection(
      source: "user_search CROSS JOIN user ON user.id = user_search.rowid",
      key: "user_search.rowid", condition: "user_search MATCH ?", arguments: [match])
    let tail = Selection(source: "user", key: "user.id", condition: TextIndex.user.tail)
    return [selection(indexed, text, role), selection(tail, text, role)]
  }

  /// A selection narrowed to users who hold a text and a role.
  private func selection(_ part: Selection, _ text: String, _ role: String?) -> Selection {
    var selection = part
    var conditions = (part.condition.isEmpty ? [] : [part.condition]) + ["deleted = 0"]
    if !text.isEmpty {
      let columns = ["username_key", "email_key", "name_key"]
      let parts = columns.map { db.dialect.holds("user.\($0)", "?") }
      conditions.append("(" + parts.joined(separator: " OR ") + ")")
      selection.arguments += columns.map { _ in db.dialect.part(text) }
    }
    if let role {
      conditions.append(
        """
        user.id IN (SELECT user_id FROM user_role JOIN role ON role.id = role_id
          WHERE role.name_key = ?)
        """)
      selection.arguments += [Self.key(role)]
    }
    selection.condition = conditions.joined(separator: " AND ")
    return selection
  }

  /// Entries whose actor, action and subject, in a row, hold a text: first those that the index of
  /// trigrams holds, then the newer ones.
  private func parts(_ search: String) -> [Selection] {
    let holds = db.dialect.holds(
      "lower(audit.actor || ' ' || audit.action || ' ' || audit.subject)", "lower(?)")
    let part = db.dialect.part(search)
    guard db.dialect.hasTrigramTables, let match = Trigrams.match(search) else {
      return [
        Selection(source: "audit", key: "audit.seq", condition: holds, arguments: [part])
      ]
    }
    return [
      Selection(
        source: "audit_search CROSS JOIN audit ON audit.seq = audit_search.rowid",
        key: "audit_search.rowid", condition: "audit_search MATCH ? AND " + holds,
        arguments: [match, part]),
      Selection(
        source: "audit", key: "audit.seq", condition: "\(TextIndex.audit.tail) AND \(holds)",
        arguments: [part]),
    ]
  }
}
