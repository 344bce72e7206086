extension Migrations {
  /// What workers did, run by run; which run took a task; and what was pinned by undoing one.
  static let runs = """
    CREATE TABLE run (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      app_id INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
      worker TEXT NOT NULL,
      actor TEXT NOT NULL,
      origin TEXT NOT NULL,
      means TEXT NOT NULL,
      started_at REAL NOT NULL,
      last_at REAL NOT NULL,
      provisioned INTEGER NOT NULL DEFAULT 0,
      failed INTEGER NOT NULL DEFAULT 0,
      moved INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX run_by_worker ON run (worker, app_id, id);
    CREATE INDEX run_by_app ON run (app_id, id);
    ALTER TABLE task ADD COLUMN run_id INTEGER;
    CREATE INDEX task_by_run ON task (run_id, id) WHERE run_id IS NOT NULL;
    CREATE TABLE pin (
      app_id INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
      user_id INTEGER NOT NULL,
      key TEXT NOT NULL,
      content TEXT NOT NULL,
      run_id INTEGER NOT NULL,
      actor TEXT NOT NULL,
      at REAL NOT NULL,
      PRIMARY KEY (app_id, user_id, key)
    ) WITHOUT ROWID;
    """
}
