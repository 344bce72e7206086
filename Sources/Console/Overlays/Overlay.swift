import Screen

/// What lies over a screen.
enum Overlay: Sendable {
  case palette(Palette)
  case dialog(Dialog)
  case prompt(Prompt)
  case pager(Pager)
  case chooser(Chooser)

  /// Puts a text in where one is typed.
  ///
  /// - Returns: whether one is.
  mutating func insert(_ text: String) -> Bool {
    switch self {
    case .palette(var palette):
      palette.filter.insert(text)
      self = .palette(palette)
    case .prompt(var prompt):
      prompt.input.insert(text)
      self = .prompt(prompt)
    case .chooser(var chooser):
      chooser.filter.insert(text)
      self = .chooser(chooser)
    case .dialog, .pager: return false
    }
    return true
  }

  /// Whether what lies below it stays seen.
  var isSeenThrough: Bool {
    switch self {
    case .dialog, .prompt: true
    case .palette, .pager, .chooser: false
    }
  }
}

/// The list of everything that can be done: `?` and `:` alike.
struct Palette: Sendable, Hashable {
  var filter = TextField()
  var cursor = ListCursor()
}

/// A line that is typed.
struct Prompt: Sendable {
  var label: String
  var input: TextField
  let then: Then<String>
}
