import Engine
import Provisioning
import Screen

extension Console {
  /// Everything that can be done where the console stands now, the most useful first.
  public func actions() -> [Action] {
    let own = settings.keymap.keyed(ownActions)
    let taken = Set(own.flatMap(\.keys))
    let shared = settings.keymap.keyed(Actions.everywhere + Actions.moving).map { action in
      var action = action
      if action.id == "app.next" { action.keys.removeAll(where: taken.contains) }
      return action
    }
    return (own + shared).map(judged)
  }

  /// The part of the table for what is shown.
  private var ownActions: [Action] {
    switch tab {
    case .connection: Actions.connection
    case .provisioning: Actions.provisioning
    case .parameters: Actions.parameters
    case .rules: rules.editor == nil ? Actions.rules : Actions.rule
    case .tasks: Actions.tasks
    case .directory:
      directory.editor == nil ? Actions.directory : Actions.user
    case .audit: Actions.audit
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
