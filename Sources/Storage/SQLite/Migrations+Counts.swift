extension Migrations {
  /// Tasks are counted by their action as well: a list of one action says how many there are.
  static let countsByAction = """
    DROP TRIGGER task_moved;
    DROP TRIGGER task_forgotten;
    \(countingTable);
    CREATE TRIGGER task_moved AFTER UPDATE OF status, action ON task
    WHEN OLD.status <> NEW.status OR OLD.action <> NEW.action BEGIN
      UPDATE task_count SET n = n - 1
        WHERE app_id = OLD.app_id AND status = OLD.status AND action = OLD.action;
      INSERT INTO task_count VALUES (NEW.app_id, NEW.status, NEW.action, 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
    END;
    CREATE TRIGGER task_forgotten AFTER DELETE ON task BEGIN
      UPDATE task_count SET n = n - 1
        WHERE app_id = OLD.app_id AND status = OLD.status AND action = OLD.action;
    END;
    """

  /// The same in PostgreSQL's words, whose triggers count a statement at a time.
  static let countsByActionInPostgreSQL = """
    \(PostgreSQLSchema.statement(countingTable));
    \(PostgreSQLSchema.countingFunctions)
    """

  private static let countingTable = """
    DROP TABLE task_count;
    CREATE TABLE task_count (
      app_id INTEGER NOT NULL,
      status TEXT NOT NULL,
      action TEXT NOT NULL,
      n INTEGER NOT NULL,
      PRIMARY KEY (app_id, status, action)
    ) WITHOUT ROWID;
    INSERT INTO task_count
      SELECT app_id, status, action, count(*) FROM task GROUP BY app_id, status, action
    """
}
