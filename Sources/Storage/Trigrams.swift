/// Questions to the indexes of trigrams (FTS5): which rows hold a text anywhere. What the index finds
/// holds each three letters of the text somewhere; the row itself is asked for the whole of it.
enum Trigrams {
  /// More of them find nothing more.
  private static let most = 16

  /// The question for a text; `nil` for one that is too short to have trigrams. Those across two words
  /// are left out, since the words may stand in two columns.
  static func match(_ text: String) -> String? {
    // A NUL ends the question, and no name holds one.
    let letters = Array(text.unicodeScalars)
    guard letters.count >= 3, !letters.contains("\0") else { return nil }
    var seen: Set<String> = []
    var parts: [String] = []
    for start in 0...(letters.count - 3) {
      var trigram = String.UnicodeScalarView()
      trigram.append(contentsOf: letters[start..<(start + 3)])
      let part = String(trigram)
      guard !part.contains(" "), seen.insert(part).inserted else { continue }
      parts.append("\"" + part.replacing("\"", with: "\"\"") + "\"")
      if parts.count == most { break }
    }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  /// The text as a part of a `LIKE` pattern with `\` as its escape.
  static func escapedForLike(_ text: String) -> String {
    // Letter by letter of Unicode: a sign with an accent on it is still a sign to the database.
    var escaped = String.UnicodeScalarView()
    for letter in text.unicodeScalars {
      if "\\%_".unicodeScalars.contains(letter) { escaped.append("\\") }
      escaped.append(letter)
    }
    return String(escaped)
  }
}
