import Foundation
import SCIM

/// A directory file in memory: the tests' own reading of it, which shares no line with usher's.
struct People: Sendable {
  var columns: [String]
  var rows: [[String: String]]

  /// Reads the first people of a CSV file (RFC 4180).
  init(csv path: String, first count: Int) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var records = Self.records(text)[...]
    columns = records.removeFirst()
    let names = columns
    rows = records.prefix(count).map { record in
      Dictionary(zip(names, record), uniquingKeysWith: { first, _ in first })
    }
  }

  /// People by hand; their columns are the keys of the first.
  init(_ rows: [[String: String]]) {
    columns = rows.first?.keys.sorted() ?? ["username"]
    self.rows = rows
  }

  private static func records(_ text: String) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var field = ""
    var isQuoted = false
    var isAfterQuote = false
    for scalar in text.unicodeScalars {
      if isQuoted, !isAfterQuote {
        if scalar == "\"" { isAfterQuote = true } else { field.unicodeScalars.append(scalar) }
        continue
      }
      switch scalar {
      case "\"" where isAfterQuote:
        field.unicodeScalars.append(scalar)
        isAfterQuote = false
        continue
      case "\"": isQuoted = true
      case ",":
        record.append(field)
        field = ""
        isQuoted = false
      case "\n":
        records.append(record + [field])
        record = []
        field = ""
        isQuoted = false
      case "\r": break
      default: field.unicodeScalars.append(scalar)
      }
      isAfterQuote = false
    }
    if !field.isEmpty || !record.isEmpty { records.append(record + [field]) }
    return records
  }

  /// The file's text.
  var csv: String {
    let table = [columns] + rows.map { row in columns.map { row[$0] ?? "" } }
    return table.map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func quoted(_ field: String) -> String {
    guard field.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else {
      return field
    }
    return "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}
