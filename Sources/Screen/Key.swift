/// A key as it was pressed.
public enum Key: Sendable, Hashable {
  case character(Character)
  case control(Character)
  case function(Int)
  case enter
  case escape
  case tab
  case backTab
  case backspace
  case delete
  case up
  case down
  case left
  case right
  case home
  case end
  case pageUp
  case pageDown
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
    case .delete: "Del"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    }
  }

  /// Names in `<…>` notation.
  private static let named: [String: Key] = [
    "enter": .enter, "esc": .escape, "tab": .tab, "s-tab": .backTab, "bs": .backspace,
    "del": .delete, "up": .up, "down": .down, "left": .left, "right": .right, "home": .home,
    "end": .end, "pgup": .pageUp, "pgdn": .pageDown, "space": .character(" "),
    "lt": .character("<"),
  ]

  /// Reads keys as tests write them: `jj<enter>/sales<esc>`, `<c-f>`, `<f1>`.
  ///
  /// - Returns: `nil` where a name in `<…>` is unknown.
  public static func parse(_ notation: String) -> [Key]? {
    var keys: [Key] = []
    var rest = notation[...]
    while let first = rest.first {
      guard first == "<", let end = rest.firstIndex(of: ">") else {
        keys.append(.character(first))
        rest = rest.dropFirst()
        continue
      }
      let name = rest[rest.index(after: rest.startIndex)..<end].lowercased()
      if let key = named[name] {
        keys.append(key)
      } else if name.hasPrefix("c-"), name.count == 3, let letter = name.last {
        keys.append(.control(letter))
      } else if name.hasPrefix("f"), let number = Int(name.dropFirst()) {
        keys.append(.function(number))
      } else {
        return nil
      }
      rest = rest[rest.index(after: end)...]
    }
    return keys
  }
}

/// What a terminal reports.
public enum TerminalEvent: Sendable, Hashable {
  case key(Key)
  /// Text that was pasted as a whole; it is never a command.
  case paste(String)
  case resize(Size)
}
