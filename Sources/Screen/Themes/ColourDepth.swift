/// How many colours a terminal shows.
public enum ColourDepth: Sendable, Hashable, CaseIterable {
  case none
  case eight
  case sixteen
  case many

  /// - Parameters:
  ///   - colours: how many the terminal says that it has.
  ///   - environment: `NO_COLOR` with any text in it asks for none (no-color.org).
  public init(colours: Int, environment: [String: String]) {
    self =
      switch colours {
      case _ where !environment["NO_COLOR", default: ""].isEmpty: .none
      case 256...: .many
      case 16...: .sixteen
      case 8...: .eight
      default: .none
      }
  }
}
