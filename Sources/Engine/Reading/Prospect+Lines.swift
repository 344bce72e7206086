import Text
import Provisioning
import SCIM

extension Prospect {
  /// What would become of the account, as lines for a person.
  ///
  /// - Parameter change: the lines of a planned change.
  public func lines(of change: (PlannedChange) -> [String]) -> [String] {
    var lines = ["\(app.visible):"]
    lines.append("  outcome: \(arrow(before.map(Self.words), Self.words(after)))")
    lines += rules.compactMap { rule in
      let matched = matchedBefore.contains(rule.name)
      if before != nil, matched == rule.trace.isTrue { return nil }
      return
        "  rule \(rule.name.visible): \(rule.trace.isTrue ? "would match" : "would no longer match")"
    }
    lines += attributes
    let groups = after.groupNames
    let held = before?.groupNames
    if groups != held { lines.append("  groups: \(arrow(held.map(Self.list), Self.list(groups)))") }
    for group in missingGroups {
      lines.append("  group \(group.visible) is not in the app, and no rule may create it")
    }
    lines += notes.map { "  \($0.visible)" }
    lines += withdrawn.map {
      "  task \($0.id), \($0.action.rawValue) \($0.name.visible), would be withdrawn"
    }
    if changes.isEmpty {
      lines.append("  nothing would be planned")
    } else {
      lines.append("  would be planned:")
      lines += changes.flatMap(change).map { "  \($0)" }
    }
    return lines
  }

  /// The attributes that would be others, a line each; of somebody new, all of them.
  private var attributes: [String] {
    let paths = (after.shown + (before?.shown ?? [])).map(\.path).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    return paths.compactMap { path in
      let (old, new) = (before?.value(path), after.value(path))
      guard before == nil || old != new else { return nil }
      return "  \(path.visible): \(arrow(before == nil ? nil : Words.value(old), Words.value(new)))"
    }
  }

  private func arrow(_ old: String?, _ new: String) -> String {
    guard let old else { return new }
    return old == new ? "\(new), as now" : "\(old) → \(new)"
  }

  private static func words(_ evaluation: Evaluation) -> String {
    let outcome = evaluation.outcome.rawValue
    return evaluation.detail.isEmpty ? outcome : "\(outcome) (\(evaluation.detail.visible))"
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.map(\.visible).joined(separator: ", ")
  }
}

extension Evaluation {
  /// What an account would hold; nothing where there should be none.
  fileprivate var shown: [DesiredAttribute] {
    outcome.hasAccount ? desired?.attributes ?? [] : []
  }

  fileprivate func value(_ path: String) -> JSONValue? { shown.first { $0.path == path }?.value }

  fileprivate var groupNames: [String] {
    outcome.hasAccount ? desired?.groups.map(\.name) ?? [] : []
  }
}

extension Outcome {
  /// Whether there should be an account that is as desired.
  fileprivate var hasAccount: Bool {
    switch self {
    case .assigned, .conflict: true
    case .noAccess, .notStarted, .left, .excluded, .undone, .suspended, .incomplete, .deleted:
      false
    }
  }
}
