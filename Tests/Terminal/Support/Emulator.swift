/// As much of a terminal as is needed to see what was drawn: cells, without looks.
struct Emulator {
  private(set) var columns: Int
  private(set) var rows: Int
  /// All modes that are set, such as `?2004`.
  private(set) var modes: Set = ["?7", "?25"]
  private(set) var title = ""
  /// Sequences that nobody here knows; a test holds that there are none.
  private(set) var unknown: [String] = []

  private var cells: [[Character]]
  private var (column, row) = (0, 0)
  private var isBeyond = false
  private var region: ClosedRange<Int>
  /// The columns between the margins, where the terminal has them.
  private var margins: ClosedRange<Int>
  private var saved = (column: 0, row: 0)
  private var rest: [UInt8] = []
  private var last: Unicode.Scalar = " "
  /// What stood on the screen before the other one was chosen, where it is.
  private var kept: (cells: [[Character]], column: Int, row: Int)?
  private static let others: Set = ["?1049", "?47"]

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    region = 0...max(0, rows - 1)
    margins = 0...max(0, columns - 1)
  }

  /// What is on the screen, without spaces at the ends. Cells behind a wide sign hold nothing.
  var text: String {
    cells.map { row in
      var line = String(row.filter { $0 != "\0" })
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  /// The column of the first such sign in a row.
  func column(of sign: Character, row: Int) -> Int? { cells[row].firstIndex(of: sign) }

  mutating func resize(columns: Int, rows: Int) { self = Emulator(columns: columns, rows: rows) }

  mutating func feed(_ bytes: [UInt8]) {
    rest += bytes
    while !rest.isEmpty {
      guard let count = step() else { return }
      rest.removeFirst(count)
    }
  }

  /// Does what stands first in `rest`; how many bytes it was, `nil` where its end has not come.
  private mutating func step() -> Int? {
    switch rest[0] {
    case 0x1B: return escape()
    case 0x0D: (column, isBeyond) = (0, false)
    case 0x0A: down()
    case 0x08: (column, isBeyond) = (max(0, column - 1), false)
    case 0x09: column = min(columns - 1, (column / 8 + 1) * 8)
    case 0..<0x20: break
    default: return character()
    }
    return 1
  }

  private mutating func character() -> Int? {
    let length = rest[0] < 0x80 ? 1 : rest[0] < 0xE0 ? 2 : rest[0] < 0xF0 ? 3 : 4
    guard rest.count >= length else { return nil }
    for scalar in String(decoding: rest[..<length], as: UTF8.self).unicodeScalars { put(scalar) }
    return length
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let width = Emulator.width(scalar)
    if width == 0 {
      let place = isBeyond ? column : max(0, column - 1)
      var at = place
      while at > 0, cells[row][at] == "\0" { at -= 1 }
      cells[row][at] = Character(String(cells[row][at]) + String(scalar))
      return
    }
    if isBeyond || column + width > columns {
      column = 0
      isBeyond = false
      down()
    }
    // A space that is another letter looks the same.
    cells[row][column] = scalar.value == 0xA0 ? " " : Character(scalar)
    if width == 2, column + 1 < columns { cells[row][column + 1] = "\0" }
    column += width
    if column >= columns { (column, isBeyond) = (columns - 1, true) }
    last = scalar
  }

  private mutating func down() {
    isBeyond = false
    if row == region.upperBound { scroll(1, in: region) } else { row = min(rows - 1, row + 1) }
  }

  private mutating func scroll(_ count: Int, in lines: ClosedRange<Int>) {
    for line in count > 0 ? Array(lines) : lines.reversed() {
      for place in margins {
        cells[line][place] = lines.contains(line + count) ? cells[line + count][place] : " "
      }
    }
  }

  private mutating func escape() -> Int? {
    guard rest.count >= 2 else { return nil }
    switch rest[1] {
    case UInt8(ascii: "["): return control()
    case UInt8(ascii: "]"), UInt8(ascii: "P"): return string()
    case UInt8(ascii: "("), UInt8(ascii: ")"): return rest.count >= 3 ? 3 : nil
    case UInt8(ascii: "M"):
      if row == region.lowerBound { scroll(-1, in: region) } else { row = max(0, row - 1) }
    case UInt8(ascii: "D"): down()
    case UInt8(ascii: "7"): saved = (column, row)
    case UInt8(ascii: "8"): (column, row, isBeyond) = (saved.column, saved.row, false)
    case UInt8(ascii: "="), UInt8(ascii: ">"): break
    default: unknown.append("ESC \(Character(Unicode.Scalar(rest[1])))")
    }
    return 2
  }

  private mutating func string() -> Int? {
    var index = 2
    while index < rest.count {
      let ends = rest[index] == 7
      let endsLong = rest[index] == 0x5C && rest[index - 1] == 0x1B
      if ends || endsLong {
        let text = String(decoding: rest[2..<index], as: UTF8.self)
        if rest[1] == UInt8(ascii: "]"), text.hasPrefix("2;") { title = String(text.dropFirst(2)) }
        return index + 1
      }
      index += 1
    }
    return nil
  }

  private mutating func control() -> Int? {
    guard let end = rest[2...].firstIndex(where: { (0x40...0x7E).contains($0) }) else { return nil }
    let words = String(decoding: rest[2..<end], as: UTF8.self)
    let numbers = words.split(separator: ";", omittingEmptySubsequences: false).map {
      Int($0) ?? 0
    }
    run(Character(Unicode.Scalar(rest[end])), words, numbers)
    return end + 1
  }

  private mutating func run(_ letter: Character, _ words: String, _ numbers: [Int]) {
    let count = max(1, numbers.first ?? 1)
    let second = max(1, numbers.count > 1 ? numbers[1] : 1)
    if letter != "m", letter != "b" { isBeyond = false }
    switch letter {
    case "H", "f":
      (row, column) = (min(rows, count) - 1, min(columns, second) - 1)
    case "A": row = max(0, row - count)
    case "B": row = min(rows - 1, row + count)
    case "C": column = min(columns - 1, column + count)
    case "D": column = max(0, column - count)
    case "G", "`": column = min(columns, count) - 1
    case "d": row = min(rows, count) - 1
    case "J": erase(numbers.first ?? 0)
    case "K": eraseLine(numbers.first ?? 0)
    case "X": for place in column..<min(columns, column + count) { cells[row][place] = " " }
    case "P":
      cells[row].removeSubrange(column..<min(columns, column + count))
      cells[row] += [Character](repeating: " ", count: columns - cells[row].count)
    case "@":
      cells[row].insert(contentsOf: [Character](repeating: " ", count: count), at: column)
      cells[row].removeLast(cells[row].count - columns)
    case "L": if region.contains(row) { scroll(-count, in: row...region.upperBound) }
    case "M": if region.contains(row) { scroll(count, in: row...region.upperBound) }
    case "S": scroll(count, in: region)
    case "T": scroll(-count, in: region)
    case "b": for _ in 0..<count { put(last) }
    case "r":
      let bottom = numbers.count > 1 ? min(rows, second) : rows
      region = (count - 1)...max(count - 1, bottom - 1)
      (row, column) = (0, 0)
    case "s" where modes.contains("?69"):
      margins = (count - 1)...max(count - 1, min(columns, second) - 1)
      (row, column) = (0, 0)
    case "p" where words == "?69$": break
    case "h": set(names(words))
    case "l":
      reset(names(words))
      if words == "?69" { margins = 0...columns - 1 }
    case "m", "t", "c", "n": break
    default: unknown.append("CSI \(words)\(letter)")
    }
  }

  private mutating func set(_ names: [String]) {
    modes.formUnion(names)
    if !modes.isDisjoint(with: Self.others), kept == nil { kept = (cells, column, row) }
  }

  private mutating func reset(_ names: [String]) {
    modes.subtract(names)
    guard modes.isDisjoint(with: Self.others), let before = kept else { return }
    (cells, column, row) = before
    kept = nil
  }

  private func names(_ words: String) -> [String] {
    guard words.hasPrefix("?") else { return [] }
    return words.dropFirst().split(separator: ";").map { "?" + $0 }
  }

  private mutating func erase(_ what: Int) {
    eraseLine(what)
    for line in 0..<rows where what == 2 || (what == 0 ? line > row : line < row) {
      cells[line] = [Character](repeating: " ", count: columns)
    }
  }

  private mutating func eraseLine(_ what: Int) {
    let places = what == 0 ? column..<columns : what == 1 ? 0..<column + 1 : 0..<columns
    for place in places { cells[row][place] = " " }
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      return 2
    default: return scalar.properties.isEmojiPresentation ? 2 : 1
    }
  }
}
