import Provisioning

/// Reads a directory from CSV: a header, then one record a user.
struct CSVFormat: DirectoryFormat {
  private var tokenizer = CSVTokenizer()
  private var builder = RecordBuilder()
  private var columns: [RecordBuilder.Key] = []
  private var mentioned = DirectoryEntry.Mentioned(
    attributes: .only([]), status: false, roles: false)
  private var hasHeader = false
  private(set) var problems = ProblemList()

  mutating func next(_ input: inout ByteInput) throws(DirectoryFileError) -> DirectoryRecord? {
    if !hasHeader {
      hasHeader = true
      guard try readHeader(&input) else { return nil }
    }
    while try tokenizer.next(&input) {
      // An empty line holds nothing; where there is one column it is an empty username.
      if tokenizer.row.isBlank && columns.count > 1 { continue }
      if let record = record(tokenizer.row) { return record }
    }
    return nil
  }

  // MARK: The header

  /// Reads the header; `false` where the rest of the file cannot be understood.
  private mutating func readHeader(_ input: inout ByteInput) throws(DirectoryFileError) -> Bool {
    if let encoding = try input.skipByteOrderMark() {
      problems.add(FileProblem(reason: "the file is in \(encoding); save it as CSV in UTF-8"))
      return false
    }
    guard try tokenizer.next(&input), !tokenizer.row.isBlank else {
      problems.add(FileProblem(reason: "the file is empty; its first line must name the columns"))
      return false
    }
    let row = tokenizer.row
    if let problem = row.problem {
      problems.add(problem)
      return false
    }
    readColumns(row)
    mentioned = RecordBuilder.mentioned(columns)
    return problems.count == 0
  }

  private mutating func readColumns(_ row: CSVRow) {
    var seen: Set<String> = []
    for index in 0..<row.count {
      guard let text = row.text(index), !text.utf8.contains(0) else {
        add("the name of column \(index + 1) is not UTF-8; save the file as UTF-8", row, index)
        continue
      }
      let name = trimmed(text)
      if name.isEmpty {
        add("column \(index + 1) has no name; name it in the header, or remove it", row, index)
      } else if name.utf8.contains(0x0D) {
        add("the lines end with CR alone; save the file with line ends LF or CRLF", row, index)
      } else if !seen.insert(name.lowercased()).inserted {
        add("the column \(name.quotedForPeople) stands there twice; keep one of them", row, index)
      }
      columns.append(RecordBuilder.Key(name))
    }
    if !columns.contains(.username), problems.count == 0 {
      add("there is no column `username`" + missingAdvice(row), row, 0)
    }
  }

  private func missingAdvice(_ row: CSVRow) -> String {
    for (separator, name) in [(";", "`;`"), ("\t", "tabs"), ("|", "`|`")]
    where row.count == 1 && row.text(0)?.contains(separator) == true {
      return "; the columns seem to be separated by \(name): separate them by commas"
    }
    let names = (0..<row.count).compactMap { row.text($0).map(trimmed) }
    if let near = nearestName(to: "username", in: names) {
      return "; did you mean \(near.quotedForPeople)? Rename it to `username`"
    }
    return "; the first line must name the columns, and `username` is required"
  }

  // MARK: The records

  /// The record of a row; `nil` where something is wrong with it, which is then noted.
  private mutating func record(_ row: CSVRow) -> DirectoryRecord? {
    let before = problems.count
    if let problem = row.problem {
      problems.add(problem)
      return nil
    }
    guard row.count == columns.count else {
      let place = row.count > columns.count ? columns.count : 0
      add(Self.wrongCount(row.count, expected: columns.count), row, place)
      return nil
    }
    if row.bytes.contains(0) {
      add("there is a NUL character; remove it", row, field(with: 0, row))
    }
    var user = DirectoryUser(username: "")
    user.attributes.reserveCapacity(columns.count)
    for index in 0..<row.count {
      guard let text = row.text(index) else {
        add("a field is not UTF-8; save the file as UTF-8", row, index)
        continue
      }
      set(text, at: index, row, &user)
    }
    guard problems.count == before else { return nil }
    return DirectoryRecord(line: row.line, entry: DirectoryEntry(user, mentioned: mentioned))
  }

  private mutating func set(
    _ text: String, at index: Int, _ row: CSVRow, _ user: inout DirectoryUser
  ) {
    switch columns[index] {
    case .username:
      switch builder.username(text, line: row.line) {
      case .right(let name): user.username = name
      case .wrong(let reason): add(reason, row, index)
      }
    case .status:
      switch RecordBuilder.status(text) {
      case .right(let status): user.status = status
      case .wrong(let reason): add(reason, row, index)
      }
    case .roles: user.roles = RecordBuilder.roles(separated: text)
    case .attribute(let name):
      if let reason = RecordBuilder.problem(name, text) {
        add(reason, row, index)
      } else if !text.isEmpty {
        user.attributes[name] = text
      }
    }
  }

  private static func wrongCount(_ count: Int, expected: Int) -> String {
    let words = "\(count) \(count == 1 ? "field" : "fields") where the header has \(expected)"
    let advice =
      count > expected
      ? "a value that holds a comma must stand in quotes" : "add the missing commas"
    return "\(words); \(advice)"
  }

  private func field(with byte: UInt8, _ row: CSVRow) -> Int {
    (0..<row.count).first { row.field($0).contains(byte) } ?? 0
  }

  private mutating func add(_ reason: String, _ row: CSVRow, _ index: Int) {
    problems.add(FileProblem(line: row.line, column: row.column(of: index), reason: reason))
  }
}
