import Engine
import Provisioning
import SCIM

struct SQLAssignments: AssignmentStore, SQLTopic {
  let session: SQLSession

  func assignments(_ app: AppID, _ users: [UserID]) throws -> [UserID: AssignmentRecord] {
    let rows = db.rows(
      """
      SELECT * FROM assignment
      WHERE app_id = ? AND user_id IN (SELECT value FROM json_each(?))
      """, [app, Self.list(users)])
    return Dictionary(
      uniqueKeysWithValues: try rows.map(Self.assignment).map { ($0.user, $0) })
  }

  func save(_ assignment: AssignmentRecord) throws { try save([assignment]) }

  func save(_ assignments: [AssignmentRecord]) throws {
    try Self.assignments.write(assignments, to: db, Self.columns)
  }

  static func columns(_ assignment: AssignmentRecord) -> Arguments {
    [
      assignment.app, assignment.user, assignment.version, assignment.outcome.rawValue,
      assignment.detail, assignment.desired?.text, assignment.isDirty, assignment.task,
      assignment.ignoredTask, RequesterNames.text(assignment.changedBy), assignment.unsettled,
      assignment.dueAt, assignment.unsettledAt,
    ]
  }

  func markDirty(_ app: AppID, _ users: [UserID], by login: String) throws {
    try db.run(
      """
      INSERT INTO assignment (app_id, user_id, version, outcome, detail, dirty, changed_by)
      SELECT ?1, value, 0, 'no-access', '', 1, ?3 FROM json_each(?2) AS u
      WHERE EXISTS (SELECT 1 FROM assignment WHERE app_id = ?1 AND user_id = u.value)
        OR EXISTS (SELECT 1 FROM account WHERE app_id = ?1 AND user_id = u.value)
        OR EXISTS (
          SELECT 1 FROM user_role JOIN role ON role.id = role_id
            JOIN app_role ON app_role.name_key = role.name_key AND app_id = ?1
          WHERE user_id = u.value)
      ON CONFLICT (app_id, user_id) DO UPDATE SET \(Self.marking)
      """, [app, Self.list(users), login])
  }

  func markChanged(_ app: AppID, _ users: [UserID], by login: String) throws -> [UserID] {
    let list = Self.list(users)
    try db.run(
      """
      UPDATE assignment SET \(Self.marking)
      WHERE app_id = ?1 AND user_id IN (SELECT value FROM json_each(?2))
      """, [app, list, login])
    return try db.numbers(
      """
      SELECT u.value FROM json_each(?2) AS u
      WHERE NOT EXISTS (SELECT 1 FROM assignment WHERE app_id = ?1 AND user_id = u.value)
        AND EXISTS (
          SELECT 1 FROM user_role JOIN role ON role.id = role_id
            JOIN app_role ON app_role.name_key = role.name_key AND app_id = ?1
          WHERE user_id = u.value)
      """, [app, list])
  }

  /// Marks an assignment as changed by one more.
  private static let marking = """
    dirty = 1, changed_by = CASE
      WHEN assignment.dirty = 0 OR assignment.changed_by = '' THEN ?3
      WHEN instr(', ' || assignment.changed_by || ', ', ', ' || ?3 || ', ') > 0
        THEN assignment.changed_by
      ELSE assignment.changed_by || ', ' || ?3 END
    """

  func isAnyDirty(_ app: AppID, _ users: [UserID]) throws -> Bool {
    if users.count == 1 {
      return try db.number(
        "SELECT dirty FROM assignment WHERE app_id = ? AND user_id = ?", [app, users[0]]) == 1
    }
    return try db.number(
      """
      SELECT EXISTS (
        SELECT 1 FROM json_each(?2) AS u CROSS JOIN assignment AS s
        WHERE s.app_id = ?1 AND s.user_id = u.value AND s.dirty = 1)
      """, [app, Self.list(users)]) == 1
  }

  func creationInDoubt(_ app: AppID, _ user: UserID) throws -> CreationInDoubt? {
    try db.row(
      """
      SELECT unsettled, unsettled_at FROM assignment
      WHERE app_id = ? AND user_id = ? AND unsettled IS NOT NULL
      """, [app, user]
    ).map { CreationInDoubt(userName: try $0.value(0), sentAt: try $0.optional(1)) }
  }

  func setCreationInDoubt(_ creation: CreationInDoubt?, _ app: AppID, _ user: UserID) throws {
    try db.run(
      """
      UPDATE assignment SET unsettled = ?1, unsettled_at = ?2
      WHERE app_id = ?3 AND user_id = ?4 AND (unsettled IS NOT ?1 OR unsettled_at IS NOT ?2)
      """, [creation?.userName, creation?.sentAt, app, user])
  }

  func dirtyUsers(_ app: AppID, after: UserID, limit: Int) throws -> [UserID] {
    try db.numbers(
      """
      SELECT user_id FROM assignment WHERE app_id = ? AND dirty = 1 AND user_id > ?
      ORDER BY user_id LIMIT ?
      """, [app, after, limit])
  }

  func dueUsers(_ app: AppID, by now: Double) throws -> [UserID] {
    try db.numbers(
      """
      SELECT user_id FROM assignment WHERE app_id = ? AND due_at <= ? AND dirty = 0
      ORDER BY user_id
      """, [app, now])
  }

  func makeDue(by now: Double) throws {
    try db.run(
      "UPDATE assignment SET due_at = ? WHERE due_at IS NOT NULL OR outcome = ?",
      [now, Outcome.left.rawValue])
  }

  func postpone(_ app: AppID, _ user: UserID, from before: Double?, to dueAt: Double?) throws {
    try db.run(
      """
      UPDATE assignment SET due_at = ?
      WHERE app_id = ? AND user_id = ? AND due_at IS ? AND dirty = 0
      """, [dueAt, app, user, before])
  }

  func concernedUsers(_ app: AppID, after: UserID, limit: Int) throws -> [UserID] {
    try db.numbers(
      """
      SELECT id FROM user AS u WHERE id > ?2 AND (
        EXISTS (SELECT 1 FROM assignment WHERE app_id = ?1 AND user_id = u.id)
        OR EXISTS (SELECT 1 FROM account WHERE app_id = ?1 AND user_id = u.id)
        OR EXISTS (
          SELECT 1 FROM user_role JOIN role ON role.id = role_id
            JOIN app_role ON app_role.name_key = role.name_key AND app_id = ?1
          WHERE user_id = u.id))
      ORDER BY id LIMIT ?3
      """, [app, after, limit])
  }

  func staleCount(_ app: AppID) throws -> Int {
    try db.number(
      """
      SELECT count(*) FROM assignment JOIN user ON user.id = user_id
      WHERE app_id = ?1 AND deleted = 0
        AND version < (SELECT mapping_version FROM app WHERE id = ?1)
      """, [app])
  }

  func reasonCounts(_ app: AppID) throws -> [ReasonKind: Int] {
    let rows = db.rows(
      "SELECT reason, count(*) AS n, min(id) AS id FROM (\(Self.reasons)) AS r GROUP BY reason",
      [app])
    let pairs = try rows.map { row in (try Self.reason(row, app), try row.value("n") as Int) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  func reason(_ app: AppID, user: UserID) throws -> ReasonKind {
    let row = db.row("SELECT reason, id FROM (\(Self.reasons) AND u.id = ?2) AS r", [app, user])
    return try row.map { try Self.reason($0, app) } ?? .notEvaluated
  }

  func users(_ app: AppID, reason: ReasonKind, after: UserID, limit: Int) throws -> [UserID] {
    try db.numbers(
      "SELECT id FROM (\(Self.reasons)) AS r WHERE reason = ? AND id > ? ORDER BY id LIMIT ?",
      [app, reason.rawValue, after, limit])
  }

  /// The words that an evaluation leaves; another one is no reason, and an error.
  private static let outcomes = Outcome.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")

  /// Each user of the directory with the one reason for the app: first what a task says, then what
  /// the evaluation came to. `ReasonFinder` gives the same answer for one user.
  private static let reasons = """
    SELECT u.id AS id, CASE
      WHEN t.status IN ('pending', 'approved', 'running', 'failed') THEN t.status
      WHEN s.user_id IS NULL THEN CASE
        WHEN EXISTS (
          SELECT 1 FROM user_role JOIN role ON role.id = role_id
            JOIN app_role ON app_role.name_key = role.name_key AND app_id = ?1
          WHERE user_id = u.id) THEN 'not-evaluated'
        ELSE 'no-access' END
      WHEN s.outcome NOT IN (\(outcomes)) THEN s.outcome
      WHEN s.dirty = 1 THEN 'not-evaluated'
      WHEN s.ignored_task_id IS NOT NULL THEN 'ignored'
      WHEN s.outcome IN ('incomplete', 'conflict') THEN s.outcome
      WHEN c.user_id IS NOT NULL THEN CASE
        WHEN s.outcome = 'assigned' AND c.active = 1 THEN 'provisioned'
        WHEN c.active = 0 THEN 'suspended'
        ELSE 'left-alone' END
      WHEN s.outcome = 'assigned' THEN 'missing'
      WHEN s.outcome = 'suspended' THEN 'suspended-without-account'
      ELSE s.outcome END AS reason
    FROM user AS u
      LEFT JOIN assignment AS s ON s.app_id = ?1 AND s.user_id = u.id
      LEFT JOIN account AS c ON c.app_id = ?1 AND c.user_id = u.id AND c.state = 'present'
      LEFT JOIN task AS t ON t.id = s.task_id
    WHERE u.deleted = 0
    """

  /// A reason is a word of the statement's, or an outcome as it stands in the row.
  private static func reason(_ row: CursorRow, _ app: AppID) throws -> ReasonKind {
    guard let reason = ReasonKind(rawValue: try row.value("reason")) else {
      let user: UserID = try row.value("id")
      throw StoreError(
        unreadable: "outcome", of: "the row of assignment with app_id \(app), user_id \(user)")
    }
    return reason
  }

  static func assignment(_ row: CursorRow) throws -> AssignmentRecord {
    let row = StoredRow(row, of: "assignment", key: "app_id", "user_id")
    var assignment = AssignmentRecord(
      app: try row.value("app_id"), user: try row.value("user_id"))
    assignment.version = try row.value("version")
    assignment.outcome = try row.word("outcome")
    assignment.detail = try row.value("detail")
    if try !row.isEmpty("desired") {
      guard let desired = DesiredAccount(json: try row.json("desired")) else {
        throw row.unreadable("desired")
      }
      assignment.desired = desired
    }
    assignment.isDirty = try row.value("dirty")
    assignment.changedBy = RequesterNames.names(try row.optional("changed_by"))
    assignment.task = try row.optional("task_id")
    assignment.ignoredTask = try row.optional("ignored_task_id")
    assignment.unsettled = try row.optional("unsettled")
    assignment.dueAt = try row.optional("due_at")
    assignment.unsettledAt = try row.optional("unsettled_at")
    return assignment
  }

  static let assignments = RowWriter(
    """
    INSERT INTO assignment (app_id, user_id, version, outcome, detail, desired, dirty, task_id,
      ignored_task_id, changed_by, unsettled, due_at, unsettled_at)
    """, columns: 13,
    """
    ON CONFLICT (app_id, user_id) DO UPDATE SET version = excluded.version, outcome = excluded.outcome,
      detail = excluded.detail, desired = excluded.desired, dirty = excluded.dirty,
      task_id = excluded.task_id, ignored_task_id = excluded.ignored_task_id,
      changed_by = excluded.changed_by, unsettled = excluded.unsettled,
      due_at = excluded.due_at, unsettled_at = excluded.unsettled_at
    """)
}
