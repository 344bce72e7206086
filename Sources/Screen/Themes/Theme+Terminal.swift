extension Theme {
  /// The one that is compiled in: the terminal's own sixteen colours on its own background, the
  /// selection by reverse. No state is told by colour alone.
  public static let terminal = Theme(
    name: "terminal",
    styles: [
      .muted: Style(attributes: .dim),
      .heading: Style(attributes: .bold),
      .border: Style(attributes: .dim),
      .selection: Style(attributes: .reverse),
      .marked: Style(yellow, attributes: .bold),
      .match: Style(yellow, attributes: [.bold, .underline]),
      .context: Style(attributes: .reverse),
      .tabActive: Style(attributes: [.bold, .underline]),
      .key: Style(cyan, attributes: .bold),
      .message: Style(attributes: .bold),
      .warning: Style(yellow, attributes: .bold),
      .error: Style(red, attributes: .bold),
      .success: Style(green),
      .pending: Style(yellow),
      .running: Style(cyan),
      .destructive: Style(red, attributes: .bold),
      .input: Style(attributes: .underline),
      .inputError: Style(red, attributes: .underline),
      .added: Style(green),
      .removed: Style(red),
      .production: Style(red, attributes: [.bold, .reverse]),
      .test: Style(green, attributes: .reverse),
    ])

  private static let red = Colour.index(1)
  private static let green = Colour.index(2)
  private static let yellow = Colour.index(3)
  private static let cyan = Colour.index(6)
}
