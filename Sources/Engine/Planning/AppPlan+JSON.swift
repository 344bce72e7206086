public import Text
import Provisioning
import SCIM

extension AppPlan {
  /// What stands in place of an action where an open task would be withdrawn.
  static let withdrawal = "withdraw"
  /// What stands in place of an action where an account cannot be computed.
  static let impossibility = "impossible"
  /// What stands in place of an action where a user cannot have a value.
  static let conflict = "conflict"

  /// The plan as programs get it: first who cannot be computed, then who cannot have a value, then
  /// what is withdrawn, then each change.
  public var json: [JSONValue] {
    impossible.map(\.json) + conflicts.map(\.json)
      + withdrawn.map { Self.json(withdrawal: $0) } + changes.map(\.json)
  }

  /// An open task that would be withdrawn.
  static func json(withdrawal task: ProvisioningTask) -> JSONValue {
    [
      "action": .string(withdrawal), "withdraws": .string(task.action.rawValue),
      "resource": .string(task.action.resource.rawValue), "name": .string(task.name),
      "task": .integer(task.id), "status": .string(task.status.rawValue), "needsApproval": false,
      "reason": "nothing asks for it any more", "changes": [],
      "members": .array(task.members.map { .string($0.name) }), "request": .null,
    ]
  }
}

extension ImpossibleAccount {
  /// The user as programs get it, in a plan.
  var json: JSONValue {
    [
      "action": .string(AppPlan.impossibility), "resource": "user", "name": .string(name),
      "task": task.map { .integer($0) } ?? .null, "status": .null, "needsApproval": false,
      "reason": .string(sentence), "changes": [], "members": [], "request": .null,
    ]
  }
}

extension ValueConflict {
  /// The conflict as programs get it, in a plan.
  var json: JSONValue {
    [
      "action": .string(AppPlan.conflict), "resource": "user", "name": .string(user),
      "task": .null, "status": .null, "needsApproval": false, "reason": .string(sentence),
      "changes": [], "members": [], "request": .null,
      "conflict": [
        "attribute": .string(path), "value": .string(text), "user": .string(user),
        "holder": .string(other), "holderLeft": .bool(otherHasLeft), "because": .string(claim.word),
      ],
    ]
  }
}
