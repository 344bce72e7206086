extension String {
  /// The text as it may be shown: names, groups and answers come from outside and may hold control
  /// characters, escape sequences, marks that reverse the reading direction, or nothing that can be
  /// seen. Each of those stands as `\u{…}`, on one line.
  public var visible: String {
    guard !isPlain, unicodeScalars.contains(where: \.mayBeHidden) else { return self }
    var text = ""
    for character in self { text += character.visible }
    return text
  }

  /// The text as it may be shown, in so many columns at most, cut with `~`. Of a text of a megabyte
  /// only the beginning is looked at.
  public func visible(upTo columns: Int) -> String {
    if isPlain { return utf8.count <= columns ? self : fitted(columns) }
    // No character that may be shown takes more bytes for a column.
    let beginning = cut(toBytes: Character.longest * 4 * (max(0, columns) + 1))
    let text = beginning.visible
    let isWhole = beginning.utf8.count == utf8.count
    return isWhole && text.displayWidth <= columns ? text : (text + " ").fitted(columns)
  }

  /// How many columns of a terminal the text takes.
  public var displayWidth: Int {
    isPlain ? utf8.count : reduce(0) { $0 + $1.displayWidth }
  }

  /// The text in exactly so many columns: filled with spaces, or cut with `~` at the end.
  public func fitted(_ columns: Int) -> String {
    let isPlain = isPlain
    let width = isPlain ? utf8.count : displayWidth
    if width <= columns { return self + String(repeating: " ", count: columns - width) }
    if isPlain, columns > 0 {
      return String(decoding: utf8.prefix(columns - 1), as: UTF8.self) + "~"
    }
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

  /// Whether every byte is a sign of ASCII that is seen, as in most texts: then each takes a column
  /// and none is hidden, so that nobody needs to look at its characters one by one.
  public var isPlain: Bool {
    let isSeen = { (byte: UInt8) in byte &- 0x20 < 0x5F }
    return utf8.withContiguousStorageIfAvailable { $0.allSatisfy(isSeen) }
      ?? utf8.allSatisfy(isSeen)
  }
}

extension Unicode.Scalar {
  /// Whether the scalar does something to a terminal or a reader other than being seen.
  public var isHidden: Bool {
    switch value {
    case _ where belongsToEmoji: false
    case 0..<0x20, 0x7F...0x9F, 0x2028...0x2029, 0xFFF9...0xFFFB: true
    case ..<0xAD: false
    // Marks of direction, zero-width marks, fillers that look like nothing, invisible operators,
    // tags, the byte order mark (Unicode, Default_Ignorable_Code_Point).
    default: properties.isDefaultIgnorableCodePoint
    }
  }

  /// Whether it is hidden, or so where it stands at a wrong place or too often.
  fileprivate var mayBeHidden: Bool {
    isHidden || belongsToEmoji || isMark || (0x1F3FB...0x1F3FF).contains(value)
      || value >= 0x300 && properties.generalCategory == .spacingMark
  }

  /// Selectors of the form of an emoji, and what joins two: seen as a part of their character.
  fileprivate var belongsToEmoji: Bool { [0xFE0E, 0xFE0F, 0x200D].contains(value) }

  /// Whether it takes no column of its own, but changes the character before it.
  fileprivate var isMark: Bool { value >= 0x300 && columns == 0 }

  fileprivate var escaped: String { "\\u{\(String(value, radix: 16, uppercase: true))}" }
}

extension Character {
  /// The most scalars of one character that are shown as one: no language and no emoji needs more,
  /// and a hundred accents on one letter cover the lines above it.
  fileprivate static let longest = 16

  /// The character as it may be shown. A mark that stands on nothing is hidden too, and a joiner or
  /// a selector without an emoji: two names that look the same would be two.
  fileprivate var visible: String {
    guard let first = unicodeScalars.first else { return "" }
    let isEmoji =
      first.properties.isEmoji && !first.isASCII || unicodeScalars.contains("\u{20E3}")
    var text = first.isMark ? first.escaped : ""
    for (index, scalar) in unicodeScalars.enumerated().dropFirst(first.isMark ? 1 : 0) {
      let isLost = first.isMark && scalar.isMark || index >= Self.longest
      if scalar.isHidden || scalar.belongsToEmoji && !isEmoji || isLost {
        text += scalar.escaped
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension Character {
  /// How many columns of a terminal the character takes (Unicode Annex 11): what is shown as an
  /// emoji takes two; of others each scalar takes its own, so that a syllable of several letters,
  /// as the scripts of India have them, takes several.
  public var displayWidth: Int {
    guard let first = unicodeScalars.first else { return 0 }
    if unicodeScalars.count == 1 { return first.isASCII ? 1 : first.columns }
    let isEmoji = unicodeScalars.contains { $0.value == 0xFE0F || $0.isEmojiLike }
    return isEmoji ? 2 : unicodeScalars.reduce(0) { $0 + $1.columns }
  }
}

extension Unicode.Scalar {
  fileprivate var isEmojiLike: Bool { value > 0xFF && properties.isEmojiPresentation }

  fileprivate var columns: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    // Vowels and finals that complete a Korean syllable.
    if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return 0 }
    if isEmojiLike { return 2 }
    return Self.wide.contains { $0.contains(value) } ? 2 : 1
  }

  /// The wide and full-width ranges.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1AFFE,
    0x1B000...0x1B2FF, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]
}
