public import Screen

/// Something that can be done on a screen. Hints, help, the palette and the README read these and
/// nothing else.
public struct Action: Sendable, Hashable {
  /// What it is called in the user's own settings: `tasks.approve`.
  public var id: String
  /// What it does, in a few words.
  public var title: String
  /// The keys that do it; the first one is shown.
  public var keys: [Key]
  /// Why it cannot be done now; `nil` where it can.
  public var disabled: String?

  /// An action.
  public init(_ id: String, _ title: String, _ keys: [Key], disabled: String? = nil) {
    self.id = id
    self.title = title
    self.keys = keys
    self.disabled = disabled
  }
}
