/// Why a theme cannot be used.
public enum ThemeError: Error, Sendable, Hashable {
  /// No theme of that name was found in these places.
  case unknown(String, places: [String])
  /// The file cannot be read as a flat list of roles and styles.
  case unreadable(String, reason: String)
  case unknownRole(theme: String, role: String)
  case unknownWord(theme: String, role: String, word: String)
  /// The theme inherits from itself, by these steps.
  case loop([String])

  /// What is wrong, where, and what to do.
  public var sentence: String {
    switch self {
    case .unknown(let name, let places):
      "there is no theme \(name); looked in \(places.joined(separator: ", "))"
    case .unreadable(let name, let reason): "theme \(name) cannot be read: \(reason)"
    case .unknownRole(let theme, let role):
      "theme \(theme): no role is called \(role); the roles are "
        + Role.allCases.map(\.rawValue).joined(separator: ", ")
    case .unknownWord(let theme, let role, let word):
      "theme \(theme), \(role): \"\(word)\" is not a style; write [colour] [on colour] [attribute …] "
        + "with colours \(Colour.names.prefix(8).joined(separator: " ")), bright-red and so on, "
        + "own, 0 to 255 or '#rrggbb', and attributes bold dim underline reverse"
    case .loop(let names):
      "themes inherit in a circle: \(names.joined(separator: " from ")); break it"
    }
  }
}
