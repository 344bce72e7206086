/// One record of a CSV file: its fields without their quotes, one after the other.
struct CSVRow {
  /// The largest field, in bytes.
  static let fieldLimit = 1_000_000
  /// The largest record, in bytes, and the most fields of one: what a row may cost in memory.
  static let recordLimit = 16_000_000
  static let columnLimit = 2_000

  /// The physical line on which the record starts, from 1.
  var line = 1
  /// The bytes of the fields.
  var bytes: [UInt8] = []
  /// Where each field ends in ``bytes``.
  var ends: [Int] = []
  /// The fields that stood in quotes.
  var quoted: Set<Int> = []
  /// What is wrong with its form; then the fields are not to be used.
  var problem: FileProblem?

  /// How many fields there are.
  var count: Int { ends.count }

  /// Whether no field holds anything that could be seen: an empty line, a row of separators only.
  var holdsNothing: Bool {
    guard problem == nil else { return false }
    if bytes.isEmpty { return true }
    // Nearly every row begins with a letter.
    if let first = bytes.first, first > 0x20, first < 0x80 { return false }
    return (0..<count).allSatisfy { text($0).map { trimmed($0).isEmpty } ?? false }
  }

  /// The bytes of a field.
  func field(_ index: Int) -> ArraySlice<UInt8> {
    bytes[(index > 0 ? ends[index - 1] : 0)..<ends[index]]
  }

  /// The text of a field; `nil` where it is not UTF-8.
  func text(_ index: Int) -> String? {
    String(validating: field(index), as: UTF8.self)
  }

  mutating func clear(line: Int) {
    self.line = line
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    if !quoted.isEmpty { quoted = [] }
    problem = nil
  }

  mutating func endField() {
    if count < Self.columnLimit {
      ends.append(bytes.count)
    } else {
      fail(at: count, "a record has more than \(Self.columnLimit) fields; is a line end missing?")
    }
  }

  /// Keeps the first problem of the record, at a field.
  mutating func fail(at index: Int, _ reason: String) {
    if problem == nil {
      problem = FileProblem(line: line, column: column(of: index), reason: reason)
    }
  }

  /// Where a field starts on the record's first line, in characters from 1; 1 where it starts on a
  /// later line.
  func column(of index: Int) -> Int {
    var column = 1
    for index in 0..<min(index, count) {
      let bytes = field(index)
      if bytes.contains(0x0A) { return 1 }
      column += String(decoding: bytes, as: UTF8.self).count + 1
      if quoted.contains(index) { column += 2 + bytes.count(where: { $0 == UInt8(ascii: "\"") }) }
    }
    return column
  }
}
