extension Migrations {
  /// What was done for each row by a trigger is done for many at once.
  ///
  /// Up to where each index of trigrams reaches is kept; what is newer stands in the rows alone, some
  /// thousand at most, and is looked for there. Keys are never given twice, so that a row belongs to
  /// one side or the other. How many tasks are filed is counted by whoever files them.
  static let volume = """
    CREATE TABLE text_index (
      name TEXT NOT NULL PRIMARY KEY,
      upto INTEGER NOT NULL
    ) WITHOUT ROWID;
    INSERT INTO text_index
      SELECT 'user', coalesce(max(id), 0) FROM user
      UNION ALL SELECT 'task', coalesce(max(id), 0) FROM task
      UNION ALL SELECT 'audit', coalesce(max(seq), 0) FROM audit;

    DROP TRIGGER user_added;
    DROP TRIGGER user_renamed;
    CREATE TRIGGER user_renamed AFTER UPDATE OF username_key, email_key, name_key ON user
    WHEN (OLD.username_key <> NEW.username_key OR OLD.email_key <> NEW.email_key
      OR OLD.name_key <> NEW.name_key)
      AND OLD.id <= (SELECT upto FROM text_index WHERE name = 'user')
    BEGIN
      INSERT INTO user_search (user_search, rowid, username_key, email_key, name_key)
        VALUES ('delete', OLD.id, OLD.username_key, OLD.email_key, OLD.name_key);
      INSERT INTO user_search (rowid, username_key, email_key, name_key)
        VALUES (NEW.id, NEW.username_key, NEW.email_key, NEW.name_key);
    END;

    DROP TRIGGER task_worded;
    DROP TRIGGER task_reworded;
    CREATE TRIGGER task_reworded AFTER UPDATE OF name, error ON task
    WHEN (OLD.name <> NEW.name OR OLD.error IS NOT NEW.error)
      AND OLD.id <= (SELECT upto FROM text_index WHERE name = 'task')
    BEGIN
      INSERT INTO task_search (task_search, rowid, name, error)
        VALUES ('delete', OLD.id, OLD.name, OLD.error);
      INSERT INTO task_search (rowid, name, error) VALUES (NEW.id, NEW.name, NEW.error);
    END;
    DROP TRIGGER task_unworded;
    CREATE TRIGGER task_unworded AFTER DELETE ON task
    WHEN OLD.id <= (SELECT upto FROM text_index WHERE name = 'task')
    BEGIN
      INSERT INTO task_search (task_search, rowid, name, error)
        VALUES ('delete', OLD.id, OLD.name, OLD.error);
    END;

    DROP TRIGGER task_filed;
    DROP TRIGGER audit_written;
    """
}
