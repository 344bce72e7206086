import Engine
import Provisioning
import SCIM
import Text

struct SQLGroups: GroupStore, SQLTopic {
  let session: SQLSession

  func groups(_ app: AppID) throws -> [GroupRecord] {
    try db.rows("SELECT * FROM app_group WHERE app_id = ? ORDER BY name_key", [app])
      .map(Self.group)
  }

  func group(_ id: GroupID) throws -> GroupRecord? {
    try db.row("SELECT * FROM app_group WHERE id = ?", [id]).map(Self.group)
  }

  func group(_ app: AppID, named name: String) throws -> GroupRecord? {
    try db.row(
      "SELECT * FROM app_group WHERE app_id = ? AND name_key = ?", [app, Self.key(name)]
    ).map(Self.group)
  }

  func group(_ app: AppID, remoteID: String) throws -> GroupRecord? {
    try db.row("SELECT * FROM app_group WHERE app_id = ? AND remote_id = ?", [app, remoteID])
      .map(Self.group)
  }

  @discardableResult
  func save(_ group: GroupRecord) throws -> GroupID {
    guard group.id != 0 else {
      return try db.insert(
        """
        INSERT INTO app_group (app_id, name, name_key, remote_id, origin, seen_at, strays, app_name,
          namesake, most_shown, written_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          group.app, group.name, Self.key(group.name), group.remoteID, group.origin.rawValue,
          group.seenAt, Self.list(group.strays), group.appName, group.namesake,
          group.mostShown, group.writtenAt,
        ])
    }
    try db.run(
      """
      UPDATE app_group SET name = ?, name_key = ?, remote_id = ?, origin = ?, seen_at = ?,
        strays = ?, app_name = ?, namesake = ?, most_shown = ?, written_at = ?
      WHERE id = ?
      """,
      [
        group.name, Self.key(group.name), group.remoteID, group.origin.rawValue, group.seenAt,
        Self.list(group.strays), group.appName, group.namesake, group.mostShown,
        group.writtenAt, group.id,
      ])
    return group.id
  }

  func memberships(_ app: AppID, users: [UserID]) throws -> [UserID: [MembershipRecord]] {
    let rows = db.rows(
      """
      SELECT membership.* FROM membership INDEXED BY membership_by_user
        CROSS JOIN app_group ON app_group.id = group_id
      WHERE app_id = ? AND user_id IN (SELECT value FROM json_each(?)) ORDER BY group_id
      """, [app, Self.list(users)])
    return Dictionary(grouping: try rows.map(Self.membership), by: \.user)
  }

  func memberships(group: GroupID, after: UserID, limit: Int) throws -> [MembershipRecord] {
    try db.rows(
      "SELECT * FROM membership WHERE group_id = ? AND user_id > ? ORDER BY user_id LIMIT ?",
      [group, after, limit]
    ).map(Self.membership)
  }

  func knownMembers(_ group: GroupID) throws -> Int {
    try db.number("SELECT count(*) FROM membership WHERE group_id = ? AND known = 1", [group])
  }

  func possibleMembers(_ group: GroupID) throws -> Int {
    try db.number(
      "SELECT count(*) FROM membership WHERE group_id = ? AND (known = 1 OR ours = 1)", [group])
  }

  func membership(group: GroupID, user: UserID) throws -> MembershipRecord {
    try db.row("SELECT * FROM membership WHERE group_id = ? AND user_id = ?", [group, user])
      .map(Self.membership) ?? MembershipRecord(group: group, user: user)
  }

  func save(_ membership: MembershipRecord) throws {
    if membership.isEmpty {
      return try db.run(
        "DELETE FROM membership WHERE group_id = ? AND user_id = ?",
        [membership.group, membership.user])
    }
    try db.run(
      """
      INSERT INTO membership (group_id, user_id, desired, known, ours, ignored)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (group_id, user_id) DO UPDATE SET
        desired = excluded.desired, known = excluded.known, ours = excluded.ours, ignored = excluded.ignored
      """,
      [
        membership.group, membership.user, membership.desired, membership.known,
        membership.ours, membership.ignored?.rawValue,
      ])
  }

  static func group(_ row: CursorRow) throws -> GroupRecord {
    let row = StoredRow(row, of: "app_group", key: "id")
    var group = GroupRecord(
      id: try row.value("id"), app: try row.value("app_id"), name: try row.value("name"),
      remoteID: try row.optional("remote_id"), origin: try row.word("origin"),
      seenAt: try row.optional("seen_at"))
    group.appName = try row.optional("app_name")
    group.namesake = try row.optional("namesake")
    group.mostShown = try row.optional("most_shown")
    group.writtenAt = try row.optional("written_at")
    group.strays = try row.list("strays", \.string)
    return group
  }

  private static func list(_ ids: [String]) -> String {
    JSONValue.array(ids.map { .string($0) }).text
  }

  static func membership(_ row: CursorRow) throws -> MembershipRecord {
    let row = StoredRow(row, of: "membership", key: "group_id", "user_id")
    var membership = MembershipRecord(
      group: try row.value("group_id"), user: try row.value("user_id"))
    membership.desired = try row.value("desired")
    membership.known = try row.value("known")
    membership.ours = try row.value("ours")
    membership.ignored = try row.optionalWord("ignored")
    return membership
  }
}
