import Engine
import GRDB
import Provisioning

extension SQLiteSession {
  func tasks(_ filter: TaskFilter, after: TaskID, limit: Int) throws -> [ProvisioningTask] {
    var (conditions, arguments) = Self.conditions(filter)
    conditions.append("task.id > ?")
    arguments += [after, limit]
    return try db.rows(
      "SELECT * FROM task\(Self.clause(conditions)) ORDER BY task.id LIMIT ?", arguments
    ).map(taskWithMembers)
  }

  func taskCount(_ filter: TaskFilter, upTo limit: Int) throws -> Int {
    let (conditions, arguments) = Self.conditions(filter)
    return try db.number(
      "SELECT count(*) FROM (SELECT 1 FROM task\(Self.clause(conditions)) LIMIT ?)",
      arguments + [limit])
  }

  func users(before: UserID, search: String, role: String?, limit: Int) throws -> [StoredUser] {
    let (conditions, arguments) = Self.userConditions(search, role)
    let ids = try db.numbers(
      "SELECT user.id FROM user WHERE \(conditions) AND user.id < ? ORDER BY user.id DESC LIMIT ?",
      arguments + [before, limit])
    return try users(ids).reversed()
  }

  func userCount(search: String, role: String?, upTo limit: Int) throws -> Int {
    let (conditions, arguments) = Self.userConditions(search, role)
    return try db.number(
      "SELECT count(*) FROM (SELECT 1 FROM user WHERE \(conditions) LIMIT ?)", arguments + [limit])
  }

  func auditEntries(search: String, before: Int64?, limit: Int) throws -> [AuditEntry] {
    try db.numbers(
      "SELECT seq FROM audit WHERE \(Self.auditCondition) AND seq < ? ORDER BY seq DESC LIMIT ?",
      [search, before ?? .max, limit]
    ).compactMap(auditEntry)
  }

  func auditEntries(search: String, after: Int64, limit: Int) throws -> [AuditEntry] {
    try db.numbers(
      "SELECT seq FROM audit WHERE \(Self.auditCondition) AND seq > ? ORDER BY seq LIMIT ?",
      [search, after, limit]
    ).compactMap(auditEntry)
  }

  func auditCount(search: String, upTo limit: Int) throws -> Int {
    try db.number(
      "SELECT count(*) FROM (SELECT 1 FROM audit WHERE \(Self.auditCondition) LIMIT ?)",
      [search, limit])
  }

  private func auditEntry(_ seq: Int64) throws -> AuditEntry? {
    try auditEntries(after: seq - 1, limit: 1).first
  }

  private static let auditCondition =
    "instr(lower(actor || ' ' || action || ' ' || subject), lower(?)) > 0"

  private static func userConditions(_ search: String, _ role: String?) -> (
    String, StatementArguments
  ) {
    var conditions = ["deleted = 0"]
    var arguments = StatementArguments()
    if !search.isEmpty {
      conditions.append("(instr(username_key, ?) > 0 OR instr(email_key, ?) > 0)")
      arguments += [key(search), key(search)]
    }
    if let role {
      conditions.append(
        """
        user.id IN (SELECT user_id FROM user_role JOIN role ON role.id = role_id
          WHERE name_key = ?)
        """)
      arguments += [key(role)]
    }
    return (conditions.joined(separator: " AND "), arguments)
  }
}
