extension Migrations {
  /// Whose accounts were. A deleted user keeps the row in `user`, and with it what stands here.
  static let formerAccounts = """
    CREATE TABLE former_account (
      app_id INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
      remote_id TEXT NOT NULL,
      user_id INTEGER NOT NULL REFERENCES user (id),
      user_name TEXT NOT NULL,
      ending TEXT NOT NULL,
      at REAL NOT NULL,
      PRIMARY KEY (app_id, remote_id, user_id)
    ) WITHOUT ROWID;
    CREATE INDEX former_account_by_user ON former_account (app_id, user_id);
    INSERT INTO former_account
      SELECT app_id, remote_id, user_id,
        coalesce(iif(json_valid(resource), json_extract(resource, '$.userName'), NULL), name_key),
        'gone', seen_at
      FROM account WHERE user_id IS NOT NULL AND state = 'gone';
    """

  /// In which groups an account was when it was taken from its user.
  static let formerMemberships =
    "ALTER TABLE former_account ADD COLUMN memberships TEXT NOT NULL DEFAULT '[]'"
}
