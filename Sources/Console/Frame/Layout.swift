import Screen

/// A rectangle of the screen.
struct Area: Sendable, Hashable {
  var column: Int
  var row: Int
  var columns: Int
  var rows: Int

  init(column: Int = 0, row: Int, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  /// The rows under the first one.
  var belowTitle: Area {
    Area(column: column, row: row + 1, columns: columns, rows: rows - 1)
  }
}

/// Where the parts of the frame stand at a size: nothing but a function of it.
struct Layout: Sendable, Hashable {
  var context: Int?
  var tabs: Int?
  var body: Area
  var message: Int?
  var hint: Int?
  /// Whether a list has its detail beside it.
  var isWide: Bool
  /// Whether there is no room for anything.
  var isTooSmall: Bool

  init(_ size: Size) {
    isTooSmall = size.columns < 40 || size.rows < 8
    let isSmall = size.columns < 60 || size.rows < 12
    isWide = size.columns >= 100 && !isSmall
    hint = size.rows - 1
    guard !isSmall else {
      body = Area(row: 0, columns: size.columns, rows: size.rows - 1)
      return
    }
    context = 0
    let hasTabs = size.rows >= 16
    if hasTabs { tabs = 1 }
    message = size.rows - 2
    let top = hasTabs ? 2 : 1
    body = Area(row: top, columns: size.columns, rows: size.rows - 2 - top)
  }

  /// The list: the left part where there is room for a detail.
  var list: Area {
    Area(
      row: body.row, columns: isWide ? body.columns * 55 / 100 : body.columns, rows: body.rows)
  }

  /// The detail beside the list.
  var detail: Area {
    let width = list.columns
    return Area(
      column: width + 1, row: body.row, columns: body.columns - width - 1, rows: body.rows)
  }
}
