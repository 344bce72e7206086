import Engine
import Provisioning

extension SQLDirectory {
  func users(after: UserID, search: String, role: String?, limit: Int) throws -> [StoredUser] {
    try users(parts(search, role), .after(after), limit)
  }

  func users(before: UserID, search: String, role: String?, limit: Int) throws -> [StoredUser] {
    try users(parts(search, role), .before(before), limit)
  }

  private func users(_ parts: [PageSelection], _ side: PageSide, _ limit: Int) throws
    -> [StoredUser]
  {
    try page(
      "user.id, username, status, payload, deleted", of: parts, side, limit: limit, Self.storedUser)
  }

  func userCount(search: String, role: String?, upTo limit: Int) throws -> Int {
    try count(parts(search, role), upTo: limit)
  }

  /// Users whose name, e-mail address or first and last name hold a text, and who hold a role: first
  /// those that the index of trigrams holds, then who is newer.
  private func parts(_ search: String, _ role: String?) -> [PageSelection] {
    let text = Self.key(search)
    guard db.dialect.hasTrigramTables, let match = Trigrams.match(text) else {
      return [selection(PageSelection(source: "user", key: "user.id", condition: ""), text, role)]
    }
    let indexed = PageSelection(
      source: "user_search CROSS JOIN user ON user.id = user_search.rowid",
      key: "user_search.rowid", condition: "user_search MATCH ?", arguments: [match])
    let tail = PageSelection(source: "user", key: "user.id", condition: TextIndex.user.tail)
    return [selection(indexed, text, role), selection(tail, text, role)]
  }

  /// A selection narrowed to users who hold a text and a role.
  private func selection(_ part: PageSelection, _ text: String, _ role: String?) -> PageSelection {
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

}
