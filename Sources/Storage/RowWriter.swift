/// Writes rows of a table, many with each statement: the trees of the table and of its indexes are
/// opened once for all of them.
struct RowWriter {
  /// How many rows a statement writes, the most first.
  private static let sizes = [100, 10, 2, 1]

  private let statements: [(rows: Int, sql: String)]

  /// - Parameters:
  ///   - start: the statement up to its values.
  ///   - columns: how many values a row has.
  ///   - end: what follows the values.
  init(_ start: String, columns: Int, _ end: String = "") {
    let row = "(" + repeatElement("?", count: columns).joined(separator: ", ") + ")"
    statements = Self.sizes.map { size in
      let rows = repeatElement(row, count: size).joined(separator: ", ")
      return (size, "\(start) VALUES \(rows) \(end)")
    }
  }

  /// Writes a row for each element.
  func write<Elements: RandomAccessCollection>(
    _ elements: Elements, to db: any StoreConnection, _ values: (Elements.Element) -> Arguments
  ) throws where Elements.Index == Int {
    var rest = elements[...]
    for statement in statements {
      while rest.count >= statement.rows {
        var arguments: Arguments = []
        for element in rest.prefix(statement.rows) { arguments += values(element) }
        try db.run(statement.sql, arguments)
        rest = rest.dropFirst(statement.rows)
      }
    }
  }
}
