import Text

/// One row of a table, read strictly: what cannot be read is an error that names the row, and never
/// a default that means something else.
struct StoredRow {
  let row: CursorRow
  let table: String
  /// The columns that name the row.
  let key: [String]
  private let layout: RowLayout

  init(_ row: CursorRow, of table: String, key: String...) {
    self.row = row
    self.table = table
    self.key = key
    layout = RowLayout.of(row, in: table)
  }

  private func place(_ column: String) throws(StoreError) -> Int {
    guard let place = layout.place(column, in: row) else { throw unreadable(column) }
    return place
  }

  /// The value of a column.
  func value<Value: ColumnValue>(_ column: String) throws(StoreError) -> Value {
    guard let value = Value(column: Int32(try place(column)), of: row) else {
      throw unreadable(column)
    }
    return value
  }

  /// The value of a column that may be empty.
  func optional<Value: ColumnValue>(_ column: String) throws(StoreError) -> Value? {
    try isEmpty(column) ? nil : try value(column)
  }

  /// Whether nothing stands in a column.
  func isEmpty(_ column: String) throws(StoreError) -> Bool { row.isEmpty(try place(column)) }

  /// One of the words of an enum.
  func word<Word: RawRepresentable<String>>(_ column: String) throws(StoreError) -> Word {
    guard let word = Word(rawValue: try value(column)) else { throw unreadable(column) }
    return word
  }

  /// One of the words of an enum, where the column is not empty.
  func optionalWord<Word: RawRepresentable<String>>(_ column: String) throws(StoreError) -> Word? {
    try isEmpty(column) ? nil : try word(column)
  }

  /// The JSON that a column holds.
  func json(_ column: String) throws(StoreError) -> JSONValue {
    guard let json = row.json(try place(column)) else { throw unreadable(column) }
    return json
  }

  /// The list that a column holds as JSON, each element of it readable.
  func list<Element>(_ column: String, _ read: (JSONValue) -> Element?) throws(StoreError)
    -> [Element]
  {
    guard let elements = try json(column).array else { throw unreadable(column) }
    var list: [Element] = []
    for element in elements {
      guard let element = read(element) else { throw unreadable(column) }
      list.append(element)
    }
    return list
  }

  /// The texts by name that a column holds as JSON.
  func texts(_ column: String) throws(StoreError) -> [String: String] {
    guard let texts = Self.texts(try json(column)) else { throw unreadable(column) }
    return texts
  }

  /// The texts by name in an object; `nil` where there is anything else.
  static func texts(_ json: JSONValue?) -> [String: String]? {
    guard let members = json?.object?.members else { return nil }
    var texts: [String: String] = [:]
    for member in members {
      guard let text = member.value.string else { return nil }
      texts[member.name] = text
    }
    return texts
  }

  /// What is wrong with a column of this row.
  func unreadable(_ column: String) -> StoreError {
    let names = key.map { "\($0) \(row.place(of: $0).map(row.words) ?? "unknown")" }
    return StoreError(
      unreadable: column, of: "the row of \(table) with \(names.joined(separator: ", "))")
  }
}
