import Screen

/// What lies over a screen.
enum Overlay: Sendable {
  case palette(Palette)
  case dialog(Dialog)
  case prompt(Prompt)
  case pager(Pager)
  case chooser(Chooser)
  case plan(PlanPage)

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
    case .plan(var page):
      guard page.isTyping else { return false }
      page.insert(text)
      self = .plan(page)
    case .dialog, .pager: return false
    }
    return true
  }

  /// Whether it is a question that takes no yes yet.
  func isTooYoung(at now: Double) -> Bool {
    switch self {
    case .dialog(let dialog): now - dialog.openedAt < Dialog.quiet
    case .plan(let page): now - page.openedAt < Dialog.quiet
    case .palette, .prompt, .pager, .chooser: false
    }
  }

  /// Whether what lies below it stays seen.
  var isSeenThrough: Bool {
    switch self {
    case .dialog, .prompt: true
    case .palette, .pager, .chooser, .plan: false
    }
  }
}

/// The list of everything that can be done; as help below the page of the screen.
struct Palette: Sendable, Hashable {
  var filter = TextField()
  var cursor = ListCursor()
  /// The screen whose page stands above the actions; empty where none does.
  var screen = ""
  /// The paragraphs of the page.
  var page: [String] = []

  var title: String {
    page.isEmpty ? "What can be done here" : "\(screen): what it is for, and what can be done here"
  }

  /// The page as rows above the actions; gone while an action is looked for.
  func pageRows(_ columns: Int) -> [Line] {
    guard !page.isEmpty, filter.text.isEmpty else { return [] }
    let rows = page.flatMap { paragraph in
      paragraph.wrapped(max(10, columns - 3)).map { Line($0) } + [Line("")]
    }
    return rows + [Line("What can be done here; type to find it, Enter does it", .heading)]
  }
}

/// A line that is typed.
struct Prompt: Sendable {
  var label: String
  var input: TextField
  let then: Then<String>
}
