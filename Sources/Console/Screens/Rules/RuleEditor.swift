import Engine
import Provisioning
import SCIM

/// One rule while it is edited.
struct RuleEditor: Sendable {
  /// The rule's name as it is in the list; `nil` for a new one.
  var original: Rule?
  var form: Form
  var roles: [String] = []
  /// The attributes that somebody has, with their values.
  var attributes: [AttributeUse] = []
  let schemas: SchemaSet
  /// The values that the app takes.
  let offers: [OfferedValues]
  /// The users that it matches, while they are shown.
  var affected: AffectedReport?
  var showsAffected = false
  private var nextID: Int
  /// What was typed of actions that are of another kind now.
  private var typed: [String: String] = [:]
  /// The kind of each action as its fields are.
  private var shownKinds: [String: String] = [:]

  /// An editor.
  ///
  /// - Returns: `nil` where a form cannot show the rule.
  init?(
    _ rule: Rule?, schemas: SchemaSet, groups: [String], offers: [OfferedValues] = []
  ) {
    let shown = rule.map(RuleForm.conditions) ?? (isAny: false, conditions: [])
    guard let shown else { return nil }
    original = rule
    self.schemas = schemas
    self.offers = offers
    var id = 0
    var fields: [FormField] = [
      .text("name", "Name", rule?.name ?? "", help: "What the rule is called."),
      .choice(
        "match", "Matches where", shown.isAny ? "any" : "all",
        [("all", "all of these are true"), ("any", "any of these is true")],
        help: "Without any condition, all matches everyone."),
      .note("conditions", "Conditions (Ctrl-n adds one)"),
    ]
    for condition in rule == nil ? [nil] : shown.conditions.map(Optional.some) {
      fields += RuleForm.condition(id, condition)
      id += 1
    }
    fields.append(.note("actions", "Actions (Ctrl-t adds one)"))
    for action in rule.map({ $0.then.map(Optional.some) }) ?? [nil] {
      fields += RuleForm.action(id, action, groups: groups)
      id += 1
    }
    nextID = id
    form = Form(fields)
    for field in fields where field.id.hasSuffix(".kind") {
      shownKinds[String(field.id.dropFirst().prefix { $0.isNumber })] = field.value
    }
    if rule == nil { form.enter() }
  }

  /// Gives each action the fields of its kind, and each condition the roles to choose from.
  mutating func arrange(groups: [String]) {
    for field in form.fields where field.id.hasSuffix(".kind") {
      let id = field.id.dropFirst().prefix { $0.isNumber }
      let own = form.fields.filter { $0.id.hasPrefix("a\(id).") }.map(\.id)
      let wanted = RuleForm.fields(Int(id) ?? 0, field.value, groups).map(\.id)
      if own != wanted { replaceAction(String(id), field.value, groups) }
    }
    for field in form.fields {
      if field.id.hasSuffix(".value") {
        offerValues(to: field)
      } else if field.id.hasSuffix(".second") {
        offerAppValues(to: field)
      } else if field.id.hasSuffix(".name") || isNaming(field) {
        form.configure(field.id) { $0.offer(attributes, beside: RuleForm.attributes) }
      }
    }
  }

  /// Whether the field holds the attribute whose values name groups.
  private func isNaming(_ field: FormField) -> Bool {
    field.id.hasSuffix(".first")
      && form[field.id.replacing(".first", with: ".kind")] == "named"
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
  mutating func take(_ attributes: [AttributeUse], groups: [String]) {
    self.attributes = attributes
    arrange(groups: groups)
  }

  /// Takes the groups of the app, to choose from.
  mutating func take(groups: [String]) {
    arrange(groups: groups)
    for field in form.fields where field.id.hasSuffix(".first") {
      if form[field.id.replacing(".first", with: ".kind")] == "group" {
        form.configure(field.id) { $0.completions = groups }
      }
    }
  }

  private mutating func replaceAction(_ id: String, _ kind: String, _ groups: [String]) {
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
        Int(id) ?? 0, kind, groups, kept("first"), kept("second"), kept("third")), at: first)
    form.replace(fields, cursor: "a\(id).kind")
  }

  mutating func addCondition() {
    guard let end = form.fields.firstIndex(where: { $0.id == "actions" }) else { return }
    var fields = form.fields
    fields.insert(contentsOf: RuleForm.condition(nextID, nil), at: end)
    form.replace(fields, cursor: "c\(nextID).name")
    form.enter()
    nextID += 1
  }

  mutating func addAction(groups: [String]) {
    shownKinds[String(nextID)] = "group"
    form.replace(
      form.fields + RuleForm.action(nextID, nil, groups: groups), cursor: "a\(nextID).kind")
    nextID += 1
  }

  /// Takes the condition or action under the cursor away.
  ///
  /// - Returns: whether the cursor stands on one.
  mutating func removeLine() -> Bool {
    guard let id = form.field?.id, let dot = id.firstIndex(of: "."), "ca".contains(id.prefix(1))
    else { return false }
    let prefix = id[...dot]
    form.replace(form.fields.filter { !$0.id.hasPrefix(prefix) })
    return true
  }

  /// The rule as the form says it.
  var rule: Rule {
    var conditions: [Condition] = []
    var actions: [RuleAction] = []
    for field in form.fields {
      if field.id.hasPrefix("c"), field.id.hasSuffix(".name") {
        let id = field.id.replacing(".name", with: "")
        if !isEmpty(id) { conditions.append(condition(id)) }
      } else if field.id.hasSuffix(".kind") {
        actions.append(action(field.id.replacing(".kind", with: ""), field.value))
      }
    }
    let when: Condition =
      form["match"] == "any"
      ? .any(conditions) : conditions.count == 1 ? conditions[0] : .all(conditions)
    var rule = Rule(name: form["name"], when: when, then: actions)
    if let original, original.when == .all(conditions) { rule.when = original.when }
    rule.tests = original?.tests ?? []
    return rule
  }

  /// Whether nothing was typed of a condition: it is none.
  private func isEmpty(_ id: String) -> Bool {
    form["\(id).name"].isEmpty && form["\(id).value"].isEmpty
  }

  private func condition(_ id: String) -> Condition {
    let name = form["\(id).name"]
    let value = form["\(id).value"]
    let comparison = form["\(id).operator"]
    if name.lowercased() == "role", comparison == "is" { return .role(value) }
    return .attribute(name, RuleForm.comparison(comparison, value))
  }

  private func action(_ id: String, _ kind: String) -> RuleAction {
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

  /// Checks each field with a problem again: what was corrected stands there no longer.
  mutating func check(names: [String]) {
    guard form.fields.contains(where: { $0.problem != nil }) else { return }
    let problems = problems(names: names)
    for field in form.fields where field.problem != nil {
      form.configure(field.id) { $0.problem = problems[$0.id] }
    }
  }

  /// What is wrong, by field.
  func problems(names: [String]) -> [String: String] {
    var problems: [String: String] = [:]
    let name = form["name"].lowercased()
    if name.isEmpty { problems["name"] = "the rule needs a name" }
    if name != original?.name.lowercased(), names.contains(where: { $0.lowercased() == name }) {
      problems["name"] = "there is a rule of this name already"
    }
    for field in form.fields where field.id.hasPrefix("c") && field.id.hasSuffix(".name") {
      let id = field.id.replacing(".name", with: "")
      if isEmpty(id) { continue }
      problems["\(id).value"] = conditionProblem(id)
      if field.value.isEmpty { problems[field.id] = "name an attribute, or role" }
    }
    for field in form.fields where field.id.hasSuffix(".kind") {
      let id = field.id.replacing(".kind", with: "")
      guard let problem = actionProblem(id, field.value) else { continue }
      problems["\(id).first"] = problem
    }
    return problems
  }

  private func conditionProblem(_ id: String) -> String? {
    let needsValue = !["is_empty", "is_not_empty"].contains(form["\(id).operator"])
    if form["\(id).name"].lowercased() == "role", form["\(id).operator"] != "is" {
      return "of a role, is alone can be asked; roles takes the others"
    }
    if needsValue, form["\(id).value"].isEmpty { return "say what it is compared with" }
    do throws(RuleError) {
      _ = try CompiledCondition(condition(id))
      return nil
    } catch {
      return error.reason
    }
  }

  private func actionProblem(_ id: String, _ kind: String) -> String? {
    let wanted = [
      "group": "name a group", "named": "name an attribute", "set": "name an attribute",
    ]
    if let sentence = wanted[kind], form["\(id).first"].isEmpty { return sentence }
    if kind == "named", form["\(id).third"].isEmpty { return "the group's name is empty" }
    let rule = Rule(name: form["name"], when: .all([]), then: [action(id, kind)])
    do throws(EvaluatorError) {
      _ = try CompiledRule(rule, schemas: schemas)
      return nil
    } catch {
      return error.sentence
    }
  }
}
