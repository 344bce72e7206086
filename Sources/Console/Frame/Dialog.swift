import Engine
import Provisioning
import Screen

/// A question before something that many feel. It is answered by spelled letters, starts on "go
/// back", and takes no key in its first moments, so that no key that was on its way answers it.
struct Dialog: Sendable, Hashable {
  /// Keys that come sooner than this many seconds after it opened are dropped.
  static let quiet = 0.3

  var title: String
  var lines: [String]
  var yes: String
  var effects: [Effect]
  var openedAt: Double
  /// The number that must be typed instead of `y`, where a limit was exceeded.
  var number: Int?
  var typed = ""

  static func decide(_ decision: Decision, _ tasks: [ProvisioningTask], at now: Double) -> Dialog {
    let destructive = tasks.count { $0.action.isDestructive }
    var lines = ["This will \(decision.rawValue) \(tasks.count) tasks:"]
    lines += tasks.prefix(3).map { "  \($0.action.rawValue) \($0.name)" }
    if tasks.count > 3 { lines.append("  and \(tasks.count - 3) more") }
    lines += warning(destructive, tasks.contains { $0.action == .delete })
    return Dialog(
      title: "\(decision.rawValue.uppercased()) \(tasks.count)", lines: lines,
      yes: "\(decision.rawValue) \(tasks.count)", effects: [.decide(decision, tasks.map(\.id))],
      openedAt: now)
  }

  static func decideAll(
    _ decision: Decision, _ filter: TaskFilter, _ impact: DecisionImpact, described: String,
    active: Int, at now: Double
  ) -> Dialog {
    var lines = [
      "This will \(decision.rawValue) all \(impact.count) tasks that match \(described.isEmpty ? "the list" : described):"
    ]
    lines += impact.names.map { "  \($0)" }
    if impact.count > impact.names.count {
      lines.append("  and \(impact.count - impact.names.count) more")
    }
    lines += warning(impact.destructive, impact.destructive > 0)
    return Dialog(
      title: "\(decision.rawValue.uppercased()) ALL", lines: lines,
      yes: "\(decision.rawValue) \(impact.count)",
      effects: [
        .decideAll(decision, filter, described: described.isEmpty ? "all" : described)
      ],
      openedAt: now)
  }

  static func reapply(_ plan: PlanOverview, app: String, at now: Double) -> Dialog {
    var dialog = Dialog(
      title: "REAPPLY \(app)", lines: plan.lines, yes: "reapply",
      effects: [.reapply(app: app, accepting: plan.blocked)], openedAt: now)
    if let count = plan.blocked {
      dialog.number = count
      dialog.lines.append(
        "Over the limit: \(count) accounts would be deleted or suspended. Type that number.")
    }
    return dialog
  }

  private static func warning(_ destructive: Int, _ isFinal: Bool) -> [String] {
    guard destructive > 0 else { return [] }
    return ["\(destructive) of them delete or suspend an account."]
      + (isFinal ? ["A deletion cannot be undone."] : [])
  }
}

/// A line that is typed.
struct Prompt: Sendable, Hashable {
  /// What the line is for.
  enum Purpose: Sendable, Hashable {
    case filter
    case search
    case newUser
    case role
    case attributes(String)
  }

  var purpose: Purpose
  var label: String
  var text: String
}
