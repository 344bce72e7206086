import Text
import Screen

extension Surface {
  /// Draws a form, and lines below it; it scrolls so that the field under the cursor is seen.
  ///
  /// - Parameter caretMark: a column of a field's text, counted from 1, that is marked below it.
  mutating func draw(
    _ form: Form, _ area: Area, below: [Line],
    caretMark: (column: Int, field: String)? = nil
  ) {
    let labelWidth = min(
      area.columns * 2 / 5,
      (form.fields.filter { $0.kind != .note && $0.kind != .tick && !$0.joins }
        .map(\.label.displayWidth).max() ?? 0) + 2)
    let lines = formLines(form, caretMark: caretMark)
    let cursorLine = lines.firstIndex { $0.fields.contains(form.cursor) } ?? 0
    let helpRows = area.rows > 6 && form.field?.help.isEmpty == false ? 1 : 0
    let height = area.rows - helpRows
    let top = max(0, min(cursorLine - height + 3, lines.count - 1))
    for (offset, line) in lines.dropFirst(top).prefix(max(0, height)).enumerated() {
      draw(line, form, area, row: area.row + offset, labelWidth: labelWidth)
    }
    let used = min(lines.count - top, height)
    let rest = Area(
      column: area.column, row: area.row + used, columns: area.columns, rows: height - used)
    draw(below, rest)
    if helpRows > 0, let field = form.field {
      write(
        field.help, column: area.column + 1, row: area.row + area.rows - 1, role: .hint,
        width: max(0, area.columns - 1))
    }
  }

  private struct FormLine {
    var fields: [Int] = []
    var mark: Int?
    var problem: String?
  }

  private func formLines(
    _ form: Form, caretMark: (column: Int, field: String)?
  ) -> [FormLine] {
    var lines: [FormLine] = []
    for (index, field) in form.fields.enumerated() {
      if field.joins, !lines.isEmpty {
        lines[lines.count - 1].fields.append(index)
        lines[lines.count - 1].problem = lines[lines.count - 1].problem ?? field.problem
      } else {
        lines.append(FormLine(fields: [index], problem: field.problem))
      }
      if let caretMark, caretMark.field == field.id {
        lines.append(FormLine(mark: caretMark.column))
      }
    }
    return lines
  }

  private mutating func draw(
    _ line: FormLine, _ form: Form, _ area: Area, row: Int,
    labelWidth: Int
  ) {
    let start = area.column + 2
    if let mark = line.mark {
      let column = start + labelWidth + mark - 1
      if column < area.column + area.columns {
        write("^", column: column, row: row, role: .error)
      }
      return
    }
    guard let first = line.fields.first else { return }
    let field = form.fields[first]
    if field.kind == .note {
      write(
        field.label, column: area.column + 1, row: row, role: .heading, width: area.columns - 1)
      return
    }
    let isHere = line.fields.contains(form.cursor)
    if isHere {
      write(">", column: area.column, row: row, role: form.isAtRest ? .muted : .key)
    }
    var column = start
    if field.kind != .tick {
      column = write(
        field.label.fitted(labelWidth), column: start, row: row,
        role: isHere && !form.isAtRest ? .key : .text)
    }
    for (place, index) in line.fields.enumerated() {
      let share = line.fields.count - place
      let end = column + max(8, (area.column + area.columns - column) / share)
      column = draw(
        form.fields[index], form, index, column, row,
        min(end, area.column + area.columns))
      column += 1
    }
    if let problem = line.problem {
      write(
        " ! \(problem)", column: min(column, area.column + area.columns - 12), row: row,
        role: .inputError,
        width: max(0, area.column + area.columns - min(column, area.column + area.columns - 12)))
    }
  }

  private mutating func draw(
    _ field: FormField, _ form: Form, _ index: Int, _ column: Int,
    _ row: Int, _ end: Int
  ) -> Int {
    let isHere = index == form.cursor && !form.isAtRest
    let room = max(0, end - column - 1)
    switch field.kind {
    case .note: return column
    case .tick:
      let text = "[\(field.value == "true" ? "x" : " ")] \(field.label)"
      return write(
        text.fittedOrLess(room), column: column, row: row, role: isHere ? .selection : .text)
    case .choice(let options):
      let title = options.first { $0.value == field.value }?.title ?? field.value
      return write(
        "< \(title) >".fittedOrLess(room), column: column, row: row,
        role: isHere ? .selection : .text)
    case .text, .secret:
      let isSecret = field.kind == .secret
      if isHere, form.isEntering {
        let behind = draw(
          field.input, column: column, row: row, end: end, role: .input,
          isSecret: isSecret)
        guard let more = field.suggestion else { return behind }
        return write(
          more.fittedOrLess(max(0, end - behind)), column: behind - 1, row: row, role: .muted)
      }
      if field.value.isEmpty {
        let text = field.placeholder.isEmpty ? "-" : field.placeholder
        if isHere { setCursor(column: column, row: row) }
        return write(
          text.fittedOrLess(room), column: column, row: row, role: isHere ? .selection : .muted)
      }
      let shown = isSecret ? "••••••••" : field.value.visible(upTo: 2_000)
      let behind = write(
        shown.fittedOrLess(room), column: column, row: row, role: isHere ? .selection : .text)
      if isHere { setCursor(column: behind, row: row) }
      return behind
    }
  }
}
