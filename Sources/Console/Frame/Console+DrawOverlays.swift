import Provisioning
import Screen

extension Console {
  func drawOverlay(into surface: inout Surface, _ top: Int, _ height: Int) {
    switch overlay {
    case .help(let filter, let cursor): drawPalette(&surface, filter, cursor, top, height)
    case .dialog(let dialog): draw(dialog, &surface, top, height)
    case .prompt(let prompt):
      let row = size.rows - 2
      surface.fill(row: row, role: .input)
      let label = " \(prompt.label): "
      let room = max(0, size.columns - label.displayWidth - 2)
      // The end of a long line is what is typed at.
      var text = prompt.text.visible
      while text.displayWidth > room, !text.isEmpty { text.removeFirst() }
      let column = surface.write(label, column: 0, row: row, role: .key)
      let end = surface.write(text, column: column, row: row, role: .input)
      surface.cursor = .init(column: min(end, size.columns - 1), row: row)
    case .text(let title, let lines, let first):
      surface.fill(row: top, rows: height, role: .text)
      surface.write(title, column: 1, row: top, role: .heading, width: size.columns - 2)
      for (offset, line) in lines.dropFirst(first).prefix(max(0, height - 1)).enumerated() {
        surface.write(line, column: 1, row: top + 1 + offset, role: .text, width: size.columns - 2)
      }
    case nil: return
    }
  }

  private func drawPalette(
    _ surface: inout Surface, _ filter: String, _ cursor: Int, _ top: Int, _ height: Int
  ) {
    surface.fill(row: top, rows: height, role: .text)
    surface.write(
      "What can be done here  (type to find, Enter does it, Esc goes back)", column: 1, row: top,
      role: .heading, width: size.columns - 2)
    let end = surface.write("  > \(filter)", column: 1, row: top + 1, role: .input)
    surface.cursor = .init(column: min(end, size.columns - 1), row: top + 1)
    var list = ListCursor(index: cursor)
    let found = palette(filter)
    list.reveal(height: height - 3, count: found.count)
    if found.isEmpty {
      surface.write("nothing is called so", column: 3, row: top + 2, role: .muted)
    }
    for (offset, action) in found.dropFirst(list.top).prefix(max(0, height - 3)).enumerated() {
      let keys = action.keys.map(\.description).joined(separator: " ")
      let reason = action.disabled.map { "  (\($0))" } ?? ""
      let role: Role =
        list.top + offset == list.index ? .selection : action.disabled == nil ? .text : .muted
      surface.write(
        "  \(keys.fitted(12)) \(action.title)\(reason)", column: 1, row: top + 2 + offset,
        role: role,
        width: size.columns - 2)
    }
  }

  private func draw(_ dialog: Dialog, _ surface: inout Surface, _ top: Int, _ height: Int) {
    let width = min(size.columns - 4, 76)
    let left = (size.columns - width) / 2
    let rows = min(height, dialog.lines.count + 4)
    let first = top + max(0, (height - rows) / 2)
    surface.fill(row: first, rows: rows, role: .text)
    surface.write(
      " \(dialog.title)", column: left, row: first, role: .destructive, width: width)
    for (offset, line) in dialog.lines.prefix(max(0, rows - 3)).enumerated() {
      surface.write(
        " \(line)", column: left, row: first + 1 + offset, role: .text, width: width)
    }
    let answer =
      dialog.number == nil
      ? " y \(dialog.yes)    n go back" : " number: \(dialog.typed)_    Esc go back"
    surface.write(answer, column: left, row: first + rows - 1, role: .selection, width: width)
  }
}
