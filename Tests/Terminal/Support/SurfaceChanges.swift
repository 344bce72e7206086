import TestSupport
import Screen

extension SplitMix64 {
  /// Changes a screen as consoles do: a line, a list that scrolls, all of it.
  mutating func change(_ surface: inout Surface) {
    let role = Role.allCases.randomElement(using: &self) ?? .text
    let row = Int.random(in: -1...surface.size.rows, using: &self)
    switch Int.random(in: 0..<4, using: &self) {
    case 0: surface.fill(row: row, rows: Int.random(in: 1...20, using: &self), role: role)
    case 1: scroll(&surface)
    default:
      surface.write(
        line(), column: Int.random(in: -3...surface.size.columns, using: &self), row: row,
        role: role)
    }
  }

  private mutating func line() -> String {
    let words = ["ann", "金凤", "e\u{301}", "──", "zoë@example.com", "   ", "x", "aaaaaaaaaaaa"]
    return (0..<Int.random(in: 0...8, using: &self)).map { _ in
      words.randomElement(using: &self) ?? ""
    }.joined(separator: " ")
  }

  private func scroll(_ surface: inout Surface) {
    let old = surface
    for row in 0..<surface.size.rows {
      surface.fill(row: row, role: .text)
      for (column, cell) in old.row(row + 1).enumerated() where cell.width > 0 {
        surface.write(String(cell.character), column: column, row: row, role: cell.role)
      }
    }
  }
}
