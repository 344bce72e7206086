import Screen

/// A way to move in a list, a long text or a form.
struct Movement: Sendable {
  let action: Action
  let step: ListStep

  private init(_ step: ListStep, _ id: String, _ title: String, _ keys: [Key], _ help: String) {
    action = Action(id, title, keys, help)
    self.step = step
  }

  static let all = [
    Movement(.by(1), "move.down", "Down", [.character("j"), .down], "Moves to the next row."),
    Movement(.by(-1), "move.up", "Up", [.character("k"), .up], "Moves to the previous row."),
    Movement(.first, "move.first", "First", [.character("g"), .home], "Moves to the first row."),
    Movement(.last, "move.last", "Last", [.character("G"), .end], "Moves to the last row."),
    Movement(
      .page(1), "move.pageDown", "Page down", [.pageDown, .control("f")],
      "Moves a page down."),
    Movement(
      .page(-1), "move.pageUp", "Page up", [.pageUp, .control("b")],
      "Moves a page up."),
    Movement(
      .half(1), "move.halfDown", "Half a page down", [.control("d")], "Moves half a page down."),
    Movement(
      .half(-1), "move.halfUp", "Half a page up", [.control("u")], "Moves half a page up."),
  ]
}

extension SharedBinding {
  /// The rows that move.
  static let moving = Movement.all.map { movement in
    SharedBinding(movement.action) { $0.move(movement.step) }
  }
}
