import Engine
import Provisioning
import Screen

/// The form of a screen.
protocol ScreenForm: Sendable {
  /// The form that keys go to; `nil` where none is shown.
  var openForm: Form? { get set }
  /// Whether it builds a filter, which works at once; else its values are settings, to be saved.
  static var formIsFilter: Bool { get }
  /// What is wrong with its values, by field.
  func problems(_ frame: Frame) -> [String: String]
  /// Does what follows from another value.
  mutating func formChanged(_ frame: inout Frame)
  /// Does what follows once a field was left.
  mutating func fieldLeft(_ frame: inout Frame)
}

extension ScreenForm {
  var openForm: Form? {
    get { nil }
    set {}
  }
  static var formIsFilter: Bool { false }
  func problems(_ frame: Frame) -> [String: String] { [:] }
  mutating func formChanged(_ frame: inout Frame) {}
  mutating func fieldLeft(_ frame: inout Frame) {}

  /// Leaves the field that is typed in; what was typed stays.
  mutating func leaveField(_ frame: Frame) {
    guard let form = openForm, let id = form.field?.id else { return }
    openForm?.leave()
    if form.isEntering { check(id, frame) }
  }

  /// Shows what is wrong with a field that was left.
  fileprivate mutating func check(_ id: String, _ frame: Frame) {
    let problem = problems(frame)[id]
    openForm?.configure(id) { $0.problem = problem }
  }

  /// Puts a text into the field that is typed in, where one is.
  mutating func paste(_ text: String, _ frame: inout Frame) {
    guard var form = openForm, form.insert(text) else { return }
    openForm = form
    formChanged(&frame)
  }
}

extension Screen {
  mutating func leaveFieldAndSave(_ frame: inout Frame) {
    leaveField(frame)
    save(&frame)
  }

  /// Gives a key to the form.
  ///
  /// - Returns: whether the form has a use for it.
  mutating func pressInForm(_ key: Key, _ frame: inout Frame) -> Bool {
    guard var form = openForm else { return false }
    if form.isEntering, key == .control("c") {
      openForm?.leave()
      return true
    }
    if key == .escape, !form.isEntering, !form.isAtRest {
      if Self.formIsFilter {
        openForm = nil
        return true
      }
      if form.canRest {
        openForm?.leave()
        return true
      }
    }
    let reaction = form.press(key)
    if frame.settings.isReadOnly, !Self.formIsFilter, form.isEntering || reaction == .changed {
      frame.say(frame.settings.whyReadOnly, .warning)
      return true
    }
    guard reaction != .ignored else { return false }
    if reaction == .meaningless {
      frame.say("\(key) types nothing here: ↓ ↑ and Tab move, Space changes it, Esc leaves")
      return true
    }
    openForm = form
    frame.message = Message()
    react(to: reaction, &frame)
    return true
  }

  private mutating func react(to reaction: FormReaction, _ frame: inout Frame) {
    switch reaction {
    case .ignored, .meaningless, .moved: break
    case .changed: formChanged(&frame)
    case .left(let id):
      check(id, frame)
      fieldLeft(&frame)
    case .choose(let id):
      guard let field = openForm?.field else { return }
      frame.choose(
        Chooser(
          field.label.isEmpty ? "Choose" : field.label,
          field.offered.map { Chooser.Option(value: $0.value, title: $0.title) },
          typed: field.kind.isChoice ? nil : "as typed",
          then: .screen { (screen: inout Self, frame: inout Frame, value) in
            screen.openForm?.set(id, value)
            screen.openForm?.stopEditing()
            screen.formChanged(&frame)
          }))
    }
  }
}
