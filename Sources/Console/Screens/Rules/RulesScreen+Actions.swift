import Engine
import Provisioning
import Screen

extension RulesScreen {
  mutating func open(_ rule: Rule?, _ frame: inout Frame) {
    guard let app = frame.app, editor == nil else { return }
    editor = ruleEditor(rule, app)
    editor?.roles = roles
    editor?.take(attributes)
    frame.request(.loadAttributes)
    countConditions(&frame)
  }

  private func ruleEditor(_ rule: Rule?, _ app: AppOverview) -> RuleEditor {
    RuleEditor(
      rule, schemas: app.app.userSchemas,
      choices: RuleForm.Choices(groups: groups, targets: app.targets), offers: app.app.offers)
  }

  mutating func remove(_ frame: inout Frame) {
    var all = rules(frame.app)
    guard all.indices.contains(list.cursor.index) else { return }
    let rule = all.remove(at: list.cursor.index)
    list.change(all)
    list.cursor.move(.by(0), count: all.count, height: listArea(frame).rows)
    frame.say("\(rule.name) is out of the list; Ctrl-s saves that, u brings it back")
  }

  /// Changes the lines of the rule that is edited.
  ///
  /// - Parameter otherwise: what is said where the cursor stands on no line for that.
  mutating func changeLines(
    _ frame: inout Frame, otherwise: String, _ change: (inout RuleEditor) -> Bool
  ) {
    guard var editor else { return }
    if change(&editor) { self.editor = editor } else { frame.say(otherwise) }
    linesChanged(&frame)
  }

  /// Does what follows from other lines.
  mutating func linesChanged(_ frame: inout Frame) {
    editor?.arrange()
    countConditions(&frame)
    refreshAffected(&frame)
  }

  /// Offers everything that an action can do.
  func chooseAction(_ frame: inout Frame) {
    guard let editor else { return }
    let offered = editor.choices.offered
    frame.choose(
      Chooser(
        "What the rule does; type to find, or the name of a new group",
        offered.map { Chooser.Option(value: $0.title, title: $0.title) },
        typed: "add to a new group of this name",
        then: .screen { (screen: inout RulesScreen, frame: inout Frame, title) in
          let action = offered.first { $0.title == title }?.action
          screen.editor?.add(action ?? .addToGroup(name: title, create: true))
          screen.linesChanged(&frame)
        }))
  }

  /// Asks of how many users the conditions are true, where that is not known.
  mutating func countConditions(_ frame: inout Frame) {
    guard let editor else { return }
    let conditions = editor.countedConditions
    if !editor.counts.has(conditions) { frame.request(.tallyConditions(conditions)) }
    self.editor?.showCounts()
  }

  func count(_ frame: inout Frame) {
    if let app = frame.app { frame.begin(.loadMatches(edited(app))) }
  }

  /// The app with the rules, and the rule, as they are edited.
  func edited(_ overview: AppOverview) -> AppDefinition {
    var app = overview.app.definition
    app.rules = rules(overview)
    guard let editor else { return app }
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

  // MARK: - Affected users

  mutating func showAffected(_ frame: inout Frame) {
    guard let app = frame.app else { return }
    if let editor {
      let problems = editor.problems(names: names(app))
      if !editor.showsAffected, !problems.isEmpty {
        self.editor?.form.show(problems)
        return frame.say(
          "correct the rule first: \(problems.values.sorted().first ?? "")", .warning)
      }
      self.editor?.showsAffected.toggle()
      return refreshAffected(&frame)
    }
    guard let rule = selected(app) else { return }
    frame.begin(.loadAffected(edited(app), rule: rule.name))
  }

  /// Lets a person be chosen, and shows what the rules, as they are edited, would make of them.
  mutating func askWhatIf(_ frame: inout Frame) {
    guard let app = frame.app else { return }
    let problems = editor?.problems(names: names(app)) ?? [:]
    if let first = problems.values.sorted().first {
      editor?.form.show(problems)
      return frame.say("correct the rule first: \(first)", .warning)
    }
    frame.chooseWhatIf(edited(app))
  }

  /// Asks again for the users that the rule matches, where they are shown and the rule is valid.
  func refreshAffected(_ frame: inout Frame) {
    guard let app = frame.app, let editor, editor.showsAffected else { return }
    guard editor.problems(names: names(app)).isEmpty else { return }
    frame.request(.loadAffected(edited(app), rule: editor.rule.name))
  }

  mutating func take(
    _ definition: AppDefinition, _ rule: String, _ report: AffectedReport, _ frame: inout Frame
  ) {
    guard frame.shows(RulesScreen.self) else { return }
    if editor?.showsAffected == true {
      // An answer about the rule as it was some keys ago is no answer.
      guard let app = frame.app, edited(app) == definition else { return }
      editor?.affected = report
      if frame.layout.isWide { return }
      editor?.showsAffected = false
    }
    frame.show(
      Pager(
        title: "Whom \(rule) matches", lines: report.lines(app: frame.app?.app.name ?? "")))
  }

  // MARK: - Saving

  /// What was typed of a rule goes into the list, unsaved.
  mutating func back(_ frame: inout Frame) {
    guard let app = frame.app, let editor else { return }
    if editor.form.isDirty {
      list.change(edited(app).rules)
      if editor.original == nil { list.cursor.index = max(0, rules(app).count - 1) }
    }
    self.editor = nil
  }

  mutating func save(_ frame: inout Frame) {
    guard let app = frame.app else { return }
    if let editor {
      let problems = editor.problems(names: names(app))
      guard problems.isEmpty else {
        self.editor?.form.show(problems)
        return frame.say("not saved: \(problems.count) to correct", .warning)
      }
    } else if showsFirstProblem(app, &frame) {
      return
    }
    var before = app.app.definition
    let after = edited(app)
    before.rules = list.base ?? before.rules
    guard before != after else { return markSaved(after) }
    saving = after
    frame.begin(.saveApp(from: before, to: after, secret: nil))
  }

  /// Opens the first rule of the draft that cannot be saved.
  ///
  /// - Returns: whether there is one.
  private mutating func showsFirstProblem(_ app: AppOverview, _ frame: inout Frame) -> Bool {
    let all = rules(app)
    for (index, rule) in all.enumerated() {
      let problems = ruleEditor(rule, app).problems(names: all.map(\.name))
      guard !problems.isEmpty else { continue }
      list.cursor.index = index
      open(rule, &frame)
      self.editor?.form.show(problems)
      frame.say("not saved: \(rule.name) has something to correct", .warning)
      return true
    }
    return false
  }
}
