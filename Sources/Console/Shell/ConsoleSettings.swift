/// What the console is told once, at its start.
public struct ConsoleSettings: Sendable, Hashable {
  /// Who sits at the keyboard, as the store names them.
  public var actor = ""
  /// Whether nothing may be changed from here.
  public var isReadOnly = false
  /// Which keys do what.
  public var keymap = Keymap.standard
  /// Whether the terminal can report the mouse.
  public var canUseMouse = false
  /// Whether only ASCII is drawn, besides names and values from outside.
  public var usesASCII = false
  /// The themes that can be chosen, by name.
  public var themes: [String] = []
  /// What an admin should know of their own settings, a sentence each.
  public var problems: [String] = []

  /// The usual ones.
  public init() {}
}
