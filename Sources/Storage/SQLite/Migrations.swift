import GRDB

/// The schema, step by step. A step that was released is never changed; a new one is added.
enum Migrations {
  static var all: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 directory") { try $0.execute(sql: directory) }
    migrator.registerMigration("2 apps") { try $0.execute(sql: apps) }
    migrator.registerMigration("3 tasks") { try $0.execute(sql: tasks) }
    migrator.registerMigration("4 audit") { try $0.execute(sql: audit) }
    migrator.registerMigration("5 search") { try $0.execute(sql: search) }
    migrator.registerMigration("6 limits over time") { try $0.execute(sql: limits) }
    migrator.registerMigration("7 slowed tasks") {
      try $0.execute(sql: "ALTER TABLE task ADD COLUMN slowed_since REAL")
    }
    migrator.registerMigration("8 requesters") { try $0.execute(sql: requesters) }
    migrator.registerMigration("9 unsettled accounts") { try $0.execute(sql: unsettled) }
    migrator.registerMigration("10 former accounts") { try $0.execute(sql: formerAccounts) }
    migrator.registerMigration("11 settings") { try $0.execute(sql: settings) }
    migrator.registerMigration("12 answers") { try $0.execute(sql: answers) }
    migrator.registerMigration("13 groups by id") { try $0.execute(sql: groupsByID) }
    migrator.registerMigration("14 due evaluations") { try $0.execute(sql: dueEvaluations) }
    migrator.registerMigration("15 members shown") { try $0.execute(sql: mostShown) }
    migrator.registerMigration("16 limits of memberships") {
      try $0.execute(sql: membershipLimits)
    }
    migrator.registerMigration("17 attribute findings") { try $0.execute(sql: findings) }
    migrator.registerMigration("18 visibility") { try $0.execute(sql: visibility) }
    migrator.registerMigration("19 unique values", migrate: uniqueValues)
    migrator.registerMigration("20 people") { try $0.execute(sql: people) }
    migrator.registerMigration("21 references") { try $0.execute(sql: references) }
    migrator.registerMigration("22 volume") { try $0.execute(sql: volume) }
    migrator.registerMigration("23 visibility of groups") {
      try $0.execute(sql: groupVisibility)
    }
    migrator.registerMigration("24 memberships of former accounts") {
      try $0.execute(sql: formerMemberships)
    }
    migrator.registerMigration("25 lists of tasks") { try $0.execute(sql: taskLists) }
    migrator.registerMigration("26 values by user") { try $0.execute(sql: valuesByUser) }
    migrator.registerMigration("27 directory sources") { try $0.execute(sql: sources) }
    migrator.registerMigration("28 offered values") {
      try $0.execute(sql: "ALTER TABLE app ADD COLUMN offers TEXT NOT NULL DEFAULT '[]'")
    }
    migrator.registerMigration("29 runs and pins") { try $0.execute(sql: runs) }
    migrator.registerMigration("30 tasks at work") { try $0.execute(sql: atWork) }
    for step in steps { migrator.registerMigration(step.name) { try $0.execute(sql: step.sql) } }
    return migrator
  }

  /// The steps since a store can be a database on a server, which takes them too.
  static let steps = [
    Step("31 ended tasks", endedTasks),
    Step("32 vendor profiles", vendors, postgreSQL: vendorsInPostgreSQL),
    Step("33 counts by action", countsByAction, postgreSQL: countsByActionInPostgreSQL),
  ]

  /// A step that every store takes.
  struct Step: Sendable {
    let name: String
    let sql: String
    /// In PostgreSQL's words, where they are others than ``PostgreSQLSchema`` finds by itself.
    let postgreSQL: String?

    init(_ name: String, _ sql: String, postgreSQL: String? = nil) {
      self.name = name
      self.sql = sql
      self.postgreSQL = postgreSQL
    }
  }

  private static let directory = """
    CREATE TABLE user (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      username TEXT NOT NULL,
      username_key TEXT NOT NULL UNIQUE,
      email_key TEXT NOT NULL DEFAULT '',
      status TEXT NOT NULL,
      payload TEXT NOT NULL,
      deleted INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX user_by_email ON user (email_key);
    CREATE INDEX user_deleted ON user (id) WHERE deleted = 1;
    CREATE TABLE role (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      name_key TEXT NOT NULL UNIQUE
    );
    CREATE TABLE user_role (
      user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
      role_id INTEGER NOT NULL REFERENCES role (id) ON DELETE CASCADE,
      PRIMARY KEY (user_id, role_id)
    ) WITHOUT ROWID;
    CREATE INDEX user_role_by_role ON user_role (role_id, user_id);
    """

  private static let apps = """
    CREATE TABLE app (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      name_key TEXT NOT NULL UNIQUE,
      definition TEXT NOT NULL,
      mapping_version INTEGER NOT NULL,
      connected INTEGER NOT NULL,
      api_state TEXT NOT NULL,
      api_detail TEXT NOT NULL,
      api_checked_at REAL,
      pause_reason TEXT,
      pause_since REAL,
      schemas TEXT,
      service_provider TEXT,
      entitlements_read_at REAL,
      member_dialect TEXT,
      replaces_users INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE app_role (
      app_id INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
      name_key TEXT NOT NULL,
      PRIMARY KEY (app_id, name_key)
    ) WITHOUT ROWID;
    CREATE TABLE assignment (
      app_id INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
      user_id INTEGER NOT NULL REFERENCES user (id),
      version INTEGER NOT NULL,
      outcome TEXT NOT NULL,
      detail TEXT NOT NULL,
      desired TEXT,
      dirty INTEGER NOT NULL,
      task_id INTEGER,
      ignored_task_id INTEGER,
      PRIMARY KEY (app_id, user_id)
    ) WITHOUT ROWID;
    CREATE INDEX assignment_by_version ON assignment (app_id, version);
    CREATE INDEX assignment_dirty ON assignment (app_id, user_id) WHERE dirty = 1;
    CREATE TABLE account (
      app_id INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
      remote_id TEXT NOT NULL,
      user_id INTEGER REFERENCES user (id),
      name_key TEXT NOT NULL,
      active INTEGER NOT NULL,
      state TEXT NOT NULL,
      resource TEXT NOT NULL,
      stuck TEXT NOT NULL DEFAULT '{}',
      seen_at REAL NOT NULL,
      PRIMARY KEY (app_id, remote_id)
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX account_by_user ON account (app_id, user_id) WHERE user_id IS NOT NULL;
    CREATE INDEX account_by_name ON account (app_id, name_key) WHERE user_id IS NULL;
    CREATE INDEX account_active ON account (app_id) WHERE active = 1 AND state = 'present';
    CREATE TABLE app_group (
      id INTEGER PRIMARY KEY,
      app_id INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      name_key TEXT NOT NULL,
      remote_id TEXT,
      origin TEXT NOT NULL,
      seen_at REAL,
      strays TEXT NOT NULL DEFAULT '[]',
      UNIQUE (app_id, name_key)
    );
    CREATE TABLE membership (
      group_id INTEGER NOT NULL REFERENCES app_group (id) ON DELETE CASCADE,
      user_id INTEGER NOT NULL REFERENCES user (id),
      desired INTEGER NOT NULL,
      known INTEGER NOT NULL,
      ours INTEGER NOT NULL,
      ignored TEXT,
      PRIMARY KEY (group_id, user_id)
    ) WITHOUT ROWID;
    CREATE INDEX membership_by_user ON membership (user_id, group_id);
    CREATE TABLE attribute_note (
      app_id INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
      path TEXT NOT NULL,
      kept INTEGER NOT NULL,
      dropped INTEGER NOT NULL,
      PRIMARY KEY (app_id, path)
    ) WITHOUT ROWID;
    """

  private static let tasks = """
    CREATE TABLE task (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      app_id INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
      action TEXT NOT NULL,
      status TEXT NOT NULL,
      rank INTEGER NOT NULL,
      name TEXT NOT NULL,
      user_id INTEGER,
      group_id INTEGER,
      remote_id TEXT,
      changes TEXT NOT NULL,
      request TEXT NOT NULL,
      desired_hash TEXT NOT NULL,
      reason TEXT NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      error TEXT,
      note TEXT,
      created_at REAL NOT NULL,
      updated_at REAL NOT NULL,
      decided_by TEXT,
      approved_hash TEXT,
      superseded_by INTEGER,
      not_before REAL NOT NULL DEFAULT 0,
      waiting INTEGER NOT NULL DEFAULT 0,
      accepted INTEGER NOT NULL DEFAULT 0,
      worker TEXT,
      lease REAL
    );
    CREATE INDEX task_by_status ON task (app_id, status, id);
    CREATE INDEX task_by_user ON task (app_id, user_id, id) WHERE user_id IS NOT NULL;
    CREATE INDEX task_by_group ON task (group_id, id) WHERE group_id IS NOT NULL;
    CREATE INDEX task_runnable ON task (app_id, rank, id) WHERE status = 'approved' AND waiting = 0;
    CREATE INDEX task_running ON task (app_id, lease) WHERE status = 'running';
    CREATE INDEX task_destructive ON task (app_id)
      WHERE status IN ('pending', 'approved') AND action IN ('delete', 'suspend') AND accepted = 0;
    CREATE TABLE task_member (
      task_id INTEGER NOT NULL REFERENCES task (id) ON DELETE CASCADE,
      user_id INTEGER NOT NULL,
      name TEXT NOT NULL,
      state TEXT NOT NULL,
      PRIMARY KEY (task_id, user_id)
    ) WITHOUT ROWID;
    CREATE INDEX task_member_open ON task_member (user_id, task_id) WHERE state = 'open';
    CREATE INDEX task_member_failed ON task_member (user_id, task_id) WHERE state = 'failed';
    CREATE TABLE task_wait (
      task_id INTEGER NOT NULL REFERENCES task (id) ON DELETE CASCADE,
      on_id INTEGER NOT NULL REFERENCES task (id) ON DELETE CASCADE,
      member_id INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (task_id, on_id, member_id)
    ) WITHOUT ROWID;
    CREATE INDEX task_wait_on ON task_wait (on_id);
    CREATE TABLE task_attempt (
      task_id INTEGER NOT NULL REFERENCES task (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      at REAL NOT NULL,
      request TEXT NOT NULL,
      body_hash TEXT NOT NULL,
      status INTEGER,
      answer TEXT NOT NULL,
      PRIMARY KEY (task_id, number)
    ) WITHOUT ROWID;
    CREATE TABLE task_count (
      app_id INTEGER NOT NULL,
      status TEXT NOT NULL,
      n INTEGER NOT NULL,
      PRIMARY KEY (app_id, status)
    ) WITHOUT ROWID;
    CREATE TRIGGER task_filed AFTER INSERT ON task BEGIN
      INSERT INTO task_count VALUES (NEW.app_id, NEW.status, 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
    END;
    CREATE TRIGGER task_moved AFTER UPDATE OF status ON task WHEN OLD.status <> NEW.status BEGIN
      UPDATE task_count SET n = n - 1 WHERE app_id = OLD.app_id AND status = OLD.status;
      INSERT INTO task_count VALUES (NEW.app_id, NEW.status, 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
    END;
    CREATE TRIGGER task_forgotten AFTER DELETE ON task BEGIN
      UPDATE task_count SET n = n - 1 WHERE app_id = OLD.app_id AND status = OLD.status;
    END;
    """

  private static let unsettled = "ALTER TABLE assignment ADD COLUMN unsettled TEXT"

  private static let audit = """
    CREATE TABLE audit (
      seq INTEGER PRIMARY KEY,
      at REAL NOT NULL,
      actor TEXT NOT NULL,
      origin TEXT NOT NULL,
      action TEXT NOT NULL,
      subject TEXT NOT NULL,
      detail TEXT NOT NULL,
      previous_hash TEXT NOT NULL,
      hash TEXT NOT NULL
    );
    """

  private static let requesters = """
    ALTER TABLE task ADD COLUMN requested_by TEXT;
    ALTER TABLE assignment ADD COLUMN changed_by TEXT NOT NULL DEFAULT '';
    """

  private static let limits = """
    CREATE INDEX task_destroyed ON task (app_id, created_at)
      WHERE status IN ('running', 'failed', 'provisioned') AND action IN ('delete', 'suspend')
        AND accepted = 0;
    """
}
