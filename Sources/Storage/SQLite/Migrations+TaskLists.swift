extension Migrations {
  /// One index for the app, status and action of a task, in place of two of which each knew one of
  /// them; one for when it was filed; and one for whom it is about, whatever became of that.
  static let taskLists = """
    DROP INDEX task_by_status;
    DROP INDEX task_by_action;
    CREATE INDEX task_by_kind ON task (app_id, status, action, id);
    CREATE INDEX task_by_time ON task (created_at);
    DROP INDEX task_member_open;
    DROP INDEX task_member_failed;
    CREATE INDEX task_member_by_user ON task_member (user_id, state, task_id);
    """

  /// Whoever claims a task compares it with all that are at work, and needs no more of them than this.
  static let atWork = """
    DROP INDEX task_running;
    CREATE INDEX task_running ON task (app_id, user_id, group_id, remote_id, action)
      WHERE status = 'running';
    """
}
