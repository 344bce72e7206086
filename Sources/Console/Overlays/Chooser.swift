import Text
import Screen

/// A list to choose one value from, or to tick several; typing finds.
struct Chooser: Sendable {
  /// One value.
  struct Option: Sendable, Hashable {
    var value: String
    var title: String

    init(value: String, title: String) {
      self.value = value
      self.title = title
    }

    /// A value with what it is called, to be copied.
    init(_ name: String, _ value: String) {
      self.init(value: value, title: "\(name): \(value.visible(upTo: 200))")
    }
  }

  /// What was ticked that had not been, and the other way round.
  struct Change: Sendable, Hashable {
    var adding: [String]
    var removing: [String]
  }

  var title: String
  var options: [Option] = []
  var filter = TextField()
  var cursor = ListCursor()
  /// What a typed value that is not among the options is called; `nil` where it cannot be taken.
  var typed: String?
  /// The effect whose answer gives the options; `nil` where they are all here.
  private(set) var source: Effect?
  /// The effect that finds a text that is typed; `nil` where it is found among the options.
  private let search: (@Sendable (String) -> Effect)?
  /// What is ticked now; `nil` where one value is chosen.
  private(set) var ticks: Set<String>?
  private var ticksBefore: Set<String> = []
  private let chosen: Then<String>?
  private let changed: Then<Change>?

  /// A list to choose one value from.
  init(
    _ title: String, _ options: [Option] = [], typed: String? = nil,
    search: (@Sendable (String) -> Effect)? = nil, then: Then<String>
  ) {
    self.title = title
    self.options = options
    self.typed = typed
    self.search = search
    source = search?("")
    chosen = then
    changed = nil
  }

  /// A list to tick several values of.
  init(
    _ title: String, ticked: Set<String>, typed: String?, source: Effect, then: Then<Change>
  ) {
    self.title = title
    self.typed = typed
    self.source = source
    ticks = ticked
    ticksBefore = ticked
    search = nil
    chosen = nil
    changed = then
  }

  /// The values that are found; where none is, what was typed, if that can be taken.
  var found: [Option] {
    let text = filter.text.lowercased()
    if search != nil || text.isEmpty { return options }
    let found = options.filter { $0.title.lowercased().contains(text) }
    guard found.isEmpty, let typed else { return found }
    return [Option(value: filter.text, title: "\(filter.text)  (\(typed))")]
  }

  mutating func toggle() {
    let found = found
    guard var ticks, found.indices.contains(cursor.index) else { return }
    let option = found[cursor.index]
    if ticks.remove(option.value) == nil { ticks.insert(option.value) }
    if !options.contains(where: { $0.value == option.value }) {
      options.append(Option(value: option.value, title: option.value))
      filter.set("")
    }
    self.ticks = ticks
  }

  /// Starts at the top again after another text was typed.
  ///
  /// - Returns: the effect that finds it; `nil` where it is found here.
  mutating func textChanged() -> Effect? {
    cursor = ListCursor()
    guard let search else { return nil }
    source = search(filter.text)
    return source
  }

  /// Takes the value under the cursor.
  func choose(_ console: inout Console) {
    guard found.indices.contains(cursor.index) else { return }
    chosen?.run(&console, found[cursor.index].value)
  }

  /// Takes what was ticked, where that is different from before.
  func finish(_ console: inout Console) {
    guard let ticks, ticks != ticksBefore else { return }
    changed?.run(
      &console,
      Change(
        adding: ticks.subtracting(ticksBefore).sorted(),
        removing: ticksBefore.subtracting(ticks).sorted()))
  }
}
