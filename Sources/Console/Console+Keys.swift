import Engine
import Provisioning
import Screen

extension Console {
  mutating func press(_ key: Key) -> [Effect] {
    if overlay != nil { return pressInOverlay(key) }
    if case .character(let character) = key, let number = character.wholeNumberValue,
      let tab = Tab(rawValue: number)
    {
      return go(to: tab)
    }
    if case .function(let number) = key, let tab = Tab(rawValue: number) { return go(to: tab) }
    if let rows = movement(key) { return move(rows) }
    if key == .escape { return back() }
    guard let action = actions().first(where: { $0.keys.contains(key) }) else { return [] }
    return perform(action)
  }

  /// Does an action, or says why it cannot be done now.
  mutating func perform(_ action: Action) -> [Effect] {
    if let reason = action.disabled {
      say("\(action.title): \(reason)")
      return []
    }
    message = ""
    let name = app?.app.name
    switch action.id {
    case "palette": overlay = .help(filter: "", cursor: 0)
    case "tab.next": return go(to: Tab(rawValue: tab.rawValue % 7 + 1) ?? .tasks)
    case "tab.previous": return go(to: Tab(rawValue: (tab.rawValue + 5) % 7 + 1) ?? .tasks)
    case "app.next":
      appIndex = (appIndex + 1) % max(1, apps.count)
      tasks.setApp(app?.app.id)
      return reload()
    case "redraw": return [.loadApps] + reload()
    case "suspend": return [.suspend]
    case "quit":
      if tasks.isOpen { return back() }
      return [.quit]
    case "connection.edit", "provisioning.edit", "parameters.edit", "rules.edit":
      return [.edit(app: name)]
    case "connection.test":
      return begin("looking at the app", name) {
        .testConnection(app: $0, enabling: false)
      }
    case "connection.enable":
      if app?.app.isConnected == true {
        return begin("disabling", name) { .disableConnection(app: $0) }
      }
      return begin("looking at the app", name) { .testConnection(app: $0, enabling: true) }
    case "provisioning.refresh":
      return begin("reading groups", name) { .refreshEntitlements(app: $0) }
    case "rules.reapply": return begin("planning", name) { .loadPlan(app: $0) }
    case "tasks.verify": return begin("reading the app back", name) { .verify(app: $0) }
    default:
      if action.id.hasPrefix("rules.") { return performRule(action.id) }
      if action.id.hasPrefix("directory.") { return performDirectory(action.id) }
      return performTask(action.id)
    }
    return []
  }

  private mutating func begin(_ work: String, _ app: String?, _ effect: (String) -> Effect)
    -> [Effect]
  {
    guard let app else { return [] }
    working = work
    return [effect(app)]
  }

  private mutating func performRule(_ id: String) -> [Effect] {
    guard let app, app.app.definition.rules.indices.contains(rules.index) else { return [] }
    let all = app.app.definition.rules
    let rule = all[rules.index].name
    switch id {
    case "rules.affected":
      working = "looking at users"
      return [.loadAffected(app: app.app.name, rule: rule)]
    case "rules.down", "rules.up":
      let next = rules.index + (id == "rules.down" ? 1 : -1)
      guard all.indices.contains(next) else { return [] }
      rules.index = next
      return [.moveRule(app: app.app.name, rule: rule, position: next + 1)]
    default: return []
    }
  }

  private mutating func performDirectory(_ id: String) -> [Effect] {
    let user = directory.user?.username ?? ""
    switch id {
    case "directory.open": return [.loadUser(user)]
    case "directory.search":
      overlay = .prompt(Prompt(purpose: .search, label: "Search", text: directory.search))
    case "directory.new":
      overlay = .prompt(
        Prompt(purpose: .newUser, label: "New user (name key=value …)", text: ""))
    case "directory.set":
      overlay = .prompt(
        Prompt(purpose: .attributes(user), label: "Set for \(user) (key=value …)", text: ""))
    case "directory.role":
      overlay = .prompt(
        Prompt(purpose: .role, label: "Role for \(user) (-name takes it away)", text: ""))
    case "directory.testRun":
      guard let app = app?.app.name else { return [] }
      overlay = .dialog(
        Dialog(
          title: "TEST RUN \(user)",
          lines: [
            "This creates, changes and deletes the account of \(user) in \(app).",
            "Only where there is none yet; each step is confirmed.",
          ], yes: "run the test", effects: [.testRun(app: app, user: user)], openedAt: now))
    case "directory.delete":
      overlay = .dialog(
        Dialog(
          title: "DELETE \(user)",
          lines: [
            "This takes \(user) out of the directory.",
            "What becomes of the accounts is the policy's to say.",
          ], yes: "delete", effects: [.deleteUser(user)], openedAt: now))
    default: break
    }
    return []
  }

  private mutating func performTask(_ id: String) -> [Effect] {
    switch id {
    case "tasks.open":
      tasks.isOpen = true
      return tasks.selected.map { [.loadTask($0)] } ?? []
    case "tasks.mark":
      tasks.toggleMark()
      return tasks.move(1)
    case "tasks.markAll": tasks.marks = Set(tasks.rows.map(\.id))
    case "tasks.filter":
      overlay = .prompt(Prompt(purpose: .filter, label: "Filter", text: tasks.words))
    case "tasks.approve": return decide(.approve)
    case "tasks.ignore": return decide(.ignore)
    case "tasks.retry": return decide(.retry)
    case "tasks.approveAll": return [.weigh(.approve, tasks.filter)]
    default: break
    }
    return []
  }

  /// One creation or update is decided by one key; whatever touches many, or takes something away,
  /// asks.
  private mutating func decide(_ decision: Decision) -> [Effect] {
    let chosen = tasks.chosen.filter { decision.applies.contains($0.status) }
    let isPlain = chosen.count == 1 && chosen.first?.action.isDestructive == false
    if isPlain || (chosen.count == 1 && decision == .ignore) {
      tasks.marks = []
      return [.decide(decision, chosen.map(\.id))]
    }
    if !chosen.isEmpty { overlay = .dialog(.decide(decision, chosen, at: now)) }
    return []
  }
}
