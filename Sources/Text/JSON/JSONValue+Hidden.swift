extension JSONValue {
  /// The value as JSON on one line, for a terminal: like ``text``, but what controls a terminal or
  /// the direction of reading, or cannot be seen, stands as `\u`. It reads back as the same value.
  public var textWithoutHidden: String {
    let text = text
    guard text.unicodeScalars.contains(where: \.isHidden) else { return text }
    var shown = ""
    // Outside of strings JSON is ASCII that is seen.
    for scalar in text.unicodeScalars {
      if scalar.isHidden {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          shown += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }
}
