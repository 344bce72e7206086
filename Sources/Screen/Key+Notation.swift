extension Key {
  /// Names in `<…>` notation.
  private static let named: [String: Key] = [
    "enter": .enter, "esc": .escape, "tab": .tab, "s-tab": .backTab, "bs": .backspace,
    "ins": .insert, "del": .delete, "up": .up, "down": .down, "left": .left, "right": .right,
    "home": .home, "end": .end, "pgup": .pageUp, "pgdn": .pageDown, "space": .character(" "),
    "lt": .character("<"), "wheelup": .wheelUp, "wheeldown": .wheelDown,
  ]

  private static let names = Dictionary(
    named.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })

  /// Reads keys as tests and settings write them: `jj<enter>/sales<esc>`, `<c-f>`, `<f1>`,
  /// `<click 4,7>`.
  ///
  /// - Returns: `nil` where a name in `<…>` is unknown. A `<` that no `>` follows is itself.
  public static func parse(_ notation: String) -> [Key]? {
    var keys: [Key] = []
    var rest = notation[...]
    // Not looked for again behind each of many a `<`.
    let last = notation.lastIndex(of: ">") ?? notation.startIndex
    while let first = rest.first {
      guard first == "<", rest.startIndex < last, let end = rest.firstIndex(of: ">") else {
        keys.append(.character(first))
        rest = rest.dropFirst()
        continue
      }
      guard let key = key(of: rest[rest.index(after: rest.startIndex)..<end].lowercased()) else {
        return nil
      }
      keys.append(key)
      rest = rest[rest.index(after: end)...]
    }
    return keys
  }

  /// The key as `parse` reads it.
  public var notation: String {
    if let name = Self.names[self] { return "<\(name)>" }
    switch self {
    case .character(let character): return String(character)
    case .control(let character): return "<c-\(character)>"
    case .function(let number): return "<f\(number)>"
    case .click(let column, let row): return "<click \(column),\(row)>"
    case .enter, .escape, .tab, .backTab, .backspace, .insert, .delete, .up, .down, .left, .right,
      .home, .end, .pageUp, .pageDown, .wheelUp, .wheelDown:
      return description
    }
  }

  private static func key(of name: String) -> Key? {
    if let key = named[name] { return key }
    if name.hasPrefix("c-"), name.count == 3, let letter = name.last { return .control(letter) }
    if name.hasPrefix("click ") {
      let place = name.dropFirst(6).split(separator: ",").compactMap { Int($0) }
      return place.count == 2 ? .click(column: place[0], row: place[1]) : nil
    }
    guard name.hasPrefix("f"), let number = Int(name.dropFirst()), (1...24).contains(number)
    else { return nil }
    return .function(number)
  }
}
