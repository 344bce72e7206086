import Screen

extension Actions {
  static let connection: [Action] = [
    Action("connection.edit", "Edit", [.enter], "Edits the field under the cursor."),
    Action(
      "connection.test", "Test", [.character("t")],
      "Looks at the app without changing anything, and says step by step what was proved.",
      danger: .changes),
    Action(
      "connection.enable", "Enable", [.character("E")],
      "Tests the connection and lets approved tasks run; once enabled, stops them.",
      danger: .changes),
    save,
    Action(
      "connection.new", "New app", [.character("n")], "Sets up another app: base URL and token."),
    undo, editor,
  ]

  static let provisioning: [Action] = [
    Action("provisioning.edit", "Change", [.enter, .character(" ")], "Changes the field."),
    save,
    Action(
      "provisioning.refresh", "Refresh entitlements", [.character("f")],
      "Reads the groups of the app, page by page.", danger: .changes),
    reapply, undo, editor,
  ]

  static let parameters: [Action] = [
    Action(
      "parameters.open", "Edit", [.enter], "Edits the value, with a preview for the sample user."),
    Action(
      "parameters.sample", "Sample user", [.character("s")],
      "Chooses the user for whom the values are shown."),
    Action("parameters.new", "New", [.character("n")], "Maps one more attribute of the app."),
    Action(
      "parameters.reset", "Back to the template's", [.character("D")],
      "Drops the app's own value, so that the template's counts again; saved by Ctrl-s."),
    save, reapply, undo, editor,
  ]

  static let rules: [Action] = [
    Action("rules.open", "Edit", [.enter], "Edits the rule: name, conditions, actions."),
    Action("rules.new", "New rule", [.character("n")], "Adds a rule at the end."),
    Action(
      "rules.affected", "Show affected users", [.character("w")],
      "Lists whom the rule matches, with which groups, and for whom something would change."),
    Action(
      "rules.carry", "Pick up", [.character(" ")],
      "Picks the rule up: arrows carry it, Enter drops it, Esc puts it back."),
    Action("rules.down", "Move down", [.character("J")], "Moves the rule one place down."),
    Action("rules.up", "Move up", [.character("K")], "Moves the rule one place up."),
    save, reapply,
    Action(
      "reapply.entitlements", "Reapply entitlements", [.character("M")],
      "Evaluates the group memberships alone; shows the plan and asks first.", danger: .asks),
    Action(
      "rules.count", "Count matches", [.character("c")],
      "Counts for each rule whom it matches, and for whom something would change."),
    Action(
      "rules.delete", "Remove", [.character("D")], "Takes the rule out of the list, until saved."),
    undo, editor,
  ]

  static let rule: [Action] = [
    Action("rule.edit", "Edit", [.enter], "Edits the field under the cursor."),
    Action("rule.condition", "Add a condition", [.character("+")], "Adds a condition."),
    Action("rule.action", "Add an action", [.character("a")], "Adds an action."),
    Action(
      "rule.remove", "Remove the line", [.character("-"), .delete],
      "Takes the condition or action under the cursor away."),
    Action(
      "rules.affected", "Show affected users", [.character("w")],
      "Lists whom the rule matches as it stands here, while it is edited."),
    save, undo,
  ]
}
