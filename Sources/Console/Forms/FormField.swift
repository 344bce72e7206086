import Engine
import Foundation
import Provisioning

/// One field of a form. Every value is a text: of a tick `true` or `false`, of a choice one of its
/// values.
struct FormField: Sendable, Hashable {
  /// What can be done with the field.
  enum Kind: Sendable, Hashable {
    /// A heading or a note; it is never under the cursor.
    case note
    case text
    /// A text that is never shown and never copied.
    case secret
    case tick
    /// One of several values, with what each is called.
    case choice([Option])
  }

  /// One value of a choice.
  struct Option: Sendable, Hashable {
    var value: String
    var title: String
  }

  var id: String
  var label: String
  var kind: Kind
  var input: TextField
  /// What the field is for; shown while the cursor stands on it.
  var help = ""
  /// What counts where nothing is typed.
  var placeholder = ""
  /// What is wrong with the value, once the field was left.
  var problem: String?
  /// Whether it stands on the line of the field before it.
  var joins = false
  /// How deep its line stands below others.
  var depth = 0
  /// What stands at the end of its line.
  var tail = ""
  /// Values to choose from, or to type something else.
  var completions: [String] = []
  /// Values that are chosen as they are, before the completions, with what each is called.
  var values: [Option] = []
  /// How many people have each of the completions, where that is known.
  var counts: [String: Int] = [:]
  /// Whether Tab completes what is typed; else the completions are only listed.
  var isCompleted = true
  /// Whether completions stand for names inside `{{ }}`.
  var isTemplate = false

  var value: String { input.text }

  static func note(_ id: String, _ label: String) -> FormField {
    FormField(id: id, label: label, kind: .note, input: TextField())
  }

  static func text(
    _ id: String, _ label: String, _ value: String, help: String = "", placeholder: String = ""
  ) -> FormField {
    FormField(
      id: id, label: label, kind: .text, input: TextField(value), help: help,
      placeholder: placeholder)
  }

  static func tick(_ id: String, _ label: String, _ value: Bool, help: String = "") -> FormField {
    FormField(
      id: id, label: label, kind: .tick, input: TextField(value ? "true" : "false"), help: help)
  }

  static func choice(
    _ id: String, _ label: String, _ value: String, _ options: [(String, String)],
    help: String = ""
  ) -> FormField {
    FormField(
      id: id, label: label, kind: .choice(options.map { Option(value: $0.0, title: $0.1) }),
      input: TextField(value), help: help)
  }

  /// Takes the next or the previous value of a tick or choice.
  mutating func turn(_ step: Int) {
    switch kind {
    case .tick: input.set(value == "true" ? "false" : "true")
    case .choice(let options) where !options.isEmpty:
      let index = options.firstIndex { $0.value == value } ?? 0
      input.set(options[(index + step + options.count) % options.count].value)
    case .choice, .note, .text, .secret: break
    }
  }

  /// What the caret's word would become; `nil` where nothing starts so.
  var suggestion: String? {
    guard case .text = kind, isCompleted, !completions.isEmpty, input.after.isEmpty else {
      return nil
    }
    var typed = value[...]
    if isTemplate {
      guard let open = value.range(of: "{{", options: .backwards),
        value.range(of: "}}", range: open.upperBound..<value.endIndex) == nil
      else { return nil }
      typed = value[open.upperBound...]
      let start = typed.lastIndex { !($0.isLetter || $0.isNumber || $0 == "_") }
      typed = start.map { typed[typed.index(after: $0)...] } ?? typed
    }
    guard !typed.isEmpty else { return nil }
    let word = typed.lowercased()
    guard let found = completions.first(where: { $0.lowercased().hasPrefix(word) }),
      found.count > typed.count
    else { return nil }
    return String(found.dropFirst(typed.count))
  }
}

extension FormField {
  /// Offers the values that an app takes, to choose from.
  mutating func offer(_ values: [OfferedValues.Value]) {
    self.values = values.map { value in
      Option(
        value: value.text,
        title: value.title.map { "\(value.text)  (\($0))" } ?? "\(value.text)  (a value of the app)"
      )
    }
  }

  /// Offers the names of the attributes that somebody has, and others.
  mutating func offer(_ attributes: [AttributeUse], beside names: [String]) {
    completions = names + attributes.map(\.name).filter { !names.contains($0) }
    counts = Dictionary(
      attributes.map { ($0.name, $0.count) }, uniquingKeysWith: { first, _ in first })
  }
}
