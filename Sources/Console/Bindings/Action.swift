public import Screen

/// Something that can be done on a screen. Hints, help, the palette, `usher keys` and the README
/// read these and nothing else.
public struct Action: Sendable, Hashable {
  /// How far it reaches.
  public enum Danger: String, Sendable, Hashable, CaseIterable {
    /// It only looks, or changes what is not saved yet.
    case none
    /// It changes the store, for one thing, and can be taken back.
    case changes
    /// It deletes, suspends or touches many: it asks first.
    case asks
  }

  /// Where an action stands among the hints.
  enum Prominence: Sendable, Hashable {
    /// In the order of the table.
    case usual
    /// Among the first.
    case leading
    /// At the end, where it never drops, by a shorter title.
    case fixed(String)
  }

  /// What it is called in the user's own settings: `tasks.approve`.
  public var id: String
  /// What it does, in a few words.
  public var title: String
  /// What it does, in a sentence.
  public var help: String
  /// The keys that do it; the first one is shown.
  public var keys: [Key]
  /// How far it reaches.
  public var danger: Danger
  /// Why it cannot be done now; `nil` where it can.
  public var disabled: String?
  /// Where it stands among the hints.
  var prominence = Prominence.usual
  /// Whether its key says nothing where it cannot be done.
  var isSilent = false

  /// An action.
  public init(
    _ id: String, _ title: String, _ keys: [Key], _ help: String, danger: Danger = .none
  ) {
    self.id = id
    self.title = title
    self.help = help
    self.keys = keys
    self.danger = danger
  }

  /// The keys as help names them.
  public var keyNames: String { keys.map(\.description).joined(separator: " ") }
}

extension Action {
  /// How well a text that is typed to find an action fits, 0 best: its very key, the key but for
  /// case, the start of its title, of a word of it, a part of it, a part of what it does. `nil`: not.
  func fit(_ filter: String) -> Int? {
    let text = filter.lowercased()
    let names = keys.map(\.description)
    let title = title.lowercased()
    if names.contains(filter) { return 0 }
    if title.hasPrefix(text) { return names.contains { $0.lowercased() == text } ? 1 : 2 }
    if names.contains(where: { $0.lowercased() == text }) { return 3 }
    if title.contains(" " + text) { return 4 }
    if title.contains(text) { return 5 }
    return help.lowercased().contains(text) ? 6 : nil
  }
}
