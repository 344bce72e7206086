/// The row that is chosen in a list which is here as a whole, and the first one that is seen.
struct ListCursor: Sendable, Hashable {
  var index = 0
  var top = 0

  /// Moves the choice, within a list of `count`.
  mutating func move(_ step: ListStep, count: Int, height: Int) {
    switch step {
    case .first: index = 0
    case .last: index = count - 1
    case .by(let rows): index += rows
    case .page(let pages): index += pages * max(1, height - 1)
    case .half(let halves): index += halves * max(1, height / 2)
    }
    self = revealed(height: height, count: count)
  }

  /// Stays within a list that became shorter.
  mutating func settle(count: Int) {
    if index >= count { index = max(0, count - 1) }
  }

  /// Scrolled so that the chosen row is seen.
  func revealed(height: Int, count: Int) -> ListCursor {
    var cursor = self
    cursor.index = max(0, min(index, count - 1))
    if cursor.index < cursor.top { cursor.top = cursor.index }
    if height > 0, cursor.index >= cursor.top + height { cursor.top = cursor.index - height + 1 }
    cursor.top = max(0, min(cursor.top, max(0, count - max(1, height))))
    return cursor
  }
}
