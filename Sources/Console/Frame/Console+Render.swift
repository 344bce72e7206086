import Engine
import Provisioning
public import Screen

extension Console {
  /// Draws the console at a size, whatever it is.
  public func render(_ size: Size) -> Surface {
    var console = self
    console.size = size
    var surface = Surface(size: size)
    if console.layout.isTooSmall {
      surface.write(
        "usher goes on; it needs 40 columns and 8 rows", column: 0, row: 0, role: .text,
        width: size.columns)
    } else {
      console.drawFrame(into: &surface)
    }
    return settings.usesASCII ? surface.inASCII : surface
  }

  private func drawFrame(into surface: inout Surface) {
    let layout = layout
    if let row = layout.context { drawContext(into: &surface, row: row) }
    if let row = layout.tabs { drawTabs(into: &surface, row: row) }
    if overlays.isEmpty || overlays.last?.isDialog == true { drawBody(&surface, layout.body) }
    if let row = layout.message { drawMessage(into: &surface, row: row) }
    if let row = layout.hint { drawHints(into: &surface, row: row) }
    drawOverlay(into: &surface, overlayArea)
  }

  private func drawBody(_ surface: inout Surface, _ area: Area) {
    switch tab {
    case .connection: drawConnection(&surface, area)
    case .provisioning: drawProvisioning(&surface, area)
    case .parameters: drawParameters(&surface, area)
    case .rules: drawRules(&surface, area)
    case .tasks: drawTasks(&surface, area)
    case .directory: drawDirectory(&surface, area)
    case .audit: drawAudit(&surface, area)
    }
  }

  /// Draws lines, cut at the edge.
  func draw(_ lines: [Line], _ surface: inout Surface, _ area: Area) {
    let rows = lines.flatMap { line in
      line.text.visible(upTo: 4_000).wrapped(area.columns - 2).map { Line($0, line.role) }
    }
    for (offset, line) in rows.prefix(area.rows).enumerated() {
      surface.write(
        line.text, column: area.column + 1, row: area.row + offset, role: line.role,
        width: max(0, area.columns - 1))
    }
  }

  /// Draws a long text with its title.
  func draw(_ pager: Pager, _ surface: inout Surface, _ area: Area, isTop: Bool = false) {
    var title = pager.title
    let rows = pager.rows(width: area.columns - 2)
    let height = max(0, area.rows - 1)
    let first = isTop ? 0 : pager.firstSeen(count: rows.count, height: height)
    if rows.count > height {
      title += "  \(first + 1)-\(min(rows.count, first + height)) of \(rows.count)"
    }
    if !pager.find.isEmpty { title += "  find: \(pager.find) (n next, N before)" }
    surface.write(
      title, column: area.column + 1, row: area.row, role: .heading, width: area.columns - 1)
    let word = pager.find.lowercased()
    for (offset, line) in rows.dropFirst(first).prefix(height).enumerated() {
      let isFound = !word.isEmpty && line.text.lowercased().contains(word)
      surface.write(
        line.text, column: area.column + 1, row: area.row + 1 + offset,
        role: isFound ? .marked : line.role, width: max(0, area.columns - 1))
    }
  }
}

extension Overlay {
  /// Whether what lies below it stays seen.
  fileprivate var isDialog: Bool {
    if case .dialog = self { return true }
    if case .prompt = self { return true }
    return false
  }
}

extension Surface {
  /// The screen with ASCII in place of the few other signs that the console draws itself.
  fileprivate var inASCII: Surface {
    let signs: [Character: Character] = [
      "·": "|", "→": ">", "…": ".", "•": "*", "≠": "!", "↑": "^", "↓": "v", "←": "<", "│": "|",
      "─": "-",
    ]
    var copy = self
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let cell = self[column, row]
        if let sign = signs[cell.character] {
          copy.write(String(sign), column: column, row: row, role: cell.role)
        }
      }
    }
    return copy
  }
}
