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

  var list = RuleDraft()
  /// What is being saved.
  var saving: AppDefinition?
  var editor: RuleEditor?
  /// The groups of the app, to choose from.
  var groups: [String] = []
  /// The roles of the directory, to choose from.
  var roles: [String] = []
  /// The attributes that somebody has, to choose from.
  var attributes: [AttributeUse] = []
  var counts = RuleCounts()

  var isEditing: Bool { editor != nil }
  var isDirty: Bool { list.changed != nil || editor?.form.isDirty == true }
  var canSaveUnchanged: Bool { editor != nil }
  var canUndo: Bool { editor?.form.canUndo ?? list.canUndo }

  func rules(_ app: AppOverview?) -> [Rule] { list.rules(app.savedRules) }

  func names(_ app: AppOverview?) -> [String] { rules(app).map(\.name) }

  func selected(_ app: AppOverview?) -> Rule? { list.chosen(app.savedRules) }

  mutating func use(_ app: AppOverview?) {
    let roles = roles
    self = RulesScreen()
    self.roles = roles
  }

  mutating func refresh(_ app: AppOverview?) { list.begin(app.savedRules) }

  mutating func undo(_ frame: inout Frame) {
    guard editor != nil else { return list.undo() }
    editor?.form.undo()
    linesChanged(&frame)
  }

  mutating func markSaved(_ app: AppDefinition) {
    saving = nil
    editor = nil
    list.markSaved(app.rules)
  }
}

extension AppOverview? {
  /// The rules as they are saved; none where there is no app.
  var savedRules: [Rule] { self?.app.definition.rules ?? [] }
}
