extension Migrations {
  /// The indexes of ended tasks that count towards limits. Three words behind `IN` are looked up in a
  /// table that SQLite makes for each statement that touches a task; compared one by one they are not.
  static let endedTasks = """
    DROP INDEX IF EXISTS task_destroyed;
    CREATE INDEX task_destroyed ON task (app_id, created_at)
      WHERE (status = 'running' OR status = 'failed' OR status = 'provisioned')
        AND action IN ('delete', 'suspend') AND accepted = 0;
    DROP INDEX IF EXISTS task_removed;
    CREATE INDEX task_removed ON task (app_id, created_at)
      WHERE (status = 'running' OR status = 'failed' OR status = 'provisioned')
        AND action = 'remove-members' AND accepted = 0;
    """
}
