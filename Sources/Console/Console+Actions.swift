import Engine
import Provisioning
import Screen

extension Console {
  /// Everything that can be done where the console stands now, the most useful first.
  public func actions() -> [Action] { own() + Self.everywhere(hasApps: apps.count > 1) }

  private func own() -> [Action] {
    let noApp = app == nil ? "no app is set up yet" : nil
    switch tab {
    case .connection:
      return [
        Action("connection.edit", "Edit the settings", [.character("e")]),
        Action("connection.test", "Test", [.character("t")], disabled: noApp),
        Action(
          "connection.enable", app?.app.isConnected == true ? "Disable" : "Enable",
          [.character("E")], disabled: noApp),
      ]
    case .provisioning:
      return [
        Action("provisioning.edit", "Edit the policy", [.character("e")], disabled: noApp),
        Action("provisioning.refresh", "Refresh entitlements", [.character("f")], disabled: noApp),
      ]
    case .parameters:
      return [
        Action("parameters.edit", "Edit the values", [.character("e")], disabled: noApp),
        Action("rules.reapply", "Reapply", [.character("R")], disabled: noApp),
      ]
    case .rules: return rulesActions(noApp)
    case .tasks: return taskActions()
    case .directory: return directoryActions()
    case .audit: return []
    }
  }

  private func rulesActions(_ noApp: String?) -> [Action] {
    let noRule = noApp ?? (app?.app.definition.rules.isEmpty == true ? "there are no rules" : nil)
    return [
      Action("rules.affected", "Show affected users", [.character("w")], disabled: noRule),
      Action("rules.down", "Move the rule down", [.character("J")], disabled: noRule),
      Action("rules.up", "Move the rule up", [.character("K")], disabled: noRule),
      Action("rules.edit", "Edit, or add a rule", [.character("e")], disabled: noApp),
      Action("rules.reapply", "Reapply", [.character("R")], disabled: noApp),
    ]
  }

  private func taskActions() -> [Action] {
    let none = tasks.rows.isEmpty ? "there is no task" : nil
    let statuses = Set(tasks.chosen.map(\.status))
    let notPending = none ?? (statuses.contains(.pending) ? nil : "it is not pending")
    let notFailed =
      none ?? (statuses.isDisjoint(with: [.failed, .ignored]) ? "it has not failed" : nil)
    return [
      Action("tasks.approve", "Approve", [.character("a")], disabled: notPending),
      Action("tasks.ignore", "Ignore", [.character("i")], disabled: notPending),
      Action("tasks.retry", "Retry", [.character("r")], disabled: notFailed),
      Action("tasks.open", "Open", [.enter], disabled: none),
      Action("tasks.filter", "Filter", [.character("/"), .character("f")]),
      Action("tasks.mark", "Mark", [.character(" ")], disabled: none),
      Action("tasks.markAll", "Mark all shown", [.character("*")], disabled: none),
      Action("tasks.approveAll", "Approve all that match", [.character("A")], disabled: none),
      Action("tasks.verify", "Verify the app", [.character("V")]),
    ]
  }

  private func directoryActions() -> [Action] {
    let none = directory.user == nil ? "there is no user" : nil
    return [
      Action("directory.open", "Why", [.enter], disabled: none),
      Action("directory.search", "Search", [.character("/")]),
      Action("directory.new", "New user", [.character("n")]),
      Action("directory.set", "Set attributes", [.character("s")], disabled: none),
      Action("directory.role", "Give or take a role", [.character("r")], disabled: none),
      Action(
        "directory.testRun", "Test run", [.character("T")],
        disabled: none ?? (app == nil ? "no app is set up yet" : nil)),
      Action("directory.delete", "Delete the user", [.character("D")], disabled: none),
    ]
  }

  /// What works on every screen.
  static func everywhere(hasApps: Bool) -> [Action] {
    [
      Action("palette", "Everything that can be done", [.character(":"), .character("?")]),
      Action("tab.next", "Next screen", [.tab]),
      Action("tab.previous", "Previous screen", [.backTab]),
      Action(
        "app.next", "Next app", [.control("n")],
        disabled: hasApps ? nil : "there is no other app"),
      Action("redraw", "Read anew", [.control("l")]),
      Action("suspend", "To the shell", [.control("z")]),
      Action("quit", "Quit", [.character("q")]),
    ]
  }
}
