import Text
import Screen

extension Surface {
  /// So many columns at least are there for what is typed.
  private static let typed = 24

  mutating func draw(_ prompt: Prompt, row: Int) {
    fill(row: row, role: .input)
    var label = " \(prompt.label): "
    if label.displayWidth > size.columns - Self.typed, row > 0 {
      // What is asked stands above where it is answered, whole where it fits.
      let asked = "\(prompt.label):".wrapped(size.columns - 2).prefix(row)
      for (place, line) in asked.enumerated() {
        let above = row - asked.count + place
        fill(row: above, role: .input)
        write(" \(line)".fittedOrLess(size.columns), column: 0, row: above, role: .key)
      }
      label = " > "
    }
    let column = write(label, column: 0, row: row, role: .key)
    draw(prompt.input, column: column, row: row, end: size.columns, role: .input)
  }

  mutating func draw(_ palette: Palette, _ offers: [Offer], _ area: Area) {
    let found = offers.map(\.action)
    let keysWidth = min(16, area.columns / 3)
    let above = palette.pageRows(area.columns)
    let rows =
      above
      + found.map { action -> Line in
        let reason = action.disabled.map { "  (\($0))" } ?? ""
        let keys = action.keyNames.fitted(keysWidth)
        return Line("\(keys) \(action.title)\(reason)", action.disabled == nil ? .text : .muted)
      }
    drawFinder(
      palette.title, palette.filter, rows, palette.cursor, area,
      help: palette.cursor.index < above.count
        ? "type to find an action · usher manual has the rest"
        : found.indices.contains(palette.cursor.index - above.count)
          ? found[palette.cursor.index - above.count].help : "nothing is called so")
  }

  mutating func draw(_ chooser: Chooser, _ area: Area) {
    let rows = chooser.found.map { option -> Line in
      guard let ticks = chooser.ticks else { return Line(option.title) }
      return Line("[\(ticks.contains(option.value) ? "x" : " ")] \(option.title)")
    }
    // A row that is cut stands whole below the list.
    let chosen = rows.indices.contains(chooser.cursor.index) ? rows[chooser.cursor.index].text : ""
    let whole = chosen.displayWidth + 1 > area.columns ? chosen : ""
    drawFinder(
      chooser.title, chooser.filter, rows, chooser.cursor, area,
      help: rows.isEmpty ? "nothing is found" : whole)
  }

  /// A list with a line above it that finds, and a sentence about the chosen row below it.
  private mutating func drawFinder(
    _ title: String, _ filter: TextField, _ rows: [Line], _ cursor: ListCursor,
    _ area: Area, help: String
  ) {
    let words = help.split(separator: " ").joined(separator: " ")
    let helpRows =
      area.rows > 4 ? words.wrapped(max(10, area.columns - 2)).prefix(min(4, area.rows / 3)) : []
    let height = max(0, area.rows - 2 - max(1, helpRows.count))
    let seen = cursor.revealed(height: height, count: rows.count)
    let last = min(rows.count, seen.top + height)
    let part = rows.count > height ? "  \(seen.top + 1)-\(last) of \(rows.count)" : ""
    // Where there is room for one of both, how far the list goes stays.
    let room = max(0, area.columns - 1 - part.displayWidth)
    let end = write(title.fittedOrLess(room), column: 1, row: area.row, role: .heading)
    write(part, column: end, row: area.row, role: .heading)
    let prompt = write("> ", column: 1, row: area.row + 1, role: .key)
    draw(filter, column: prompt, row: area.row + 1, end: area.columns, role: .input)
    note(row: area.row + 2, columns: area.columns, rows: height)
    for (offset, line) in rows.dropFirst(seen.top).prefix(height).enumerated() {
      let isChosen = seen.top + offset == seen.index
      write(
        " \(line.text)", column: 0, row: area.row + 2 + offset,
        role: isChosen ? .selection : line.role, width: area.columns)
    }
    for (offset, line) in helpRows.enumerated() {
      write(
        line, column: 1, row: area.row + area.rows - helpRows.count + offset, role: .hint,
        width: max(0, area.columns - 1))
    }
  }

  mutating func draw(_ dialog: Dialog, _ area: Area) {
    let width = max(10, min(area.columns - 4, 76))
    let left = (area.columns - width) / 2
    let lines = dialog.lines.flatMap { line in
      line.text.wrapped(width - 2).map { Line($0, line.role) }
    }.keepingDanger(upTo: max(0, area.rows - 2 - dialog.answerRows(width)))
    // Title and answers stay whatever is cut between them.
    let answers = dialog.answerRows(width)
    let rows = min(area.rows, lines.count + 3 + answers)
    let first = area.row + max(0, (area.rows - rows) / 2)
    fill(row: first, columns: area.columns, rows: rows, role: .text)
    if area.rows >= rows + 2 {
      for row in [first - 1, first + rows] {
        fill(row: row, columns: area.columns, role: .border, with: "─")
      }
    }
    write(" \(dialog.title)", column: left, row: first, role: .destructive)
    for (offset, line) in lines.prefix(max(0, rows - 2 - answers)).enumerated() {
      write(
        " \(line.text)", column: left, row: first + 1 + offset, role: line.role, width: width)
    }
    drawAnswers(dialog, left, first + rows - answers, width)
  }

  private mutating func drawAnswers(
    _ dialog: Dialog, _ left: Int, _ row: Int, _ width: Int
  ) {
    guard dialog.number == nil else {
      let label = " Type the number to \(dialog.answers.first?.title ?? "go on"): "
      let column = write(
        label.fittedOrLess(width - 14), column: left, row: row, role: .warning)
      draw(
        TextField(dialog.typed), column: column, row: row, end: left + width,
        role: .input)
      return
    }
    var (column, row) = (left + 1, row)
    for answer in dialog.answers {
      if column + answer.title.displayWidth + 2 > left + width {
        (column, row) = (left + 1, row + 1)
      }
      column = write(String(answer.letter), column: column, row: row, role: .key)
      column = write(" \(answer.title)", column: column, row: row, role: .text) + 3
    }
    let back = " n \(dialog.back) "
    if column + back.displayWidth > left + width { (column, row) = (left, row + 1) }
    // It stands on "no": Enter goes back.
    write(back, column: column, row: row, role: .selection)
  }
}

extension Dialog {
  /// How many rows the answers take.
  fileprivate func answerRows(_ width: Int) -> Int {
    guard number == nil else { return 1 }
    let widths = answers.map { $0.title.displayWidth + 2 } + [back.displayWidth + 4]
    var (rows, column) = (1, 1)
    for (index, one) in widths.enumerated() {
      if column + one > width { (rows, column) = (rows + 1, index < answers.count ? 1 : 0) }
      column += one + 3
    }
    return rows
  }
}

extension [Line] {
  /// As many lines as fit: what tells of deletions and of what cannot be undone goes last. The last
  /// one says how many more there are.
  fileprivate func keepingDanger(upTo limit: Int) -> [Line] {
    guard count > limit, limit > 1 else { return self }
    var lines = self
    func isDanger(_ line: Line) -> Bool { line.role == .warning || line.role == .destructive }
    while lines.count > limit - 1, let index = lines.lastIndex(where: { !isDanger($0) }) {
      lines.remove(at: index)
    }
    lines = Array(lines.prefix(limit - 1))
    return lines + [Line("… \(count - lines.count) more lines in a larger window", .warning)]
  }
}
