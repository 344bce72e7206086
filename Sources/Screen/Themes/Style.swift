/// How a role looks, as a theme says it.
public struct Style: Sendable, Hashable {
  /// The colour of the letters; `nil` for that of plain text.
  public var foreground: Colour?
  /// The colour behind them; `nil` for that of plain text.
  public var background: Colour?
  /// What else is done to the letters.
  public var attributes: Attributes

  /// What is done to letters apart from colours.
  public struct Attributes: OptionSet, Sendable, Hashable {
    /// One bit for each.
    public let rawValue: Int

    /// Attributes by their bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Heavier, on some terminals brighter.
    public static let bold = Attributes(rawValue: 1)
    /// Paler.
    public static let dim = Attributes(rawValue: 2)
    /// With a line below.
    public static let underline = Attributes(rawValue: 4)
    /// Foreground and background changed.
    public static let reverse = Attributes(rawValue: 8)

    /// The attributes by the names that themes use.
    public static let names: [(name: String, attribute: Attributes)] = [
      ("bold", .bold), ("dim", .dim), ("underline", .underline), ("reverse", .reverse),
    ]
  }

  /// A look.
  public init(
    _ foreground: Colour? = nil, on background: Colour? = nil, attributes: Attributes = []
  ) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  /// Reads `[colour] [on colour] [attribute …]`, such as `black on #ffcc00 bold`; nothing at all is
  /// plain text.
  ///
  /// - Returns: `nil` and the word that means nothing, as a failure.
  public static func read(_ text: String) -> Result<Style, UnknownWord> {
    var style = Style()
    var words = text.split(separator: " ").map(String.init)[...]
    while let word = words.popFirst() {
      if let known = Attributes.names.first(where: { $0.name == word }) {
        style.attributes.insert(known.attribute)
      } else if word == "on", let next = words.popFirst() {
        guard let colour = Colour(next), style.background == nil else {
          return .failure(UnknownWord(word: next))
        }
        style.background = colour
      } else if let colour = Colour(word), style.foreground == nil {
        style.foreground = colour
      } else {
        return .failure(UnknownWord(word: word))
      }
    }
    return .success(style)
  }

  /// A word of a style that means nothing there.
  public struct UnknownWord: Error, Sendable, Hashable {
    /// The word.
    public var word: String
  }
}

/// How a role looks on a terminal with so many colours.
public struct Look: Sendable, Hashable {
  /// The number of the colour of the letters; `nil` for the terminal's own.
  public var foreground: Int?
  /// The number of the colour behind them; `nil` for the terminal's own.
  public var background: Int?
  /// What else is done to the letters.
  public var attributes: Style.Attributes
}
