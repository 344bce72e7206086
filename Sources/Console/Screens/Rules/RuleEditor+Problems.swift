import Provisioning

/// What is wrong with a rule while it is edited.
extension RuleEditor {
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
    for line in conditionLines where !line.isGroup && !isEmpty(line.id) {
      problems["\(line.id).value"] = conditionProblem(line.id)
      if form["\(line.id).name"].isEmpty {
        problems["\(line.id).name"] = "name an attribute, or role"
      }
    }
    if let deepest = conditionLines.first(where: { $0.depth >= CompiledCondition.maximumDepth }) {
      problems[deepest.fields[0].id] =
        "conditions nest \(CompiledCondition.maximumDepth) deep at most; Ctrl-q takes it out"
    }
    for field in form.fields where field.id.hasSuffix(".kind") {
      let id = field.id.replacing(".kind", with: "")
      guard let problem = actionProblem(id, field.value) else { continue }
      problems["\(id).first"] = problem
    }
    return problems
  }

  func conditionProblem(_ id: String) -> String? {
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
