import Text

/// A screen as a value: cells with roles. Whatever is written outside of it is cut off, at any
/// place and size, and text is only ever shown escaped.
public struct Surface: Sendable, Hashable {
  /// How large it is.
  public let size: Size
  /// Where the cursor stands; `nil` hides it.
  public var cursor: Position?
  /// The parts whose rows move together, such as the rows of a list beside something that stays.
  public private(set) var regions: [Region] = []
  private var cells: [Cell]

  /// A rectangle of the screen.
  public struct Region: Sendable, Hashable {
    /// The columns.
    public let columns: Range<Int>
    /// The rows.
    public let rows: Range<Int>
  }

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

  /// The cells of a row, from the left; none outside of the screen.
  public func row(_ row: Int) -> ArraySlice<Cell> {
    guard (0..<size.rows).contains(row) else { return [] }
    return cells[row * size.columns..<(row + 1) * size.columns]
  }

  /// Writes a text on one row; of what does not fit, and of a wide character at an edge, nothing
  /// is shown.
  ///
  /// - Parameter width: the columns that it fills exactly, cut with `~`; `nil` for as many as it
  ///   has.
  /// - Returns: the column behind it.
  @discardableResult
  public mutating func write(
    _ text: String, column: Int, row: Int, role: Role, width: Int? = nil
  ) -> Int {
    let width = width.map { min(max(0, $0), 2 * Size.limit) }
    var column = Self.tame(column)
    // Of a text of a megabyte only what can be seen is looked at.
    let isLong = text.utf8.count > 8 * Size.limit
    if !isLong, text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) {
      return writePlain(text.utf8, column, row, role, width)
    }
    let shown =
      isLong ? text.visible(upTo: width ?? max(0, size.columns - column) + 2) : text.visible
    for character in width.map({ shown.fitted($0) }) ?? shown {
      let width = character.displayWidth
      if width == 0 { continue }
      if column >= 0, column + width <= size.columns {
        put(Sign(character), width, column, row, role)
      }
      column += width
    }
    return column
  }

  /// Fills a rectangle with a character of one column, a space unless told otherwise.
  ///
  /// - Parameter columns: `nil` for all up to the right edge.
  public mutating func fill(
    column: Int = 0, row: Int, columns: Int? = nil, rows: Int = 1, role: Role,
    with character: Character = " "
  ) {
    let shown =
      character.displayWidth == 1 && !character.isHidden ? Sign(character) : Sign.space
    let area = area(column, row, columns, rows)
    for row in area.rows {
      for column in area.columns { put(shown, 1, column, row, role) }
    }
  }

  /// Says that the rows of a rectangle move together; what of it is outside of the screen does not
  /// count.
  ///
  /// - Parameter columns: `nil` for all up to the right edge.
  public mutating func note(column: Int = 0, row: Int, columns: Int? = nil, rows: Int) {
    let area = area(column, row, columns, rows)
    if !area.columns.isEmpty, !area.rows.isEmpty {
      regions.append(Region(columns: area.columns, rows: area.rows))
    }
  }

  /// Gives what already stands in a rectangle another role: a selected row, what a search found.
  ///
  /// - Parameter columns: `nil` for all up to the right edge.
  public mutating func paint(
    column: Int = 0, row: Int, columns: Int? = nil, rows: Int = 1, role: Role
  ) {
    let area = area(column, row, columns, rows)
    for row in area.rows {
      for column in area.columns { cells[row * size.columns + column].role = role }
    }
  }

  /// The characters, a line a row, without spaces at the ends: what a test compares.
  public var text: String { lines(\.character) }

  /// The letter of each role, in the same places as `text`.
  public var roles: String { lines(\.role.letter) }

  private func lines(_ letter: (Cell) -> Character) -> String {
    (0..<size.rows).map { number in
      var line = String(row(number).filter { $0.width > 0 }.map(letter))
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  /// What of a rectangle is on the screen.
  private func area(
    _ column: Int, _ row: Int, _ columns: Int?, _ rows: Int
  ) -> (columns: Range<Int>, rows: Range<Int>) {
    let (left, top) = (Self.tame(column), Self.tame(row))
    let right = columns.map { left + max(0, Self.tame($0)) } ?? size.columns
    let bottom = top + max(0, Self.tame(rows))
    return (
      (left..<max(left, right)).clamped(to: 0..<size.columns),
      (top..<max(top, bottom)).clamped(to: 0..<size.rows)
    )
  }

  /// The same for a text of which every byte is a visible sign, as most are.
  private mutating func writePlain(
    _ bytes: String.UTF8View, _ column: Int, _ row: Int, _ role: Role, _ width: Int?
  ) -> Int {
    let length = bytes.count
    let count = width ?? length
    let places = max(0, -column)..<max(0, -column, min(count, size.columns - column))
    guard !places.isEmpty, (0..<size.rows).contains(row) else { return column + count }
    var next = bytes.dropFirst(places.lowerBound).makeIterator()
    for place in places {
      let isCut = length > count && place == count - 1
      let byte = isCut ? UInt8(ascii: "~") : next.next() ?? 0x20
      put(Sign(ascii: byte), 1, column + place, row, role)
    }
    return column + count
  }

  private mutating func put(
    _ sign: Sign, _ width: Int, _ column: Int, _ row: Int, _ role: Role
  ) {
    guard holds(column, row) else { return }
    let index = row * size.columns + column
    for place in index..<index + width where cells[place].width != 1 { clear(place, row) }
    cells[index] = Cell(sign: sign, width: width, role: role)
    for place in index + 1..<index + max(1, width) {
      cells[place] = Cell(sign: .space, width: 0, role: role)
    }
  }

  /// Empties a cell before something else is written there; no half of a wide character stays
  /// behind.
  private mutating func clear(_ place: Int, _ row: Int) {
    var first = place
    while first > row * size.columns, cells[first].width == 0 { first -= 1 }
    for place in first..<min(first + max(1, cells[first].width), (row + 1) * size.columns) {
      cells[place] = Cell(sign: .space, width: 1, role: cells[place].role)
    }
  }

  private func holds(_ column: Int, _ row: Int) -> Bool {
    (0..<size.columns).contains(column) && (0..<size.rows).contains(row)
  }

  /// A number near enough to the screen to be reckoned with without overflow.
  private static func tame(_ number: Int) -> Int { min(max(-1 << 40, number), 1 << 40) }
}

extension Character {
  fileprivate var isHidden: Bool { unicodeScalars.contains(where: \.isHidden) }
}
