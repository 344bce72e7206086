public import Text
public import Provisioning
import SCIM

/// One change that a plan holds.
public struct PlannedChange: Sendable, Hashable {
  /// The task as it is, or as it would be filed.
  public var task: ProvisioningTask
  /// Whether it waits for an admin once it is filed.
  public var needsApproval: Bool

  /// A change.
  public init(task: ProvisioningTask, needsApproval: Bool) {
    self.task = task
    self.needsApproval = needsApproval
  }

  /// The change as it is listed and saved.
  public var json: JSONValue {
    [
      "action": .string(task.action.rawValue),
      "resource": .string(task.action.resource.rawValue),
      "name": .string(task.name),
      "task": task.id == 0 ? .null : .integer(task.id),
      "status": task.id == 0 ? .null : .string(task.status.rawValue),
      "needsApproval": .bool(needsApproval),
      "reason": .string(task.reason),
      "changes": task.changesJSON,
      "members": .array(task.members.map { .string($0.name) }),
      "request": task.request.json,
    ]
  }
}

extension ProvisioningTask {
  /// The changes as they are listed.
  public var changesJSON: JSONValue {
    .array(
      changes.map { ["path": .string($0.path), "from": $0.from ?? .null, "to": $0.to ?? .null] })
  }
}
