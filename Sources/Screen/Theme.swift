/// How each role looks.
public struct Theme: Sendable, Hashable {
  /// The name.
  public var name: String
  private var styles: [Role: Style]

  /// How one role looks.
  public struct Style: Sendable, Hashable {
    /// One of the terminal's colours, 0 to 255; `nil` for its own.
    public var foreground: Int?
    /// One of the terminal's colours, 0 to 255; `nil` for its own.
    public var background: Int?
    /// Bold.
    public var isBold = false
    /// Foreground and background changed.
    public var isReversed = false
    /// Underlined.
    public var isUnderlined = false
    /// Dim.
    public var isDim = false

    /// The terminal's own look.
    public init(
      _ foreground: Int? = nil, on background: Int? = nil, isBold: Bool = false,
      isReversed: Bool = false, isUnderlined: Bool = false, isDim: Bool = false
    ) {
      self.foreground = foreground
      self.background = background
      self.isBold = isBold
      self.isReversed = isReversed
      self.isUnderlined = isUnderlined
      self.isDim = isDim
    }
  }

  /// A theme.
  public init(name: String, styles: [Role: Style]) {
    self.name = name
    self.styles = styles
  }

  /// The look of a role.
  public subscript(role: Role) -> Style { styles[role] ?? styles[.text] ?? Style() }

  /// The one that is compiled in: the terminal's own sixteen colours on its own background, the
  /// selection by reverse. No state is told by colour alone.
  public static let terminal = Theme(
    name: "terminal",
    styles: [
      .muted: Style(isDim: true), .heading: Style(isBold: true), .border: Style(isDim: true),
      .selection: Style(isReversed: true), .marked: Style(3, isBold: true),
      .context: Style(isReversed: true), .tabActive: Style(isBold: true, isUnderlined: true),
      .key: Style(6, isBold: true), .message: Style(isBold: true), .warning: Style(3, isBold: true),
      .error: Style(1, isBold: true), .success: Style(2), .pending: Style(3),
      .running: Style(6), .destructive: Style(1, isBold: true),
      .input: Style(isUnderlined: true), .inputError: Style(1, isUnderlined: true),
      .added: Style(2), .removed: Style(1), .production: Style(1, isBold: true, isReversed: true),
      .test: Style(2, isReversed: true),
    ])
}
