import Text
import Screen

extension Surface {
  /// Draws a line that is typed, so that the caret is seen.
  ///
  /// - Returns: the column behind it.
  @discardableResult
  mutating func draw(
    _ field: TextField, column: Int, row: Int, end: Int, role: Role,
    isSecret: Bool = false
  ) -> Int {
    let room = max(1, end - column - 1)
    var before = isSecret ? String(repeating: "•", count: field.caret) : field.before.visible
    let after =
      isSecret
      ? String(repeating: "•", count: max(0, field.text.count - field.caret))
      : field.after.visible
    if before.displayWidth > room {
      // The start is out of sight: what is typed at is seen.
      var tail = ""
      var used = 1
      for character in before.reversed() {
        if used + character.displayWidth > room { break }
        used += character.displayWidth
        tail.insert(character, at: tail.startIndex)
      }
      before = "~" + tail
    }
    let caret = write(before, column: column, row: row, role: role)
    let rest = String(after.fittedOrLess(max(0, end - caret - 1)))
    let last = write(rest + " ", column: caret, row: row, role: role)
    setCursor(column: caret, row: row)
    return last
  }

  /// Shows the caret, on the screen whatever the column.
  mutating func setCursor(column: Int, row: Int) {
    cursor = Surface.Position(column: max(0, min(column, size.columns - 1)), row: row)
  }
}

extension String {
  /// The text, cut where it takes more than so many columns.
  func fittedOrLess(_ columns: Int) -> String {
    displayWidth > columns ? fitted(max(0, columns)) : self
  }

  /// The title of a list with what it is filtered by; a filter that is typed is drawn behind it.
  func filtered(_ words: String, _ label: String, _ typing: TextField?) -> String {
    if typing != nil { return self + "  \(label): " }
    return words.isEmpty ? self : self + "  \(label): \(words)"
  }
}
