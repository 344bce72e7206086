import Text
import Engine
import Provisioning
import SCIM

/// Tasks and changes as lines for a person.
enum TaskText {
  /// A planned change: what, its attributes from and to, and the request.
  static func plan(_ change: PlannedChange) -> [String] {
    let task = change.task
    let state =
      task.id == 0
      ? change.needsApproval ? "would wait for approval" : "would be approved by policy"
      : "task \(task.id), \(task.status.rawValue)"
    return ["\(symbol(task.action)) \(task.action.rawValue) \(task.name.visible)  (\(state))"]
      + changes(task)
      + (task.request.before + [task.request]).map { "    \($0.method) \($0.path.visible)" }
  }

  /// What a task changes, a line each.
  static func changes(_ task: ProvisioningTask) -> [String] {
    let attributes = task.changes.map { change in
      "    \(change.path.visible): \(Words.value(change.from)) → \(Words.value(change.to))"
    }
    let names = task.members.prefix(10).map(\.name.visible).joined(separator: ", ")
    let more = task.members.count > 10 ? ", … (\(task.members.count) in all)" : ""
    return attributes + (task.members.isEmpty ? [] : ["    members: \(names)\(more)"])
  }

  /// A task with everything that is known of it.
  static func detail(_ detail: TaskDetail) -> [String] {
    let task = detail.task
    var lines = [
      "Task \(task.id): \(task.action.rawValue) \(task.name.visible) in \(detail.app.visible)",
      "  status: \(task.status.rawValue)\(task.decidedBy.map { ", decided by \($0.visible)" } ?? "")",
      "  why: \(task.reason.visible)",
      "  filed \(Words.local(task.createdAt))\(task.requestedBy.isEmpty ? "" : " by \(task.requestedBy.joined(separator: ", ").visible)"), changed \(Words.local(task.updatedAt)), attempts \(task.attempts)",
    ]
    if let successor = task.supersededBy { lines.append("  superseded by task \(successor)") }
    if let note = task.note { lines.append("  note: \(note.visible)") }
    if !detail.waits.isEmpty {
      let ids = Set(detail.waits.map(\.on)).sorted().prefix(10).map { "task \($0)" }
      lines.append("  waits for \(ids.joined(separator: ", "))")
    }
    if task.action == .delete || task.action == .suspend {
      lines.append(
        task.action == .delete
          ? "  \(detail.deletion.warning)" : "  A suspended account can be reactivated.")
    }
    lines.append("  changes:")
    lines += changes(task)
    lines += error(task)
    lines.append("  request:")
    lines += request(task.request)
    if !detail.attempts.isEmpty { lines.append("  exchanges:") }
    lines += detail.attempts.map { attempt in
      let status = attempt.status.map(String.init) ?? "no answer"
      let answer = attempt.answer.isEmpty ? "" : ": \(attempt.answer.visible(upTo: 160))"
      return "    \(Words.local(attempt.at)) \(attempt.request.visible) → \(status)\(answer)"
    }
    if let account = detail.account, account.state != .gone {
      lines.append("  the app holds (seen \(Words.local(account.seenAt))):")
      lines += account.resource.prettyText.split(separator: "\n").map {
        "    \($0)"
      }
    }
    return lines
  }

  private static func error(_ task: ProvisioningTask) -> [String] {
    guard let error = task.error else { return [] }
    var lines = ["  error: \(error.advice.visible)"]
    let status = error.status.map { "HTTP \($0)" }
    let parts = [status, error.scimType?.visible, error.detail?.visible].compactMap { $0 }
    if !parts.isEmpty { lines.append("    \(parts.joined(separator: ", "))") }
    return lines
  }

  private static func request(_ request: TaskRequest) -> [String] {
    let before = request.before.flatMap(self.request)
    let body = request.body.map {
      $0.prettyText.split(separator: "\n").map { "    \($0)" }
    }
    return before + ["    \(request.method) \(request.path.visible)"] + (body ?? [])
  }

  private static func symbol(_ action: TaskAction) -> String {
    switch action {
    case .create, .createGroup, .addMembers: "+"
    case .update, .reactivate, .link, .updateGroup: "~"
    case .delete, .removeMembers, .suspend: "-"
    }
  }
}
