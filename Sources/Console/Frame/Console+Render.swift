import Engine
import Provisioning
public import Screen

extension Console {
  /// Draws the console at a size, whatever it is.
  public func render(_ size: Size) -> Surface {
    var surface = Surface(size: size)
    guard size.columns >= 40, size.rows >= 8 else {
      surface.write(
        "usher needs 40x8; it goes on", column: 0, row: 0, role: .text, width: size.columns)
      return surface
    }
    var console = self
    console.size = size
    console.drawFrame(into: &surface)
    return surface
  }

  private mutating func drawFrame(into surface: inout Surface) {
    surface.fill(row: 0, role: .context)
    surface.write(contextLine, column: 0, row: 0, role: .context, width: size.columns)
    var top = 1
    if size.rows >= 16 {
      drawTabs(into: &surface, row: 1)
      top = 2
    }
    let height = bodyHeight
    switch tab {
    case .connection: draw(connectionLines, &surface, top, height)
    case .provisioning: draw(provisioningLines, &surface, top, height)
    case .parameters: draw(parameterLines, &surface, top, height)
    case .rules: drawRules(&surface, top, height)
    case .tasks: drawTasks(&surface, top, height)
    case .directory: drawDirectory(&surface, top, height)
    case .audit: draw(Array(audit.dropFirst(auditTop)).map { (.text, $0) }, &surface, top, height)
    }
    drawMessage(into: &surface, row: size.rows - 2)
    drawHints(into: &surface, row: size.rows - 1)
    drawOverlay(into: &surface, top, height)
  }

  /// App, host, environment, API status with its age, pending and failed counts.
  private var contextLine: String {
    guard let app else { return " usher · no app yet" }
    let record = app.app
    let host = record.definition.connection.baseURL.split(separator: "/").dropFirst().first ?? ""
    var status = record.api.state.rawValue
    if let checked = record.api.checkedAt, now > 0 { status += " \(Self.age(now - checked))" }
    if record.pause != nil { status = "PAUSED" }
    let failed = app.counts[.failed] ?? 0
    let parts = [
      record.name, String(host), status, "\(app.counts[.pending] ?? 0) pending",
      failed > 0 ? "\(failed) FAILED" : nil,
      (app.counts[.running] ?? 0) > 0 ? "\(app.counts[.running] ?? 0) running" : nil,
      size.rows < 16 ? tab.title : nil,
    ]
    return " " + parts.compactMap { $0 }.joined(separator: " · ")
  }

  private func drawTabs(into surface: inout Surface, row: Int) {
    var column = 1
    for other in Tab.allCases {
      var label = "\(other.rawValue) \(other.title)"
      if other == .tasks, let pending = app?.counts[.pending], pending > 0 {
        label += " \(pending)"
      }
      if other == .tasks, let failed = app?.counts[.failed], failed > 0 { label += "!" }
      // At 80 columns only the one that is shown has its name.
      if size.columns < 100, other != tab { label = "\(other.rawValue) \(other.title.prefix(5))" }
      column = surface.write(
        label, column: column, row: row, role: other == tab ? .tabActive : .tab)
      column += 2
    }
  }

  private func drawMessage(into surface: inout Surface, row: Int) {
    var text = message
    var role = isError ? Role.error : .message
    if !working.isEmpty {
      (text, role) = ("\(working) …", .running)
    } else if text.isEmpty, let app {
      if let pause = app.app.pause {
        (text, role) = ("Paused: \(pause.reason)", .error)
      } else if app.stale > 0, [.parameters, .rules, .tasks].contains(tab) {
        (text, role) = (
          "\(app.stale) users were evaluated under older rules · R reapplies", .warning
        )
      }
    }
    surface.write(text, column: 1, row: row, role: role, width: size.columns - 1)
  }

  private func drawHints(into surface: inout Surface, row: Int) {
    let fixed = ": palette  ? help"
    var column = 1
    let end = size.columns - fixed.count - 3
    for action in actions() where action.disabled == nil && action.id != "palette" {
      guard let key = action.keys.first else { continue }
      let width = key.description.displayWidth + 1 + action.title.displayWidth
      guard column + width < end else { break }
      column = surface.write(key.description, column: column, row: row, role: .key)
      column = surface.write(" \(action.title)", column: column, row: row, role: .hint) + 2
    }
    surface.write(fixed, column: size.columns - fixed.count - 1, row: row, role: .hint)
  }

  func draw(_ lines: [(Role, String)], _ surface: inout Surface, _ top: Int, _ height: Int) {
    for (index, line) in lines.prefix(height).enumerated() {
      surface.write(line.1, column: 1, row: top + index, role: line.0, width: size.columns - 2)
    }
  }

  /// How long ago, in the shortest words.
  static func age(_ seconds: Double) -> String {
    switch seconds {
    case ..<60: "\(max(0, Int(seconds)))s"
    case ..<3600: "\(Int(seconds / 60))m"
    case ..<86_400: "\(Int(seconds / 3600))h"
    default: "\(Int(seconds / 86_400))d"
    }
  }
}
