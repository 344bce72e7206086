import Engine
import Provisioning
import Screen

extension Console {
  mutating func press(_ key: Key) -> [Effect] {
    if !overlays.isEmpty { return pressInOverlay(key) }
    if typing != nil { return pressWhileTyping(key) }
    if let effects = pressInForm(key) { return effects }
    if let effects = pressWhileCarrying(key) { return effects }
    // Errors and answers stand until a key was pressed.
    message = Message()
    if pressInDetail(key) { return [] }
    if let step = step(key) { return move(step) }
    if case .click(let column, let row) = key { return click(column: column, row: row) }
    guard let action = actions().first(where: { $0.keys.contains(key) }) else { return [] }
    return perform(action, by: key)
  }

  mutating func paste(_ text: String) -> [Effect] {
    if text.count > TextField.limit {
      say(
        "of what was pasted the first \(Count.grouped(TextField.limit)) characters count", .warning)
    }
    // Into a text that is typed, or nowhere: pasted text never runs a command.
    if var overlay = overlays.last {
      guard overlay.insert(text) else { return [] }
      overlays[overlays.count - 1] = overlay
      return afterTypingInOverlay()
    }
    if typing != nil {
      typing?.insert(text)
      return filterChanged()
    }
    guard var form, form.insert(text) else { return [] }
    self.form = form
    return formChanged()
  }

  /// Does an action, or says why it cannot be done now.
  mutating func perform(_ action: Action, by key: Key? = nil) -> [Effect] {
    if let reason = action.disabled {
      // At the top Esc does nothing.
      if action.id == "back" { return [] }
      say("\(action.title): \(reason)")
      return []
    }
    let before = overlays.count
    let effects = perform(action.id)
    if overlays.count > before, case .dialog(var dialog)? = overlays.last {
      dialog.openedBy = key
      overlays[overlays.count - 1] = .dialog(dialog)
    }
    return effects
  }

  private mutating func perform(_ id: String) -> [Effect] {
    if id.hasPrefix("tab."), let number = Int(id.dropFirst(4)), let tab = Tab(rawValue: number) {
      return go(to: tab)
    }
    if id.hasPrefix("move.") { return performMove(id) }
    switch id {
    case "palette": overlays.append(.palette(Palette()))
    case "log": showLog()
    case "copy": showCopyMenu()
    case "theme": showThemes()
    case "back": return back()
    case "cancel": return cancelWork()
    case "tab.next": return go(to: Tab(rawValue: tab.rawValue % 7 + 1) ?? .tasks)
    case "tab.previous": return go(to: Tab(rawValue: (tab.rawValue + 5) % 7 + 1) ?? .tasks)
    case "app.next": return switchApp()
    case "redraw": return [.redraw] + request(.loadApps) + reload()
    case "suspend": return [.suspend]
    case "mouse":
      usesMouse.toggle()
      say("the mouse is \(usesMouse ? "on" : "off")")
      return [.mouse(usesMouse)]
    case "quit": return quit()
    case "save": return save()
    case "undo": undo()
    case "editor": return [.edit(app: app?.app.name)]
    case "reapply": return plan(.everything)
    case "reapply.entitlements": return plan(.entitlements)
    default: return performOfTab(id)
    }
    return []
  }

  private mutating func performOfTab(_ id: String) -> [Effect] {
    switch id.prefix(while: { $0 != "." }) {
    case "connection": performConnection(id)
    case "provisioning": performProvisioning(id)
    case "parameters": performParameters(id)
    case "rules", "rule": performRules(id)
    case "tasks": performTasks(id)
    case "directory": performDirectory(id)
    case "audit": performAudit(id)
    default: []
    }
  }

  private mutating func performMove(_ id: String) -> [Effect] {
    let steps: [String: ListStep] = [
      "move.down": .by(1), "move.up": .by(-1), "move.first": .first, "move.last": .last,
      "move.pageDown": .page(1), "move.pageUp": .page(-1),
    ]
    return steps[id].map { move($0) } ?? []
  }

  private mutating func plan(_ scope: ReapplyScope) -> [Effect] {
    guard let app else { return [] }
    return begin(.loadPlan(app: app.app.name, scope))
  }

  private mutating func switchApp() -> [Effect] {
    if let draft = drafts.first {
      say("save or undo what is unsaved on \(draft.rawValue) \(draft.title) first", .warning)
      return []
    }
    appIndex = (appIndex + 1) % max(1, apps.count)
    appChanged()
    return reload()
  }

  /// The screens of another app begin anew.
  mutating func appChanged() {
    tasks = TasksScreen(app: app?.app.id)
    rules = RulesScreen()
    parameters = ParametersScreen()
    connection = ConnectionScreen()
    provisioning = ProvisioningScreen()
    takeSettings()
  }
}
