import Engine
import Provisioning

/// App, status and action of a task: tasks of one kind lie beside each other in an index, in the
/// order in which they were filed.
struct TaskKind {
  let app: AppID
  let status: String
  let action: String

  /// That a task is of this kind; `arguments` go with it.
  static let condition = "task.app_id = ? AND task.status = ? AND task.action = ?"

  var arguments: Arguments { [app, status, action] }

  /// The kinds that a store holds and a filter lets through.
  static func all(_ filter: TaskFilter, in db: any StoreConnection) throws -> [TaskKind] {
    let statuses = Set(filter.statuses.map(\.rawValue))
    let actions = Set(filter.actions.map(\.rawValue))
    return try db.rows(present).map { row in
      let row = StoredRow(row, of: "task", key: "app_id", "status", "action")
      return TaskKind(
        app: try row.value("app_id"), status: try row.value("status"),
        action: try row.value("action"))
    }.filter { kind in
      kind.app == filter.app ?? kind.app
        && (statuses.isEmpty || statuses.contains(kind.status))
        && (actions.isEmpty || actions.contains(kind.action))
    }
  }

  /// Steps from one kind to the next in the index, past all tasks between them.
  private static let present = """
    WITH RECURSIVE
      present (app_id, status) AS (
        SELECT id, (SELECT min(status) FROM task INDEXED BY task_by_kind WHERE app_id = app.id)
        FROM app
        UNION ALL
        SELECT app_id, (SELECT min(task.status) FROM task INDEXED BY task_by_kind
          WHERE task.app_id = present.app_id AND task.status > present.status)
        FROM present WHERE status IS NOT NULL),
      kind (app_id, status, action) AS (
        SELECT app_id, status, (SELECT min(task.action) FROM task INDEXED BY task_by_kind
          WHERE task.app_id = present.app_id AND task.status = present.status)
        FROM present WHERE status IS NOT NULL
        UNION ALL
        SELECT app_id, status, (SELECT min(task.action) FROM task INDEXED BY task_by_kind
          WHERE task.app_id = kind.app_id AND task.status = kind.status
            AND task.action > kind.action)
        FROM kind WHERE action IS NOT NULL)
    SELECT app_id, status, action FROM kind WHERE action IS NOT NULL
    """
}
