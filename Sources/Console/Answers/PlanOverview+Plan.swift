public import Engine
import Provisioning

extension PlanOverview {
  /// A plan as the page before a reapply shows it.
  ///
  /// - Parameter pace: how many requests it takes, and how long.
  public init(_ plan: AppPlan, _ scope: ReapplyScope, pace: String) {
    let fresh = plan.fresh(scope)
    let rows = Self.rows(plan, fresh)
    var warnings = plan.summary.impossibleLines(plan.app.name).prefix(1).map { $0 }
    warnings += plan.summary.conflictLines(plan.app.name)
    var lines: [String] = []
    if rows.isEmpty, warnings.isEmpty {
      lines = ["Nothing would be filed: everything is as it should be."]
    } else if fresh.isEmpty {
      lines = ["Nothing would be filed."]
    }
    let waiting = fresh.count { $0.needsApproval }
    if waiting > 0 {
      lines.append(
        "\(Count.words(waiting, "of the tasks waits", "of the tasks wait")) for an admin.")
    }
    if !fresh.isEmpty { lines.append(pace) }
    let blocked = scope == .everything ? plan.blocked : nil
    if let blocked {
      warnings.append(
        "Over the limit of \(blocked.limit): \(Count.grouped(blocked.count)) accounts would be deleted or suspended."
      )
    }
    if let blocked = plan.blockedMemberships {
      warnings.append(
        "Over the limit of \(blocked.limit): \(Count.grouped(blocked.count)) members would be taken out of groups."
      )
    }
    self.init(
      warnings: warnings, lines: lines, rows: rows, fresh: fresh.count, blocked: blocked?.count)
    blockedMemberships = plan.blockedMemberships?.count
  }

  private static func rows(_ plan: AppPlan, _ fresh: [PlannedChange]) -> [Row] {
    var rows = fresh.map { change in
      Row(
        Kind(change.task.action), change.task.name, why: change.task.whyWords, task: change.task)
    }
    rows += plan.impossible.map { Row(.impossible, $0.name, why: $0.sentence) }
    rows += plan.withdrawn.map { task in
      Row(
        .withdrawn, task.name, why: "\(task.action.rawValue): nothing asks for it any more",
        task: task)
    }
    let order = Dictionary(
      Kind.allCases.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    // A stable order: by kind, and as they came within one.
    return rows.enumerated().sorted { a, b in
      (order[a.element.kind] ?? 0, a.offset) < (order[b.element.kind] ?? 0, b.offset)
    }.map(\.element)
  }
}

extension PlanOverview.Kind {
  /// What a task makes of somebody.
  fileprivate init(_ action: TaskAction) {
    switch action {
    case .delete: self = .deleted
    case .suspend: self = .suspended
    case .removeMembers: self = .removed
    case .create, .createGroup: self = .created
    case .update, .reactivate, .link, .updateGroup, .addMembers: self = .changed
    }
  }
}
