import Engine
import Foundation
import Provisioning
import SCIM
import Text

struct SQLApps: AppStore, SQLTopic {
  let session: SQLSession

  func all() throws -> [AppRecord] {
    try db.rows("SELECT * FROM app ORDER BY name_key").map(app)
  }

  func app(_ id: AppID) throws -> AppRecord? {
    if let known = memory.apps[id] { return known }
    let app = try db.row("SELECT * FROM app WHERE id = ?", [id]).map(app)
    memory.apps[id] = app
    return app
  }

  @discardableResult
  func save(_ app: AppRecord) throws -> AppID {
    var id = app.id
    memory.apps[id] = nil
    if id == 0 {
      id = try db.insert(
        """
        INSERT INTO app (name, name_key, definition, mapping_version, connected, api_state, api_detail)
        VALUES (?, ?, '', 0, 0, '', '')
        """, [app.name, Self.key(app.name)])
    }
    try db.run(
      """
      UPDATE app SET name = ?, name_key = ?, definition = ?, mapping_version = ?, connected = ?,
        api_state = ?, api_detail = ?, api_checked_at = ?, pause_reason = ?, pause_since = ?,
        schemas = ?, service_provider = ?, entitlements_read_at = ?, member_dialect = ?,
        replaces_users = ?, learned = ?, offers = ?
      WHERE id = ?
      """,
      [
        app.name, Self.key(app.name), try Self.encode(app.definition), app.mappingVersion,
        app.isConnected, app.api.state.rawValue, app.api.detail, app.api.checkedAt,
        app.pause?.reason, app.pause?.since, app.schemas?.text, app.serviceProvider?.text,
        app.entitlementsReadAt, app.memberDialect, app.replacesUsers, try Self.encode(app.learned),
        try Self.encode(app.offers), id,
      ])
    try db.run("DELETE FROM app_role WHERE app_id = ?", [id])
    for role in app.definition.roles {
      try db.run("INSERT INTO app_role VALUES (?, ?) ON CONFLICT DO NOTHING", [id, Self.key(role)])
    }
    return id
  }

  func delete(_ id: AppID) throws {
    memory.forget()
    try db.run("DELETE FROM app WHERE id = ?", [id])
  }

  private static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private static func learned(_ text: String, _ app: String) throws -> LearnedWays {
    do {
      return try JSONDecoder().decode(LearnedWays.self, from: Data(text.utf8))
    } catch {
      throw StoreError(
        sentence: "what was learned about app \(app) cannot be read; bring back a backup")
    }
  }

  private static func offers(_ text: String, _ app: String) throws -> [OfferedValues] {
    do {
      return try JSONDecoder().decode([OfferedValues].self, from: Data(text.utf8))
    } catch {
      throw StoreError(
        sentence: "what app \(app) offers cannot be read; bring back a backup")
    }
  }

  func app(_ row: CursorRow) throws -> AppRecord {
    let stored = StoredRow(row, of: "app", key: "id")
    return try session.known.app(try stored.value("id"), in: row) { try Self.app(stored) }
  }

  private static func app(_ row: StoredRow) throws -> AppRecord {
    guard let definition = try definition(row) else {
      let name: String = try row.value("name")
      throw StoreError(
        sentence: "the settings of app \(name) cannot be read; apply its file again")
    }
    var app = AppRecord(definition: definition)
    app.id = try row.value("id")
    app.mappingVersion = try row.value("mapping_version")
    app.isConnected = try row.value("connected")
    app.api = APIStatus(
      state: try row.word("api_state"), detail: try row.value("api_detail"),
      checkedAt: try row.optional("api_checked_at"))
    if let reason: String = try row.optional("pause_reason") {
      app.pause = Pause(reason: reason, since: try row.optional("pause_since") ?? 0)
    }
    app.schemas = try json(row, "schemas")
    app.serviceProvider = try json(row, "service_provider")
    app.entitlementsReadAt = try row.optional("entitlements_read_at")
    app.memberDialect = try row.optional("member_dialect")
    app.replacesUsers = try row.value("replaces_users")
    app.learned = try learned(try row.value("learned"), app.name)
    app.offers = try offers(try row.value("offers"), app.name)
    return app
  }

  /// The settings of an app; `nil` where they cannot be read.
  private static func definition(_ row: StoredRow) throws -> AppDefinition? {
    let text: String = try row.value("definition")
    do {
      return try JSONDecoder().decode(AppDefinition.self, from: Data(text.utf8))
    } catch {
      return nil
    }
  }

  private static func json(_ row: StoredRow, _ column: String) throws -> JSONValue? {
    try row.isEmpty(column) ? nil : try row.json(column)
  }
}
