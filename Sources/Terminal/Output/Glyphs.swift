import CNcurses
import Screen

/// What is written for a cell, so that it takes exactly the columns that the cell has: terminals
/// differ in what they make of joined sequences, so of these only the first sign is written.
struct Glyphs {
  /// Columns of a scalar; -1 where the terminal cannot show it.
  let width: (Unicode.Scalar) -> Int
  private var known: [Cell: [wchar_t]] = [:]

  /// The most marks on one sign that ncurses takes.
  private static let marks = 4

  init(width: @escaping (Unicode.Scalar) -> Int = { Int(us_width(Int32($0.value))) }) {
    self.width = width
  }

  /// Appends what is written for a cell.
  mutating func append(_ cell: Cell, to text: inout [wchar_t]) {
    if cell.width == 1, let byte = cell.ascii, byte >= 32 {
      text.append(wchar_t(byte))
      return
    }
    var key = cell
    key.role = .text
    if let written = known[key] {
      text += written
      return
    }
    let written = write(cell)
    if known.count < 10_000 { known[key] = written }
    text += written
  }

  private func write(_ cell: Cell) -> [wchar_t] {
    var text: [wchar_t] = []
    var (used, marks) = (0, 0)
    for scalar in cell.character.unicodeScalars {
      // A joiner makes one sign of two, which not every terminal does; a selector of emoji or text
      // changes the width on some.
      if scalar.value == 0x200D { break }
      if (0xFE00...0xFE0F).contains(scalar.value) { continue }
      let columns = width(scalar)
      if columns == 0 {
        if used > 0, marks < Self.marks { text.append(wchar_t(scalar.value)) }
        marks += 1
      } else if columns > 0, used + columns <= cell.width {
        text.append(wchar_t(scalar.value))
        used += columns
      } else {
        break
      }
    }
    if used == 0, cell.width > 0 {
      text = [wchar_t(Self.plain(cell.character))]
      used = 1
    }
    return text + Array(repeating: 32, count: max(0, cell.width - used))
  }

  /// What stands for a character where only ASCII can be shown.
  private static func plain(_ character: Character) -> UInt8 {
    switch character {
    case "─", "━", "═", "–", "—", "‐", "‑", "−": UInt8(ascii: "-")
    case "│", "┃", "║", "▏", "▕": UInt8(ascii: "|")
    case "┌", "┐", "└", "┘", "├", "┤", "┬", "┴", "┼", "╭", "╮", "╰", "╯", "╔", "╗", "╚", "╝":
      UInt8(ascii: "+")
    case "↑": UInt8(ascii: "^")
    case "↓": UInt8(ascii: "v")
    case "←", "‹", "◀", "◂": UInt8(ascii: "<")
    case "→", "›", "▶", "▸": UInt8(ascii: ">")
    case "·", "…": UInt8(ascii: ".")
    case "•", "●", "○", "◆", "■", "▪", "★": UInt8(ascii: "*")
    case "×", "✗", "✘": UInt8(ascii: "x")
    case "✓", "✔": UInt8(ascii: "+")
    case "█", "▓", "▒", "░": UInt8(ascii: "#")
    case "‘", "’": UInt8(ascii: "'")
    case "“", "”": UInt8(ascii: "\"")
    case "\u{A0}": UInt8(ascii: " ")
    default: UInt8(ascii: "?")
    }
  }
}
