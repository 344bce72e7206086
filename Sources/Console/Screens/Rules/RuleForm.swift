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

  /// Whether all or any of a list of conditions must be true.
  static let matches = [("all", "all of these are true"), ("any", "any of these is true")]

  /// The conditions of a rule as its form lists them, and whether one of them is enough.
  static func conditions(_ rule: Rule) -> (isAny: Bool, conditions: [Condition]) {
    switch rule.when {
    case .all(let list): (false, list)
    case .any(let list): (true, list)
    case .attribute, .role: (false, [rule.when])
    }
  }

  /// The line of a group of conditions, which stand below it.
  static func group(_ id: Int, isAny: Bool, depth: Int) -> [FormField] {
    var match = FormField.choice(
      "g\(id).match", "If", isAny ? "any" : "all", matches,
      help: "Ctrl-n adds a condition to it, Ctrl-q takes one out, Ctrl-x removes the line.")
    match.depth = depth
    return [match]
  }

  /// The line of a condition.
  static func condition(_ id: Int, _ condition: Condition?, depth: Int = 0) -> [FormField] {
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
    attribute.depth = depth
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

  /// What an action can be about: the groups of the app, and the attributes that it may set.
  struct Choices: Sendable, Hashable {
    var groups: [String] = []
    var targets: [String] = []

    /// Everything that an action can do, with what is to be typed of it left empty.
    var offered: [(title: String, action: RuleAction)] {
      [
        ("add to a group", .addToGroup(name: "", create: true)),
        (
          "add to groups named by an attribute",
          .addToGroupsNamedBy(attribute: "", matching: "", name: "$1", create: true)
        ),
        ("set an attribute of the app", .set(path: "", value: nil)),
        ("do not provision", .doNotProvision),
      ] + targets.map { ("set \($0)", .set(path: $0, value: nil)) }
        + groups.map { ("add to \($0)", .addToGroup(name: $0, create: false)) }
    }
  }

  static func action(_ id: Int, _ action: RuleAction?, _ choices: Choices) -> [FormField] {
    switch action {
    case .addToGroup(let name, let create): fields(id, "group", choices, name, create: create)
    case .addToGroupsNamedBy(let attribute, let matching, let name, let create):
      fields(id, "named", choices, attribute, matching, name, create: create)
    case .set(let path, let value): fields(id, "set", choices, path, value ?? "")
    case .doNotProvision: fields(id, "none", choices)
    case nil: fields(id, "group", choices, create: true)
    }
  }

  /// The fields of an action of a kind.
  static func fields(
    _ id: Int, _ kind: String, _ choices: Choices, _ first: String = "", _ second: String = "",
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
      group.completions = choices.groups
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
      var path = text(
        "first", first, "An app attribute as a SCIM path; Ctrl-o chooses.", "title")
      path.completions = choices.targets
      fields.append(path)
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
