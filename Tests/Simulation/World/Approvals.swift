import Engine
import Provisioning
import SCIM

/// What was approved, as it was shown when it was: kept beside the store, so that it can be held
/// against what is sent.
final class Approvals {
  /// One approval.
  struct Approval {
    let by: String
    let action: TaskAction
    let group: GroupID?
    let request: TaskRequest
    let members: [TaskMember]
  }

  private(set) var all: [TaskID: Approval] = [:]
  private var lastSeen: TaskID = 0
  private let store: any Store
  private let findings: Findings

  init(_ store: any Store, _ findings: Findings) {
    self.store = store
    self.findings = findings
  }

  /// A person approved a task.
  func approved(_ task: ProvisioningTask, by name: String) {
    all[task.id] = Approval(
      by: name, action: task.action, group: task.group, request: task.request,
      members: task.members)
  }

  /// A person took an approval back.
  func withdrew(_ id: TaskID) { all[id] = nil }

  /// Looks at the tasks that were filed since the last look, while `policy` was in force: one that is
  /// approved already was let go by the policy, or is a part of what a person approved.
  func look(under policy: ProvisioningPolicy) throws {
    while true {
      let page = try store.read { try $0.tasks.tasks(TaskFilter(), after: lastSeen, limit: 100) }
      guard let last = page.last else { return }
      lastSeen = last.id
      for task in page where task.status != .pending { judge(task, policy) }
    }
  }

  private func judge(_ task: ProvisioningTask, _ policy: ProvisioningPolicy) {
    guard let by = task.decidedBy, task.request.method != "GET" else { return }
    if by == "policy" {
      let kinds = Self.kinds(task.action)
      findings.expect(
        kinds.contains { !policy.approve.contains($0) } || isPart(task, by),
        "task \(task.id) (\(task.action.rawValue) \(task.name)) was let go by a policy that asks")
    } else {
      findings.expect(
        isPart(task, by),
        "task \(task.id) (\(task.action.rawValue) \(task.name)) was filed as approved by \(by), who approved nothing of it"
      )
    }
    approved(task, by: by)
  }

  /// Whether the task does a part of what the same one approved, and nothing else.
  private func isPart(_ task: ProvisioningTask, _ by: String) -> Bool {
    guard !task.members.isEmpty else { return false }
    let users = Set(task.members.map(\.user))
    return all.values.contains { approval in
      approval.by == by && approval.action == task.action && approval.group == task.group
        && users.isSubset(of: approval.members.map(\.user))
    }
  }

  /// The kinds of approval that a change may be of.
  private static func kinds(_ action: TaskAction) -> [ApprovalKind] {
    switch action {
    case .create: [.create]
    case .update, .reactivate: [.update]
    case .suspend: [.update, .delete]
    case .delete: [.delete]
    case .link: [.create, .update]
    case .createGroup, .updateGroup, .addMembers, .removeMembers: [.groups]
    }
  }
}
