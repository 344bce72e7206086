/// What is changed on a screen and not saved.
protocol ScreenDraft: Sendable {
  var isDirty: Bool { get }
  /// Whether it can be saved although nothing was changed: something new says what is missing.
  var canSaveUnchanged: Bool { get }
  var canUndo: Bool { get }
  /// Saves what was changed, or says what is wrong with it.
  mutating func save(_ frame: inout Frame)
  /// Takes the last change back.
  mutating func undo(_ frame: inout Frame)
}

extension ScreenDraft {
  var isDirty: Bool { false }
  var canSaveUnchanged: Bool { false }
  var canUndo: Bool { false }
  mutating func save(_ frame: inout Frame) {}
  mutating func undo(_ frame: inout Frame) {}
}
