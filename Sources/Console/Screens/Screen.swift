import Screen

/// A screen of the console: a value that takes answers and keys, and can be drawn at any size. What
/// can be done on it stands in `bindings`, one row an action, and nowhere else. It sees `Frame`,
/// which all screens share, and no other screen.
protocol Screen: ScreenDraft, ScreenForm, ScreenList, ScreenDetail {
  /// Its name on the tab line.
  static var title: String { get }
  /// Its name where there is little room.
  static var shortTitle: String { get }
  /// When it is the first one that is seen.
  static var opening: Opening { get }
  /// Whether it says how many users were evaluated under older rules.
  static var tellsStaleUsers: Bool { get }
  /// What it is for and the words it uses, a paragraph each: its page of help.
  static var help: [String] { get }
  /// What can be done here, the most useful first.
  static var bindings: [Binding<Self>] { get }
  /// What can be done instead while something is edited in a form of its own; `nil` where it has no
  /// such form.
  static var editing: (title: String, bindings: [Binding<Self>])? { get }
  /// Whether something is edited in that form.
  var isEditing: Bool { get }

  /// Whether a place that another screen leads to is here.
  static func has(_ place: Place) -> Bool
  /// Shows a place that is here; the screen came to the front.
  mutating func arrive(at place: Place, _ frame: inout Frame)

  /// Begins again with another app.
  mutating func use(_ app: AppOverview?)
  /// Takes the settings of the same app as they are now.
  mutating func refresh(_ app: AppOverview?)
  /// Asks for what it shows.
  mutating func reload(_ frame: inout Frame)
  /// Takes what is meant for it of the answers that come.
  mutating func take(_ answer: ConsoleEvent, _ frame: inout Frame)
  /// Lets what it tells of time be true again; called with the clock.
  mutating func age(_ frame: Frame)
  /// Comes to the front.
  mutating func appear()
  /// Takes a key that means something else here than what the table says.
  ///
  /// - Returns: whether it does.
  mutating func capture(_ key: Key, _ frame: inout Frame) -> Bool
  func draw(into surface: inout Surface, _ area: Area, _ frame: Frame)
  /// What its tab tells.
  func badge(_ frame: Frame) -> TabBadge
  /// The keys that work while nothing else can be done; `nil` where the table holds.
  var captureHints: [Hint]? { get }
}

/// When a screen is the first one that is seen.
enum Opening: Sendable, Hashable {
  case never
  case atStart
  /// At the start, where no app is set up yet.
  case withoutApps
}

/// What a tab tells of its screen.
struct TabBadge: Sendable, Hashable {
  var hasFailed = false
  var isRunning = false
  /// How many things wait there for a person; 0 is not shown.
  var waiting = 0
}

/// A key with what it does.
typealias Hint = (key: String, title: String)

extension Screen {
  static var shortTitle: String { title }
  static var opening: Opening { .never }
  static var help: [String] { [] }
  static var tellsStaleUsers: Bool { false }
  static var editing: (title: String, bindings: [Binding<Self>])? { nil }
  var isEditing: Bool { false }

  static func has(_ place: Place) -> Bool { false }
  mutating func arrive(at place: Place, _ frame: inout Frame) {}
  mutating func use(_ app: AppOverview?) {}
  mutating func refresh(_ app: AppOverview?) {}
  mutating func reload(_ frame: inout Frame) {}
  mutating func take(_ answer: ConsoleEvent, _ frame: inout Frame) {}
  mutating func age(_ frame: Frame) {}
  mutating func appear() {}
  mutating func capture(_ key: Key, _ frame: inout Frame) -> Bool { false }
  func badge(_ frame: Frame) -> TabBadge { TabBadge() }
  var captureHints: [Hint]? { nil }
}

extension Line {
  /// What a screen of an app shows where there is none.
  static let noApp: [Line] = [
    Line("No app is set up yet.", .heading), Line(""),
    "1 opens Connection, where base URL and token are entered.",
  ]
}
