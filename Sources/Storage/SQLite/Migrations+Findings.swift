extension Migrations {
  /// What apps do with attributes, each with the accounts that showed it.
  ///
  /// The notes of before counted writes and did not say whose. Those that say three times or more
  /// that an attribute was dropped, and never that it was kept, go on as evidence of accounts that are
  /// not known: started over, every account would be sent the attribute once more. Of `active` nothing
  /// is taken over, since nothing is to be learned of it; fewer than three are started over.
  static let findings = """
    CREATE TABLE attribute_finding (
      app_id INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
      path_key TEXT NOT NULL,
      path TEXT NOT NULL,
      evidence TEXT NOT NULL,
      PRIMARY KEY (app_id, path_key)
    ) WITHOUT ROWID;
    INSERT OR IGNORE INTO attribute_finding
      SELECT app_id, lower(path), path,
        '[{"account":"unknown 1","name":"","sent":null,"shown":null,"at":0},'
        || '{"account":"unknown 2","name":"","sent":null,"shown":null,"at":0},'
        || '{"account":"unknown 3","name":"","sent":null,"shown":null,"at":0}]'
      FROM attribute_note
      WHERE kept = 0 AND dropped >= 3 AND lower(path) <> 'active'
        AND lower(path) NOT LIKE '%:user:active';
    DROP TABLE attribute_note;
    """
}
