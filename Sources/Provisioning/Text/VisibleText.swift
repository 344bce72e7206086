extension String {
  /// The text as it may be shown: names, groups and answers come from outside and may hold control
  /// characters, escape sequences, marks that reverse the reading direction, or nothing that can be
  /// seen. Each of those stands as `\u{…}`, on one line.
  public var visible: String {
    guard unicodeScalars.contains(where: \.isHidden) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      if scalar.isHidden {
        text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// How many columns of a terminal the text takes.
  public var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

  /// The text in exactly so many columns: filled with spaces, or cut with `~` at the end.
  public func fitted(_ columns: Int) -> String {
    let width = displayWidth
    if width <= columns { return self + String(repeating: " ", count: columns - width) }
    var text = ""
    var used = 0
    for character in self {
      let width = character.displayWidth
      if used + width > columns - 1 { break }
      text.append(character)
      used += width
    }
    guard columns > 0 else { return "" }
    return text + "~" + String(repeating: " ", count: columns - 1 - used)
  }
}

extension Unicode.Scalar {
  /// Whether the scalar does something to a terminal or a reader other than being seen.
  public var isHidden: Bool {
    switch value {
    case 0..<0x20, 0x7F...0x9F: true
    // Zero-width space, joiners are kept inside emoji only by `Character.displayWidth`; marks of
    // direction, invisible operators, tags, line and paragraph separators, the byte order mark.
    case 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
      0xE0000...0xE007F, 0x061C, 0x180E, 0x00AD:
      true
    default: false
    }
  }
}

extension Character {
  /// How many columns of a terminal the character takes: 0, 1 or 2 (Unicode Annex 11; what is shown
  /// as an emoji takes two).
  public var displayWidth: Int {
    guard let first = unicodeScalars.first else { return 0 }
    if unicodeScalars.count == 1, first.isASCII { return 1 }
    if unicodeScalars.contains(where: { $0.value == 0xFE0F }) { return 2 }
    return unicodeScalars.map(\.columns).max() ?? 1
  }
}

extension Unicode.Scalar {
  fileprivate var columns: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if properties.isEmojiPresentation { return 2 }
    return Self.wide.contains { $0.contains(value) } ? 2 : 1
  }

  /// The wide and full-width ranges.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1B000...0x1B2FF, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]
}
