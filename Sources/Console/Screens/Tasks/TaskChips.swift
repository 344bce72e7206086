import Text
import Provisioning
import Screen

/// The statuses above the list, with how many tasks each has.
struct TaskChips {
  /// Statuses that one key goes through, called as the rows call them; the first is all of them.
  static let all: [(name: String, statuses: [TaskStatus])] =
    [("all", [])]
    + [
      TaskStatus.pending, .approved, .running, .failed, .provisioned, .ignored, .superseded,
    ].map { ($0.rawValue, [$0]) }

  let counts: [TaskStatus: Int]
  /// The one that is shown; `nil` for other statuses.
  let chosen: Int?

  init(_ filter: Set<TaskStatus>, _ counts: [TaskStatus: Int]) {
    self.counts = counts
    chosen = Self.all.firstIndex { Set($0.statuses) == filter }
  }

  /// Those that somebody can want: all, those with tasks, and the chosen one.
  private var shown: [Int] {
    Self.all.indices.filter { index in
      index <= 1 || index == chosen || Self.all[index].statuses.contains { counts[$0] ?? 0 > 0 }
    }
  }

  /// The statuses of the chip that stands so many places further.
  func statuses(after step: Int) -> [TaskStatus] {
    let shown = shown
    let place = shown.firstIndex(of: chosen ?? 0) ?? 0
    return Self.all[shown[(place + step + shown.count) % shown.count]].statuses
  }

  /// The one that is shown alone stands out. Where not all fit, those around it do, and what is cut is
  /// said.
  func draw(into surface: inout Surface, _ area: Area) {
    let shown = shown
    let texts = shown.map(text)
    let room = area.columns - 2
    var first = 0
    func end(from first: Int) -> Int {
      var used = first > 0 ? 3 : 0
      for index in first..<texts.count {
        let isLast = index == texts.count - 1
        used += texts[index].displayWidth + 2
        if used + (isLast ? 0 : 8) > room { return index }
      }
      return texts.count
    }
    let place = shown.firstIndex(of: chosen ?? 0) ?? 0
    while end(from: first) <= place, first < place { first += 1 }
    let end = end(from: first)
    var column = 1
    if first > 0 { column = surface.write("← ", column: column, row: area.row, role: .muted) }
    for (index, text) in zip(shown[first..<end], texts[first..<end]) {
      let isChosen = chosen == index
      column = surface.write(
        isChosen ? "[\(text)]" : " \(text) ", column: column, row: area.row,
        role: isChosen ? .tabActive : Self.all[index].statuses.last?.role ?? .text)
    }
    if end < texts.count {
      surface.write(" +\(texts.count - end) →", column: column, row: area.row, role: .muted)
    }
  }

  private func text(of index: Int) -> String {
    let chip = Self.all[index]
    let count =
      index == 0
      ? counts.values.reduce(0, +) : chip.statuses.reduce(0) { $0 + (counts[$1] ?? 0) }
    return "\(chip.name) \(Count.grouped(count))"
  }
}
