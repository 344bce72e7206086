import Engine
import Provisioning
import Screen

extension RulesScreen {
  mutating func open(_ rule: Rule?, _ frame: inout Frame) {
    guard let app = frame.app, editor == nil else { return }
    editor = RuleEditor(
      rule, schemas: app.app.userSchemas, groups: groups, offers: app.app.offers)
    guard editor != nil else {
      return frame.say("\(rule?.name ?? "") nests conditions; e edits it as a file", .warning)
    }
    editor?.roles = roles
    editor?.take(attributes, groups: groups)
    frame.request(.loadAttributes)
    editor?.form.markSaved()
  }

  mutating func remove(_ frame: inout Frame) {
    var all = rules(frame.app)
    guard all.indices.contains(cursor.index) else { return }
    let rule = all.remove(at: cursor.index)
    change(all)
    cursor.move(.by(0), count: all.count, height: listArea(frame).rows)
    frame.say("\(rule.name) is out of the list; Ctrl-s saves that, u brings it back")
  }

  mutating func removeLine(_ frame: inout Frame) {
    if editor?.removeLine() == false {
      frame.say("the cursor stands on no condition or action")
    }
    refreshAffected(&frame)
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
      change(edited(app).rules)
      if editor.original == nil { cursor.index = max(0, rules(app).count - 1) }
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
    before.rules = base ?? before.rules
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
      guard
        let editor = RuleEditor(
          rule, schemas: app.app.userSchemas, groups: groups, offers: app.app.offers)
      else {
        continue
      }
      let problems = editor.problems(names: all.map(\.name))
      guard !problems.isEmpty else { continue }
      cursor.index = index
      open(rule, &frame)
      self.editor?.form.show(problems)
      frame.say("not saved: \(rule.name) has something to correct", .warning)
      return true
    }
    return false
  }
}
