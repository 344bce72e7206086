import GRDB
import SCIM

/// One row of a table, read strictly: what cannot be read is an error that names the row, and never
/// a default that means something else.
struct StoredRow {
  let row: Row
  let table: String
  /// The columns that name the row.
  let key: [String]
  private let layout: RowLayout

  init(_ row: Row, of table: String, key: String...) {
    self.row = row
    self.table = table
    self.key = key
    layout = RowLayout.of(row, in: table)
  }

  private func stored(_ column: String) -> DatabaseValue { layout.value(column, in: row) }

  /// The value of a column.
  func value<Value: DatabaseValueConvertible>(_ column: String) throws(StoreError) -> Value {
    let stored = stored(column)
    guard let value = Value.fromDatabaseValue(stored) else { throw unreadable(column) }
    return value
  }

  /// The value of a column that may be empty.
  func optional<Value: DatabaseValueConvertible>(_ column: String) throws(StoreError) -> Value? {
    let stored = stored(column)
    if stored.isNull { return nil }
    guard let value = Value.fromDatabaseValue(stored) else { throw unreadable(column) }
    return value
  }

  /// One of the words of an enum.
  func word<Word: RawRepresentable<String>>(_ column: String) throws(StoreError) -> Word {
    guard let word = Word(rawValue: try value(column)) else { throw unreadable(column) }
    return word
  }

  /// One of the words of an enum, where the column is not empty.
  func optionalWord<Word: RawRepresentable<String>>(_ column: String) throws(StoreError) -> Word? {
    let text: String? = try optional(column)
    return text == nil ? nil : try word(column)
  }

  /// The JSON that a column holds.
  func json(_ column: String) throws(StoreError) -> JSONValue {
    let text: String = try value(column)
    do {
      return try JSONValue(parsing: text)
    } catch {
      throw unreadable(column)
    }
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
    let names = key.map { name in
      let value: DatabaseValue = row[name]
      return "\(name) \(String.fromDatabaseValue(value) ?? value.description)"
    }
    return StoreError(
      unreadable: column, of: "the row of \(table) with \(names.joined(separator: ", "))")
  }
}
