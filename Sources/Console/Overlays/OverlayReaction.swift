import Screen

/// What became of a key that went to what lies over a screen.
enum OverlayReaction: Sendable {
  /// It has no use for the key.
  case ignored
  /// It is another one now.
  case changed(Overlay)
  /// A text is typed on it.
  case typed(Overlay)
  /// It stays, and this follows.
  case kept(@Sendable (inout Console) -> Void)
  /// It closes without an answer.
  case closed
  /// It closes with an answer; this follows.
  case answered(@Sendable (inout Console) -> Void)
}

extension ListCursor {
  /// Takes a key of a list above which a text is typed.
  ///
  /// - Returns: whether the key moves.
  mutating func press(_ key: Key, count: Int, _ frame: Frame) -> Bool {
    let steps: [Key: ListStep] = [
      .down: .by(1), .up: .by(-1), .pageDown: .page(1), .pageUp: .page(-1),
    ]
    guard let step = steps[key] else { return false }
    move(step, count: count, height: max(1, frame.layout.body.rows - 3))
    return true
  }
}
