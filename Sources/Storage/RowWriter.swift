/// Writes rows of a table, many with each statement: the trees of the table and of its indexes are
/// opened once for all of them.
struct RowWriter {
  /// How many rows a statement writes.
  private static let most = 100

  private let one: String
  private let many: String

  /// - Parameters:
  ///   - start: the statement up to its values.
  ///   - columns: how many values a row has.
  ///   - end: what follows the values.
  init(_ start: String, columns: Int, _ end: String = "") {
    let row = "(" + repeatElement("?", count: columns).joined(separator: ", ") + ")"
    one = "\(start) VALUES \(row) \(end)"
    many = "\(start) VALUES \(repeatElement(row, count: Self.most).joined(separator: ", ")) \(end)"
  }

  /// Writes a row for each element.
  func write<Elements: RandomAccessCollection>(
    _ elements: Elements, to db: any StoreConnection, _ values: (Elements.Element) -> Arguments
  ) throws where Elements.Index == Int {
    var rest = elements[...]
    while rest.count >= Self.most {
      var arguments: Arguments = []
      for element in rest.prefix(Self.most) { arguments += values(element) }
      try db.run(many, arguments)
      rest = rest.dropFirst(Self.most)
    }
    for element in rest { try db.run(one, values(element)) }
  }
}
