public import Provisioning

/// What the console is given at its start.
public struct ConsoleSettings: Sendable, Hashable {
  /// Who sits at the keyboard, as the store names them.
  public var actor = ""
  /// Whether nothing may be changed from here.
  public var isReadOnly = false
  /// Why, where it is so.
  public var whyReadOnly = "usher was started read-only"
  /// Which keys do what.
  public var keymap = Keymap.standard
  /// Whether the terminal can report the mouse.
  public var canUseMouse = false
  /// Whether only ASCII is drawn, apart from names and values from outside.
  public var usesASCII = false
  /// The vendors' profiles that a new app can have.
  public var vendors = VendorCatalog()
  /// The themes that can be chosen, by name.
  public var themes: [String] = []
  /// The filters of tasks that the person keeps.
  public var filters: [String] = []
  /// What is wrong with the admin's own settings, a sentence each.
  public var problems: [String] = []

  /// The usual ones.
  public init() {}
}
