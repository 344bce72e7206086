import Engine
import GRDB
import Provisioning

/// Decisions about many tasks at once.
extension SQLiteSession {
  func taskOutlines(_ filter: TaskFilter, before: TaskID?, limit: Int) throws -> [TaskOutline] {
    var outlines: [TaskOutline] = []
    var reader = OutlineReader()
    for part in try TaskSelection.parts(filter, in: db) where outlines.count < limit {
      let page = part.page(Self.outlineColumns, before: before, limit: limit - outlines.count)
      let rows = try Row.fetchCursor(
        db.cachedStatement(sql: page.sql), arguments: page.arguments)
      while let row = try rows.next() { outlines.append(try reader.outline(row)) }
    }
    return outlines
  }

  func approve(_ ids: [TaskID], by name: String, at: Double) throws -> [TaskID: String] {
    let list = Self.list(ids)
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          UPDATE task SET status = 'approved', updated_at = ?, decided_by = ?,
            approved_hash = CASE WHEN json_valid(request) THEN sha256(request) END
          WHERE id IN (SELECT value FROM json_each(?)) AND status = 'pending'
          RETURNING id, approved_hash
          """), arguments: [at, name, list])
    var hashes: [TaskID: String] = Dictionary(minimumCapacity: ids.count)
    while let row = try rows.next() {
      guard let hash: String = row[1] else {
        throw StoredRow(row, of: "task", key: "id").unreadable("request")
      }
      hashes[row[0]] = hash
    }
    let dependents = try db.numbers(
      """
      SELECT DISTINCT task_id FROM task_wait WHERE on_id IN (SELECT value FROM json_each(?))
      """, [list])
    for dependent in dependents { try refreshWaiting(dependent) }
    return hashes
  }

  /// SHA-256 of a text. Of a request as it is kept this is `TaskRequest.hash`, since what was written
  /// reads back to the same bytes.
  static let sha256 = DatabaseFunction("sha256", argumentCount: 1, pure: true) { values in
    String.fromDatabaseValue(values[0]).map { SHA256.hex($0) }
  }

  private static let outlineColumns = [
    "id", "app_id", "action", "status", "name", "requested_by",
  ]
}

/// Reads outlines one after the other, of which most were caused by the same people.
private struct OutlineReader {
  private var text: String?
  private var names: [String] = []

  mutating func outline(_ row: Row) throws -> TaskOutline {
    let requesters: String? = row[5]
    if requesters != text {
      text = requesters
      names = SQLiteSession.names(requesters)
    }
    let stored = StoredRow(row, of: "task", key: "id")
    return TaskOutline(
      id: row[0], app: row[1], action: try stored.word("action"), status: try stored.word("status"),
      name: try stored.value("name"), requestedBy: names)
  }
}
