import Text
import Foundation
import Provisioning
import SCIM

/// What OneLogin's own parameters and rules give for one user, worked out from what OneLogin shows and
/// from nothing of usher's translation.
struct OneLoginEvaluation {
  let app: OneLoginAppForm
  /// The moment, in seconds since 1970.
  let now: Double

  /// What a user gets.
  struct Result {
    /// The groups' names.
    var groups: Set<String> = []
    /// The parameters' values, by name in lower case; empty for none.
    var values: [String: String] = [:]
    /// What cannot be worked out.
    var unknown: Set<String> = []
  }

  /// What a user gets.
  ///
  /// - Parameter roles: the ids of the roles that the user holds.
  func result(_ user: JSONValue, roles: Set<String>) -> Result {
    var result = Result()
    for parameter in app.parameters where !parameter.isEntitlement {
      result.values[parameter.name.lowercased()] = value(of: parameter, user)
    }
    let rules = app.rules.filter(\.isEnabled).sorted {
      ($0.position ?? .max, $0.id) < ($1.position ?? .max, $1.id)
    }
    for rule in rules {
      let verdicts = rule.conditions.map { holds($0, user, roles) }
      guard rule.matchesAny ? verdicts.contains(true) : !verdicts.contains(false) else { continue }
      for action in rule.actions { apply(action, user, roles, &result) }
    }
    return result
  }

  // MARK: Values

  private func value(of parameter: OneLoginParameter, _ user: JSONValue) -> String {
    switch parameter.mapping {
    case "": parameter.constants.joined(separator: ", ")
    case "_macro_": expanded(parameter.macro, user)
    default: field(parameter.mapping, user)
    }
  }

  private func field(_ name: String, _ user: JSONValue) -> String {
    let prefix = OneLoginMapping.prefix
    guard name.hasPrefix(prefix) else { return OneLoginPerson.text(user[name]) }
    return OneLoginPerson.text(user["custom_attributes"]?[String(name.dropFirst(prefix.count))])
  }

  private func expanded(_ macro: String, _ user: JSONValue) -> String {
    macro.replacing(/\{([a-z_0-9A-Z]+)\}/) { match in
      let (first, last) = (field("firstname", user), field("lastname", user))
      let email = field("email", user).split(separator: "@", maxSplits: 1).map(String.init)
      switch match.output.1.lowercased() {
      case "name": return "\(first) \(last)"
      case "firstinitial": return String(first.prefix(1))
      case "lastinitial": return String(last.prefix(1))
      case "email_name_part": return email.first ?? ""
      case "email_domain_part": return email.count > 1 ? email[1] : ""
      default: return field(String(match.output.1), user)
      }
    }
  }

  // MARK: Rules

  private func holds(
    _ condition: OneLoginRule.Condition, _ user: JSONValue, _ roles: Set<String>
  ) -> Bool {
    let alternatives = condition.value.split(separator: "|", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    if condition.source == "has_role" {
      let holdsOne = alternatives.contains { roles.contains($0) }
      return condition.comparison == "rin" ? !holdsOne : holdsOne
    }
    if condition.source == "last_login" {
      guard let days = Double(condition.value),
        let last = DateTime.seconds(field("last_login", user))
      else { return false }
      let past = (now - last) / 86_400
      return condition.comparison == ">" ? past > days : past < days
    }
    let value = field(condition.source, user).lowercased()
    let wanted = alternatives.map { $0.lowercased() }
    switch condition.comparison {
    case "=": return wanted.contains(value)
    case "!=": return !wanted.contains(value)
    case "~": return wanted.contains { value.contains($0) }
    case "!~": return !wanted.contains { value.contains($0) }
    case "bw": return wanted.contains { value.hasPrefix($0) }
    case "ew": return wanted.contains { value.hasSuffix($0) }
    default: return false
    }
  }

  private func apply(
    _ action: OneLoginRule.Action, _ user: JSONValue, _ roles: Set<String>, _ result: inout Result
  ) {
    guard action.name.hasPrefix("set_") else { return }
    let parameter = String(action.name.dropFirst(4)).lowercased()
    guard !action.isScriplet else {
      result.unknown.insert(parameter)
      return
    }
    let names = values(of: action, user, roles)
    guard !names.isEmpty else { return }
    if app.parameters.contains(where: { $0.name.lowercased() == parameter && !$0.isEntitlement }) {
      result.values[parameter] = names.joined(separator: ", ")
    } else {
      // A later rule replaces what an earlier one set.
      result.groups = Set(names)
    }
  }

  private func values(
    of action: OneLoginRule.Action, _ user: JSONValue, _ roles: Set<String>
  ) -> [String] {
    if !action.macro.isEmpty { return [expanded(action.macro, user)] }
    guard !action.expression.isEmpty, let source = action.values.first else {
      return action.values.map { app.values[action.name]?[$0] ?? $0 }
    }
    let elements =
      source == "role"
      ? roles.compactMap { app.roleNames[$0] }.sorted()
      : field(source, user).split(separator: ";").map(String.init)
    guard let pattern = try? Pattern(TakeOver.bare(action.expression)) else { return [] }
    return elements.compactMap { element in
      pattern.firstMatch(in: element).map { $0.count > 1 ? $0[1] : $0[0] }
    }
  }
}
