import Engine
import GRDB

extension SQLiteSession {
  func setting(_ name: String) throws -> String? {
    try db.row("SELECT value FROM setting WHERE name = ?", [name]).map { $0["value"] }
  }

  func setSetting(_ name: String, to value: String) throws {
    try db.run(
      """
      INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value
      """, [name, value])
  }
}
