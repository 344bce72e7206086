import Engine
import Provisioning
import SCIM
import Text

extension SQLTasks {
  func taskWithMembers(_ row: CursorRow) throws -> ProvisioningTask {
    let row = StoredRow(row, of: "task", key: "id")
    let action: TaskAction = try row.word("action")
    guard let request = TaskRequest(json: try row.json("request")) else {
      throw row.unreadable("request")
    }
    var task = ProvisioningTask(
      app: try row.value("app_id"), action: action, name: try row.value("name"),
      user: try row.optional("user_id"), group: try row.optional("group_id"),
      remoteID: try row.optional("remote_id"), changes: try row.list("changes", Self.change),
      request: request, desiredHash: try row.value("desired_hash"),
      reason: try row.value("reason"))
    task.id = try row.value("id")
    task.status = try row.word("status")
    task.requestedBy = RequesterNames.names(try row.optional("requested_by"))
    task.attempts = try row.value("attempts")
    if try !row.isEmpty("error") {
      guard let error = TaskError(json: try row.json("error")) else {
        throw row.unreadable("error")
      }
      task.error = error
    }
    task.note = try row.optional("note")
    task.createdAt = try row.value("created_at")
    task.updatedAt = try row.value("updated_at")
    task.decidedBy = try row.optional("decided_by")
    task.approvedHash = try row.optional("approved_hash")
    task.supersededBy = try row.optional("superseded_by")
    task.notBefore = try row.value("not_before")
    task.slowedSince = try row.optional("slowed_since")
    task.acceptedAt = try row.optional("accepted_at")
    if action == .addMembers || action == .removeMembers {
      task.members = try db.rows(
        "SELECT task_id, user_id, name, state FROM task_member WHERE task_id = ? ORDER BY user_id",
        [task.id]
      ).map(Self.member)
    }
    return task
  }

  static func member(_ row: CursorRow) throws -> TaskMember {
    let row = StoredRow(row, of: "task_member", key: "task_id", "user_id")
    return TaskMember(
      user: try row.value("user_id"), name: try row.value("name"), state: try row.word("state"))
  }

  private static func change(_ json: JSONValue) -> AttributeChange? {
    guard let parts = json.array, parts.count == 3, let path = parts[0].string else { return nil }
    return AttributeChange(
      path: path, from: parts[1] == .null ? nil : parts[1], to: parts[2] == .null ? nil : parts[2])
  }
}
