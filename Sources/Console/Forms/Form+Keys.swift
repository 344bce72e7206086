import Screen

/// What became of a key in a form.
enum FormReaction: Sendable, Hashable {
  /// The form has no use for it.
  case ignored
  /// It types nothing on this field, and is no command either.
  case meaningless
  /// The cursor moved, or a field was entered.
  case moved
  /// A value is different.
  case changed
  /// A field was left; its value is to be checked.
  case left(String)
  /// The values of the field are to be chosen from.
  case choose(String)
}

/// The one rule of all forms: typing types. On a text field every printable key is text; on a tick or
/// a choice it changes the value or nothing. Commands are control keys, function keys or the
/// palette. Tab, Shift-Tab and the arrows move between fields of every kind alike.
extension Form {
  /// Takes a key.
  mutating func press(_ key: Key) -> FormReaction {
    guard let field else { return .ignored }
    if isAtRest { return pressAtRest(key, field) }
    let reaction = isEntering ? pressInside(key, field) : pressOutside(key, field)
    return reaction == .ignored && key.isPrintable ? .meaningless : reaction
  }

  /// Keys are commands, but for those that go into the form.
  private mutating func pressAtRest(_ key: Key, _ field: FormField) -> FormReaction {
    switch key {
    case .character("j"): stepLine(1)
    case .character("k"): stepLine(-1)
    case .character("g"), .home: go(toEnd: false)
    case .character("G"), .end: go(toEnd: true)
    case .up, .down, .enter, .pageUp, .pageDown:
      goIn()
      return pressOutside(key, field)
    case .character(" "), .left, .right:
      guard field.kind.isTurned else { return .ignored }
      goIn()
      return pressOutside(key, field)
    default: return .ignored
    }
    return .moved
  }

  private mutating func pressOutside(_ key: Key, _ field: FormField) -> FormReaction {
    switch key {
    case .down: stepLine(1)
    case .up: stepLine(-1)
    case .pageDown: stepPart(1)
    case .pageUp: stepPart(-1)
    case .home where field.kind.isTurned: go(toEnd: false)
    case .end where field.kind.isTurned: go(toEnd: true)
    case .tab: stepAround(1)
    case .backTab: stepAround(-1)
    case .control("o"): return field.offersValues ? .choose(field.id) : .ignored
    case .left, .right:
      let count = key == .right ? 1 : -1
      if lineFields.count > 1, !field.kind.isChoice { return step(count) ? .moved : .ignored }
      guard field.kind.isTurned else { return startTyping(key) }
      turn(count)
      return .changed
    case .enter where !field.kind.isTurned: enter()
    case .enter, .character(" "):
      guard field.kind.isTurned else { return startTyping(key) }
      turn(1)
      return .changed
    default: return startTyping(key)
    }
    return .moved
  }

  /// Takes the key as the first one that edits the text under the cursor.
  private mutating func startTyping(_ key: Key) -> FormReaction {
    guard takesText, key.startsTyping else { return .ignored }
    enter()
    return type(key) ? .changed : .moved
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
      stepAround(key == .tab ? 1 : -1)
      if self.field?.kind.isTurned == false { remember() }
      return .left(field.id)
    case .enter:
      stopEditing()
      step(1)
      return .left(field.id)
    case .control("o"): return field.offersValues ? .choose(field.id) : .ignored
    case .up, .down:
      stepLine(key == .down ? 1 : -1)
      return .left(field.id)
    case .pageUp, .pageDown:
      stepPart(key == .pageDown ? 1 : -1)
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

  /// The next or the previous field; behind the last one comes the first.
  private mutating func stepAround(_ count: Int) {
    if step(count) { return }
    while step(-count) {}
  }
}

extension Key {
  /// Whether it is a sign that can be typed.
  var isPrintable: Bool {
    if case .character = self { true } else { false }
  }

  /// Whether it edits a text that nobody edits yet.
  fileprivate var startsTyping: Bool {
    switch self {
    case .character, .backspace, .delete, .left, .home, .end, .control("u"), .control("w"): true
    default: false
    }
  }
}

extension FormField {
  /// Whether there are values to choose from.
  var offersValues: Bool {
    switch kind {
    case .choice: true
    case .text: !completions.isEmpty || !values.isEmpty
    case .note, .secret, .tick: false
    }
  }

  /// The values to choose from, with what each is called.
  var offered: [Option] {
    switch kind {
    case .choice(let options): options
    case .note, .text, .secret, .tick:
      values
        + completions.map { value in
          Option(
            value: value, title: counts[value].map { "\(value)  \(Count.grouped($0))" } ?? value)
        }
    }
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

  /// Whether it is typed.
  var isText: Bool {
    switch self {
    case .text, .secret: true
    case .note, .tick, .choice: false
    }
  }
}
