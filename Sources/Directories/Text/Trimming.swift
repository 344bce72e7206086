/// A text without what cannot be seen at its ends: white space of every kind, line ends, and
/// characters without width. What stands inside stays.
func trimmed(_ text: String) -> String {
  let bytes = text.utf8
  guard let first = bytes.first, let last = bytes.last else { return text }
  // Most values need no work.
  if first > 0x20, first < 0x80, last > 0x20, last < 0x80 { return text }
  let scalars = text.unicodeScalars
  guard let start = scalars.firstIndex(where: { !$0.isNothingAtAnEnd }),
    let end = scalars.lastIndex(where: { !$0.isNothingAtAnEnd })
  else { return "" }
  return String(scalars[start...end])
}

extension Unicode.Scalar {
  /// Whether nobody sees it at the end of a value.
  fileprivate var isNothingAtAnEnd: Bool {
    switch value {
    // Zero-width space, joiners and direction marks, the Mongolian vowel separator, the word
    // joiner, the byte order mark.
    case 0x200B...0x200F, 0x180E, 0x2060, 0xFEFF: true
    default: properties.isWhitespace
    }
  }
}
