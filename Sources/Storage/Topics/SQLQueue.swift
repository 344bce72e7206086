import Engine
import Provisioning

struct SQLQueue: TaskQueue, SQLTopic {
  let session: SQLSession

  func add(_ wait: TaskWait, to task: TaskID) throws {
    try db.run(
      "INSERT INTO task_wait VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      [task, wait.on, wait.member ?? 0])
    try refreshWaiting(task)
  }

  func waits(_ task: TaskID) throws -> [TaskWait] {
    try db.rows(
      """
      SELECT on_id, member_id FROM task_wait JOIN task ON task.id = on_id
      WHERE task_id = ? AND status IN ('pending', 'approved', 'running') ORDER BY on_id
      """, [task]
    ).map { row in
      let member: UserID = try row.value(1)
      return TaskWait(on: try row.value(0), member: member == 0 ? nil : member)
    }
  }

  func creation(neededBy task: TaskID) throws -> ProvisioningTask? {
    try db.row(
      """
      SELECT task.* FROM task_wait JOIN task ON task.id = on_id
      WHERE task_id = ? AND member_id = 0 AND action = 'create-group' LIMIT 1
      """, [task]
    ).map(tasks.taskWithMembers)
  }

  func waiting(for task: TaskID) throws -> [TaskID] {
    try db.numbers("SELECT DISTINCT task_id FROM task_wait WHERE on_id = ?", [task])
  }

  func moveWaits(from old: TaskID, to new: TaskID) throws {
    let dependents = try waiting(for: old)
    try db.run(
      """
      UPDATE task_wait SET on_id = ?1 WHERE on_id = ?2 AND NOT EXISTS (
        SELECT 1 FROM task_wait AS w WHERE w.on_id = ?1
          AND w.task_id = task_wait.task_id AND w.member_id = task_wait.member_id)
      """, [new, old])
    for dependent in dependents { try refreshWaiting(dependent) }
  }

  /// Whether a task must wait, kept beside it so that a worker finds what can run by one index.
  ///
  /// A group change waits for the group, and while accounts of its members are being made; but not
  /// for accounts that nobody approved yet, as long as there is a member that can go on. A group is
  /// not made before somebody can be put into it.
  func refreshWaiting(_ task: TaskID) throws {
    let isCreation = "action = 'create-group'"
    try db.run(
      """
      UPDATE task SET waiting = CASE WHEN
        EXISTS (
          SELECT 1 FROM task_wait AS w JOIN task AS t ON t.id = w.on_id
          WHERE w.task_id = ?1 AND (
            w.member_id = 0 AND t.status IN ('pending', 'approved', 'running')
            OR w.member_id <> 0 AND t.status IN ('approved', 'running')))
        OR (
          EXISTS (SELECT 1 FROM task_member WHERE task_id = ?1 AND state = 'open')
          AND NOT EXISTS (
            SELECT 1 FROM task_member AS m WHERE m.task_id = ?1 AND m.state = 'open'
              AND NOT EXISTS (
                SELECT 1 FROM task_wait AS w JOIN task AS t ON t.id = w.on_id
                WHERE w.task_id = ?1 AND w.member_id = m.user_id AND t.status = 'pending')))
        THEN 1 ELSE 0 END
      WHERE id = ?1 AND NOT \(isCreation)
      """, [task])
    try db.run(
      """
      UPDATE task SET waiting = 0
      WHERE waiting = 1 AND \(isCreation)
        AND id IN (SELECT on_id FROM task_wait WHERE task_id = ?1 AND member_id = 0)
        AND EXISTS (
          SELECT 1 FROM task_member AS m WHERE m.task_id = ?1 AND m.state = 'open'
            AND NOT EXISTS (
              SELECT 1 FROM task_wait AS w JOIN task AS t ON t.id = w.on_id
              WHERE w.task_id = ?1 AND w.member_id = m.user_id AND t.status = 'pending'))
      """, [task])
  }

  func claim(
    _ app: AppID, worker: String, run: RunID?, now: Double, lease: Double, limit: Int
  ) throws -> [ProvisioningTask] {
    var claimed: [ProvisioningTask] = []
    while claimed.count < limit, let task = try claimNext(app, worker, run, now, lease) {
      claimed.append(task)
    }
    return claimed
  }

  private func claimNext(
    _ app: AppID, _ worker: String, _ run: RunID?, _ now: Double, _ lease: Double
  ) throws -> ProvisioningTask? {
    let next = try db.row(
      """
      SELECT t.* FROM task AS t INDEXED BY task_runnable
      WHERE app_id = ?1 AND status = 'approved' AND waiting = 0 AND not_before <= ?2
        AND NOT EXISTS (
          SELECT 1 FROM task AS r INDEXED BY task_running WHERE r.app_id = ?1 AND r.status = 'running'
            AND (
              r.group_id = t.group_id OR r.user_id = t.user_id OR r.remote_id = t.remote_id
              OR t.action = 'delete' AND EXISTS (
                SELECT 1 FROM task_member WHERE task_id = r.id AND user_id = t.user_id)
              OR r.action = 'delete' AND EXISTS (
                SELECT 1 FROM task_member WHERE task_id = t.id AND user_id = r.user_id)))
      ORDER BY rank, id LIMIT 1
      """, [app, now]
    ).map(tasks.taskWithMembers)
    guard var task = next else { return nil }
    // Not by RETURNING, for which SQLite makes a table each time.
    try db.run(
      "UPDATE task SET \(Self.taking), run_id = coalesce(?5, run_id) WHERE id = ?4",
      [worker, now, lease, task.id, run])
    task.status = .running
    task.attempts += 1
    task.updatedAt = now
    return task
  }

  /// What is written when a worker takes a task. Nobody who waits for it needs to know: for them it is
  /// as open as it was.
  private static let taking = """
    status = 'running', attempts = attempts + 1, updated_at = ?2, worker = ?1, lease = ?3
    """

  func take(_ id: TaskID, worker: String, now: Double, lease: Double) throws -> ProvisioningTask? {
    try db.row(
      "UPDATE task SET \(Self.taking) WHERE id = ?4 AND status = 'approved' RETURNING *",
      [worker, now, lease, id]
    ).map(tasks.taskWithMembers)
  }

  func complete(_ task: TaskID, worker: String, at now: Double, note: String?) throws -> Bool {
    try db.run(
      """
      UPDATE task SET status = 'provisioned', error = NULL, note = ?3, updated_at = ?4,
        slowed_since = NULL, accepted_at = NULL, worker = NULL, lease = NULL
      WHERE id = ?1 AND status = 'running' AND worker = ?2
      """, [task, worker, note, now])
    guard db.changesCount == 1 else { return false }
    for dependent in try waiting(for: task) { try refreshWaiting(dependent) }
    return true
  }

  func renew(worker: String, until: Double) throws {
    try db.run(
      "UPDATE task SET lease = ? WHERE worker = ? AND status = 'running'", [until, worker])
  }

  func reclaim(now: Double) throws -> Int {
    let ids = try db.numbers(
      "SELECT id FROM task WHERE status = 'running' AND (lease IS NULL OR lease < ?)", [now])
    for id in ids { try backToApproved(id) }
    return ids.count
  }

  func clockWasSet(back now: Double, lease: Double) throws {
    // Whoever lives renews it in time.
    try db.run(
      "UPDATE task SET lease = ?1 + ?2 WHERE status = 'running' AND lease > ?1 + 2 * ?2",
      [now, lease])
    // Its time was set when it was changed last.
    try db.run(
      """
      UPDATE task SET not_before = ?1 + max(0, not_before - updated_at), updated_at = ?1
      WHERE status = 'approved' AND not_before > ?1 AND updated_at > ?1 + ?2
      """, [now, lease])
  }

  func holds(_ task: TaskID, worker: String) throws -> Bool {
    try db.number(
      "SELECT count(*) FROM task WHERE id = ? AND status = 'running' AND worker = ?",
      [task, worker]) == 1
  }

  func hasPast(_ task: TaskID, _ app: AppID, _ user: UserID) throws -> Bool {
    try db.number(
      """
      SELECT EXISTS (SELECT 1 FROM task_attempt WHERE task_id = ?1)
        OR EXISTS (SELECT 1 FROM assignment
          WHERE app_id = ?2 AND user_id = ?3 AND unsettled IS NOT NULL)
        OR EXISTS (SELECT 1 FROM account INDEXED BY account_by_user
          WHERE app_id = ?2 AND user_id = ?3 AND user_id IS NOT NULL)
        OR EXISTS (SELECT 1 FROM former_account WHERE app_id = ?2 AND user_id = ?3)
      """, [task, app, user]) == 1
  }

  func nextDue(_ app: AppID) throws -> Double? {
    try db.row(
      """
      SELECT min(not_before) AS due FROM task
      WHERE app_id = ? AND status = 'approved' AND waiting = 0
      """, [app]
    ).map { try $0.optional(0) } ?? nil
  }

  func hasRunning(_ app: AppID) throws -> Bool {
    try db.number("SELECT count(*) FROM task WHERE app_id = ? AND status = 'running'", [app]) > 0
  }

  private func backToApproved(_ id: TaskID) throws {
    guard var task = try tasks.task(id) else { return }
    task.status = .approved
    try tasks.save(task)
  }

  func attempts(_ task: TaskID) throws -> [AttemptRecord] {
    try db.rows("SELECT * FROM task_attempt WHERE task_id = ? ORDER BY number", [task])
      .map(Self.attempt)
  }

  static func attempt(_ row: CursorRow) throws -> AttemptRecord {
    let row = StoredRow(row, of: "task_attempt", key: "task_id", "number")
    return AttemptRecord(
      at: try row.value("at"), request: try row.value("request"),
      bodyHash: try row.value("body_hash"), status: try row.optional("status"),
      answer: try row.value("answer"))
  }

  func note(_ attempt: AttemptRecord, of task: TaskID) throws {
    try db.run(
      """
      INSERT INTO task_attempt
      SELECT ?1, 1 + coalesce((SELECT max(number) FROM task_attempt WHERE task_id = ?1), 0),
        ?2, ?3, ?4, ?5, ?6
      FROM task WHERE id = ?1
      """,
      [task, attempt.at, attempt.request, attempt.bodyHash, attempt.status, attempt.answer])
  }
}
