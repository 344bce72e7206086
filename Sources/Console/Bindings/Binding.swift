import Screen

/// A row of a screen's table: an action, why it cannot be done now, and what does it.
struct Binding<Owner>: Sendable {
  /// The action as the table has it.
  let action: Action
  /// What it is called now, where that depends on what is shown; `nil`: as in the table.
  private let naming: @Sendable (Owner, Frame) -> String?
  /// Whether it is offered among the first now.
  let leads: @Sendable (Owner) -> Bool
  private let disabled: @Sendable (Owner, Frame) -> String?
  let run: @Sendable (inout Owner, inout Frame) -> Void

  /// A row.
  ///
  /// - Parameter disabled: why it cannot be done now; `nil` where it can.
  init(
    _ id: String, _ title: String, _ keys: [Key], _ help: String, danger: Action.Danger = .none,
    naming: @escaping @Sendable (Owner, Frame) -> String? = { _, _ in nil },
    leads: @escaping @Sendable (Owner) -> Bool = { _ in false },
    disabled: @escaping @Sendable (Owner, Frame) -> String? = { _, _ in nil },
    run: @escaping @Sendable (inout Owner, inout Frame) -> Void
  ) {
    action = Action(id, title, keys, help, danger: danger)
    self.naming = naming
    self.leads = leads
    self.disabled = disabled
    self.run = run
  }

  /// The action as it stands now.
  func action(of owner: Owner, _ frame: Frame) -> Action {
    var action = action.keyed(frame.settings)
    action.title = naming(owner, frame) ?? action.title
    if leads(owner) { action.prominence = .leading }
    if action.disabled == nil { action.disabled = disabled(owner, frame) }
    return action
  }
}

/// A row of the table of what can be done on every screen.
struct SharedBinding: Sendable {
  let action: Action
  /// Whether it leaves a key to a screen that uses it.
  let yieldsKeys: Bool
  private let disabled: @Sendable (Console) -> String?
  private let run: @Sendable (inout Console) -> Void

  /// A row.
  ///
  /// - Parameters:
  ///   - prominence: where it stands among the hints.
  ///   - isSilent: whether its key says nothing where it cannot be done.
  ///   - disabled: why it cannot be done now; `nil` where it can.
  init(
    _ id: String, _ title: String, _ keys: [Key], _ help: String,
    prominence: Action.Prominence = .usual, isSilent: Bool = false, yieldsKeys: Bool = false,
    disabled: @escaping @Sendable (Console) -> String? = { _ in nil },
    run: @escaping @Sendable (inout Console) -> Void
  ) {
    var action = Action(id, title, keys, help)
    action.prominence = prominence
    action.isSilent = isSilent
    self.init(action, yieldsKeys: yieldsKeys, disabled: disabled, run: run)
  }

  init(
    _ action: Action, yieldsKeys: Bool = false,
    disabled: @escaping @Sendable (Console) -> String? = { _ in nil },
    run: @escaping @Sendable (inout Console) -> Void
  ) {
    self.action = action
    self.yieldsKeys = yieldsKeys
    self.disabled = disabled
    self.run = run
  }

  /// The action as it stands now, and what does it.
  func offer(_ console: Console) -> Offer {
    var action = action.keyed(console.frame.settings)
    if action.disabled == nil { action.disabled = disabled(console) }
    return Offer(action: action, run: run)
  }
}

/// An action as it stands now, and what does it.
struct Offer: Sendable {
  var action: Action
  let run: @Sendable (inout Console) -> Void
}

extension Action {
  /// The action with the person's own keys, refused where nothing may be changed.
  fileprivate func keyed(_ settings: ConsoleSettings) -> Action {
    var action = self
    action.keys = settings.keymap.keys(of: self)
    if settings.isReadOnly, danger != .none { action.disabled = settings.whyReadOnly }
    return action
  }
}
