import Screen

/// A line that is typed. The caret goes, and keys delete, by what a reader takes for one character.
struct TextField: Sendable, Hashable {
  /// The most characters that a line takes.
  static let limit = 16_384

  private(set) var text: String
  /// How many characters stand before the caret.
  private(set) var caret: Int

  init(_ text: String = "") {
    self.text = text
    caret = text.count
  }

  var before: String { String(text.prefix(caret)) }
  var after: String { String(text.dropFirst(caret)) }

  /// Replaces everything; the caret stands behind it.
  mutating func set(_ text: String) {
    self.text = text
    caret = text.count
  }

  /// Puts a text in at the caret; of several lines, the first line's end becomes a space.
  mutating func insert(_ addition: String) {
    let room = max(0, Self.limit - text.count)
    let line = String(addition.prefix(room).map { $0.isNewline ? " " : $0 })
    put(before + line, after)
  }

  /// Takes a key.
  ///
  /// - Returns: whether it means something in a line that is typed.
  mutating func press(_ key: Key) -> Bool {
    switch key {
    case .character(let character): insert(String(character))
    case .backspace, .control("h"): put(String(before.dropLast()), after)
    case .delete: put(before, String(after.dropFirst()))
    case .left: caret = max(0, caret - 1)
    case .right: caret = min(text.count, caret + 1)
    case .home, .control("a"): caret = 0
    case .end, .control("e"): caret = text.count
    case .control("u"): put("", after)
    case .control("k"): put(before, "")
    case .control("w"): put(Self.withoutLastWord(before), after)
    default: return false
    }
    return true
  }

  /// A typed accent joins the character before it, so the caret is counted again.
  private mutating func put(_ before: String, _ after: String) {
    text = before + after
    caret = min(before.count, text.count)
  }

  private static func withoutLastWord(_ text: String) -> String {
    var rest = text[...]
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    while let last = rest.last, !last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
