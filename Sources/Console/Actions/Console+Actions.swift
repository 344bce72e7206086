import Engine
import Provisioning
import Screen

extension Console {
  /// Everything that can be done where the console stands now, the most useful first.
  public func actions() -> [Action] { table.actions.map(judged) }

  /// The action that a key does here.
  func action(of key: Key) -> Action? { table.action(of: key).map(judged) }

  /// The first actions that can be done here now, as far as there is room to name them.
  func offeredActions(_ most: Int) -> [Action] {
    var offered: [Action] = []
    for action in table.actions where action.id != "palette" && !action.keys.isEmpty {
      if offered.count == most { break }
      let action = judged(action)
      if action.disabled == nil { offered.append(action) }
    }
    // Who typed a filter wants to decide about what it matches.
    if tab == .tasks, !tasks.words.isEmpty, tasks.marks.isEmpty,
      let all = table.action(named: "tasks.approveAll").map(judged), all.disabled == nil
    {
      offered.removeAll { $0.id == all.id }
      offered.insert(all, at: min(1, offered.count))
    }
    return offered
  }

  /// The table of the place where the console stands.
  var table: ActionTable {
    heldTable.place == place ? heldTable.table : ActionTable(place, settings.keymap)
  }

  /// Makes the table of another place, where the console went to one.
  mutating func holdTable() {
    if heldTable.place != place { heldTable = (place, ActionTable(place, settings.keymap)) }
  }

  private var place: Actions.Place {
    switch tab {
    case .connection: .connection
    case .provisioning: .provisioning
    case .parameters: .parameters
    case .rules: rules.editor == nil ? .rules : .rule
    case .tasks: .tasks
    case .directory: directory.editor == nil ? .directory : .user
    case .audit: .audit
    }
  }

  /// The action with why it cannot be done now, and named by what it would do.
  private func judged(_ action: Action) -> Action {
    var action = action
    if settings.isReadOnly, action.danger != .none {
      action.disabled = "usher was started read-only"
      return action
    }
    action.disabled = reason(action.id)
    switch action.id {
    case "connection.enable" where app?.app.isConnected == true: action.title = "Disable"
    case "directory.new": action.title = directory.shows == .users ? "New user" : "New role"
    case "directory.delete":
      action.title = directory.shows == .users ? "Delete the user" : "Delete the role"
    case "tasks.range" where tasks.rangeStart != nil: action.title = "End the range"
    default: break
    }
    return action
  }

  static let inDetail = "go back to the list first: Esc"

  private func reason(_ id: String) -> String? {
    let noApp = app == nil ? "no app is set up yet" : nil
    switch id.prefix(while: { $0 != "." }) {
    case "save": return drafts.contains(tab) || isSaving ? nil : "nothing was changed"
    case "undo": return canUndo ? nil : "there is nothing to take back"
    case "reapply": return noApp ?? (drafts.contains(tab) ? "save first: Ctrl-s" : nil)
    case "mouse": return settings.canUseMouse ? nil : "this terminal does not report it"
    case "theme": return settings.themes.isEmpty ? "the terminal shows no roles" : nil
    case "app": return apps.count > 1 ? nil : "there is no other app"
    case "connection": return connectionReason(id, noApp)
    case "provisioning": return noApp
    case "parameters": return noApp ?? parametersReason(id)
    case "rules", "rule": return noApp ?? rulesReason(id)
    case "tasks": return tasksReason(id)
    case "directory": return directoryReason(id, noApp)
    case "audit":
      guard id == "audit.open" || id == "audit.filter" else { return nil }
      if audit.isOpen { return Self.inDetail }
      return id == "audit.open" && audit.list.row == nil ? "there is no entry" : nil
    case "back": return canGoBack ? nil : "this is the top"
    case "cancel": return work.jobs.contains { $0.effect.work != nil } ? nil : "nothing goes on"
    default: return nil
    }
  }

  /// A new app, rule or user can be saved even where nothing was typed: it says what is missing.
  private var isSaving: Bool {
    switch tab {
    case .connection: connection.isNew
    case .directory: directory.editor != nil
    case .rules: rules.editor != nil
    case .parameters: parameters.editor != nil
    case .provisioning, .tasks, .audit: false
    }
  }

  private var canUndo: Bool {
    switch tab {
    case .connection: connection.form.canUndo
    case .provisioning: provisioning.form.canUndo
    case .parameters: parameters.editor?.form.canUndo ?? !parameters.drafts.isEmpty
    case .rules: rules.editor?.form.canUndo ?? rules.canUndo
    case .directory: directory.editor?.form.canUndo ?? false
    case .tasks, .audit: false
    }
  }

  private var canGoBack: Bool {
    switch tab {
    case .tasks: isSomethingOpen || !tasks.marks.isEmpty || !tasks.words.isEmpty
    case .directory: isSomethingOpen || !directory.words.isEmpty || directory.testRun != nil
    case .audit: isSomethingOpen || !audit.search.isEmpty
    case .connection, .provisioning, .parameters, .rules: isSomethingOpen
    }
  }
}
