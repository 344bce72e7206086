import Engine
import Provisioning
import Screen

extension Console {
  /// Up to so many users, whom the rules match is counted without being asked for.
  static let countedByItself = 20_000

  mutating func reloadRules() -> [Effect] {
    guard let app else { return [] }
    var effects = request(.loadGroups(app: app.app.name)) + request(.loadRoles)
    let isCounted = rules.countsFor == app.app.definition.rules && !rules.mayBeMiscounted
    if app.users <= Self.countedByItself, !isCounted || app.stale > 0, rules.draft == nil {
      effects += request(.loadMatches(app.app.definition))
    }
    return effects
  }

  mutating func takeGroups(_ app: String, _ groups: [String]) {
    guard app == self.app?.app.name else { return }
    rules.groups = groups
    rules.editor?.arrange(groups: groups)
    for field in rules.editor?.form.fields ?? [] where field.id.hasSuffix(".first") {
      if rules.editor?.form[field.id.replacing(".first", with: ".kind")] == "group" {
        rules.editor?.form.configure(field.id) { $0.completions = groups }
      }
    }
  }

  func rulesReason(_ id: String) -> String? {
    let none = rules.selected(app) == nil ? "there are no rules; n adds one" : nil
    switch id {
    case "rules.open", "rules.delete", "rules.count": return none
    case "rules.affected": return rules.editor == nil ? none : nil
    case "rules.carry", "rules.down", "rules.up":
      return none ?? (rules.rules(app).count < 2 ? "there is one rule only" : nil)
    default: return nil
    }
  }

  mutating func performRules(_ id: String) -> [Effect] {
    guard let app else { return [] }
    var all = rules.rules(app)
    switch id {
    case "rules.open": openRule(rules.selected(app))
    case "rules.new": openRule(nil)
    case "rules.affected": return showAffected()
    case "rules.carry": rules.pickUp(app)
    case "rules.down": rules.shift(1, app)
    case "rules.up": rules.shift(-1, app)
    case "rules.count": return begin(.loadMatches(edited(app.app.definition)))
    case "rules.delete":
      guard all.indices.contains(rules.cursor.index) else { return [] }
      let rule = all.remove(at: rules.cursor.index)
      rules.change(all)
      rules.cursor.move(.by(0), count: all.count, height: listArea.rows)
      say("\(rule.name) is out of the list; Ctrl-s saves that, u brings it back")
    case "rule.condition": rules.editor?.addCondition()
    case "rule.action": rules.editor?.addAction(groups: rules.groups)
    case "rule.remove":
      if rules.editor?.removeLine() == false { say("the cursor stands on no condition or action") }
      return refreshAffected()
    default: break
    }
    return []
  }

  private mutating func openRule(_ rule: Rule?) {
    guard let app, rules.editor == nil else { return }
    rules.editor = RuleEditor(rule, schemas: app.app.userSchemas, groups: rules.groups)
    guard rules.editor != nil else {
      return say("\(rule?.name ?? "") nests conditions; e edits it as a file", .warning)
    }
    rules.editor?.roles = directory.roles.map(\.name)
    rules.editor?.arrange(groups: rules.groups)
    rules.editor?.form.markSaved()
  }

  /// The app with the rules, and the rule, as they are edited.
  func edited(_ app: AppDefinition) -> AppDefinition {
    var app = app
    app.rules = rules.rules(self.app)
    guard let editor = rules.editor else { return app }
    let rule = editor.rule
    if let original = editor.original,
      let index = app.rules.firstIndex(where: { $0.name == original.name })
    {
      app.rules[index] = rule
    } else {
      app.rules.append(rule)
    }
    return app
  }

  private mutating func showAffected() -> [Effect] {
    guard let app else { return [] }
    if rules.editor != nil {
      rules.editor?.showsAffected.toggle()
      return refreshAffected()
    }
    guard let rule = rules.selected(app) else { return [] }
    return begin(.loadAffected(edited(app.app.definition), rule: rule.name))
  }

  /// Asks anew whom the rule matches, where that is shown and the rule can be asked.
  mutating func refreshAffected() -> [Effect] {
    guard let app, let editor = rules.editor, editor.showsAffected else { return [] }
    guard editor.problems(names: rules.names(app)).isEmpty else { return [] }
    return request(.loadAffected(edited(app.app.definition), rule: editor.rule.name))
  }

  mutating func take(_ definition: AppDefinition, _ rule: String, _ report: AffectedReport) {
    guard tab == .rules else { return }
    if rules.editor?.showsAffected == true {
      // An answer about the rule as it was some keys ago is no answer.
      guard let app, edited(app.app.definition) == definition else { return }
      rules.editor?.affected = report
      if layout.isWide { return }
      rules.editor?.showsAffected = false
    }
    overlays.append(
      .pager(Pager(title: "Whom \(rule) matches", lines: report.lines(app: app?.app.name ?? ""))))
  }

  // MARK: - Moving and carrying

  mutating func moveInRules(_ step: ListStep, _ height: Int) -> [Effect] {
    rules.cursor.move(step, count: rules.rules(app).count, height: height)
    return []
  }

  /// While a rule is carried the arrows carry it, and nothing else is done.
  mutating func pressWhileCarrying(_ key: Key) -> [Effect]? {
    guard tab == .rules, rules.carried != nil else { return nil }
    let count = rules.rules(app).count
    switch key {
    case .enter, .character(" "): rules.drop()
    case .escape, .control("c"): rules.putBack(app)
    default:
      switch step(key) {
      case .by(let rows): rules.shift(rows, app)
      case .page(let pages): rules.shift(pages * max(1, listArea.rows - 3), app)
      case .first: rules.shift(-count, app)
      case .last: rules.shift(count, app)
      case nil: say("Enter drops the rule here, Esc puts it back")
      }
      rules.cursor = rules.cursor.revealed(height: listArea.rows - 2, count: count)
    }
    return []
  }

  // MARK: - Saving

  /// What was typed of a rule goes into the list, unsaved.
  mutating func closeRule() {
    guard let app, let editor = rules.editor else { return }
    if editor.form.isDirty {
      rules.change(edited(app.app.definition).rules)
      if editor.original == nil { rules.cursor.index = max(0, rules.rules(app).count - 1) }
    }
    rules.editor = nil
  }

  mutating func undoRules() {
    if rules.editor != nil {
      rules.editor?.form.undo()
    } else {
      rules.undo()
    }
  }

  mutating func saveRules() -> [Effect] {
    guard let app else { return [] }
    if let editor = rules.editor {
      let problems = editor.problems(names: rules.names(app))
      guard problems.isEmpty else {
        rules.editor?.form.show(problems)
        say("not saved: \(problems.count) to correct", .warning)
        return []
      }
    } else if let problem = firstProblem(app) {
      return problem
    }
    var before = app.app.definition
    let after = edited(before)
    before.rules = rules.base ?? before.rules
    guard before != after else {
      rules.markSaved(after)
      return []
    }
    rules.saving = after
    return begin(.saveApp(from: before, to: after, secret: nil))
  }

  /// Opens the first rule of the draft that cannot be saved.
  private mutating func firstProblem(_ app: AppOverview) -> [Effect]? {
    let all = rules.rules(app)
    for (index, rule) in all.enumerated() {
      guard let editor = RuleEditor(rule, schemas: app.app.userSchemas, groups: rules.groups) else {
        continue
      }
      let problems = editor.problems(names: all.map(\.name))
      guard !problems.isEmpty else { continue }
      rules.cursor.index = index
      openRule(rule)
      rules.editor?.form.show(problems)
      say("not saved: \(rule.name) has something to correct", .warning)
      return []
    }
    return nil
  }
}

extension AffectedReport {
  /// The report as it is shown.
  func lines(app: String) -> [Line] {
    var lines = [
      Line("\(Count.words(matches, "user")), \(Count.grouped(changes)) would change", .heading)
    ]
    lines += rows.map { row in
      let state = !row.hasAccess ? "no access" : row.wouldChange ? "would change" : "as now"
      return Line(
        "\(row.username.visible.fitted(28)) \(state.fitted(12)) \(row.groups.joined(separator: ", "))",
        row.wouldChange && row.hasAccess ? .text : .muted)
    }
    if matches > rows.count { lines.append(Line("… \(Count.grouped(matches)) in all", .muted)) }
    return lines
  }
}
