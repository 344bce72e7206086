extension Migrations {
  /// Indexes of trigrams beside the tables whose text they index. Without positions (`detail`) they
  /// are a third as large; the rows that they name are asked once more.
  static let search = """
    ALTER TABLE user ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
    UPDATE user SET name_key = lower(coalesce(json_extract(payload, '$[1].firstname'), '') || ' '
      || coalesce(json_extract(payload, '$[1].lastname'), ''));
    CREATE INDEX user_by_department
      ON user (json_extract(payload, '$[1].department') COLLATE NOCASE);
    CREATE INDEX task_by_action ON task (app_id, action, id);

    CREATE VIRTUAL TABLE user_search USING fts5 (username_key, email_key, name_key,
      content = user, content_rowid = id, tokenize = trigram, detail = none);
    CREATE TRIGGER user_added AFTER INSERT ON user BEGIN
      INSERT INTO user_search (rowid, username_key, email_key, name_key)
        VALUES (NEW.id, NEW.username_key, NEW.email_key, NEW.name_key);
    END;
    CREATE TRIGGER user_renamed AFTER UPDATE OF username_key, email_key, name_key ON user
    WHEN OLD.username_key <> NEW.username_key OR OLD.email_key <> NEW.email_key
      OR OLD.name_key <> NEW.name_key
    BEGIN
      INSERT INTO user_search (user_search, rowid, username_key, email_key, name_key)
        VALUES ('delete', OLD.id, OLD.username_key, OLD.email_key, OLD.name_key);
      INSERT INTO user_search (rowid, username_key, email_key, name_key)
        VALUES (NEW.id, NEW.username_key, NEW.email_key, NEW.name_key);
    END;
    INSERT INTO user_search (user_search) VALUES ('rebuild');

    CREATE VIRTUAL TABLE task_search USING fts5 (name, error,
      content = task, content_rowid = id, tokenize = trigram, detail = none);
    CREATE TRIGGER task_worded AFTER INSERT ON task BEGIN
      INSERT INTO task_search (rowid, name, error) VALUES (NEW.id, NEW.name, NEW.error);
    END;
    CREATE TRIGGER task_reworded AFTER UPDATE OF name, error ON task
    WHEN OLD.name <> NEW.name OR OLD.error IS NOT NEW.error
    BEGIN
      INSERT INTO task_search (task_search, rowid, name, error)
        VALUES ('delete', OLD.id, OLD.name, OLD.error);
      INSERT INTO task_search (rowid, name, error) VALUES (NEW.id, NEW.name, NEW.error);
    END;
    CREATE TRIGGER task_unworded AFTER DELETE ON task BEGIN
      INSERT INTO task_search (task_search, rowid, name, error)
        VALUES ('delete', OLD.id, OLD.name, OLD.error);
    END;
    INSERT INTO task_search (task_search) VALUES ('rebuild');

    CREATE VIRTUAL TABLE audit_search USING fts5 (actor, action, subject,
      content = audit, content_rowid = seq, tokenize = trigram, detail = none);
    CREATE TRIGGER audit_written AFTER INSERT ON audit BEGIN
      INSERT INTO audit_search (rowid, actor, action, subject)
        VALUES (NEW.seq, NEW.actor, NEW.action, NEW.subject);
    END;
    INSERT INTO audit_search (audit_search) VALUES ('rebuild');
    """
}
