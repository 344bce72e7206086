import Text
import Engine
import Provisioning
import SCIM

/// One rule while it is edited: its name, its conditions as a tree, and its actions.
struct RuleEditor: Sendable {
  /// The rule as it is in the list; `nil` for a new one.
  var original: Rule?
  var form: Form
  var roles: [String] = []
  /// The attributes that somebody has, with their values.
  var attributes: [AttributeUse] = []
  /// The groups and attributes of the app that actions can be about.
  private(set) var choices: RuleForm.Choices
  let schemas: SchemaSet
  /// The values that the app takes.
  let offers: [OfferedValues]
  /// The users that it matches, while they are shown.
  var affected: AffectedReport?
  var showsAffected = false
  /// Of how many users its conditions are true.
  var counts = ConditionCounts()
  private var nextID = 0
  /// What was typed of actions that are of another kind now.
  private var typed: [String: String] = [:]
  /// The kind of each action as its fields are.
  private var shownKinds: [String: String] = [:]

  /// An editor of a rule, or of a new one.
  init(
    _ rule: Rule?, schemas: SchemaSet, choices: RuleForm.Choices, offers: [OfferedValues] = []
  ) {
    original = rule
    self.schemas = schemas
    self.choices = choices
    self.offers = offers
    form = Form([])
    let shown = rule.map(RuleForm.conditions)
    var fields: [FormField] = [
      // As wide as the label that comes and goes.
      .text(
        "name", "Name".fitted("Matches where".count), rule?.name ?? "",
        help: "What the rule is called."),
      .choice(
        "match", "Matches where", shown?.isAny == true ? "any" : "all", RuleForm.matches,
        help: "Without any condition, all matches everyone."),
      .note("conditions", "Conditions: Ctrl-n adds, Ctrl-y groups"),
    ]
    fields += shown.map { lines(of: $0.conditions, depth: 0) } ?? RuleForm.condition(newID(), nil)
    fields.append(.note("actions", "Actions: Ctrl-t adds"))
    for action in rule.map({ $0.then.map(Optional.some) }) ?? [nil] {
      fields += RuleForm.action(newID(), action, choices)
    }
    form = Form(fields)
    arrangeMatch()
    form.markSaved()
    for field in fields where field.id.hasSuffix(".kind") {
      shownKinds[String(field.id.dropFirst().prefix { $0.isNumber })] = field.value
    }
    if rule == nil { form.enter() }
  }

  /// A number that no line has.
  mutating func newID() -> Int {
    defer { nextID += 1 }
    return nextID
  }

  /// The rule as the form says it.
  var rule: Rule {
    let conditions = conditions
    let when: Condition =
      form["match"] == "any"
      ? .any(conditions) : conditions.count == 1 ? conditions[0] : .all(conditions)
    let actions = form.fields.filter { $0.id.hasSuffix(".kind") }.map {
      action($0.id.replacing(".kind", with: ""), $0.value)
    }
    var rule = Rule(name: form["name"], when: when, then: actions)
    if let original, original.when == .all(conditions) { rule.when = original.when }
    rule.tests = original?.tests ?? []
    return rule
  }

  // MARK: - What can be chosen

  /// Gives each action the fields of its kind, and each line what it can be chosen from.
  mutating func arrange() {
    for field in form.fields where field.id.hasSuffix(".kind") {
      let id = field.id.dropFirst().prefix { $0.isNumber }
      let own = form.fields.filter { $0.id.hasPrefix("a\(id).") }.map(\.id)
      let wanted = RuleForm.fields(Int(id) ?? 0, field.value, choices).map(\.id)
      if own != wanted { replaceAction(String(id), field.value) }
    }
    for field in form.fields {
      if field.id.hasSuffix(".value") {
        offerValues(to: field)
      } else if field.id.hasSuffix(".second") {
        offerAppValues(to: field)
      } else if field.id.hasSuffix(".name") || kind(of: field) == "named" {
        form.configure(field.id) { $0.offer(attributes, beside: RuleForm.attributes) }
      }
    }
  }

  /// The kind of the action whose first text the field is; `nil` where it is none.
  private func kind(of field: FormField) -> String? {
    guard field.id.hasSuffix(".first") else { return nil }
    return form[field.id.replacing(".first", with: ".kind")]
  }

  /// Offers the values that the app takes at the attribute that is set.
  private mutating func offerAppValues(to field: FormField) {
    guard form[field.id.replacing(".second", with: ".kind")] == "set",
      let path = try? AttributePath(parsing: form[field.id.replacing(".second", with: ".first")])
    else { return }
    let values = offers.values(at: path)
    form.configure(field.id) { $0.offer(values) }
  }

  private mutating func offerValues(to field: FormField) {
    let name = form[field.id.replacing(".value", with: ".name")].lowercased()
    let use = attributes.first { $0.name.lowercased() == name }
    let roles = roles
    form.configure(field.id) { field in
      field.isCompleted = false
      field.counts = [:]
      switch name {
      case "role", "roles": field.completions = roles
      case "status": field.completions = UserStatus.allCases.map(\.rawValue)
      default:
        field.completions = use?.values.map(\.text) ?? []
        for value in use?.values ?? [] { field.counts[value.text] = value.count }
      }
    }
  }

  /// Takes the attributes that somebody has, to choose from.
  mutating func take(_ attributes: [AttributeUse]) {
    self.attributes = attributes
    arrange()
  }

  /// Takes the groups of the app, to choose from.
  mutating func take(groups: [String]) {
    choices.groups = groups
    arrange()
    for field in form.fields where kind(of: field) == "group" {
      form.configure(field.id) { $0.completions = groups }
    }
  }

  // MARK: - Actions

  private mutating func replaceAction(_ id: String, _ kind: String) {
    var fields = form.fields
    guard let first = fields.firstIndex(where: { $0.id.hasPrefix("a\(id).") }) else { return }
    // What was typed survives another kind, to which it may not belong.
    for field in fields where field.id.hasPrefix("a\(id).") && field.kind.isText {
      typed["\(field.id) \(shownKinds[id] ?? "group")"] = field.value
    }
    shownKinds[id] = kind
    fields.removeAll { $0.id.hasPrefix("a\(id).") }
    func kept(_ name: String) -> String { typed["a\(id).\(name) \(kind)"] ?? "" }
    fields.insert(
      contentsOf: RuleForm.fields(
        Int(id) ?? 0, kind, choices, kept("first"), kept("second"), kept("third")), at: first)
    form.replace(fields, cursor: "a\(id).kind")
  }

  /// Adds an action; what is missing of it is typed at once.
  mutating func add(_ action: RuleAction) {
    let id = newID()
    let fields = RuleForm.action(id, action, choices)
    shownKinds[String(id)] = fields.first?.value
    let empty = fields.first { $0.kind.isText && $0.value.isEmpty }
    form.replace(form.fields + fields, cursor: empty?.id ?? fields.first?.id)
    if empty != nil { form.enter() }
    arrange()
  }

  func action(_ id: String, _ kind: String) -> RuleAction {
    let first = form["\(id).first"]
    let second = form["\(id).second"]
    let create = form.isOn("\(id).create")
    switch kind {
    case "group": return .addToGroup(name: first, create: create)
    case "named":
      return .addToGroupsNamedBy(
        attribute: first, matching: second, name: form["\(id).third"], create: create)
    case "set": return .set(path: first, value: second.isEmpty ? nil : second)
    default: return .doNotProvision
    }
  }
}
