/// How each role looks.
public struct Theme: Sendable, Hashable {
  /// The name.
  public let name: String
  private let styles: [Role: Style]

  /// A theme; a role that has no style looks as it does in the one that is inherited from, or as
  /// plain text.
  public init(name: String, inherits parent: Theme? = nil, styles: [Role: Style]) {
    self.name = name
    self.styles = (parent?.styles ?? [:]).merging(styles) { _, own in own }
  }

  /// The look of a role. Colours that it leaves open are those of plain text.
  public subscript(role: Role) -> Style {
    let plain = styles[.text] ?? Style()
    guard var style = styles[role] else { return plain }
    style.foreground = style.foreground ?? plain.foreground
    style.background = style.background ?? plain.background
    return style
  }

  /// The look of a role on a terminal with so many colours. Where colours are lost, what stood on a
  /// background of its own is reversed, so that a selection is always seen, and letters that could
  /// no longer be read take the terminal's own colours.
  public func look(of role: Role, _ depth: ColourDepth) -> Look {
    let style = self[role]
    var look = Look(
      foreground: style.foreground?.index(depth), background: style.background?.index(depth),
      attributes: style.attributes)
    let isUnreadable = !isReadable(look)
    if isUnreadable { (look.foreground, look.background) = (nil, nil) }
    let hadOwnBackground = style.background != self[.text].background
    let hasOwnBackground = look.background != nil && look.background != plainBackground(depth)
    if depth != .many, hadOwnBackground, !hasOwnBackground { look.attributes.insert(.reverse) }
    return look
  }

  private func plainBackground(_ depth: ColourDepth) -> Int? {
    self[.text].background?.index(depth)
  }

  private func isReadable(_ look: Look) -> Bool {
    guard let foreground = look.foreground, let background = look.background else { return true }
    return (Colour.index(foreground).contrast(on: .index(background)) ?? 21) >= 3
  }
}
