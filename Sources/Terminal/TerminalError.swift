/// Why there can be no screen.
public enum TerminalError: Error, Sendable, Hashable {
  /// Input or output is no terminal, or it cannot place its cursor (`TERM=dumb`).
  case noScreen
  /// The terminal could not be set up.
  case failed

  /// What happened, and what to do.
  public var sentence: String {
    switch self {
    case .noScreen: "this terminal cannot show screens; usher console --plain prints the state"
    case .failed: "the terminal could not be set up; check TERM, or use usher console --plain"
    }
  }
}
