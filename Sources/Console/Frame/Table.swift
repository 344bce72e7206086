import Provisioning
import Screen

/// A column of a list. Where there is no room, those that are kept least go first, from the right.
struct Column: Sendable, Hashable {
  var title: String
  /// The least and the most columns that it takes.
  var width: ClosedRange<Int>
  /// How much it is kept; the key column is never dropped.
  var keeps: Int

  init(_ title: String, _ width: ClosedRange<Int>, keeps: Int) {
    self.title = title
    self.width = width
    self.keeps = keeps
  }
}

/// A row of a list.
struct TableRow: Sendable, Hashable {
  var cells: [String]
  var role: Role
  /// What stands before it: `*` for a mark, `>` for a row that is carried.
  var mark: String

  init(_ cells: [String], role: Role = .text, mark: String = " ") {
    self.cells = cells
    self.role = role
    self.mark = mark
  }
}

/// A list with its title, as it is drawn. The rows are those that are here; only those that are
/// seen are drawn.
struct Table: Sendable {
  var title: String
  var columns: [Column]
  var rows: [TableRow]
  var selected: Int
  var top: Int
  /// What is said where there is no row.
  var empty = ""
  /// A filter that is typed, behind the title.
  var typing: TextField?
  /// What is wrong with the filter.
  var problem: String?

  /// The columns that fit, with how wide each is.
  static func fit(_ columns: [Column], into width: Int) -> [(index: Int, width: Int)] {
    var kept = Array(columns.indices)
    func needed() -> Int { kept.reduce(0) { $0 + columns[$1].width.lowerBound + 1 } }
    while kept.count > 1, needed() > width {
      let least = kept.dropFirst().map { columns[$0].keeps }.min() ?? 0
      guard let index = kept.lastIndex(where: { columns[$0].keeps == least }), index > 0 else {
        break
      }
      kept.remove(at: index)
    }
    var widths = kept.map { columns[$0].width.lowerBound }
    var rest = width - needed()
    // What is kept most grows first.
    for place in kept.indices.sorted(by: { columns[kept[$0]].keeps > columns[kept[$1]].keeps }) {
      let range = columns[kept[place]].width
      let more = min(max(0, rest), range.upperBound - range.lowerBound)
      widths[place] += more
      rest -= more
    }
    if rest < 0, let first = widths.first { widths[0] = max(1, first + rest) }
    return Array(zip(kept, widths)).map { (index: $0, width: $1) }
  }
}

extension Console {
  func draw(_ table: Table, _ surface: inout Surface, _ area: Area) {
    drawTitle(table, &surface, area)
    guard area.rows > 1 else { return }
    if table.rows.isEmpty {
      for (offset, row) in table.empty.wrapped(area.columns - 2).enumerated()
      where offset + 1 < area.rows {
        surface.write(
          row, column: area.column + 1, row: area.row + 1 + offset, role: .muted,
          width: area.columns - 1)
      }
      return
    }
    let fitted = Table.fit(table.columns, into: area.columns - 1)
    let head = fitted.map { table.columns[$0.index].title.fitted($0.width) }.joined(separator: " ")
    surface.write(
      " " + head, column: area.column, row: area.row + 1, role: .muted, width: area.columns)
    let height = area.rows - 2
    let cursor = ListCursor(index: table.selected, top: table.top).revealed(
      height: height, count: table.rows.count)
    for (offset, row) in table.rows.dropFirst(cursor.top).prefix(max(0, height)).enumerated() {
      let cells = fitted.map { place in
        let cell = place.index < row.cells.count ? row.cells[place.index] : ""
        return cell.visible(upTo: place.width).fitted(place.width)
      }
      surface.write(
        row.mark + cells.joined(separator: " "), column: area.column, row: area.row + 2 + offset,
        role: cursor.top + offset == cursor.index ? .selection : row.role, width: area.columns)
    }
  }

  private func drawTitle(_ table: Table, _ surface: inout Surface, _ area: Area) {
    var column = surface.write(
      table.title.fittedOrLess(area.columns - 2), column: area.column + 1, row: area.row,
      role: .heading)
    guard let typing = table.typing else {
      if let problem = table.problem {
        surface.write(
          "  ! \(problem)", column: column, row: area.row, role: .inputError,
          width: area.column + area.columns - column)
      }
      return
    }
    let end = area.column + area.columns
    column = draw(typing, &surface, column: column, row: area.row, end: end, role: .input)
    if let problem = table.problem {
      surface.write(
        "  ! \(problem)", column: column, row: area.row, role: .inputError, width: end - column)
    }
  }

  /// Draws a line that is typed, so that the caret is seen.
  ///
  /// - Returns: the column behind it.
  @discardableResult
  func draw(
    _ field: TextField, _ surface: inout Surface, column: Int, row: Int, end: Int, role: Role,
    isSecret: Bool = false
  ) -> Int {
    let room = max(1, end - column - 1)
    var before = isSecret ? String(repeating: "•", count: field.caret) : field.before.visible
    let after =
      isSecret
      ? String(repeating: "•", count: max(0, field.text.count - field.caret))
      : field.after.visible
    if before.displayWidth > room {
      // The start is out of sight: what is typed at is seen.
      var tail = ""
      var used = 1
      for character in before.reversed() {
        if used + character.displayWidth > room { break }
        used += character.displayWidth
        tail.insert(character, at: tail.startIndex)
      }
      before = "~" + tail
    }
    let caret = surface.write(before, column: column, row: row, role: role)
    let rest = String(after.fittedOrLess(max(0, end - caret - 1)))
    let last = surface.write(rest + " ", column: caret, row: row, role: role)
    surface.cursor = Surface.Position(column: max(0, min(caret, size.columns - 1)), row: row)
    return last
  }
}

extension String {
  /// The text, cut where it takes more than so many columns.
  func fittedOrLess(_ columns: Int) -> String {
    displayWidth > columns ? fitted(max(0, columns)) : self
  }
}
