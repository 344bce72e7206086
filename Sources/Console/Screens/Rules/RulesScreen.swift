import Engine
import Provisioning
import Screen

/// The rules in order, and what is changed of them and not saved.
struct RulesScreen: Screen {
  static let title = "Rules"
  static let tellsStaleUsers = true
  static let editing: (title: String, bindings: [Binding<RulesScreen>])? = (
    "A rule", editorBindings
  )

  /// A rule that is carried from its place.
  struct Carried: Sendable, Hashable {
    var name: String
    /// The rules as they were when it was picked up; `nil`: they were as saved.
    var before: [Rule]?
  }

  /// The rules as they would be saved; `nil`: as they are.
  private(set) var draft: [Rule]?
  private var history: [[Rule]?] = []
  /// The rules with which the draft began.
  private(set) var base: [Rule]?
  /// What is being saved.
  var saving: AppDefinition?
  var cursor = ListCursor()
  var carried: Carried?
  var editor: RuleEditor?
  /// The groups of the app, to choose from.
  var groups: [String] = []
  /// The roles of the directory, to choose from.
  var roles: [String] = []
  /// The attributes that somebody has, to choose from.
  var attributes: [AttributeUse] = []
  var counts = RuleCounts()

  var isEditing: Bool { editor != nil }
  var isDirty: Bool { draft != nil || editor?.form.isDirty == true }
  var canSaveUnchanged: Bool { editor != nil }
  var canUndo: Bool { editor?.form.canUndo ?? !history.isEmpty }

  func rules(_ app: AppOverview?) -> [Rule] { draft ?? app?.app.definition.rules ?? [] }

  func names(_ app: AppOverview?) -> [String] { rules(app).map(\.name) }

  func selected(_ app: AppOverview?) -> Rule? {
    let rules = rules(app)
    return rules.indices.contains(cursor.index) ? rules[cursor.index] : nil
  }

  mutating func use(_ app: AppOverview?) {
    let roles = roles
    self = RulesScreen()
    self.roles = roles
  }

  /// Keeps the choice by name where the rules are other ones now.
  mutating func refresh(_ app: AppOverview?) {
    let rules = app?.app.definition.rules ?? []
    guard draft == nil else { return }
    let name = base.flatMap { $0.indices.contains(cursor.index) ? $0[cursor.index].name : nil }
    base = rules
    if let index = rules.firstIndex(where: { $0.name == name }) { cursor.index = index }
  }

  /// Changes the draft; what is as saved is no draft.
  mutating func change(_ rules: [Rule]) {
    history.append(draft)
    draft = rules == base ? nil : rules
  }

  mutating func undo(_ frame: inout Frame) {
    if editor != nil {
      editor?.form.undo()
      linesChanged(&frame)
    } else if let last = history.popLast() {
      draft = last
    }
  }

  mutating func markSaved(_ app: AppDefinition) {
    saving = nil
    draft = nil
    history = []
    editor = nil
    carried = nil
    base = app.rules
  }

  // MARK: - Carrying

  mutating func pickUp(_ app: AppOverview?) {
    guard let rule = selected(app) else { return }
    carried = Carried(name: rule.name, before: draft)
  }

  /// Moves the chosen rule by so many places.
  mutating func shift(_ count: Int, _ app: AppOverview?) {
    var rules = rules(app)
    let target = max(0, min(rules.count - 1, cursor.index + count))
    guard rules.indices.contains(cursor.index), target != cursor.index else { return }
    rules.insert(rules.remove(at: cursor.index), at: target)
    if carried == nil { history.append(draft) }
    draft = rules == base ? nil : rules
    cursor.index = target
  }

  mutating func drop() {
    if let carried, carried.before != draft { history.append(carried.before) }
    carried = nil
  }

  mutating func putBack(_ app: AppOverview?) {
    guard let carried else { return }
    draft = carried.before
    self.carried = nil
    if let index = rules(app).firstIndex(where: { $0.name == carried.name }) {
      cursor.index = index
    }
  }
}
