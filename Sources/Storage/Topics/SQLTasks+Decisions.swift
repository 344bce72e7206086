import Engine
import Provisioning
import Text

/// Decisions about many tasks at once.
extension SQLTasks {
  func taskOutlines(_ filter: TaskFilter, before: TaskID?, limit: Int) throws -> [TaskOutline] {
    var outlines: [TaskOutline] = []
    var reader = OutlineReader()
    for part in try TaskSelection.parts(filter, in: db) where outlines.count < limit {
      let page = part.page(Self.outlineColumns, before: before, limit: limit - outlines.count)
      try db.rows(page.sql, page.arguments).forEach { outlines.append(try reader.outline($0)) }
    }
    return outlines
  }

  func approve(_ ids: [TaskID], by name: String, at: Double) throws -> [TaskID: String] {
    let list = Self.list(ids)
    let hashes = try Self.hashes(
      db.rows(
        """
        UPDATE task SET status = 'approved', updated_at = ?, decided_by = ?,
          approved_hash = CASE WHEN json_valid(request) THEN sha256(request) END
        WHERE id IN (SELECT value FROM json_each(?)) AND status = 'pending'
        RETURNING id, approved_hash
        """, [at, name, list]))
    let dependents = try db.numbers(
      """
      SELECT DISTINCT task_id FROM task_wait WHERE on_id IN (SELECT value FROM json_each(?))
      """, [list])
    for dependent in dependents { try queue.refreshWaiting(dependent) }
    return hashes
  }

  func ignore(_ ids: [TaskID], by name: String, at: Double) throws -> [TaskID: String] {
    let decided = try leading(ids, Self.standsAlone(.ignore))
    if decided.isEmpty { return [:] }
    let list = Self.list(decided)
    let hashes = try decide(
      "status = 'ignored', decided_by = ?, updated_at = ?", [name, at], list)
    // Where two of them are about one user, the older one is decided about later.
    try db.run(
      """
      UPDATE assignment SET ignored_task_id = t.id
      FROM (SELECT app_id, user_id, min(id) AS id FROM task
        WHERE id IN (SELECT value FROM json_each(?)) GROUP BY app_id, user_id) AS t
      WHERE assignment.app_id = t.app_id AND assignment.user_id = t.user_id
      """, [list])
    try db.run(
      """
      UPDATE unique_value SET wish = 1
      FROM (SELECT DISTINCT app_id, user_id FROM task
        WHERE id IN (SELECT value FROM json_each(?))) AS t
      WHERE unique_value.app_id = t.app_id AND unique_value.user_id = t.user_id
        AND wish = 2 AND held = 0 AND sent = 0
      """, [list])
    return hashes
  }

  func retry(_ ids: [TaskID], by login: String, at: Double) throws -> [TaskID: String] {
    let decided = try leading(ids, Self.standsAlone(.retry))
    if decided.isEmpty { return [:] }
    let list = Self.list(decided)
    try db.run(
      """
      UPDATE assignment SET ignored_task_id = NULL, task_id = t.id
      FROM (SELECT id, app_id, user_id FROM task
        WHERE id IN (SELECT value FROM json_each(?)) AND status = 'ignored') AS t
      WHERE assignment.app_id = t.app_id AND assignment.user_id = t.user_id
      """, [list])
    let isFailed = "status = 'failed'"
    return try decide(
      """
      status = CASE WHEN \(isFailed) THEN 'approved' ELSE 'pending' END, updated_at = ?1,
        decided_by = CASE WHEN \(isFailed) THEN decided_by END,
        requested_by = CASE
          WHEN \(isFailed) THEN requested_by
          WHEN coalesce(requested_by, '') = '' THEN ?2
          WHEN instr(', ' || requested_by || ', ', ', ' || ?2 || ', ') > 0 THEN requested_by
          ELSE requested_by || ', ' || ?2 END,
        attempts = CASE WHEN \(isFailed) THEN 0 ELSE attempts END,
        error = CASE WHEN \(isFailed) THEN NULL ELSE error END,
        not_before = CASE WHEN \(isFailed) THEN 0 ELSE not_before END,
        slowed_since = CASE WHEN \(isFailed) THEN NULL ELSE slowed_since END,
        accepted_at = CASE WHEN \(isFailed) THEN NULL ELSE accepted_at END
      """, [at, login], list)
  }

  /// Those of some tasks, in their order, that come before the first one of which a condition does not
  /// hold.
  private func leading(_ ids: [TaskID], _ condition: String) throws -> [TaskID] {
    let others = Set(
      try db.numbers(
        """
        SELECT w.value FROM json_each(?1) AS w LEFT JOIN task AS t ON t.id = w.value
        WHERE (\(condition)) IS NOT TRUE
        """, [Self.list(ids)]))
    return Array(ids.prefix { !others.contains($0) })
  }

  /// That a task is about an account, can be decided about, and that the decision changes nothing
  /// beside the task, what is kept of its user, and the values that it gives to the account.
  private static func standsAlone(_ decision: Decision) -> String {
    let alone = """
      t.user_id IS NOT NULL AND t.group_id IS NULL
        AND t.status IN (\(decision.applies.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")))
        AND NOT EXISTS (SELECT 1 FROM task_wait WHERE task_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM task_wait WHERE on_id = t.id)
      """
    switch decision {
    case .approve, .ignore:
      return """
        \(alone)
          AND NOT EXISTS (
            SELECT 1 FROM unique_value AS v
              CROSS JOIN unique_value AS o INDEXED BY value_waiting
              ON o.app_id = v.app_id AND o.path = v.path AND o.value_key = v.value_key AND o.wish = 1
            WHERE v.app_id = t.app_id AND v.user_id = t.user_id AND v.wish = 2
              AND o.user_id <> v.user_id)
        """
    case .retry:
      return """
        \(alone)
          AND NOT EXISTS (
            SELECT 1 FROM task AS o INDEXED BY task_by_user
            WHERE o.app_id = t.app_id AND o.user_id = t.user_id AND o.id <> t.id
              AND o.status IN ('pending', 'approved', 'running', 'failed', 'ignored'))
        """
    }
  }

  /// Writes what a decision changes in tasks.
  ///
  /// - Returns: the hashes of their requests.
  private func decide(_ change: String, _ arguments: Arguments, _ list: KeyList) throws
    -> [TaskID: String]
  {
    try Self.hashes(
      db.rows(
        """
        UPDATE task SET \(change), worker = NULL, lease = NULL, waiting = 0
        WHERE id IN (SELECT value FROM json_each(?))
        RETURNING id, CASE WHEN json_valid(request) THEN sha256(request) END
        """, arguments + [list]))
  }

  private static func hashes(_ rows: Rows) throws -> [TaskID: String] {
    var hashes: [TaskID: String] = [:]
    try rows.forEach { row in
      guard let hash: String = try row.optional(1) else {
        throw StoredRow(row, of: "task", key: "id").unreadable("request")
      }
      hashes[try row.value(0)] = hash
    }
    return hashes
  }

  private static let outlineColumns = [
    "id", "app_id", "action", "status", "name", "requested_by",
  ]
}

/// Reads outlines one after the other, of which most were caused by the same people.
private struct OutlineReader {
  private var text: String?
  private var names: [String] = []

  mutating func outline(_ row: CursorRow) throws -> TaskOutline {
    let requesters: String? = try row.optional(5)
    if requesters != text {
      text = requesters
      names = RequesterNames.names(requesters)
    }
    let stored = StoredRow(row, of: "task", key: "id")
    return TaskOutline(
      id: try row.value(0), app: try row.value(1), action: try stored.word("action"),
      status: try stored.word("status"),
      name: try stored.value("name"), requestedBy: names)
  }
}
