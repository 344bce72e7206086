import Engine
import Provisioning
import SCIM
import Text

struct SQLTasks: TaskStore, SQLTopic {
  let session: SQLSession

  func file(_ task: ProvisioningTask, waitsFor: [TaskWait]) throws -> TaskID {
    let id = try db.insert(Self.filing, Self.columns(task))
    try count(task, 1)
    try session.indexTexts(.task, upTo: id)
    for wait in waitsFor {
      try db.run(
        "INSERT INTO task_wait VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [id, wait.on, wait.member ?? 0])
    }
    for member in task.members {
      try db.run(
        """
        INSERT INTO task_member VALUES (?, ?, ?, ?)
        ON CONFLICT (task_id, user_id) DO UPDATE SET name = excluded.name, state = excluded.state
        """,
        [id, member.user, member.name, member.state.rawValue])
    }
    // A task of one account that needs nothing else runs when it may.
    if !waitsFor.isEmpty || !task.members.isEmpty { try queue.refreshWaiting(id) }
    return id
  }

  func nextTask() throws -> TaskID { try db.nextKey(of: "task") }

  func file(_ tasks: [ProvisioningTask]) throws {
    try Self.tasks.write(tasks, to: db) { [$0.id] + Self.columns($0) }
    let counts = Dictionary(grouping: tasks) {
      [String($0.app), $0.status.rawValue, $0.action.rawValue]
    }
    for tasks in counts.values {
      if let first = tasks.first { try count(first, tasks.count) }
    }
    try session.took(tasks.map(\.id), of: .task)
  }

  /// The columns that a task is filed with.
  static let taskColumns = [
    "app_id", "action", "status", "rank", "name", "user_id", "group_id", "remote_id", "changes",
    "request", "desired_hash", "reason", "attempts", "error", "note", "created_at", "updated_at",
    "decided_by", "approved_hash", "superseded_by", "not_before", "slowed_since", "requested_by",
    "accepted_at", "waiting",
  ]

  private static let filing = """
    INSERT INTO task (\(taskColumns.joined(separator: ", ")))
    VALUES (\(taskColumns.map { _ in "?" }.joined(separator: ", ")))
    """

  static func columns(_ task: ProvisioningTask) -> Arguments {
    [
      task.app, task.action.rawValue, task.status.rawValue, rank(task.action), task.name,
      task.user, task.group, task.remoteID, task.changesText, task.requestText, task.desiredHash,
      task.reason, task.attempts, task.error?.json.text, task.note, task.createdAt,
      task.updatedAt, task.decidedBy, task.approvedHash, task.supersededBy, task.notBefore,
      task.slowedSince, requesters(task), task.acceptedAt, task.action == .createGroup,
    ]
  }

  /// Counts tasks that were filed with the app, the status and the action of this one: at once, or once
  /// for the whole transaction where a row that is written again and again makes it slow.
  func count(_ task: ProvisioningTask, _ number: Int) throws {
    let kind = TransactionMemory.TaskCount(
      app: task.app, status: task.status, action: task.action)
    if db.dialect.keepsEachVersion {
      memory.filed[kind, default: 0] += number
    } else {
      try write(kind, number)
    }
  }

  /// Writes what was counted and is not written yet.
  func writeCounts() throws {
    for (kind, number) in memory.filed { try write(kind, number) }
    memory.filed = [:]
  }

  private func write(_ kind: TransactionMemory.TaskCount, _ number: Int) throws {
    let key: Arguments = [kind.app, kind.status.rawValue, kind.action.rawValue]
    try db.run(
      "UPDATE task_count SET n = n + ? WHERE app_id = ? AND status = ? AND action = ?",
      [number] + key)
    guard db.changesCount == 0 else { return }
    try db.run("INSERT INTO task_count VALUES (?, ?, ?, ?)", key + [number])
  }

  /// The names of those who caused a task, as one text; `nil` where nobody is known.
  private static func requesters(_ task: ProvisioningTask) -> String? {
    task.requestedBy.isEmpty ? nil : RequesterNames.text(task.requestedBy)
  }

  func task(_ id: TaskID) throws -> ProvisioningTask? {
    try db.row("SELECT * FROM task WHERE id = ?", [id]).map(taskWithMembers)
  }

  func save(_ task: ProvisioningTask) throws {
    let before = try db.texts("SELECT status FROM task WHERE id = ?", [task.id]).first
    try db.run(
      """
      UPDATE task SET status = ?, name = ?, remote_id = ?, changes = ?, request = ?,
        desired_hash = ?, reason = ?, attempts = ?, error = ?, note = ?, updated_at = ?,
        decided_by = ?, approved_hash = ?, superseded_by = ?, not_before = ?,
        slowed_since = ?, requested_by = ?, accepted_at = ?,
        worker = CASE WHEN ?1 = 'running' THEN worker END,
        lease = CASE WHEN ?1 = 'running' THEN lease END
      WHERE id = ?
      """,
      [
        task.status.rawValue, task.name, task.remoteID, task.changesText,
        task.requestText, task.desiredHash, task.reason, task.attempts,
        task.error?.json.text, task.note, task.updatedAt, task.decidedBy, task.approvedHash,
        task.supersededBy, task.notBefore, task.slowedSince,
        Self.requesters(task), task.acceptedAt,
        task.id,
      ])
    for member in task.members {
      try db.run(
        """
        INSERT INTO task_member VALUES (?, ?, ?, ?)
        ON CONFLICT (task_id, user_id) DO UPDATE SET state = excluded.state
          WHERE task_member.state <> excluded.state
        """, [task.id, member.user, member.name, member.state.rawValue])
    }
    try queue.refreshWaiting(task.id)
    if before != task.status.rawValue {
      for dependent in try queue.waiting(for: task.id) { try queue.refreshWaiting(dependent) }
    }
  }

  func saveStanding(_ task: ProvisioningTask) throws {
    try db.run(
      """
      UPDATE task SET status = ?1, attempts = ?, error = ?, note = ?, updated_at = ?,
        decided_by = ?, approved_hash = ?, superseded_by = ?, not_before = ?, slowed_since = ?,
        accepted_at = ?, worker = CASE WHEN ?1 = 'running' THEN worker END,
        lease = CASE WHEN ?1 = 'running' THEN lease END
      WHERE id = ?
      """,
      [
        task.status.rawValue, task.attempts, task.error?.json.text, task.note, task.updatedAt,
        task.decidedBy, task.approvedHash, task.supersededBy, task.notBefore, task.slowedSince,
        task.acceptedAt, task.id,
      ])
    // A task of one account waits for nothing but others, which say so when they end.
    if task.user == nil { try queue.refreshWaiting(task.id) }
    for dependent in try queue.waiting(for: task.id) { try queue.refreshWaiting(dependent) }
  }

  func openUserTasks(_ app: AppID, _ users: [UserID]) throws -> [UserID: ProvisioningTask] {
    try userTasks(app, users, "status IN ('pending', 'approved', 'running')")
  }

  func failedUserTasks(_ app: AppID, _ users: [UserID]) throws -> [UserID: ProvisioningTask] {
    try userTasks(app, users, "status = 'failed'")
  }

  func openMemberTasks(_ app: AppID, _ users: [UserID]) throws -> [OpenMembership] {
    try memberTasks(app, users, .open, "status IN ('pending', 'approved', 'running')")
  }

  func failedMemberTasks(_ app: AppID, _ users: [UserID]) throws -> [OpenMembership] {
    try memberTasks(app, users, .failed, "status = 'failed'")
      + memberTasks(app, users, .open, "status = 'failed'")
  }

  private func memberTasks(
    _ app: AppID, _ users: [UserID], _ state: TaskMember.State, _ condition: String
  ) throws -> [OpenMembership] {
    try db.rows(
      """
      SELECT task.id, status, action, group_id, task_member.user_id
      FROM task_member INDEXED BY task_member_by_user
        CROSS JOIN task ON task.id = task_id
      WHERE app_id = ? AND task_member.user_id IN (SELECT value FROM json_each(?))
        AND state = '\(state.rawValue)' AND \(condition)
      ORDER BY task.id
      """, [app, Self.list(users)]
    ).map { row in
      let row = StoredRow(row, of: "task", key: "id")
      return OpenMembership(
        task: try row.value("id"), status: try row.word("status"), action: try row.word("action"),
        group: try row.value("group_id"), user: try row.value("user_id"))
    }
  }

  func supersededTasks(_ app: AppID, _ user: UserID, since: Double) throws -> Int {
    try db.number(
      """
      SELECT count(*) FROM task
      WHERE app_id = ? AND user_id = ? AND status = 'superseded' AND updated_at >= ?
      """, [app, user, since])
  }

  func groupTasks(_ group: GroupID) throws -> [ProvisioningTask] {
    try db.rows(
      """
      SELECT * FROM task WHERE group_id = ? AND action IN ('create-group', 'update-group')
        AND status IN ('pending', 'approved', 'running', 'failed', 'ignored') ORDER BY id
      """, [group]
    ).map(taskWithMembers)
  }

  func pendingMemberTask(_ group: GroupID, _ action: TaskAction) throws -> ProvisioningTask? {
    try db.row(
      """
      SELECT * FROM task WHERE group_id = ? AND action = ? AND status = 'pending'
        AND changes = '[]'
      ORDER BY id DESC LIMIT 1
      """, [group, action.rawValue]
    ).map(taskWithMembers)
  }

  func strayTask(_ group: GroupID) throws -> ProvisioningTask? {
    try db.row(
      """
      SELECT * FROM task WHERE group_id = ? AND action = 'remove-members' AND changes <> '[]'
        AND status IN ('pending', 'approved', 'running') LIMIT 1
      """, [group]
    ).map(taskWithMembers)
  }

  private func userTasks(_ app: AppID, _ users: [UserID], _ condition: String) throws -> [UserID:
    ProvisioningTask]
  {
    let rows = db.rows(
      """
      SELECT * FROM task INDEXED BY task_by_user
      WHERE app_id = ? AND user_id IN (SELECT value FROM json_each(?)) AND user_id IS NOT NULL
        AND \(condition) ORDER BY id
      """, [app, Self.list(users)])
    var tasks: [UserID: ProvisioningTask] = [:]
    try rows.forEach { tasks[try $0.value("user_id")] = try taskWithMembers($0) }
    return tasks
  }

  /// What creates comes before what needs it; whatever takes away comes before memberships, so that
  /// nobody is added to a group on the way out.
  private static func rank(_ action: TaskAction) -> Int {
    switch action {
    case .createGroup: 0
    case .create, .link: 1
    case .update, .reactivate, .updateGroup: 2
    case .suspend, .delete: 3
    case .removeMembers: 4
    case .addMembers: 5
    }
  }

  private static let tasks = RowWriter(
    "INSERT INTO task (id, \(taskColumns.joined(separator: ", ")))", columns: taskColumns.count + 1)
}
