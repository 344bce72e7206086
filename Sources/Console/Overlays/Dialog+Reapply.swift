import Engine
import Provisioning
import Screen

extension Dialog {
  /// What reapply would do.
  static func reapply(
    _ plan: PlanOverview, app: String, _ scope: ReapplyScope, at now: Double
  ) -> Dialog {
    var lines = plan.warnings.map { Line($0, .warning) } + plan.lines.map { Line($0) }
    if let count = plan.blocked {
      lines.append(
        Line(
          "Over the limit: \(Count.grouped(count)) accounts would be deleted or suspended.",
          .warning))
    }
    if let count = plan.blockedMemberships {
      lines.append(
        Line(
          "Over the limit: \(Count.grouped(count)) members would be taken out of groups.",
          .warning))
    }
    let numbers = [plan.blocked, plan.blockedMemberships].compactMap { $0 }
    if numbers.count > 1 {
      lines.append(Line("Together that is \(Count.grouped(numbers.reduce(0, +))).", .warning))
    }
    let effect = Effect.reapply(
      app: app, scope, accepting: plan.blocked, memberships: plan.blockedMemberships)
    let title = scope == .everything ? "REAPPLY \(app)" : "REAPPLY ENTITLEMENTS of \(app)"
    return Dialog(
      title: title, lines: lines, answers: [Answer("y", "reapply", begins: effect)],
      openedAt: now, number: numbers.isEmpty ? nil : numbers.reduce(0, +))
  }
}
