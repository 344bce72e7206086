public import Provisioning

/// The order of the tasks in their list.
public enum TaskOrder: String, Sendable, Hashable, CaseIterable {
  case newest = "newest first"
  case oldest = "oldest first"
  case name = "NAME"
  case status = "STATUS"
  case action = "ACTION"
  case why = "WHY"
  case by = "BY"

  /// The most tasks that are brought into another order than that in which they were filed: the newest.
  public static let limit = 1_000

  /// The heading of the column by which it goes.
  var column: String {
    switch self {
    case .newest, .oldest: "AGE"
    case .name, .status, .action, .why, .by: rawValue
    }
  }

  /// Tasks in this order; of those that are equal in it the newest comes first.
  public func sorted(_ tasks: [ProvisioningTask]) -> [ProvisioningTask] {
    switch self {
    case .newest: tasks.sorted { $0.id > $1.id }
    case .oldest: tasks.sorted { $0.id < $1.id }
    case .name: sorted(tasks) { $0.name.lowercased() }
    case .status: sorted(tasks) { TaskStatus.allCases.firstIndex(of: $0.status) ?? 0 }
    case .action: sorted(tasks) { $0.action.rawValue }
    case .why: sorted(tasks) { $0.whyWords.lowercased() }
    case .by: sorted(tasks) { ($0.decidedBy ?? "").lowercased() }
    }
  }

  private func sorted<Key: Comparable>(
    _ tasks: [ProvisioningTask], by key: (ProvisioningTask) -> Key
  ) -> [ProvisioningTask] {
    tasks.map { (key: key($0), task: $0) }.sorted { a, b in
      (a.key, b.task.id) < (b.key, a.task.id)
    }.map(\.task)
  }
}
