extension Migrations {
  /// A group is known by its id: no two of an app have the same one. Where an older version knew one
  /// group under two names, the one that usher made keeps it, else the older one.
  static let groupsByID = """
    ALTER TABLE app_group ADD COLUMN app_name TEXT;
    ALTER TABLE app_group ADD COLUMN namesake TEXT;
    UPDATE app_group SET remote_id = NULL WHERE EXISTS (
      SELECT 1 FROM app_group AS other
      WHERE other.app_id = app_group.app_id AND other.remote_id = app_group.remote_id
        AND (other.origin <> 'created', other.id) < (app_group.origin <> 'created', app_group.id));
    UPDATE membership SET known = 0, ours = 0
      WHERE group_id IN (SELECT id FROM app_group WHERE remote_id IS NULL);
    CREATE UNIQUE INDEX group_by_remote ON app_group (app_id, remote_id)
      WHERE remote_id IS NOT NULL;
    """

  /// Removals from groups that count towards the limits.
  static let membershipLimits = """
    CREATE INDEX task_removing ON task (app_id)
      WHERE status IN ('pending', 'approved') AND action = 'remove-members' AND accepted = 0;
    CREATE INDEX task_removed ON task (app_id, created_at)
      WHERE status IN ('running', 'failed', 'provisioned') AND action = 'remove-members'
        AND accepted = 0;
    """

  /// The most members that an app shows of a group.
  static let mostShown = "ALTER TABLE app_group ADD COLUMN most_shown INTEGER"
}
