import Text
import Provisioning

extension TakeOver {
  /// The rules in order; what has no equal is named where it would stand.
  mutating func takeRules() {
    let enabled = app.rules.filter(\.isEnabled).sorted {
      ($0.position ?? .max, $0.id) < ($1.position ?? .max, $1.id)
    }
    var names: Set<String> = []
    var setGroups: [String] = []
    var comparesTexts = false
    for rule in enabled {
      let name = Self.unique(rule.name.isEmpty ? "Rule \(rule.id)" : rule.name, &names)
      var conditions: [Condition] = []
      var reasons: [String] = []
      for condition in rule.conditions {
        switch translate(condition) {
        case .equal(let condition): conditions.append(condition)
        case .noEqual(let why): reasons.append(why)
        }
      }
      // Without one of its conditions a rule would match others than before.
      guard reasons.isEmpty else {
        leaveOut(rule, reasons)
        continue
      }
      let actions = translate(rule.actions, of: name)
      guard !actions.isEmpty else {
        leaveOut(rule, ["none of its actions has an equal"])
        continue
      }
      comparesTexts = comparesTexts || rule.conditions.contains { $0.source != "has_role" }
      if actions.contains(where: \.givesGroups) { setGroups.append(name) }
      add(
        Rule(name: name, when: rule.matchesAny ? .any(conditions) : .all(conditions), then: actions)
      )
      if conditions.isEmpty, rule.matchesAny {
        note(.rule(name), "with “any” and no condition the rule matches nobody here")
      }
    }
    for name in setGroups.dropFirst() {
      note(
        .rule(name),
        "in OneLogin these groups replace those of the rules before; here they are added to them")
    }
    if comparesTexts {
      note(
        .rules,
        "texts are compared without regard to case here; whether OneLogin does is not documented")
    }
    for rule in app.rules where !rule.isEnabled {
      note(.rules, "the rule “\(rule.name)” is disabled in OneLogin and left out: \(rule.words)")
    }
  }

  private static func unique(_ name: String, _ taken: inout Set<String>) -> String {
    var candidate = name
    var number = 2
    while !taken.insert(candidate.lowercased()).inserted {
      candidate = "\(name) (\(number))"
      number += 1
    }
    return candidate
  }

  private mutating func leaveOut(_ rule: OneLoginRule, _ reasons: [String]) {
    note(
      .rules,
      "the rule “\(rule.name)” is left out, since \(reasons.joined(separator: "; ")): \(rule.words)"
    )
  }

  // MARK: Conditions

  private func translate(_ condition: OneLoginRule.Condition) -> Translated<Condition> {
    let alternatives = condition.value.split(separator: "|", omittingEmptySubsequences: false)
      .map { $0.drop(while: \.isWhitespace) }.map(String.init)
    var parts: [Condition] = []
    for value in alternatives {
      var one = condition
      one.value = value
      switch translate(single: one) {
      case .equal(let condition): parts.append(condition)
      case .noEqual(let why): return .noEqual(why)
      }
    }
    if parts.count == 1 { return .equal(parts[0]) }
    let isNegated = ["!=", "!~", "rin"].contains(condition.comparison)
    return .equal(isNegated ? .all(parts) : .any(parts))
  }

  private func translate(single condition: OneLoginRule.Condition) -> Translated<Condition> {
    let value = condition.value
    switch condition.source {
    case "has_role":
      guard let name = app.roleNames[value] else {
        return .noEqual("OneLogin has no role with the id \(value)")
      }
      switch condition.comparison {
      case "ri": return .equal(.role(name))
      case "rin": return .equal(.attribute("roles", .notEquals(name)))
      default: return .noEqual("the operator \(condition.comparison) of has_role is not known")
      }
    case "last_login":
      return .noEqual("usher does not know when somebody last signed in to OneLogin")
    case "status":
      let names = ["1": "active", "2": "suspended"]
      guard let name = names[value] else {
        return .noEqual("OneLogin's status \(value) has no equal")
      }
      return comparison(condition.comparison, name, of: "status")
    case "group_id":
      guard let name = app.groupNames[value] else {
        return .noEqual("OneLogin has no group with the id \(value)")
      }
      return comparison(condition.comparison, name, of: macros.attribute("group_id"))
    default:
      return comparison(
        condition.comparison, value, of: macros.attribute(condition.source),
        field: condition.source)
    }
  }

  private func comparison(
    _ comparison: String, _ value: String, of attribute: String?, field: String = ""
  ) -> Translated<Condition> {
    guard let attribute else { return .noEqual("the field \(field) is not read from OneLogin") }
    switch (comparison, value.isEmpty) {
    case ("=", true): return .equal(.attribute(attribute, .isEmpty(true)))
    case ("!=", true): return .equal(.attribute(attribute, .isEmpty(false)))
    case (_, true): return .noEqual("\(field) \(comparison) has no value")
    case ("=", _): return .equal(.attribute(attribute, .equals(value)))
    case ("!=", _): return .equal(.attribute(attribute, .notEquals(value)))
    case ("~", _): return .equal(.attribute(attribute, .contains(value)))
    case ("!~", _): return .equal(.attribute(attribute, .doesNotContain(value)))
    case ("bw", _): return .equal(.attribute(attribute, .startsWith(value)))
    case ("ew", _): return .equal(.attribute(attribute, .endsWith(value)))
    default: return .noEqual("the operator \(comparison) is not known")
    }
  }

  // MARK: Actions

  private mutating func translate(
    _ actions: [OneLoginRule.Action], of rule: String
  ) -> [RuleAction] {
    var result: [RuleAction] = []
    for action in actions {
      switch translate(action, of: rule) {
      case .equal(let actions): result += actions
      case .noEqual(let why): note(.rule(rule), "\(action.name) is left out: \(why)")
      }
    }
    // A note at a rule that is left out would stand nowhere.
    if result.isEmpty { moveNotes(from: rule) }
    return result
  }

  private mutating func translate(
    _ action: OneLoginRule.Action, of rule: String
  ) -> Translated<[RuleAction]> {
    if action.isScriplet { return .noEqual("it is a scriplet, whose code OneLogin does not show") }
    guard action.name.hasPrefix("set_"), action.name != "set_status" else {
      return .noEqual("it acts on the directory and not on the app")
    }
    let parameter = String(action.name.dropFirst(4))
    if isGroups(parameter) { return groups(action, of: rule) }
    guard let path = paths[parameter.lowercased()] ?? OneLoginPaths.guess(parameter) else {
      return .noEqual("nothing says which SCIM path \(parameter) is")
    }
    if !action.macro.isEmpty {
      switch macros.template(action.macro) {
      case .equal(let text): return .equal([.set(path: path, value: text)])
      case .noEqual(let why): return .noEqual(why)
      }
    }
    if !action.expression.isEmpty { return replacement(action, at: path, of: rule) }
    guard action.values.count == 1 else {
      return .noEqual(
        "\(path) takes one value, and not \(action.values.isEmpty ? "none" : action.values.joined(separator: ", "))"
      )
    }
    let value = action.values[0]
    return .equal([.set(path: path, value: app.values[action.name]?[value] ?? value)])
  }

  private func isGroups(_ parameter: String) -> Bool {
    let names = ["groups", "group", "filteredgroups", "usergroups"]
    if names.contains(where: { ColumnName.areSame($0, parameter) }) { return true }
    let isEntitlement = app.parameters.contains {
      $0.name.isSame(as: parameter) && $0.isEntitlement
    }
    return isEntitlement && paths[parameter.lowercased()] == nil
      && OneLoginPaths.guess(parameter) == nil
  }

  private mutating func groups(
    _ action: OneLoginRule.Action, of rule: String
  ) -> Translated<[RuleAction]> {
    if !action.macro.isEmpty { return .noEqual("a macro (\(action.macro)) names the group") }
    guard action.expression.isEmpty else { return groupsByName(action, of: rule) }
    var names: [String] = []
    for value in action.values {
      let known = app.values[action.name]?[value]
      guard known != nil || Int(value) == nil else {
        return .noEqual("OneLogin does not say which group \(value) is")
      }
      names.append(known ?? value)
    }
    guard !names.isEmpty else { return .noEqual("it names no group") }
    return .equal(names.map { .addToGroup(name: $0, create: false) })
  }

  private mutating func groupsByName(
    _ action: OneLoginRule.Action, of rule: String
  ) -> Translated<[RuleAction]> {
    guard action.values.count == 1, let attribute = macros.attribute(action.values[0]) else {
      return .noEqual(
        "the field \(action.values.joined(separator: ", ")) is not read from OneLogin")
    }
    let expression = Self.bare(action.expression)
    do throws(PatternError) {
      let count = try Pattern(expression).groupCount
      if count > 0 {
        note(
          .rule(rule),
          "the group is named by the first parenthesis of \(expression); whether OneLogin takes the whole match is not documented"
        )
      }
      return .equal([
        .addToGroupsNamedBy(
          attribute: attribute, matching: expression, name: count > 0 ? "$1" : "$0", create: true)
      ])
    } catch {
      return .noEqual("the expression \(expression) cannot be used here: \(error.reason)")
    }
  }

  private mutating func replacement(
    _ action: OneLoginRule.Action, at path: String, of rule: String
  ) -> Translated<[RuleAction]> {
    guard action.values.count == 1, let attribute = macros.attribute(action.values[0]) else {
      return .noEqual(
        "the field \(action.values.joined(separator: ", ")) is not read from OneLogin")
    }
    let expression = Self.bare(action.expression)
    if [".*", ".+", "^.*$", "^.+$", "(.*)", "(.+)", "^(.*)$", "^(.+)$"].contains(expression) {
      return .equal([.set(path: path, value: "{{ \(attribute) }}")])
    }
    guard expression.hasPrefix("^"), expression.hasSuffix("$"), !expression.hasSuffix("\\$"),
      let count = try? Pattern(expression).groupCount, count <= 1, !expression.contains("'")
    else { return .noEqual("the expression \(expression) takes a part of \(action.values[0])") }
    note(
      .rule(rule),
      "where \(attribute) does not match \(expression), OneLogin sets nothing, and here it is the whole of it"
    )
    let escaped = expression.replacing("\\", with: "\\\\")
    return .equal([
      .set(
        path: path,
        value: "{{ \(attribute) | regex_replace: '\(escaped)', '\(count == 1 ? "$1" : "$0")' }}")
    ])
  }

  /// An expression without the slashes around it.
  static func bare(_ expression: String) -> String {
    guard expression.hasPrefix("/"), let end = expression.lastIndex(of: "/"),
      end > expression.startIndex
    else { return expression }
    let flags = expression[expression.index(after: end)...]
    guard flags.allSatisfy({ "imx".contains($0) }) else { return expression }
    let bare = String(expression[expression.index(after: expression.startIndex)..<end])
    return (flags.contains("i") ? "(?i)" : "") + bare
  }
}

extension RuleAction {
  fileprivate var givesGroups: Bool {
    switch self {
    case .addToGroup, .addToGroupsNamedBy: true
    case .set, .doNotProvision: false
    }
  }
}
