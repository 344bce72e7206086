/// A theme as its file says it: a style for some roles, and what the others are inherited from.
public struct ThemeDefinition: Sendable, Hashable {
  /// The name.
  public let name: String
  /// The name of the theme from which other roles come; `terminal` where the file names none.
  public let parent: String
  private let styles: [Role: Style]

  /// Reads what stands in a file: `inherits`, and styles by the names of roles.
  ///
  /// - Throws: `unknownRole`, `unknownWord`.
  public init(name: String, entries: [String: String]) throws(ThemeError) {
    self.name = name
    parent = entries["inherits"] ?? Theme.terminal.name
    var styles: [Role: Style] = [:]
    for (key, text) in entries where key != "inherits" {
      guard let role = Role(rawValue: key) else { throw .unknownRole(theme: name, role: key) }
      switch Style.read(text) {
      case .success(let style): styles[role] = style
      case .failure(let unknown):
        throw .unknownWord(theme: name, role: key, word: unknown.word)
      }
    }
    self.styles = styles
  }

  /// The theme, with all that it inherits.
  ///
  /// - Parameter find: reads a theme by its name.
  /// - Throws: `loop`, and what `find` throws.
  public func theme(
    _ find: (String) throws(ThemeError) -> ThemeDefinition
  ) throws(ThemeError) -> Theme {
    try theme(after: [], find)
  }

  private func theme(
    after names: [String], _ find: (String) throws(ThemeError) -> ThemeDefinition
  ) throws(ThemeError) -> Theme {
    let names = names + [name]
    if parent == Theme.terminal.name {
      return Theme(name: name, inherits: .terminal, styles: styles)
    }
    if names.contains(parent) { throw .loop(names + [parent]) }
    let inherited = try find(parent).theme(after: names, find)
    return Theme(name: name, inherits: inherited, styles: styles)
  }
}
