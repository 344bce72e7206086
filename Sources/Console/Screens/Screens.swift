/// The screens of a console, in the order of their tabs.
typealias Screens = [any Screen]

extension Screens {
  /// The tabs whose screens have changes that are not saved.
  var drafts: [Int] { indices.filter { self[$0].isDirty } }

  /// The number and the name of a tab.
  func name(of tab: Int) -> String { "\(tab) \(type(of: self[tab]).title)" }

  /// The tab that is seen first.
  func first(_ opening: Opening) -> Int? { firstIndex { type(of: $0).opening == opening } }

  mutating func take(_ answer: ConsoleEvent, _ frame: inout Frame) {
    for index in indices { self[index].take(answer, &frame) }
  }

  /// Begins again with another app.
  mutating func use(_ app: AppOverview?) {
    for index in indices { self[index].use(app) }
    refresh(app)
  }

  mutating func refresh(_ app: AppOverview?) {
    for index in indices { self[index].refresh(app) }
  }

  mutating func closeDetails() {
    for index in indices { self[index].closeDetail() }
  }

  /// Lets the screen of a type do something.
  mutating func with<S: Screen>(_ frame: inout Frame, _ body: (inout S, inout Frame) -> Void) {
    for index in indices {
      guard var screen = self[index] as? S else { continue }
      body(&screen, &frame)
      self[index] = screen
      return
    }
  }
}
