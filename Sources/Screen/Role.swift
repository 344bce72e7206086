/// What a piece of the screen is, from which a theme makes how it looks. Screens know roles, never
/// colours.
public enum Role: String, Sendable, Hashable, CaseIterable {
  case text
  case muted
  case heading
  case border
  case selection
  case marked
  /// What a filter or a search found in a line.
  case match
  case context
  case tab
  case tabActive = "tab-active"
  case key
  case hint
  case message
  case warning
  case error
  case success
  case pending
  case running
  case destructive
  case input
  case inputError = "input-error"
  case added
  case removed
  case production
  case test
}

extension Role {
  /// The letter that stands for the role in `Surface.roles`; each has its own.
  public var letter: Character {
    switch self {
    case .text: "·"
    case .muted: "m"
    case .heading: "h"
    case .border: "B"
    case .selection: "S"
    case .marked: "M"
    case .match: "f"
    case .context: "C"
    case .tab: "t"
    case .tabActive: "T"
    case .key: "k"
    case .hint: "H"
    case .message: "g"
    case .warning: "w"
    case .error: "e"
    case .success: "s"
    case .pending: "p"
    case .running: "r"
    case .destructive: "D"
    case .input: "i"
    case .inputError: "I"
    case .added: "A"
    case .removed: "R"
    case .production: "P"
    case .test: "E"
    }
  }
}
