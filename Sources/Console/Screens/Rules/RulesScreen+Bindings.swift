import Screen

extension RulesScreen {
  static let bindings: [Binding<RulesScreen>] = [
    Binding(
      "rules.open", "Edit", [.enter], "Edits the rule: name, conditions, actions.",
      disabled: { $0.noneReason($1) }
    ) { screen, frame in screen.open(screen.selected(frame.app), &frame) },
    Binding(
      "rules.new", "New rule", [.character("n")], "Adds a rule at the end.",
      disabled: { $1.noApp }
    ) { $0.open(nil, &$1) },
    Binding(
      "rules.affected", "Show affected users", [.character("w")],
      "Lists the users that the rule matches, with their groups and who would change.",
      disabled: { $0.noneReason($1) }
    ) { $0.showAffected(&$1) },
    Binding(
      "rules.whatIf", "What if", [.function(8)],
      "Shows what would become of a person with the rules as they stand here, unsaved.",
      disabled: { $0.noneReason($1) }
    ) { $0.askWhatIf(&$1) },
    Binding(
      "rules.carry", "Pick up", [.character(" ")],
      "Picks up the rule: arrows move it, Enter drops it, Esc puts it back.",
      disabled: { $0.orderReason($1) }
    ) { $0.list.pickUp($1.app.savedRules) },
    Binding(
      "rules.down", "Move down", [.character("J")], "Moves the rule one place down.",
      disabled: { $0.orderReason($1) }
    ) { $0.list.shift(1, $1.app.savedRules) },
    Binding(
      "rules.up", "Move up", [.character("K")], "Moves the rule one place up.",
      disabled: { $0.orderReason($1) }
    ) { $0.list.shift(-1, $1.app.savedRules) },
    .save, .reapply, .reapplyEntitlements,
    Binding(
      "rules.count", "Count matches", [.character("c")],
      "Counts the users that each rule matches, and how many would change.",
      disabled: { $0.noneReason($1) }
    ) { $0.count(&$1) },
    Binding(
      "rules.delete", "Remove", [.character("D")], "Removes the rule from the list. Ctrl-s saves.",
      disabled: { $0.noneReason($1) }
    ) { $0.remove(&$1) },
    .undo, .editor,
  ]

  static let editorBindings: [Binding<RulesScreen>] = [
    Binding(
      "rule.edit", "Edit", [.enter], "Edits the field under the cursor.",
      disabled: { $1.noApp }
    ) { screen, frame in _ = screen.pressInForm(.enter, &frame) },
    Binding(
      "rule.condition", "Add a condition", [.control("n")],
      "Adds a condition below the cursor; on a group, into it.", disabled: { $1.noApp }
    ) { screen, frame in
      screen.editor?.addCondition()
      screen.linesChanged(&frame)
    },
    Binding(
      "rule.action", "Add an action", [.control("t")],
      "Chooses what else the rule does: a group, an attribute that is set, no account.",
      disabled: { $1.noApp }
    ) { $0.chooseAction(&$1) },
    Binding(
      "rule.indent", "Group the condition", [.control("y")],
      "Puts the condition into the group above it, or into a new one with another condition.",
      disabled: { $1.noApp }
    ) { screen, frame in
      screen.changeLines(&frame, otherwise: "the cursor stands on no condition") { $0.indent() }
    },
    Binding(
      "rule.outdent", "Out of the group", [.control("q")],
      "Takes the condition, or the group with its conditions, out of its group.",
      disabled: { $1.noApp }
    ) { screen, frame in
      screen.changeLines(&frame, otherwise: "the cursor stands in no group") { $0.outdent() }
    },
    Binding(
      "rule.remove", "Remove the line", [.control("x")],
      "Removes the condition, the group with its conditions, or the action under the cursor.",
      disabled: { $1.noApp }
    ) { screen, frame in
      screen.changeLines(&frame, otherwise: "the cursor stands on no condition or action") {
        $0.removeLine()
      }
    },
    Binding(
      "rule.affected", "Show affected users", [.control("v")],
      "Lists the users that the rule matches, while you edit it.",
      disabled: { $1.noApp }
    ) { $0.showAffected(&$1) },
    Binding(
      "rule.whatIf", "What if", [.function(8)],
      "Shows what would become of a person with this rule as it stands, unsaved.",
      disabled: { $1.noApp }
    ) { $0.askWhatIf(&$1) },
    .save, .undo,
  ]

  private func noneReason(_ frame: Frame) -> String? {
    frame.noApp ?? (selected(frame.app) == nil ? "there are no rules; n adds one" : nil)
  }

  private func orderReason(_ frame: Frame) -> String? {
    noneReason(frame) ?? (rules(frame.app).count < 2 ? "there is one rule only" : nil)
  }
}
