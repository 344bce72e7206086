public import Provisioning

/// What the changes of a plan come to, counted while they come, so that a plan of a million changes
/// takes no more memory than one of ten.
public struct PlanTally: Sendable, Hashable {
  /// How many changes there are, by action.
  public private(set) var counts: [TaskAction: Int] = [:]
  /// How many requests they take, with the looks before and after each.
  public private(set) var requests = 0
  /// How many members leave a group by changes that are not filed, by the group.
  private(set) var removals: [GroupID: Int] = [:]

  /// How many changes there are.
  public var total: Int { counts.values.reduce(0, +) }

  mutating func add(_ task: ProvisioningTask) {
    counts[task.action, default: 0] += 1
    requests += task.expectedRequests
    guard task.id == 0, task.action == .removeMembers else { return }
    removals[task.group ?? 0, default: 0] += task.members.count
  }
}
