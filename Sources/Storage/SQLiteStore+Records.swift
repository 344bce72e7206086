import Engine
import GRDB

extension SQLiteStore {
  /// Reads every row as everything else reads it, so that what a command would stumble over is found.
  static func records(_ db: Database) throws -> StoreFinding {
    let session = SQLiteSession(db: db, known: KnownApps())
    let readers: [(table: String, read: (CursorRow) throws -> Void)] = [
      ("app", { _ = try session.app($0) }),
      ("user", { _ = try SQLiteSession.storedUser($0) }),
      ("assignment", { _ = try SQLiteSession.assignment($0) }),
      ("account", { _ = try SQLiteSession.account($0) }),
      ("former_account", { _ = try SQLiteSession.former($0) }),
      ("attribute_finding", { _ = try SQLiteSession.finding($0) }),
      ("unique_value", { _ = try SQLiteSession.value($0) }),
      ("app_group", { _ = try SQLiteSession.group($0) }),
      ("membership", { _ = try SQLiteSession.membership($0) }),
      ("task", { _ = try session.taskWithMembers($0) }),
      ("task_attempt", { _ = try SQLiteSession.attempt($0) }),
      ("directory_source", { _ = try SQLiteSession.source($0) }),
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
