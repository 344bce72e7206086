import Engine

struct SQLSettings: SettingStore, SQLTopic {
  let session: SQLSession

  func text(_ name: String) throws -> String? {
    if let known = memory.settings[name] { return known }
    let value: String? = try db.row("SELECT value FROM setting WHERE name = ?", [name]).map {
      try $0.value(0)
    }
    memory.settings[name] = .some(value)
    return value
  }

  func set(_ name: String, to value: String) throws {
    memory.settings[name] = nil
    try db.run(
      """
      INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE
        SET value = excluded.value
      """, [name, value])
  }
}
