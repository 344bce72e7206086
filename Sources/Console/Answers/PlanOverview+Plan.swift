public import Engine
import Provisioning

extension PlanOverview {
  /// A plan as the question before a reapply shows it: first who cannot be computed, then what is
  /// withdrawn, deleted and suspended, then the rest.
  ///
  /// - Parameter pace: how many requests it takes, and how long.
  public init(_ plan: AppPlan, _ scope: ReapplyScope, pace: String) {
    let fresh = plan.fresh(scope)
    var warnings = plan.summary.impossibleLines(plan.app.name)
    warnings += plan.summary.conflictLines(plan.app.name)
    if let line = plan.summary.withdrawnLine(isDone: false) { warnings.append(line) }
    warnings += AppPlan.destructiveLines(fresh, upTo: 20)
    var lines = TaskAction.allCases.filter { !$0.isDestructive }.compactMap { action -> String? in
      let names = NameTally(fresh.filter { $0.task.action == action }.map(\.task.name))
      return names.count == 0 ? nil : "\(names.count) \(action.rawValue): \(names.words)"
    }
    if warnings.isEmpty, lines.isEmpty {
      lines = ["Nothing would be filed: everything is as it should be."]
    } else if fresh.isEmpty {
      lines = ["Nothing would be filed."]
    }
    let waiting = fresh.count { $0.needsApproval }
    if waiting > 0 { lines.append("\(waiting) of them would wait for an admin.") }
    if !fresh.isEmpty { lines.append(pace) }
    let blocked = scope == .everything ? plan.blocked : nil
    if let blocked { lines.append("The limit is \(blocked.limit).") }
    if let blocked = plan.blockedMemberships { lines.append("The limit is \(blocked.limit).") }
    self.init(warnings: warnings, lines: lines, fresh: fresh.count, blocked: blocked?.count)
    blockedMemberships = plan.blockedMemberships?.count
  }
}
