import Text
import Screen

extension Surface {
  /// Draws a plan: how many of each kind, what must be known, everyone in it, the answers.
  mutating func draw(_ page: PlanPage, _ area: Area) {
    write(page.title, column: 1, row: area.row, role: .destructive, width: area.columns - 2)
    let notes = page.noteRows(area)
    for (offset, line) in notes.enumerated() {
      write(
        line.text, column: 1, row: area.row + 1 + offset, role: line.role,
        width: max(0, area.columns - 1))
    }
    let body = Area(
      row: area.row + 1 + notes.count, columns: area.columns, rows: area.rows - notes.count - 2)
    drawRows(page, body)
    drawAnswers(page, row: area.row + area.rows - 1, area.columns)
  }

  private mutating func drawRows(_ page: PlanPage, _ area: Area) {
    guard !page.plan.rows.isEmpty else { return }
    let position = page.found.isEmpty ? 0 : page.cursor.index + 1
    let title = "\(Count.grouped(position)) of \(Count.grouped(page.found.count))"
    let height = max(0, area.rows - 2)
    let cursor = page.cursor.revealed(height: height, count: page.found.count)
    let rows = page.found.dropFirst(cursor.top).prefix(height).map { index in
      let row = page.plan.rows[index]
      return TableRow(
        [row.kind.rawValue, row.name, row.why.visible(upTo: 300)], role: row.kind.role)
    }
    draw(
      Table(
        title: title.filtered(page.filter.text, "filter", page.isTyping ? page.filter : nil),
        columns: [
          Column("WHAT", 12...12, keeps: 8), Column("WHO", 14...30, keeps: 9),
          Column("WHY", 14...400, keeps: 7),
        ], rows: Array(rows), selected: cursor.index - cursor.top, top: 0,
        empty: "Nobody in the plan matches \(page.filter.text)  Esc clears the filter",
        typing: page.isTyping ? page.filter : nil), area)
  }

  private mutating func drawAnswers(_ page: PlanPage, row: Int, _ columns: Int) {
    guard page.number == nil else {
      let column = write(
        " Type the number to \(page.verb): ", column: 0, row: row, role: .warning)
      draw(TextField(page.typed), column: column, row: row, end: columns - 1, role: .input)
      return
    }
    var column = write("y", column: 1, row: row, role: .key)
    let count = page.plan.fresh > 0 ? " \(Count.grouped(page.plan.fresh))" : ""
    column = write(" \(page.verb)\(count)", column: column, row: row, role: .text) + 3
    write(" n go back ", column: column, row: row, role: .selection)
  }
}
