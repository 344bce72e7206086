import Provisioning

/// One cell of a screen.
public struct Cell: Sendable, Hashable {
  /// What stands in it.
  public var character: Character
  /// How many columns it takes: 1 or 2; 0 for the right half of a wide one.
  public var width: Int
  /// What it is.
  public var role: Role

  /// An empty cell.
  public static let empty = Cell(character: " ", width: 1, role: .text)

  /// A cell.
  public init(character: Character, width: Int, role: Role) {
    self.character = character
    self.width = width
    self.role = role
  }
}

/// A screen as a value: cells with roles. Whatever is written outside of it is cut off, and text
/// from outside is only ever shown escaped.
public struct Surface: Sendable, Hashable {
  /// How large it is.
  public let size: Size
  /// Where the cursor stands; `nil` hides it.
  public var cursor: Position?
  private var cells: [Cell]

  /// A place on the screen, from 0.
  public struct Position: Sendable, Hashable {
    /// The column.
    public var column: Int
    /// The row.
    public var row: Int

    /// A place.
    public init(column: Int, row: Int) {
      self.column = column
      self.row = row
    }
  }

  /// An empty screen.
  public init(size: Size) {
    self.size = size
    cells = Array(repeating: .empty, count: size.columns * size.rows)
  }

  /// The cell at a place; an empty one outside of the screen.
  public subscript(column: Int, row: Int) -> Cell {
    guard holds(column, row) else { return .empty }
    return cells[row * size.columns + column]
  }

  /// Writes a text on one row; of what does not fit, and of a wide character at the edge, nothing
  /// is shown.
  ///
  /// - Parameter width: the columns that it fills exactly, cut with `~`; `nil` for as many as it has.
  /// - Returns: the column behind it.
  @discardableResult
  public mutating func write(
    _ text: String, column: Int, row: Int, role: Role, width: Int? = nil
  ) -> Int {
    let shown = width.map { text.visible.fitted(max(0, $0)) } ?? text.visible
    var column = column
    for character in shown {
      let width = character.displayWidth
      if width == 0 { continue }
      if column >= 0, column + width <= size.columns { put(character, width, column, row, role) }
      column += width
    }
    return column
  }

  /// Fills a rectangle.
  public mutating func fill(
    column: Int = 0, row: Int, columns: Int? = nil, rows: Int = 1, role: Role,
    with character: Character = " "
  ) {
    let first = max(0, column)
    let end = min(size.columns, columns.map { column + $0 } ?? size.columns)
    let last = min(size.rows, row + max(0, rows))
    guard first < end, max(0, row) < last else { return }
    for row in max(0, row)..<last {
      for column in first..<end { put(character, 1, column, row, role) }
    }
  }

  /// The characters, a line a row, without spaces at the ends: what a test compares.
  public var text: String {
    lines { String($0.character) }
  }

  /// A letter for each role, in the same places as `text`.
  public var roles: String {
    let letters = Array("·mhBSMCtTkHgwesproDiIARPE")
    return lines { cell in
      let index = Role.allCases.firstIndex(of: cell.role) ?? 0
      return String(index < letters.count ? letters[index] : "?")
    }
  }

  private func lines(_ letter: (Cell) -> String) -> String {
    (0..<size.rows).map { row in
      var line = ""
      for column in 0..<size.columns where self[column, row].width > 0 {
        line += letter(self[column, row])
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  private mutating func put(
    _ character: Character, _ width: Int, _ column: Int, _ row: Int, _ role: Role
  ) {
    guard holds(column, row) else { return }
    let index = row * size.columns + column
    // Half of a wide character must not stay behind.
    if cells[index].width == 0, column > 0 { cells[index - 1] = .empty }
    if cells[index].width == 2, column + 1 < size.columns { cells[index + 1] = .empty }
    if width == 2, column + 2 < size.columns, cells[index + 1].width == 2 {
      cells[index + 2] = .empty
    }
    cells[index] = Cell(character: character, width: width, role: role)
    if width == 2 { cells[index + 1] = Cell(character: " ", width: 0, role: role) }
  }

  private func holds(_ column: Int, _ row: Int) -> Bool {
    (0..<size.columns).contains(column) && (0..<size.rows).contains(row)
  }
}
