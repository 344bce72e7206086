import Text
import Screen

extension Surface {
  mutating func draw(_ table: Table, _ area: Area) {
    drawTitle(table, area)
    guard area.rows > 1 else { return }
    if table.rows.isEmpty {
      for (offset, row) in table.empty.wrapped(area.columns - 2).enumerated()
      where offset + 1 < area.rows {
        write(
          row, column: area.column + 1, row: area.row + 1 + offset, role: .muted,
          width: area.columns - 1)
      }
      return
    }
    let fitted = Table.fit(table.columns, into: area.columns - 1)
    let head = fitted.map { table.columns[$0.index].title.fitted($0.width) }.joined(separator: " ")
    write(
      " " + head, column: area.column, row: area.row + 1, role: .muted, width: area.columns)
    let height = area.rows - 2
    note(column: area.column, row: area.row + 2, columns: area.columns, rows: height)
    let cursor = ListCursor(index: table.selected, top: table.top).revealed(
      height: height, count: table.rows.count)
    for (offset, row) in table.rows.dropFirst(cursor.top).prefix(max(0, height)).enumerated() {
      let cells = fitted.map { place in
        let cell = place.index < row.cells.count ? row.cells[place.index] : ""
        return cell.visible(upTo: place.width).fitted(place.width)
      }
      write(
        row.mark + cells.joined(separator: " "), column: area.column, row: area.row + 2 + offset,
        role: cursor.top + offset == cursor.index ? .selection : row.role, width: area.columns)
    }
  }

  private mutating func drawTitle(_ table: Table, _ area: Area) {
    var column = write(
      table.title.fittedOrLess(area.columns - 2), column: area.column + 1, row: area.row,
      role: .heading)
    guard let typing = table.typing else {
      if let problem = table.problem {
        write(
          "  ! \(problem)", column: column, row: area.row, role: .inputError,
          width: area.column + area.columns - column)
      }
      return
    }
    let end = area.column + area.columns
    column = draw(typing, column: column, row: area.row, end: end, role: .input)
    if let problem = table.problem {
      write(
        "  ! \(problem)", column: column, row: area.row, role: .inputError, width: end - column)
    }
  }
}
