import Engine
import GRDB

extension SQLiteStore {
  /// Reads every row as everything else reads it, so that what a command would stumble over is found.
  static func records(_ db: Database) throws -> StoreFinding {
    let session = SQLSession(db: db, known: KnownApps())
    let readers: [(table: String, read: (CursorRow) throws -> Void)] = [
      ("app", { _ = try session.app($0) }),
      ("user", { _ = try SQLSession.storedUser($0) }),
      ("assignment", { _ = try SQLSession.assignment($0) }),
      ("account", { _ = try SQLSession.account($0) }),
      ("former_account", { _ = try SQLSession.former($0) }),
      ("attribute_finding", { _ = try SQLSession.finding($0) }),
      ("unique_value", { _ = try SQLSession.value($0) }),
      ("app_group", { _ = try SQLSession.group($0) }),
      ("membership", { _ = try SQLSession.membership($0) }),
      ("task", { _ = try session.taskWithMembers($0) }),
      ("task_attempt", { _ = try SQLSession.attempt($0) }),
      ("directory_source", { _ = try SQLSession.source($0) }),
    ]
    var problems: [String] = []
    for reader in readers where problems.count < most {
      try db.rows("SELECT * FROM \(reader.table)").forEach { row in
        if problems.count >= most { return }
        do {
          try reader.read(row)
        } catch let error as StoreError {
          problems.append(error.problem ?? error.sentence)
        }
      }
    }
    let entries = try Int64.fetchAll(
      db, sql: "SELECT seq FROM audit WHERE NOT json_valid(detail) LIMIT \(most)")
    problems += entries.map { "audit entry \($0) holds no readable detail" }
    let users = try session.userCount()
    let tasks = try Int.fetchOne(db, sql: "SELECT count(*) FROM task") ?? 0
    return StoreFinding(.records, seen: "\(users) users, \(tasks) tasks", problems: problems)
  }
}
