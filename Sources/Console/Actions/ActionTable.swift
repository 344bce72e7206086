import Screen

/// What can be done on one screen, with the person's keys: made once, since every key that is
/// pressed and every frame that is drawn looks into it.
struct ActionTable: Sendable, Hashable {
  /// The actions, the most useful first.
  let actions: [Action]
  private let byKey: [Key: Int]
  private let steps: [Key: ListStep]

  /// The actions of a place, which come before those that work everywhere.
  init(_ place: Actions.Place, _ keymap: Keymap) {
    let own = keymap.keyed(place.actions)
    let taken = Set(own.flatMap(\.keys))
    let moving = keymap.keyed(Actions.moving)
    let everywhere = keymap.keyed(Actions.everywhere).map { action in
      var action = action
      if action.id == "app.next" { action.keys.removeAll(where: taken.contains) }
      return action
    }
    actions = own + everywhere + moving
    let places = actions.enumerated().flatMap { index, action in action.keys.map { ($0, index) } }
    byKey = Dictionary(places, uniquingKeysWith: { first, _ in first })
    let moves = moving.flatMap { action in
      ListStep(action: action.id).map { step in action.keys.map { ($0, step) } } ?? []
    }
    steps = Dictionary(moves, uniquingKeysWith: { first, _ in first })
  }

  /// The action that a key does.
  func action(of key: Key) -> Action? { byKey[key].map { actions[$0] } }

  /// The movement that a key means.
  func step(of key: Key) -> ListStep? { steps[key] }

  /// The action of this name.
  func action(named id: String) -> Action? { actions.first { $0.id == id } }
}

extension Actions {
  /// Where the console can stand, as far as other things can be done there.
  enum Place: Sendable, Hashable, CaseIterable {
    case connection
    case provisioning
    case parameters
    case rules
    case rule
    case tasks
    case directory
    case user
    case audit

    /// What can be done there and not everywhere.
    var actions: [Action] {
      switch self {
      case .connection: Actions.connection
      case .provisioning: Actions.provisioning
      case .parameters: Actions.parameters
      case .rules: Actions.rules
      case .rule: Actions.rule
      case .tasks: Actions.tasks
      case .directory: Actions.directory
      case .user: Actions.user
      case .audit: Actions.audit
      }
    }
  }
}
