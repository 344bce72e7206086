import Engine
import Provisioning
import Screen

/// The app's attributes and where their values come from.
struct ParametersScreen: Screen {
  static let title = "Parameters"
  static let shortTitle = "Params"
  static let tellsStaleUsers = true

  /// What a parameter becomes when it is saved.
  enum Draft: Sendable, Hashable {
    /// This value; `nil`: the attribute is left alone.
    case value(String?)
    /// The template's again.
    case template
  }

  var cursor = ListCursor()
  /// Changes that are not saved, by path, in the order in which they were made.
  private(set) var drafts: [(path: String, draft: Draft)] = []
  var editor: ParameterEditor?
  /// The attributes that somebody has, to choose from.
  private(set) var attributes: [AttributeUse] = []
  /// The user whose values are shown.
  private(set) var sample: DirectoryUser?
  /// The app's own parameters with which the drafts began.
  private var base: [Parameter]?
  /// What is being saved.
  private var saving: AppDefinition?

  static let bindings: [Binding<ParametersScreen>] = [
    Binding(
      "parameters.open", "Edit", [.enter], "Edits the value, with a preview for the sample user.",
      disabled: { $0.noneReason($1) }
    ) { $0.open(&$1) },
    Binding(
      "parameters.sample", "Sample user", [.character("s"), .control("v")],
      "Chooses the user whose values are shown.", disabled: { $1.noApp }
    ) { $0.chooseSample(&$1) },
    Binding(
      "parameters.new", "New", [.character("n")],
      "Adds a parameter for another attribute of the app.",
      disabled: { $1.noApp }
    ) { $0.openNew(&$1) },
    Binding(
      "parameters.reset", "Back to the template's", [.character("D")],
      "Removes the app's own value, so that the template's applies.",
      disabled: { $0.resetReason($1) }
    ) { $0.reset($1) },
    Binding(
      "parameters.forget", "Forget the finding", [.character("f")],
      "Forgets what was found of the attribute, so that it is sent again by the next reapply.",
      danger: .changes, disabled: { $0.findingReason($1) }
    ) { $0.forgetFinding(&$1) },
    Binding(
      "parameters.replace", "Type anew", [.character("c")],
      "Edits the value from nothing; Ctrl-r brings back what it was.",
      disabled: { $0.noneReason($1) }
    ) { $0.open(emptied: true, &$1) },
    .save, .reapply, .reapplyEntitlements, .undo, .editor,
  ]

  // MARK: - The app

  mutating func use(_ app: AppOverview?) { self = ParametersScreen() }

  /// Remembers what the drafts began with.
  mutating func refresh(_ app: AppOverview?) {
    if !isDirty { base = app?.app.definition.parameters }
  }

  mutating func reload(_ frame: inout Frame) { frame.request(.loadSample(sample?.username)) }

  mutating func take(_ answer: ConsoleEvent, _ frame: inout Frame) {
    switch answer {
    case .valueTallied(let app, let path, let value, let tally):
      guard app == frame.app?.app.name, path == editor?.target, value == editor?.value else {
        return
      }
      editor?.tally = ValueTallyView(value: value, tally: tally)
    case .sampleLoaded(let user): sample = user ?? sample
    case .attributesLoaded(let attributes):
      self.attributes = attributes
      offerAttributes()
    case .usersLoaded(let search, let role, let place, let page):
      frame.offer(
        { _ in page.rows.map(\.option) }, for: .loadUsers(search: search, role: role, place))
    case .ended(.saveApp(_, let saved, _), isGood: true) where saved == saving: markSaved(saved)
    default: break
    }
  }

  // MARK: - Draft

  var isDirty: Bool { !drafts.isEmpty || editor?.form.isDirty == true }
  var canSaveUnchanged: Bool { editor != nil }
  var canUndo: Bool { editor?.form.canUndo ?? !drafts.isEmpty }

  mutating func undo(_ frame: inout Frame) {
    if editor != nil {
      editor?.form.undo()
    } else if !drafts.isEmpty {
      drafts.removeLast()
    }
  }

  mutating func save(_ frame: inout Frame) {
    guard let app = frame.app else { return }
    if let editor {
      let problems = editor.problems
      guard problems.isEmpty else {
        self.editor?.form.show(problems)
        return frame.say("not saved: \(problems.values.sorted().first ?? "")", .warning)
      }
      put(editor.target, .value(editor.value))
    } else if let wrong = shown(app).firstIndex(where: { $0.isDraft && $0.kind == "WRONG" }) {
      cursor.index = wrong
      return frame.say("not saved: a value cannot be read; Enter shows why", .warning)
    }
    var before = app.app.definition
    before.parameters = base ?? before.parameters
    var after = app.app.definition
    after.parameters = applied(to: before.parameters)
    guard after != before else { return markSaved(after) }
    saving = after
    frame.begin(.saveApp(from: before, to: after, secret: nil))
  }

  mutating func put(_ path: String, _ draft: Draft) {
    drafts.removeAll { $0.path.lowercased() == path.lowercased() }
    drafts.append((path, draft))
  }

  private mutating func markSaved(_ app: AppDefinition) {
    saving = nil
    drafts = []
    editor = nil
    base = app.parameters
  }

  /// The app's own parameters with the drafts in them.
  func applied(to own: [Parameter]) -> [Parameter] {
    var own = own
    for (path, draft) in drafts {
      let index = own.firstIndex { $0.path.lowercased() == path.lowercased() }
      switch (draft, index) {
      case (.template, let index?): own.remove(at: index)
      case (.template, nil): break
      case (.value(let value), let index?): own[index].value = value
      case (.value(let value), nil): own.append(Parameter(path: path, value: value))
      }
    }
    return own
  }
}
