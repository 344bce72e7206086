import Text
import Screen

/// The tabs: of each `*` for what is unsaved, `!` for what failed, `~` for what runs, and how much
/// waits there.
struct TabLine {
  struct Tab {
    let title: String
    let shortTitle: String
    let signs: String
    let waiting: Int

    init(_ screen: any Screen, _ badge: TabBadge) {
      title = type(of: screen).title
      shortTitle = type(of: screen).shortTitle
      signs =
        (screen.isDirty ? "*" : "") + (badge.hasFailed ? "!" : "") + (badge.isRunning ? "~" : "")
      waiting = badge.waiting
    }
  }

  let tabs: [Tab]
  let active: Int

  func draw(into surface: inout Surface, row: Int) {
    let full = labels(\.title)
    let gaps = tabs.count - 1
    func width(_ labels: [String]) -> Int { labels.reduce(gaps) { $0 + $1.displayWidth } }
    let room = surface.size.columns - 2
    let labels =
      [full, labels(\.shortTitle)].first { width($0) <= room } ?? numbers
    let gap = width(labels) + gaps <= room ? 2 : 1
    var column = 1
    for (index, label) in labels.enumerated() {
      column =
        surface.write(
          label, column: column, row: row, role: index == active ? .tabActive : .tab) + gap
    }
  }

  /// The numbers alone, but for the tab in front.
  private var numbers: [String] {
    let named = labels(\.title)
    return labels { _ in "" }.enumerated().map { $0 == active ? named[$0] : $1 }
  }

  /// The labels where the tabs have these titles.
  private func labels(_ title: (Tab) -> String) -> [String] {
    tabs.enumerated().map { index, tab in
      let words = [
        String(index), title(tab),
        tab.waiting > 0 ? Count.grouped(tab.waiting) : "",
      ]
      return words.filter { !$0.isEmpty }.joined(separator: " ") + tab.signs
    }
  }
}
