import Engine
import Provisioning

extension SQLDirectory {
  func roles() throws -> [RoleRecord] {
    try db.rows(
      """
      SELECT name, (SELECT count(*) FROM user_role WHERE role_id = role.id) AS members
      FROM role ORDER BY name_key
      """
    ).map { RoleRecord(name: try $0.value(0), members: try $0.value(1)) }
  }

  func role(named name: String) throws -> RoleRecord? {
    try db.row(
      """
      SELECT name, (SELECT count(*) FROM user_role WHERE role_id = role.id) AS members
      FROM role WHERE name_key = ?
      """, [Self.key(name)]
    ).map { RoleRecord(name: try $0.value(0), members: try $0.value(1)) }
  }

  func createRole(_ name: String) throws {
    try db.run(
      "INSERT INTO role (name, name_key) VALUES (?, ?) ON CONFLICT DO NOTHING",
      [name, Self.key(name)])
  }

  func deleteRole(_ name: String) throws {
    try db.run("DELETE FROM role WHERE name_key = ?", [Self.key(name)])
  }

  func holders(ofRole name: String, after: UserID, limit: Int) throws -> [UserID] {
    try db.numbers(
      """
      SELECT user_id FROM user_role JOIN role ON role.id = role_id
      WHERE name_key = ? AND user_id > ? ORDER BY user_id LIMIT ?
      """, [Self.key(name), after, limit])
  }
}
