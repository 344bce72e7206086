import Engine
import Provisioning

struct SQLRuns: RunStore, SQLTopic {
  let session: SQLSession

  func run(of worker: String, in app: AppID, since: Double) throws -> RunID? {
    try db.numbers(
      """
      SELECT id FROM run WHERE worker = ? AND app_id = ? AND last_at >= ?
      ORDER BY id DESC LIMIT 1
      """, [worker, app, since]
    ).first
  }

  func begin(_ run: RunRecord) throws -> RunID {
    try db.insert(
      """
      INSERT INTO run (app_id, worker, actor, origin, means, started_at, last_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [run.app, run.worker, run.by, run.origin, run.means, run.startedAt, run.lastAt])
  }

  func note(_ tasks: [TaskID], takenBy run: RunID, at now: Double) throws {
    for task in tasks { try db.run("UPDATE task SET run_id = ? WHERE id = ?", [run, task]) }
    try db.run("UPDATE run SET last_at = max(last_at, ?) WHERE id = ?", [now, run])
  }

  func count(_ status: TaskStatus, of task: TaskID, at now: Double) throws {
    let column: String
    switch status {
    case .provisioned: column = "provisioned"
    case .failed: column = "failed"
    case .superseded: column = "moved"
    case .pending, .approved, .running, .ignored: return
    }
    try db.run(
      """
      UPDATE run SET \(column) = \(column) + 1, last_at = max(last_at, ?)
      WHERE id = (SELECT run_id FROM task WHERE id = ?)
      """, [now, task])
  }

  func run(_ id: RunID) throws -> RunRecord? {
    try db.row("SELECT * FROM run WHERE id = ?", [id]).map(Self.run)
  }

  func runs(_ app: AppID?, before: RunID?, limit: Int) throws -> [RunRecord] {
    guard let app else {
      return try db.rows(
        "SELECT * FROM run WHERE id < ? ORDER BY id DESC LIMIT ?", [before ?? .max, limit]
      ).map(Self.run)
    }
    return try db.rows(
      "SELECT * FROM run WHERE app_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
      [app, before ?? .max, limit]
    ).map(Self.run)
  }

  func tasks(of run: RunID, before: TaskID?, limit: Int) throws -> [ProvisioningTask] {
    try db.rows(
      "SELECT * FROM task WHERE run_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
      [run, before ?? .max, limit]
    ).map(tasks.taskWithMembers)
  }

  private static func run(_ row: CursorRow) throws -> RunRecord {
    let row = StoredRow(row, of: "run", key: "id")
    var run = RunRecord(
      app: try row.value("app_id"), worker: try row.value("worker"), by: try row.value("actor"),
      origin: try row.value("origin"), means: try row.value("means"),
      at: try row.value("started_at"))
    run.id = try row.value("id")
    run.lastAt = try row.value("last_at")
    run.provisioned = try row.value("provisioned")
    run.failed = try row.value("failed")
    run.moved = try row.value("moved")
    return run
  }
}
