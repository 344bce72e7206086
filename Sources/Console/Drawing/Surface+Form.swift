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
      max(area.columns * 2 / 5, area.columns - 18),
      (form.fields.filter { $0.kind != .note && $0.kind != .tick && !$0.joins }
        .map { $0.label.displayWidth + 2 * $0.depth }.max() ?? 0) + 2)
    let lines = formLines(form, area.columns, caretMark: caretMark)
    let cursorLine = lines.firstIndex { $0.fields.contains(form.cursor) } ?? 0
    let help = area.rows > 6 ? form.field?.help ?? "" : ""
    let helpLines =
      help.isEmpty ? [] : help.wrapped(max(10, area.columns - 2)).prefix(area.rows > 9 ? 3 : 2)
    let height = area.rows - helpLines.count
    let top = max(0, min(cursorLine - height + 3, lines.count - 1))
    for (offset, line) in lines.dropFirst(top).prefix(max(0, height)).enumerated() {
      draw(line, form, area, row: area.row + offset, labelWidth: labelWidth)
    }
    let used = min(lines.count - top, height)
    let rest = Area(
      column: area.column, row: area.row + used, columns: area.columns, rows: height - used)
    draw(below, rest)
    for (offset, line) in helpLines.enumerated() {
      write(
        line, column: area.column + 1, row: area.row + height + offset, role: .hint,
        width: max(0, area.columns - 1))
    }
  }

  private struct FormLine {
    var fields: [Int] = []
    var mark: Int?
    /// A part of a heading.
    var note: String?
    /// A part of what is wrong with the line above.
    var problem: String?
  }

  /// The lines of a form; what is wrong stands whole below its line.
  private func formLines(
    _ form: Form, _ columns: Int, caretMark: (column: Int, field: String)?
  ) -> [FormLine] {
    var lines: [FormLine] = []
    var problem: String?
    func addProblem() {
      let parts = problem.map { "! \($0)".wrapped(max(10, columns - 5)) } ?? []
      lines += parts.map { FormLine(problem: $0) }
    }
    for (index, field) in form.fields.enumerated() {
      if field.joins, let line = lines.lastIndex(where: { !$0.fields.isEmpty }) {
        lines[line].fields.append(index)
        problem = problem ?? field.problem
      } else {
        addProblem()
        problem = field.problem
        if field.kind == .note {
          let parts = field.label.isEmpty ? [""] : field.label.wrapped(max(10, columns - 2))
          lines += parts.map { FormLine(note: $0) }
        } else {
          lines.append(FormLine(fields: [index]))
        }
      }
      if let caretMark, caretMark.field == field.id {
        lines.append(FormLine(mark: caretMark.column))
      }
    }
    addProblem()
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
    if let problem = line.problem {
      write(problem, column: start + 2, row: row, role: .inputError, width: area.columns - 4)
      return
    }
    if let note = line.note {
      write(note, column: area.column + 1, row: row, role: .heading, width: area.columns - 1)
      return
    }
    guard let first = line.fields.first else { return }
    let field = form.fields[first]
    let isHere = line.fields.contains(form.cursor)
    if isHere {
      write(">", column: area.column, row: row, role: form.isAtRest ? .muted : .key)
    }
    var column = start
    if field.kind != .tick {
      let indent = String(repeating: "  ", count: field.depth)
      write(
        (indent + field.label).fitted(max(0, labelWidth - 1)), column: start, row: row,
        role: isHere && !form.isAtRest ? .key : .text)
      column = start + labelWidth
    }
    let edge = area.column + area.columns
    if !field.tail.isEmpty {
      write(field.tail, column: edge - field.tail.displayWidth, row: row, role: .muted)
    }
    let rightEdge = field.tail.isEmpty ? edge : edge - field.tail.displayWidth - 1
    for (place, index) in line.fields.enumerated() {
      let share = line.fields.count - place
      let end = column + max(8, (rightEdge - column) / share)
      column = draw(
        form.fields[index], form, index, column, row, min(end, rightEdge))
      column += 1
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
        let hint = field.value.isEmpty && !field.placeholder.isEmpty ? field.placeholder : nil
        guard let more = field.suggestion ?? hint else { return behind }
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
