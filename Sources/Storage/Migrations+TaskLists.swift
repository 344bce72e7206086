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
}
