import Provisioning

/// A rule as fields: one line a condition, one or two an action.
enum RuleForm {
  /// Operators as a form names them.
  static let operators: [(String, String)] = [
    ("is", "is"), ("is_not", "is not"), ("contains", "contains"),
    ("does_not_contain", "does not contain"), ("starts_with", "starts with"),
    ("ends_with", "ends with"), ("matches", "matches"), ("does_not_match", "does not match"),
    ("in", "is one of"), ("is_empty", "is empty"), ("is_not_empty", "is not empty"),
    ("greater_than", "is greater than"), ("less_than", "is less than"),
  ]

  static let actions: [(String, String)] = [
    ("group", "add to the group"), ("named", "add to groups named by"), ("set", "set"),
    ("none", "do not provision"),
  ]

  static let attributes =
    ["role", "username", "status", "roles"] + DirectoryUser.knownAttributes

  /// The conditions of a rule, where a form can show them: one level of all or any.
  static func conditions(_ rule: Rule) -> (isAny: Bool, conditions: [Condition])? {
    switch rule.when {
    case .all(let list) where list.allSatisfy(\.isLeaf): (false, list)
    case .any(let list) where list.allSatisfy(\.isLeaf): (true, list)
    case .attribute, .role: (false, [rule.when])
    case .all, .any: nil
    }
  }

  static func condition(_ id: Int, _ condition: Condition?) -> [FormField] {
    var (name, comparison, value) = ("", "is", "")
    switch condition {
    case .role(let role): (name, value) = ("role", role)
    case .attribute(let attribute, let source):
      name = attribute
      (comparison, value) = words(source)
    case .all, .any, nil: break
    }
    var attribute = FormField.text(
      "c\(id).name", "If", name,
      help: "A directory attribute, or role; Ctrl-o chooses, Tab completes.",
      placeholder: "attribute")
    attribute.completions = attributes
    var operatorField = FormField.choice("c\(id).operator", "", comparison, operators)
    operatorField.joins = true
    operatorField.help = "How the attribute is compared; Space or ← → choose."
    var operand = FormField.text(
      "c\(id).value", "", value,
      help: "What it is compared with; several between commas for one of.",
      placeholder: "value")
    operand.joins = true
    return [attribute, operatorField, operand]
  }

  static func action(_ id: Int, _ action: RuleAction?, groups: [String]) -> [FormField] {
    switch action {
    case .addToGroup(let name, let create): fields(id, "group", groups, name, create: create)
    case .addToGroupsNamedBy(let attribute, let matching, let name, let create):
      fields(id, "named", groups, attribute, matching, name, create: create)
    case .set(let path, let value): fields(id, "set", groups, path, value ?? "")
    case .doNotProvision: fields(id, "none", groups)
    case nil: fields(id, "group", groups, create: true)
    }
  }

  /// The fields of an action of a kind.
  static func fields(
    _ id: Int, _ kind: String, _ groups: [String], _ first: String = "", _ second: String = "",
    _ third: String = "", create: Bool = true
  ) -> [FormField] {
    var fields = [
      FormField.choice(
        "a\(id).kind", "Then", kind, actions, help: "What is done; Space or ← → choose.")
    ]
    func text(_ name: String, _ value: String, _ help: String, _ placeholder: String) -> FormField {
      var field = FormField.text("a\(id).\(name)", "", value, help: help, placeholder: placeholder)
      field.joins = true
      return field
    }
    var tick = FormField.tick(
      "a\(id).create", "create it", create, help: "Whether a group that is not there is created.")
    tick.joins = true
    switch kind {
    case "group":
      var group = text(
        "first", first, "A group of the app (Ctrl-o chooses), or a new name to create.", "group")
      group.completions = groups
      fields += [group, tick]
    case "named":
      var attribute = text("first", first, "The attribute whose values name groups.", "attribute")
      attribute.completions = Self.attributes
      fields.append(attribute)
      fields.append(
        .text(
          "a\(id).second", "  matching", second,
          help: "A regular expression, such as ^NS-(.+)$.", placeholder: "expression"))
      fields.append(
        text(
          "third", third.isEmpty ? "$1" : third, "The group's name; $1 is the first capture.", "$1")
      )
      fields.append(tick)
    case "set":
      fields.append(text("first", first, "An app attribute as a SCIM path.", "title"))
      var value = text(
        "second", second, "A template: {{ title }} (eng); empty leaves it alone.", "value")
      value.completions = ["username"] + DirectoryUser.knownAttributes
      value.isTemplate = true
      fields.append(value)
    default: break
    }
    return fields
  }

  static func words(_ comparison: Comparison) -> (String, String) {
    switch comparison {
    case .equals(let text): ("is", text)
    case .notEquals(let text): ("is_not", text)
    case .contains(let text): ("contains", text)
    case .doesNotContain(let text): ("does_not_contain", text)
    case .startsWith(let text): ("starts_with", text)
    case .endsWith(let text): ("ends_with", text)
    case .matches(let text): ("matches", text)
    case .doesNotMatch(let text): ("does_not_match", text)
    case .isIn(let texts): ("in", texts.joined(separator: ", "))
    case .isEmpty(let wanted): (wanted ? "is_empty" : "is_not_empty", "")
    case .greaterThan(let text): ("greater_than", text)
    case .lessThan(let text): ("less_than", text)
    }
  }

  static func comparison(_ name: String, _ value: String) -> Comparison {
    switch name {
    case "is_not": .notEquals(value)
    case "contains": .contains(value)
    case "does_not_contain": .doesNotContain(value)
    case "starts_with": .startsWith(value)
    case "ends_with": .endsWith(value)
    case "matches": .matches(value)
    case "does_not_match": .doesNotMatch(value)
    case "in": .isIn(FieldCheck.names(value))
    case "is_empty": .isEmpty(true)
    case "is_not_empty": .isEmpty(false)
    case "greater_than": .greaterThan(value)
    case "less_than": .lessThan(value)
    default: .equals(value)
    }
  }
}

extension Condition {
  /// Whether it is no list of conditions.
  fileprivate var isLeaf: Bool {
    switch self {
    case .attribute, .role: true
    case .all, .any: false
    }
  }
}

extension RuleAction {
  /// The action in words on one line.
  var words: String {
    switch self {
    case .addToGroup(let name, let create):
      "add to the group \"\(name)\"\(create ? ", created where it is missing" : "")"
    case .addToGroupsNamedBy(let attribute, let matching, let name, let create):
      "for each of \(attribute) that matches /\(matching)/, add to \"\(name)\"\(create ? ", created where it is missing" : "")"
    case .set(let path, let value): "set \(path) to \(value.map { "\"\($0)\"" } ?? "nothing")"
    case .doNotProvision: "do not provision"
    }
  }
}
