import Screen

/// What became of a key in a form.
enum FormReaction: Sendable, Hashable {
  /// The form has no use for it.
  case ignored
  /// The cursor moved, or a field was entered.
  case moved
  /// A value is different.
  case changed
  /// A field was left; its value is to be checked.
  case left(String)
  /// The values of the field are to be chosen from.
  case choose(String)
}

extension Form {
  /// Takes a key.
  mutating func press(_ key: Key) -> FormReaction {
    guard let field else { return .ignored }
    return isEntering ? pressInside(key, field) : pressOutside(key, field)
  }

  private mutating func pressOutside(_ key: Key, _ field: FormField) -> FormReaction {
    switch key {
    case .character("j"), .down: stepLine(1)
    case .character("k"), .up: stepLine(-1)
    case .character("g"), .home: go(toEnd: false)
    case .character("G"), .end: go(toEnd: true)
    case .tab: return step(1) ? .moved : .ignored
    case .backTab: return step(-1) ? .moved : .ignored
    case .left, .right:
      let count = key == .right ? 1 : -1
      if lineFields.count > 1, !field.kind.isChoice { return step(count) ? .moved : .ignored }
      guard field.kind.isTurned else { return .ignored }
      turn(count)
      return .changed
    case .enter where !field.kind.isTurned:
      enter()
      return .moved
    case .enter, .character(" "):
      guard field.kind.isTurned else { return .ignored }
      turn(1)
      return .changed
    default: return .ignored
    }
    return .moved
  }

  private mutating func pressInside(_ key: Key, _ field: FormField) -> FormReaction {
    switch key {
    case .escape:
      leave()
      return .left(field.id)
    case .tab where field.suggestion != nil:
      _ = insert(field.suggestion ?? "")
      return .changed
    case .tab, .backTab:
      step(key == .tab ? 1 : -1)
      if self.field?.kind.isTurned == false { remember() }
      return .left(field.id)
    case .enter:
      leave()
      step(1)
      return .left(field.id)
    case .down where !field.completions.isEmpty: return .choose(field.id)
    case .up, .down:
      stepLine(key == .down ? 1 : -1)
      return .left(field.id)
    default: break
    }
    guard field.kind.isTurned else { return type(key) ? .changed : .ignored }
    switch key {
    case .right, .character(" "): turn(1)
    case .left: turn(-1)
    default: return .ignored
    }
    return .changed
  }
}

extension FormField.Kind {
  /// Whether it has several values to choose from.
  var isChoice: Bool {
    if case .choice = self { true } else { false }
  }

  /// Whether keys turn the value instead of typing it.
  var isTurned: Bool {
    switch self {
    case .tick, .choice: true
    case .note, .text, .secret: false
    }
  }
}
