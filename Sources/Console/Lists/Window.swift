import Engine

/// The part of a long list that is loaded: rows without a gap, and what is chosen, marked and seen
/// among them. What is chosen and marked is kept by key, whatever comes or goes.
struct Window<Row: Identifiable & Sendable & Hashable>: Sendable where Row.ID == Int64 {
  /// The most rows that are held.
  static var limit: Int { 1_200 }

  private(set) var rows: [Row] = []
  /// How many rows the whole list has.
  private(set) var total = 0
  private(set) var reachesTop = true
  private(set) var reachesEnd = true
  /// How many rows of the list stand above the first one here, as far as it is known.
  private(set) var start = 0
  private(set) var selected: Int64?
  /// The first row that is seen.
  private(set) var top = 0
  /// Whether the newest row stays chosen while others come above it.
  private(set) var isFollowing = true
  private var wanted: ListPlace?
  private var pushedOut: Int64?
  /// Whether the chosen row is not here and was asked for; until it comes nothing is chosen.
  private(set) var isSeeking = false
  /// The row that was chosen and is not in the list any more, until it was told.
  private(set) var departed: Row?

  /// Where the chosen row was when it was last looked for: most often it still is.
  private var found = 0

  var index: Int { place ?? 0 }
  var row: Row? { place.map { rows[$0] } }

  private var place: Int? {
    if found < rows.count, rows[found].id == selected { return found }
    return rows.firstIndex { $0.id == selected }
  }

  /// The place of the chosen row in the whole list, counted from 1; 0 in an empty one.
  var position: Int { rows.isEmpty ? 0 : start + index + 1 }

  /// Empties the list, as where the filter is another one.
  mutating func clear() { self = Window() }

  /// The page to ask for where what is seen may have changed.
  var refresh: ListPlace {
    if rows.isEmpty || reachesTop && index < ListPlace.pageSize / 2 { return .first }
    return .from(rows[max(0, min(index, top) - 50)].id)
  }

  /// Takes a page that was asked for.
  mutating func take(_ page: [Row], at place: ListPlace, total: Int) {
    let isFull = page.count >= ListPlace.pageSize
    let before = (rows: rows, index: index, total: self.total)
    self.total = total
    switch place {
    case .first:
      let hadRows = !rows.isEmpty
      (rows, start, reachesTop, reachesEnd) = (page, 0, true, !isFull)
      if !hadRows { isFollowing = true }
    case .last: (rows, reachesTop, reachesEnd) = (page, !isFull, true)
    case .from:
      start += max(0, total - before.total)
      (rows, reachesTop, reachesEnd) = (page, false, !isFull)
    case .below(let id):
      // An answer that came after the window was replaced would leave a gap.
      guard rows.last?.id == id else { return }
      append(page)
      reachesEnd = !isFull
    case .above(let id):
      guard rows.first?.id == id else { return }
      prepend(page)
      reachesTop = !isFull
    }
    if reachesEnd { start = max(0, total - rows.count) }
    if reachesTop { start = 0 }
    choose(before.rows, before.index, at: place)
  }

  /// Takes the whole list, in whatever order it is.
  mutating func take(whole rows: [Row]) {
    let before = (rows: self.rows, index: index)
    (self.rows, total, start, reachesTop, reachesEnd) = (rows, rows.count, 0, true, true)
    choose(before.rows, before.index, at: .first)
  }

  private mutating func append(_ page: [Row]) {
    rows += page
    let surplus = min(rows.count - Self.limit, index - 1)
    guard surplus > 0 else { return }
    rows.removeFirst(surplus)
    start += surplus
    top = max(0, top - surplus)
    reachesTop = false
  }

  private mutating func prepend(_ page: [Row]) {
    rows = page + rows
    start = max(0, start - page.count)
    top += page.count
    let surplus = min(rows.count - Self.limit, rows.count - index - 2)
    guard surplus > 0 else { return }
    rows.removeLast(surplus)
    reachesEnd = false
  }

  private mutating func choose(_ before: [Row], _ index: Int, at place: ListPlace) {
    defer { wanted = nil }
    let wasSeeking = isSeeking
    isSeeking = false
    let chosen = before.first { $0.id == selected }
    let isHere = rows.contains { $0.id == selected }
    if place == .last, wanted == .last {
      selected = rows.last?.id
      isFollowing = false
      top = rows.count
    } else if place == .first, wanted == .first {
      selected = rows.first?.id
      top = 0
    } else if let chosen, !isHere, !wasSeeking {
      leave(chosen, before, index)
    } else if isFollowing || selected == nil {
      selected = rows.first?.id
      top = 0
    } else if !isHere {
      // It was asked for and did not come: it left the list.
      selected = rows.isEmpty ? nil : rows[min(index, rows.count - 1)].id
    }
    top = max(0, min(top, rows.count - 1))
    found = index
  }

  /// Chooses another row where the chosen one left the list; one that was only pushed out of what
  /// is here, by many that came above it, is asked for.
  private mutating func leave(_ chosen: Row, _ before: [Row], _ index: Int) {
    let here = Set(rows.map(\.id))
    let isKnown = before[(index + 1)...].contains { here.contains($0.id) }
    if isKnown || reachesEnd || isFollowing {
      if isKnown || reachesEnd { departed = chosen }
      selected = isFollowing ? rows.first?.id : neighbour(before, index)?.id
    } else {
      pushedOut = chosen.id
      isSeeking = true
    }
  }

  /// The page around a row that was pushed out of what is here.
  mutating func takePushedOut() -> ListPlace? {
    defer { pushedOut = nil }
    return pushedOut.map { .from($0) }
  }

  /// The nearest row to a place in the list as it was that is still here: below it, else above.
  private func neighbour(_ before: [Row], _ index: Int) -> Row? {
    let here = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let near = Array(before[(index + 1)...]) + before[..<index].reversed()
    return near.lazy.compactMap { here[$0.id] }.first
      ?? (rows.isEmpty ? nil : rows[min(index, rows.count - 1)])
  }

  /// The row that left since the last question.
  mutating func takeDeparted() -> Row? {
    defer { departed = nil }
    return departed
  }

  /// Chooses the row with this key, where it is here.
  mutating func select(_ id: Int64) {
    guard let index = rows.firstIndex(where: { $0.id == id }) else { return }
    selected = id
    isFollowing = reachesTop && index == 0
  }

  /// Moves the choice.
  ///
  /// - Returns: the page that is needed for it.
  mutating func move(_ step: ListStep, height: Int) -> ListPlace? {
    guard !rows.isEmpty else { return nil }
    switch step {
    case .first:
      if !reachesTop { return want(.first) }
      return choose(row: 0)
    case .last:
      if !reachesEnd { return want(.last) }
      return choose(row: rows.count - 1)
    case .by(let count): return choose(row: max(0, min(rows.count - 1, index + count)))
    case .page(let count):
      return choose(row: max(0, min(rows.count - 1, index + count * max(1, height - 1))))
    case .half(let count):
      return choose(row: max(0, min(rows.count - 1, index + count * max(1, height / 2))))
    }
  }

  private mutating func choose(row: Int) -> ListPlace? {
    selected = rows[row].id
    found = row
    isFollowing = reachesTop && row == 0
    if row > rows.count - 80, !reachesEnd, let last = rows.last { return .below(last.id) }
    if row < 80, !reachesTop, let first = rows.first { return .above(first.id) }
    return nil
  }

  private mutating func want(_ place: ListPlace) -> ListPlace {
    wanted = place
    return place
  }

  /// Scrolls so that the chosen row is seen.
  mutating func reveal(height: Int) {
    top = Self.top(index: index, top: top, count: rows.count, height: height)
  }

  /// The first row that is seen at this height.
  func firstSeen(height: Int) -> Int {
    Self.top(index: index, top: top, count: rows.count, height: height)
  }

  private static func top(index: Int, top: Int, count: Int, height: Int) -> Int {
    ListCursor(index: index, top: top).revealed(height: height, count: count).top
  }
}

/// A movement in a list.
enum ListStep: Sendable, Hashable {
  case first
  case last
  case by(Int)
  case page(Int)
  case half(Int)
}
