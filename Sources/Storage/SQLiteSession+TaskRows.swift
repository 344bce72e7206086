import Engine
import GRDB
import Provisioning
import SCIM

extension SQLiteSession {
  func taskWithMembers(_ row: Row) throws -> ProvisioningTask {
    guard let action = TaskAction(rawValue: row["action"]),
      let status = TaskStatus(rawValue: row["status"])
    else {
      throw StoreError(sentence: "a task in the store has an unknown kind; use a newer usher")
    }
    var task = ProvisioningTask(
      app: row["app_id"], action: action, name: row["name"], user: row["user_id"],
      group: row["group_id"], remoteID: row["remote_id"], changes: Self.changes(row["changes"]),
      request: TaskRequest(json: Self.json(row["request"])), desiredHash: row["desired_hash"],
      reason: row["reason"])
    task.id = row["id"]
    task.status = status
    task.requestedBy = Self.names(row["requested_by"])
    task.attempts = row["attempts"]
    task.error = (row["error"] as String?).map { TaskError(json: Self.json($0)) }
    task.note = row["note"]
    task.createdAt = row["created_at"]
    task.updatedAt = row["updated_at"]
    task.decidedBy = row["decided_by"]
    task.approvedHash = row["approved_hash"]
    task.supersededBy = row["superseded_by"]
    task.notBefore = row["not_before"]
    task.slowedSince = row["slowed_since"]
    task.acceptedAt = row["accepted_at"]
    if action == .addMembers || action == .removeMembers {
      task.members = try db.rows(
        "SELECT user_id, name, state FROM task_member WHERE task_id = ? ORDER BY user_id", [task.id]
      ).map {
        TaskMember(
          user: $0["user_id"], name: $0["name"],
          state: TaskMember.State(rawValue: $0["state"]) ?? .open)
      }
    }
    return task
  }

  /// Names of Unix users, which hold neither comma nor blank, as one text.
  static func text(_ names: [String]) -> String { names.joined(separator: ", ") }

  /// The names that such a text holds.
  static func names(_ text: String?) -> [String] {
    (text ?? "").split(separator: ",").map { $0.trimmingPrefix(" ") }.map { String($0) }
  }

  static func changesText(_ changes: [AttributeChange]) -> String {
    JSONValue.array(
      changes.map { .array([.string($0.path), $0.from ?? .null, $0.to ?? .null]) }
    ).text
  }

  static func changes(_ text: String) -> [AttributeChange] {
    (json(text).array ?? []).compactMap { change in
      guard let parts = change.array, parts.count == 3, let path = parts[0].string else {
        return nil
      }
      return AttributeChange(
        path: path, from: parts[1] == .null ? nil : parts[1],
        to: parts[2] == .null ? nil : parts[2])
    }
  }
}
