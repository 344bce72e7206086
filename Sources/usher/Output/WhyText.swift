import Engine
import Provisioning
import SCIM

/// The reasons of a user in an app as lines for a person.
enum WhyText {
  /// The lines.
  ///
  /// - Parameter isFull: whether conditions, values and the account are told too.
  static func lines(_ reasons: UserReasons, isFull: Bool) -> [String] {
    var lines = ["\(reasons.app.visible): \(reasons.reason.rawValue): \(reasons.sentence.visible)"]
    if let succession = reasons.succession { lines.append("  \(succession.visible)") }
    guard isFull else { return lines }
    lines += reasons.notes.map { "  \($0.visible)" }
    if reasons.isStale {
      lines.append(
        "  evaluated under older rules; usher reapply \(reasons.app.visible) evaluates again")
    }
    lines += reasons.dates.map { "  \($0.visible)" }
    lines.append("  access: \(reasons.role.map { "by role \($0.visible)" } ?? "none")")
    for rule in reasons.rules {
      lines.append(
        "  rule \(rule.name.visible): \(rule.trace.isTrue ? "matches" : "does not match")")
      lines += trace(rule.trace, depth: 2)
    }
    if let desired = reasons.evaluation.desired { lines += comparison(desired, reasons) }
    for group in reasons.missingGroups {
      lines.append("  group \(group.visible) is not in the app, and no rule may create it")
    }
    if let task = reasons.task {
      lines.append("  last task: \(task.id) \(task.action.rawValue), \(task.status.rawValue)")
    }
    return lines
  }

  private static func comparison(_ desired: DesiredAccount, _ reasons: UserReasons) -> [String] {
    let known = reasons.account?.resource
    var lines = ["  desired, and known of the app:"]
    for attribute in desired.attributes {
      let held = known.flatMap { resource in
        (try? AttributePath(parsing: attribute.path)).flatMap { resource.value(at: $0) }
      }
      lines.append(
        "    \(attribute.path.visible): \(SCIMText.words(attribute.value)) | \(known == nil ? "no account" : SCIMText.words(held))"
      )
    }
    let wanted = desired.groups.map(\.name.visible).joined(separator: ", ")
    let held = reasons.groups.map(\.visible).joined(separator: ", ")
    lines.append(
      "    groups: \(wanted.isEmpty ? "none" : wanted) | \(held.isEmpty ? "none" : held)")
    return lines
  }

  private static func trace(_ trace: ConditionTrace, depth: Int) -> [String] {
    let indent = String(repeating: "  ", count: depth)
    let actual = trace.actual.map { " (is '\($0.visible)')" } ?? ""
    return ["\(indent)\(trace.isTrue ? "true " : "false") \(trace.text.visible)\(actual)"]
      + trace.children.flatMap { self.trace($0, depth: depth + 1) }
  }
}

extension UserReasons {
  /// The reasons as programs get them.
  var json: JSONValue {
    [
      "app": .string(app),
      "reason": .string(reason.rawValue),
      "sentence": .string(sentence),
      "succession": succession.map { .string($0) } ?? .null,
      "role": role.map { .string($0) } ?? .null,
      "stale": .bool(isStale),
      "dates": .array(dates.map { .string($0) }),
      "changesAt": evaluation.changesAt.map { .string(Words.moment($0)) } ?? .null,
      "rules": .array(
        rules.map {
          ["name": .string($0.name), "matches": .bool($0.trace.isTrue), "trace": $0.trace.json]
        }),
      "outcome": .string(evaluation.outcome.rawValue),
      "desired": evaluation.desired?.json ?? .null,
      "known": account.map { $0.state == .gone ? .null : $0.resource } ?? .null,
      "groups": .array(groups.map { .string($0) }),
      "missingGroups": .array(missingGroups.map { .string($0) }),
      "notes": .array(notes.map { .string($0) }),
      "task": task.map { .integer($0.id) } ?? .null,
    ]
  }
}

extension ConditionTrace {
  fileprivate var json: JSONValue {
    [
      "text": .string(text), "true": .bool(isTrue),
      "actual": actual.map { .string($0) } ?? .null, "children": .array(children.map(\.json)),
    ]
  }
}
