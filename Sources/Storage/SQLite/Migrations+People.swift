extension Migrations {
  /// The keys of people, and accounts by name whoever has them. Users of an older store may share a key: the table
  /// takes them, and whoever looks one up gets both.
  static let people = """
    CREATE TABLE user_key (
      user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
      attribute TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (user_id, attribute)
    ) WITHOUT ROWID;
    CREATE INDEX user_key_by_value ON user_key (value, attribute, user_id);
    CREATE TABLE key_attribute (name TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;
    INSERT INTO key_attribute VALUES ('externalid'), ('employeeid');
    INSERT INTO user_key
      SELECT id, 'externalid', trim(json_extract(payload, '$[1].external_id')) FROM user
      WHERE trim(coalesce(json_extract(payload, '$[1].external_id'), '')) <> '';
    INSERT INTO user_key
      SELECT id, 'employeeid', trim(json_extract(payload, '$[1].employee_id')) FROM user
      WHERE trim(coalesce(json_extract(payload, '$[1].employee_id'), '')) <> '';
    DROP INDEX account_by_name;
    CREATE INDEX account_named ON account (app_id, name_key);
    """
}
