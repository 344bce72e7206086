/// The row that is chosen in a list, and the first one that is seen.
struct ListCursor: Sendable, Hashable {
  var index = 0
  var top = 0

  /// Moves by so many rows, within a list of `count`.
  mutating func move(_ rows: Int, count: Int) {
    index = max(0, min(count - 1, index + rows))
  }

  /// Scrolls so that the chosen row is seen.
  mutating func reveal(height: Int, count: Int) {
    index = max(0, min(index, count - 1))
    if index < top { top = index }
    if height > 0, index >= top + height { top = index - height + 1 }
    top = max(0, min(top, max(0, count - height)))
  }
}
