import Screen

/// A form whose changes are a draft until they are saved: leaving a field, or the screen, keeps
/// what was typed.
struct Form: Sendable, Hashable {
  private(set) var fields: [FormField]
  /// The values as they are saved.
  private var saved: [String: String]
  private(set) var cursor = 0
  /// Whether the text of the field is being edited.
  private(set) var isEntering = false
  /// Whether the cursor stands on no field, so that keys are commands: only a form that is a whole
  /// screen rests, until somebody goes into it.
  private(set) var isAtRest: Bool
  /// Whether it is a whole screen.
  let canRest: Bool
  private var history: [[FormField]] = []

  /// A form.
  ///
  /// - Parameter isScreen: whether it is a whole screen, which somebody passes by; else it was opened
  ///   to be filled in.
  init(_ fields: [FormField], isScreen: Bool = false) {
    self.fields = fields
    canRest = isScreen
    isAtRest = isScreen
    saved = Self.values(fields)
    cursor = fields.firstIndex { $0.kind != .note } ?? 0
  }

  var field: FormField? { fields.indices.contains(cursor) ? fields[cursor] : nil }
  var isDirty: Bool {
    var count = 0
    for field in fields where field.kind != .note {
      guard saved[field.id] == Self.value(field) else { return true }
      count += 1
    }
    return count != saved.count
  }
  var canUndo: Bool { !history.isEmpty }

  subscript(_ id: String) -> String { fields.first { $0.id == id }?.value ?? "" }

  func isOn(_ id: String) -> Bool { self[id] == "true" }

  private static func values(_ fields: [FormField]) -> [String: String] {
    Dictionary(
      fields.filter { $0.kind != .note }.map { ($0.id, value($0)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The value of a field with how deep it stands, which says what it belongs to.
  private static func value(_ field: FormField) -> String {
    field.depth == 0 ? field.value : "\(field.depth)\u{0}\(field.value)"
  }

  // MARK: - Changing

  /// Remembers the fields as they are, so that `undo` brings them back.
  mutating func remember() {
    if history.last != fields { history.append(fields) }
    if history.count > 100 { history.removeFirst() }
  }

  /// Takes the last change back.
  mutating func undo() {
    while let last = history.popLast() {
      if Self.values(last) == Self.values(fields) { continue }
      rearrange(last)
      isEntering = false
      return
    }
  }

  mutating func set(_ id: String, _ value: String) {
    guard let index = fields.firstIndex(where: { $0.id == id }) else { return }
    remember()
    fields[index].input.set(value)
  }

  /// Replaces the fields, as where a condition was added; the cursor goes to the field named.
  mutating func replace(_ fields: [FormField], cursor id: String? = nil) {
    remember()
    self.fields = fields
    if let id, let index = fields.firstIndex(where: { $0.id == id }) { cursor = index }
    cursor = max(0, min(cursor, fields.count - 1))
    if field?.kind == .note { step(1) }
  }

  /// Arranges the fields in another way, with the cursor on the same one; that is no change of its own.
  mutating func rearrange(_ fields: [FormField]) {
    let id = field?.id
    self.fields = fields
    cursor = fields.firstIndex { $0.id == id } ?? max(0, min(cursor, fields.count - 1))
    if field?.kind == .note { step(1) }
  }

  /// Changes what a field offers, not what it holds.
  mutating func configure(_ id: String, _ change: (inout FormField) -> Void) {
    guard let index = fields.firstIndex(where: { $0.id == id }) else { return }
    change(&fields[index])
  }

  /// Shows what is wrong, and goes to the first field that is.
  mutating func show(_ problems: [String: String]) {
    for index in fields.indices { fields[index].problem = problems[fields[index].id] }
    if let first = fields.firstIndex(where: { $0.problem != nil }) {
      cursor = first
      isEntering = false
      isAtRest = false
    }
  }

  /// What is here is saved now.
  mutating func markSaved() {
    saved = Self.values(fields)
    history = []
  }

  mutating func enter() {
    remember()
    isEntering = true
    isAtRest = false
  }

  /// Puts the cursor onto the field it rests at.
  mutating func goIn() { isAtRest = false }

  /// The text stays as it is; the cursor stays on the field.
  mutating func stopEditing() { isEntering = false }

  /// Leaves the fields; what was typed stays.
  mutating func leave() {
    isEntering = false
    isAtRest = canRest
  }

  /// Whether text goes into the field under the cursor.
  var takesText: Bool { !isAtRest && field?.kind.isText == true }

  mutating func insert(_ text: String) -> Bool {
    guard takesText else { return false }
    if !isEntering { enter() }
    fields[cursor].input.insert(text)
    return true
  }

  mutating func type(_ key: Key) -> Bool { fields[cursor].input.press(key) }

  mutating func turn(_ step: Int) {
    remember()
    fields[cursor].turn(step)
  }

  // MARK: - Moving

  /// The next or the previous field.
  ///
  /// - Returns: whether there is one.
  @discardableResult
  mutating func step(_ count: Int) -> Bool {
    var next = cursor + count
    while fields.indices.contains(next), fields[next].kind == .note { next += count }
    guard fields.indices.contains(next) else { return false }
    cursor = next
    return true
  }

  /// The first field of the next or the previous line.
  mutating func stepLine(_ count: Int) {
    let line = self.line(of: cursor)
    var next = cursor
    while true {
      next += count
      while fields.indices.contains(next), fields[next].kind == .note { next += count }
      guard fields.indices.contains(next) else { return }
      if self.line(of: next) != line { break }
    }
    while fields[next].joins { next -= 1 }
    cursor = next
  }

  /// The first field below the next heading or below this one, or the one before; without one, the last
  /// or the first field.
  mutating func stepPart(_ count: Int) {
    let heads = fields.indices.filter { fields[$0].kind == .note }
    let parts = [0] + heads.map { $0 + 1 }
    let part = parts.lastIndex { $0 <= cursor } ?? 0
    let isInside = cursor > parts[part]
    let next = count < 0 && isInside ? part : part + count
    guard parts.indices.contains(next) else { return go(toEnd: count > 0) }
    cursor = min(parts[next], fields.count - 1)
    if field?.kind == .note { step(count) }
  }

  mutating func go(toEnd: Bool) {
    let places = fields.indices.filter { fields[$0].kind != .note && !fields[$0].joins }
    cursor = (toEnd ? places.last : places.first) ?? cursor
  }

  /// Lines are counted without the fields that stand beside others.
  func line(of index: Int) -> Int { fields.prefix(index + 1).count { !$0.joins } }

  /// The identifiers of the fields on the cursor's line.
  var lineFields: [String] {
    let line = self.line(of: cursor)
    return fields.indices.filter { self.line(of: $0) == line }.map { fields[$0].id }
  }
}

extension Form {
  /// Puts the cursor where it was in a form of the same fields.
  mutating func stand(as other: Form) {
    while cursor < other.cursor, step(1) {}
    while cursor > other.cursor, step(-1) {}
    isAtRest = other.isAtRest
  }
}
