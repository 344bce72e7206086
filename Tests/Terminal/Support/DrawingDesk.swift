import Foundation
import Screen

@testable import Terminal

/// A display on a terminal without a window, and what that shows.
struct DrawingDesk {
  let pty: Pty
  let display: Display
  var emulator: Emulator
  /// What the last frame wrote, and by how many writes.
  private(set) var written: [UInt8] = []
  private(set) var writes = 0

  init(
    _ term: String = "xterm-256color", columns: Int = 80, rows: Int = 24,
    locale: String = "C.UTF-8"
  ) throws {
    pty = try Pty(columns: columns, rows: rows)
    display = try Display(
      input: pty.slave, output: pty.slave, theme: .terminal,
      environment: ["TERM": term, "LC_ALL": locale])
    emulator = Emulator(columns: columns, rows: rows)
  }

  /// Shows a screen; how many bytes that took.
  @discardableResult
  mutating func show(_ surface: Surface) -> Int {
    display.show(surface, title: "usher")
    let pieces = pty.take()
    writes = pieces.count
    written = pieces.flatMap { $0 }
    emulator.feed(written)
    return written.count
  }

  /// A list as consoles show it, between a line above and two below.
  ///
  /// - Parameter beside: whether something stands to the right of it that does not move.
  func list(first: Int = 0, selected: Int, beside: Bool = false) -> Surface {
    let size = Size(columns: emulator.columns, rows: emulator.rows)
    var surface = Surface(size: size)
    surface.fill(row: 0, role: .context)
    surface.write("usher · netskope", column: 1, row: 0, role: .context)
    let width = beside ? size.columns * 55 / 100 : size.columns
    surface.note(row: 1, columns: width, rows: size.rows - 3)
    for row in 1..<size.rows - 2 {
      if beside { surface.write("| \(row) stays", column: width + 1, row: row, role: .muted) }
      let number = first + row - 1
      let role: Role = number == selected ? .selection : .text
      surface.write(
        "  \(number)  pending  create  user\(number)@example.com", column: 0, row: row, role: role,
        width: width)
    }
    surface.write("a approve  i ignore  ? help", column: 1, row: size.rows - 1, role: .hint)
    return surface
  }
}
