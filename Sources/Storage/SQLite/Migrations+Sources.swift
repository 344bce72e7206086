extension Migrations {
  /// Directory sources, and which of them a user belongs to, with the key that the user has there.
  static let sources = """
    CREATE TABLE directory_source (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      name_key TEXT NOT NULL UNIQUE,
      definition TEXT NOT NULL,
      state TEXT NOT NULL
    );
    CREATE TABLE user_source (
      user_id INTEGER PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE,
      source_id INTEGER NOT NULL REFERENCES directory_source (id) ON DELETE CASCADE,
      key TEXT NOT NULL
    );
    CREATE INDEX user_source_by_key ON user_source (source_id, key);
    """
}
