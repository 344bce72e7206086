import Text
import Provisioning

/// Reads a directory from CSV: a header, then one record a user.
struct CSVFormat: DirectoryFormat {
  /// How much of a header is looked at for what separates it.
  private static let headerLimit = 1_000_000

  private let options: ReadingOptions
  private var tokenizer = CSVTokenizer()
  private var builder = RecordBuilder()
  private var plan = ColumnPlan([], ColumnMapping())
  private var hasHeader = false
  private var encoding = TextEncoding.utf8
  private var passedOver = 0
  private(set) var problems = ProblemList()

  init(_ options: ReadingOptions) { self.options = options }

  var report: ReadingReport {
    var report = ReadingReport()
    report.notes = plan.notes
    report.trimmed = builder.trimmedValues
    report.passedOver = passedOver
    return report
  }

  mutating func next(_ input: inout ByteInput) throws(DirectoryFileError) -> DirectoryRecord? {
    if !hasHeader {
      hasHeader = true
      guard try readHeader(&input) else { return nil }
    }
    while try tokenizer.next(&input) {
      if tokenizer.row.holdsNothing {
        passedOver += 1
      } else if let record = record(tokenizer.row) {
        return record
      }
    }
    return nil
  }

  // MARK: The header

  /// Reads the header; `false` where the rest of the file cannot be understood.
  private mutating func readHeader(_ input: inout ByteInput) throws(DirectoryFileError) -> Bool {
    if let problem = try input.start() {
      problems.add(FileProblem(reason: problem))
      return false
    }
    encoding = input.encoding
    guard try findSeparator(&input) else { return false }
    guard try tokenizer.next(&input), !tokenizer.row.holdsNothing else {
      problems.add(FileProblem(reason: "the file is empty; its first line must name the columns"))
      return false
    }
    let row = tokenizer.row
    if let problem = row.problem {
      problems.add(problem)
      return false
    }
    readColumns(row)
    return problems.count == 0
  }

  /// Finds what separates the fields, from the header alone.
  private mutating func findSeparator(_ input: inout ByteInput) throws(DirectoryFileError) -> Bool {
    let header = try input.firstRecord(limit: Self.headerLimit)
    if let separator = options.separator ?? Separator(line: header) {
      tokenizer.separator = separator
      // A first line `sep=;` is for Excel, and no header.
      return Separator(line: header) == nil ? true : try tokenizer.next(&input)
    }
    let columns = options.columns
    let candidates = Separator.candidates(in: header) { separator in
      let fields = header.split(
        separator: separator.byte, maxSplits: CSVRow.columnLimit, omittingEmptySubsequences: false)
      let names = fields.prefix(CSVRow.columnLimit).map {
        trimmed(String(decoding: $0.filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self))
      }
      return ColumnPlan.mayHaveUsername(names, columns)
    }
    guard candidates.count == 1, let separator = candidates.first else {
      let names = candidates.map(\.words.several)
      problems.add(
        FileProblem(
          line: 1, column: 1,
          reason: "the columns may be separated by \(names.joined(separator: " or by ")); say "
            + "which, such as --separator '\(candidates.first?.rawValue ?? "comma")'"))
      return false
    }
    tokenizer.separator = separator
    return true
  }

  private mutating func readColumns(_ row: CSVRow) {
    var names: [String] = []
    for index in 0..<row.count {
      guard let text = row.text(index), !text.utf8.contains(0) else {
        add("the name of column \(index + 1) is not \(encodingAdvice)", row, index)
        continue
      }
      let name = trimmed(text)
      if name.isEmpty {
        add("column \(index + 1) has no name; name it in the header, or remove it", row, index)
      } else if name.utf8.contains(0x0D) {
        add("the lines end with CR alone; save the file with line ends LF or CRLF", row, index)
      }
      names.append(name)
    }
    guard problems.count == 0 else { return }
    plan = ColumnPlan(names, options.columns)
    for fault in plan.faults { add(fault.reason, row, fault.index) }
    for header in options.columns.missing(among: names) {
      add("there is no column \(header.quotedForPeople), which --column names", row, 0)
    }
    if !plan.hasUsername, problems.count == 0 { add(Self.missingUsername(names), row, 0) }
  }

  private static func missingUsername(_ names: [String]) -> String {
    let some = names.prefix(12).map(\.quotedForPeople).joined(separator: ", ")
    return "there is no column `username`; say which column identifies a person, with "
      + "--column 'COLUMN=username'; the columns are \(some)\(names.count > 12 ? ", …" : "")"
  }

  // MARK: The records

  /// The record of a row; `nil` where something is wrong with it, which is then noted.
  private mutating func record(_ row: CSVRow) -> DirectoryRecord? {
    let before = problems.count
    if let problem = row.problem {
      problems.add(problem)
      return nil
    }
    guard row.count == plan.keys.count else {
      let place = row.count > plan.keys.count ? plan.keys.count : 0
      add(wrongCount(row.count, expected: plan.keys.count), row, place)
      return nil
    }
    if row.bytes.contains(0) {
      add("there is a NUL character; remove it", row, field(with: 0, row))
    }
    var user = DirectoryUser(username: "")
    user.attributes.reserveCapacity(row.count)
    for index in 0..<row.count where !plan.keys[index].isEmpty {
      guard let text = row.text(index) else {
        add("a field is not \(encodingAdvice)", row, index)
        continue
      }
      let value = builder.value(text)
      for key in plan.keys[index] {
        if let reason = builder.put(value, as: key, line: row.line, &user) {
          add(reason, row, index)
        }
      }
    }
    guard problems.count == before else { return nil }
    return DirectoryRecord(
      line: row.line, entry: DirectoryEntry(user, mentioned: plan.mentioned))
  }

  /// The encoding that some bytes are none of, and what to do.
  private var encodingAdvice: String {
    switch encoding {
    case .utf8:
      "UTF-8; save the file as UTF-8, or name its encoding: --encoding windows-1252 or utf-16"
    case .utf16: "UTF-16; save the file as UTF-8"
    case .windows1252: "Windows-1252; save the file as UTF-8"
    }
  }

  private func wrongCount(_ count: Int, expected: Int) -> String {
    let words = "\(count) \(count == 1 ? "field" : "fields") where the header has \(expected)"
    let separator = tokenizer.separator.words
    let advice =
      count > expected
      ? "a value that contains \(separator.one) must be in quotes"
      : "add the missing \(separator.several)"
    return "\(words); \(advice)"
  }

  private func field(with byte: UInt8, _ row: CSVRow) -> Int {
    (0..<row.count).first { row.field($0).contains(byte) } ?? 0
  }

  private mutating func add(_ reason: String, _ row: CSVRow, _ index: Int) {
    problems.add(FileProblem(line: row.line, column: row.column(of: index), reason: reason))
  }
}
