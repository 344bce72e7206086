import Engine
import Screen

extension Screen {
  /// What `usher keys` lists of the screen.
  static var sections: [Actions.Section] {
    [Actions.Section(title: title, actions: bindings.map(\.action))]
      + (editing.map { [Actions.Section(title: $0.title, actions: $0.bindings.map(\.action))] }
        ?? [])
  }

  /// The part of the table for what is shown.
  private var shownBindings: [Binding<Self>] {
    isEditing ? Self.editing?.bindings ?? Self.bindings : Self.bindings
  }

  /// Everything that can be done here as it stands now.
  func offers(_ frame: Frame) -> [Offer] { shownBindings.map { offer($0, frame) } }

  /// The same one by one, until it is enough: to say of all why they cannot be done takes a while.
  ///
  /// - Returns: whether it was.
  func offers(_ frame: Frame, until isEnough: (Offer) -> Bool) -> Bool {
    shownBindings.contains { isEnough(offer($0, frame)) }
  }

  /// What is offered among the first now.
  func leading(_ frame: Frame) -> Action? {
    shownBindings.lazy.filter { $0.leads(self) }.map { offer($0, frame).action }
      .first { $0.disabled == nil }
  }

  /// What a key does here; `nil` where it does nothing.
  func offer(for key: Key, _ frame: Frame) -> Offer? {
    shownBindings.first { frame.settings.keymap.keys(of: $0.action).contains(key) }
      .map { offer($0, frame) }
  }

  private func offer(_ binding: Binding<Self>, _ frame: Frame) -> Offer {
    Offer(action: binding.action(of: self, frame)) { console in
      console.screens.with(&console.frame, binding.run)
    }
  }
}

/// Rows that several screens have.
extension Binding where Owner: Screen {
  static var save: Binding {
    Binding(
      "save", "Save", [.control("s")], "Saves the changes. Nothing is sent to the app.",
      danger: .changes,
      disabled: { screen, _ in
        screen.isDirty || screen.canSaveUnchanged ? nil : "nothing was changed"
      }
    ) { $0.leaveFieldAndSave(&$1) }
  }

  static var undo: Binding {
    Binding(
      "undo", "Undo", [.character("u"), .control("r")], "Undoes the last unsaved change.",
      disabled: { screen, _ in screen.canUndo ? nil : "there is nothing to take back" }
    ) { $0.undo(&$1) }
  }

  static var editor: Binding {
    Binding(
      "editor", "Edit as a file", [.character("e")],
      "Opens the app's settings, parameters and rules in $EDITOR, as a file for usher apply.",
      danger: .changes
    ) { _, frame in frame.send(.edit(app: frame.app?.app.name)) }
  }

  static var reapply: Binding {
    Binding(
      "reapply", "Reapply", [.character("R")],
      "Evaluates everyone under the current rules and parameters. Shows the plan and asks first.",
      danger: .asks, disabled: planReason
    ) { _, frame in frame.plan(.everything) }
  }

  static var reapplyEntitlements: Binding {
    Binding(
      "reapply.entitlements", "Reapply entitlements", [.character("M")],
      "Evaluates only the group memberships. Shows the plan and asks first.", danger: .asks,
      disabled: planReason
    ) { _, frame in frame.plan(.entitlements) }
  }

  static var runs: Binding {
    Binding(
      "runs", "Runs, and undo one", [.character("u")],
      "Lists what workers did, run by run. Enter shows what takes a run back, and asks first."
    ) { _, frame in frame.begin(.loadRuns) }
  }

  private static var planReason: @Sendable (Owner, Frame) -> String? {
    { screen, frame in frame.noApp ?? (screen.isDirty ? saveFirst : nil) }
  }

  static var saveFirst: String { "save first: Ctrl-s" }
}

extension Frame {
  /// Plans what a reapply would do; the answer asks whether to.
  fileprivate mutating func plan(_ scope: ReapplyScope) {
    if let app { begin(.loadPlan(app: app.app.name, scope)) }
  }
}
