import Text
import Provisioning
import SCIM

extension UserReasons {
  /// The reasons as lines for a person.
  ///
  /// - Parameter isFull: whether conditions, values and the account are told too.
  public func lines(isFull: Bool) -> [String] {
    var lines = ["\(app.visible): \(reason.rawValue): \(sentence.visible)"]
    if let succession = succession { lines.append("  \(succession.visible)") }
    guard isFull else { return lines }
    lines += notes.map { "  \($0.visible)" }
    if isStale {
      lines.append(
        "  evaluated under older rules; usher reapply \(app.visible) evaluates again")
    }
    lines += dates.map { "  \($0.visible)" }
    lines.append("  access: \(role.map { "by role \($0.visible)" } ?? "none")")
    for rule in rules {
      lines.append(
        "  rule \(rule.name.visible): \(rule.trace.isTrue ? "matches" : "does not match")")
      lines += trace(rule.trace, depth: 2)
    }
    if let desired = evaluation.desired { lines += comparison(desired) }
    for group in missingGroups {
      lines.append("  group \(group.visible) is not in the app, and no rule may create it")
    }
    if let task = task {
      lines.append("  last task: \(task.id) \(task.action.rawValue), \(task.status.rawValue)")
    }
    return lines
  }

  private func comparison(_ desired: DesiredAccount) -> [String] {
    let known = account?.resource
    var lines = ["  desired, and known of the app:"]
    for attribute in desired.attributes {
      let held = known.flatMap { resource in
        (try? AttributePath(parsing: attribute.path)).flatMap { resource.value(at: $0) }
      }
      lines.append(
        "    \(attribute.path.visible): \(Words.value(attribute.value)) | \(known == nil ? "no account" : Words.value(held))"
      )
    }
    let wanted = desired.groups.map(\.name.visible).joined(separator: ", ")
    let held = groups.map(\.visible).joined(separator: ", ")
    lines.append(
      "    groups: \(wanted.isEmpty ? "none" : wanted) | \(held.isEmpty ? "none" : held)")
    return lines
  }

  private func trace(_ trace: ConditionTrace, depth: Int) -> [String] {
    let indent = String(repeating: "  ", count: depth)
    let actual = trace.actual.map { " (is '\($0.visible)')" } ?? ""
    return ["\(indent)\(trace.isTrue ? "true " : "false") \(trace.text.visible)\(actual)"]
      + trace.children.flatMap { self.trace($0, depth: depth + 1) }
  }
}
