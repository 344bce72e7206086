/// A key as it was pressed, or a press of the mouse.
public enum Key: Sendable, Hashable {
  case character(Character)
  case control(Character)
  case function(Int)
  case enter
  case escape
  case tab
  case backTab
  case backspace
  case insert
  case delete
  case up
  case down
  case left
  case right
  case home
  case end
  case pageUp
  case pageDown
  case wheelUp
  case wheelDown
  /// The left button of the mouse, on a cell, from 0.
  case click(column: Int, row: Int)
}

extension Key: CustomStringConvertible {
  /// The key as help and hints name it.
  public var description: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let character): "Ctrl-\(character)"
    case .function(let number): "F\(number)"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .backspace: "Backspace"
    case .insert: "Ins"
    case .delete: "Del"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .wheelUp: "Wheel-↑"
    case .wheelDown: "Wheel-↓"
    case .click: "Click"
    }
  }
}

/// What a terminal reports.
public enum TerminalEvent: Sendable, Hashable {
  case key(Key)
  /// Text that was pasted as a whole; it is never a command.
  case paste(String)
  case resize(Size)
}
