extension Migrations {
  static let references = """
    CREATE TABLE account_reference (
      app_id INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
      target_id INTEGER NOT NULL REFERENCES user (id),
      user_id INTEGER NOT NULL REFERENCES user (id),
      PRIMARY KEY (app_id, target_id, user_id)
    ) WITHOUT ROWID;
    CREATE INDEX account_reference_by_user ON account_reference (app_id, user_id);
    """
}
