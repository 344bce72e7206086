import Text

/// A page as a terminal shows it: paragraphs and tables as wide as the terminal, headings and
/// literal text in bold.
public struct PageLayout {
  private let width: Int
  private let isBold: Bool

  /// - Parameter isBold: whether the terminal can show bold; else the marks of Markdown stay.
  public init(width: Int, isBold: Bool) {
    self.width = max(20, width)
    self.isBold = isBold
  }

  /// The lines of a page, none wider than the terminal except code.
  public func lines(of page: ManualPage) -> [String] {
    var lines: [String] = []
    var wasItem = false
    for block in PageBlock.blocks(of: page.lines) {
      let isItem = if case .item = block { true } else { false }
      if !lines.isEmpty, !(isItem && wasItem) { lines.append("") }
      wasItem = isItem
      switch block {
      case .heading(let text): lines += wrapped(isBold ? "**\(text)**" : text, to: width)
      case .paragraph(let text): lines += wrapped(text, to: width)
      case .item(let text):
        let inside = wrapped(text, to: width - 2)
        lines += inside.enumerated().map { ($0 == 0 ? "- " : "  ") + $1 }
      case .code(let code): lines += code.map { $0.isEmpty ? "" : "    " + $0 }
      case .table(let rows): lines += table(rows)
      }
    }
    return lines
  }

  // MARK: - Text

  /// A piece of a word that is shown in one way.
  private struct Piece {
    var text: String
    var isStrong: Bool
  }

  private func wrapped(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var line: [Piece] = []
    var used = 0
    for word in words(of: text) {
      let size = word.reduce(0) { $0 + $1.text.displayWidth }
      if used > 0, used + 1 + size > width {
        lines.append(shown(line))
        line = []
        used = 0
      }
      if used > 0 {
        let isInside = line.last?.isStrong == true && word.first?.isStrong == true
        line.append(Piece(text: " ", isStrong: isInside))
        used += 1
      }
      line += word
      used += size
    }
    if !line.isEmpty || lines.isEmpty { lines.append(shown(line)) }
    return lines
  }

  private func shown(_ pieces: [Piece]) -> String {
    var text = ""
    var isStrong = false
    for piece in pieces {
      if piece.isStrong != isStrong { text += piece.isStrong ? "\u{1B}[1m" : "\u{1B}[22m" }
      isStrong = piece.isStrong
      text += piece.text
    }
    return isStrong ? text + "\u{1B}[22m" : text
  }

  /// The words of a text, whose `**strong**` and `` `literal` `` parts are strong.
  private func words(of text: String) -> [[Piece]] {
    guard isBold else {
      return text.split(separator: " ").map { [Piece(text: String($0), isStrong: false)] }
    }
    var words: [[Piece]] = [[]]
    var isStrong = false
    var isLiteral = false
    var rest = text[...]
    while let character = rest.popFirst() {
      if character == "`" {
        isLiteral.toggle()
      } else if !isLiteral, character == "*", rest.first == "*" {
        rest.removeFirst()
        isStrong.toggle()
      } else if character == " " {
        words.append([])
      } else {
        let strong = isStrong || isLiteral
        if let last = words[words.count - 1].last, last.isStrong == strong {
          words[words.count - 1][words[words.count - 1].count - 1].text.append(character)
        } else {
          words[words.count - 1].append(Piece(text: String(character), isStrong: strong))
        }
      }
    }
    return words.filter { !$0.isEmpty }
  }

  // MARK: - Tables

  private func table(_ rows: [[String]]) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let natural = (0..<columns).map { column in
      rows.map { column < $0.count ? width(of: $0[column]) : 0 }.max() ?? 0
    }
    let least = (0..<columns).map { column in
      rows.map { column < $0.count ? widestWord(of: $0[column]) : 0 }.max() ?? 0
    }
    let widths = fitted(natural, atLeast: least)
    let cells = rows.map { row in
      (0..<columns).map { $0 < row.count ? wrapped(row[$0], to: widths[$0]) : [""] }
    }
    // Rows of several lines are told apart by an empty line.
    let isLoose = cells.contains { $0.contains { $0.count > 1 } }
    var lines: [String] = []
    for (index, row) in cells.enumerated() {
      if isLoose, index > 0 { lines.append("") }
      for number in 0..<(row.map(\.count).max() ?? 0) {
        var line = ""
        for (column, cell) in row.enumerated() {
          let text = number < cell.count ? cell[number] : ""
          let fill = widths[column] - visibleWidth(text)
          line += text + String(repeating: " ", count: max(0, fill) + 2)
        }
        while line.last == " " { line.removeLast() }
        lines.append(line)
      }
      if index == 0 {
        lines.append(
          String(repeating: "-", count: min(width, widths.reduce(0, +) + 2 * columns - 2)))
      }
    }
    return lines
  }

  /// Widths that fit the terminal: the widest column that can gives first.
  private func fitted(_ natural: [Int], atLeast least: [Int]) -> [Int] {
    var widths = natural
    var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
    while excess > 0 {
      let givers = widths.indices.filter { widths[$0] > least[$0] }
      guard let column = givers.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[column] -= 1
      excess -= 1
    }
    return widths
  }

  private func widestWord(of text: String) -> Int {
    words(of: text).map { $0.reduce(0) { $0 + $1.text.displayWidth } }.max() ?? 0
  }

  private func width(of text: String) -> Int {
    words(of: text).reduce(-1) { $0 + 1 + $1.reduce(0) { $0 + $1.text.displayWidth } }
  }

  private func visibleWidth(_ line: String) -> Int {
    line.replacing("\u{1B}[1m", with: "").replacing("\u{1B}[22m", with: "").displayWidth
  }
}
