import Text
import Engine

/// A list as a command prints it: a table for people, or JSON for programs, written while it comes.
struct ResultList {
  /// How a result is printed.
  enum Form: String, CaseIterable {
    case table
    case json
    case jsonl
  }

  /// How many rows a table shows where no limit was given.
  static let tableLimit = 100

  /// How many columns a cell takes at most.
  static let widestCell = 400

  private let form: Form
  private let limit: Int?
  private let headings: [String]
  private var rows: [[String]] = []
  private var count = 0

  /// A list.
  ///
  /// - Parameters:
  ///   - limit: as given; 0 for all, `nil` for 100 rows of a table and all of JSON.
  init(_ form: Form, headings: [String], limit: Int? = nil) {
    self.form = form
    self.headings = headings
    self.limit = limit == 0 ? nil : limit ?? (form == .table ? Self.tableLimit : nil)
  }

  /// How many entries need to be fetched to say whether there are more.
  var wanted: Int? { limit }

  /// Adds an entry: a row of cells for the table, and a value for JSON.
  mutating func add(_ cells: @autoclosure () -> [String], _ json: @autoclosure () -> JSONValue) {
    count += 1
    if let limit, count > limit { return }
    switch form {
    case .table: rows.append(cells().map { $0.visible(upTo: Self.widestCell) })
    case .jsonl: Streams.json(json())
    case .json: Streams.json(json(), after: count == 1 ? "[" : ",")
    }
  }

  /// Ends the list.
  func end(empty: String = "nothing to show") {
    printRows(empty)
    if form == .table { tellRest(count) }
  }

  /// Ends a list of which more may exist than was added.
  ///
  /// - Parameter total: how many there are. It is asked for when the rows are printed, since counting
  ///   may take longer than they did.
  func end(total: @autoclosure () throws -> Int, empty: String = "nothing to show") throws {
    printRows(empty)
    if form == .table, let limit, count >= limit { tellRest(try total()) }
  }

  private func printRows(_ empty: String) {
    switch form {
    case .jsonl: return
    case .json: Streams.standardOutput(count == 0 ? "[]" : "]")
    case .table:
      if rows.isEmpty { return Streams.standardError(empty) }
      Table(headings: headings, rows: rows).lines(columns: Streams.columns)
        .forEach(Streams.standardOutput)
    }
  }

  private func tellRest(_ total: Int) {
    if !rows.isEmpty, total > rows.count {
      Streams.standardError("\(rows.count) of \(total) shown; --limit 0 shows all")
    }
  }
}

/// Rows of text in columns.
struct Table {
  let headings: [String]
  let rows: [[String]]

  /// The lines. The last column takes what is left of the terminal's width.
  func lines(columns: Int?) -> [String] {
    let all = [headings] + rows
    let widths = headings.indices.map { index in
      all.map { index < $0.count ? min($0[index].displayWidth, 60) : 0 }.max() ?? 0
    }
    return all.map { row in
      var line = row.enumerated().map { index, cell in
        index == row.count - 1 ? cell : cell.fitted(widths[index])
      }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      guard let columns, line.displayWidth > columns else { return line }
      return line.fitted(columns)
    }
  }
}
