import Text
import Screen

/// Text that is longer than the screen: it scrolls, and finds words.
struct Pager: Sendable, Hashable {
  var title: String
  /// The lines as they came.
  var lines: [Line]
  private(set) var top = 0
  private(set) var find = ""
  /// The user that it is about, while more is being read.
  var user: PersonKey?

  init(title: String = "", lines: [Line] = []) {
    self.title = title
    self.lines = lines
  }

  /// The lines as they stand at this width, each cut into rows.
  func rows(width: Int) -> [Line] {
    lines.flatMap { line in
      line.text.visible(upTo: 20_000).wrapped(width).map { Line($0, line.role) }
    }
  }

  mutating func move(_ step: ListStep, area: Area) {
    let count = rows(width: area.columns - 2).count
    let height = max(1, area.rows - 1)
    switch step {
    case .first: top = 0
    case .last: top = count
    case .by(let rows): top += rows
    case .page(let pages): top += pages * max(1, height - 1)
    case .half(let halves): top += halves * max(1, height / 2)
    }
    top = max(0, min(top, count - height))
  }

  /// The first row that is shown where so many fit.
  func firstSeen(count: Int, height: Int) -> Int { max(0, min(top, count - max(1, height))) }

  mutating func search(_ text: String, area: Area) {
    find = text
    goToMatch(1, area: area, includingTop: true)
  }

  /// Goes to the next or the previous row that holds what is searched for.
  @discardableResult
  mutating func goToMatch(_ step: Int, area: Area, includingTop: Bool = false) -> Bool {
    guard !find.isEmpty else { return false }
    let rows = rows(width: area.columns - 2)
    guard !rows.isEmpty else { return false }
    let word = find.lowercased()
    let start = min(top, rows.count - 1) + (includingTop ? 0 : step)
    for offset in 0..<rows.count {
      let index = ((start + offset * step) % rows.count + rows.count) % rows.count
      if rows[index].text.lowercased().contains(word) {
        top = index
        return true
      }
    }
    return false
  }
}

extension String {
  /// The text, escaped, in rows of at most so many columns; what continues is set in.
  func wrapped(_ width: Int) -> [String] {
    let text = visible
    guard width > 4, text.displayWidth > width else { return [text] }
    let indent = String(prefix { $0 == " " }.prefix(width / 3)) + "  "
    var rows: [String] = []
    var row = ""
    var used = 0
    for character in text {
      let columns = character.displayWidth
      if used + columns > width {
        let rest = row.takeLastWord(atMost: width / 2)
        rows.append(row)
        row = indent + rest
        used = row.displayWidth
      }
      row.append(character)
      used += columns
    }
    return rows + [row]
  }

  /// Takes the word off the end that the row would break, where it is not longer than so many
  /// characters.
  fileprivate mutating func takeLastWord(atMost limit: Int) -> String {
    guard let space = lastIndex(of: " ") else { return "" }
    let word = self[index(after: space)...]
    guard word.count < limit, self[..<space].contains(where: { $0 != " " }) else { return "" }
    removeSubrange(space...)
    return String(word)
  }
}
