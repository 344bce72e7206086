import Text
import Screen

extension Surface {
  /// Draws lines, cut at the edge.
  mutating func draw(_ lines: [Line], _ area: Area) {
    let rows = lines.flatMap { line in
      line.text.visible(upTo: 4_000).wrapped(area.columns - 2).map { Line($0, line.role) }
    }
    for (offset, line) in rows.prefix(area.rows).enumerated() {
      write(
        line.text, column: area.column + 1, row: area.row + offset, role: line.role,
        width: max(0, area.columns - 1))
    }
  }

  /// Draws a long text with its title.
  mutating func draw(_ pager: Pager, _ area: Area, isTop: Bool = false) {
    var title = pager.title
    let rows = pager.rows(width: area.columns - 2)
    let height = max(0, area.rows - 1)
    let first = isTop ? 0 : pager.firstSeen(count: rows.count, height: height)
    if rows.count > height {
      title += "  \(first + 1)-\(min(rows.count, first + height)) of \(rows.count)"
    }
    if !pager.find.isEmpty { title += "  find: \(pager.find) (n next, N before)" }
    write(
      title, column: area.column + 1, row: area.row, role: .heading, width: area.columns - 1)
    note(column: area.column, row: area.row + 1, columns: area.columns, rows: height)
    let word = pager.find.lowercased()
    for (offset, line) in rows.dropFirst(first).prefix(height).enumerated() {
      let isFound = !word.isEmpty && line.text.lowercased().contains(word)
      write(
        line.text, column: area.column + 1, row: area.row + 1 + offset,
        role: isFound ? .marked : line.role, width: max(0, area.columns - 1))
    }
  }
}
