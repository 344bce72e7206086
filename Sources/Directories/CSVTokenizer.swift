/// Splits the bytes of a CSV file into rows (RFC 4180): fields between commas or what stands for
/// them, records between line ends (LF or CRLF), in quotes everything and `""` for a quote. It keeps
/// nothing but one row.
struct CSVTokenizer {
  private enum State {
    case fieldStart
    case plain
    case quoted
    /// Behind a quote inside quotes: it ended them, or is the first of two.
    case quoteInQuotes
    /// Behind a CR that may begin a line end.
    case carriageReturn
  }

  /// What stands between fields.
  var separator = Separator.comma {
    didSet { byte = separator.byte }
  }
  private var byte = Separator.comma.byte

  /// The row that was read last.
  private(set) var row = CSVRow()
  private var line = 1
  private var state = State.fieldStart
  private var fieldStart = 0

  /// Reads the next row into ``row``; `false` at the end.
  mutating func next(_ input: inout ByteInput) throws(DirectoryFileError) -> Bool {
    guard try input.fill() else { return false }
    row.clear(line: line)
    startField()
    while try input.fill() {
      if step(&input) { return true }
    }
    finish()
    return true
  }

  /// Takes one byte or a run of them; `true` at the end of a row.
  private mutating func step(_ input: inout ByteInput) -> Bool {
    switch state {
    case .fieldStart:
      guard input.buffer[input.position] == UInt8(ascii: "\"") else {
        state = .plain
        return plain(&input)
      }
      input.position += 1
      row.quoted.insert(row.count)
      state = .quoted
      return false
    case .plain: return plain(&input)
    case .quoted:
      quoted(&input)
      return false
    case .quoteInQuotes: return quoteInQuotes(&input)
    case .carriageReturn:
      if input.buffer[input.position] == 0x0A {
        input.position += 1
        return endRow()
      }
      // Alone it is data, like every other control character.
      row.bytes.append(0x0D)
      state = .plain
      return false
    }
  }

  private mutating func plain(_ input: inout ByteInput) -> Bool {
    let separator = byte
    input.take(into: &row.bytes, limit: limit) {
      $0 == separator || $0 == 0x0A || $0 == 0x0D || $0 == UInt8(ascii: "\"")
    }
    guard input.position < input.buffer.count else { return false }
    let byte = input.buffer[input.position]
    input.position += 1
    switch byte {
    case separator: endField()
    case 0x0A: return endRow()
    case 0x0D: state = .carriageReturn
    default:
      row.fail(
        at: row.count,
        "there is a quote inside a field without quotes; put the whole field in quotes and write \"\" "
          + "for each quote in it")
    }
    return false
  }

  private mutating func quoted(_ input: inout ByteInput) {
    let start = input.position
    input.take(into: &row.bytes, limit: limit) { $0 == UInt8(ascii: "\"") || $0 == 0x0A }
    guard input.position < input.buffer.count else { return }
    if input.buffer[input.position] == 0x0A {
      line += 1
      if row.bytes.count <= limit { row.bytes.append(0x0A) }
    } else {
      state = .quoteInQuotes
    }
    input.position += 1
    assert(input.position > start)
  }

  private mutating func quoteInQuotes(_ input: inout ByteInput) -> Bool {
    let byte = input.buffer[input.position]
    switch byte {
    case UInt8(ascii: "\""):
      if row.bytes.count <= limit { row.bytes.append(byte) }
      state = .quoted
    case self.byte: endField()
    case 0x0A:
      input.position += 1
      return endRow()
    case 0x0D: state = .carriageReturn
    default:
      row.fail(
        at: row.count,
        "text follows the closing quote of a field; write \"\" for a quote inside quotes")
      state = .plain
      return false
    }
    input.position += 1
    return false
  }

  /// The file ended inside a row.
  private mutating func finish() {
    switch state {
    case .quoted:
      row.fail(at: row.count, "the quote that opens here is never closed; add a \" where it ends")
    case .carriageReturn, .fieldStart, .plain, .quoteInQuotes: break
    }
    endField()
  }

  private mutating func endRow() -> Bool {
    line += 1
    endField()
    return true
  }

  private mutating func endField() {
    if row.bytes.count - fieldStart > CSVRow.fieldLimit {
      row.fail(
        at: row.count, "a field is longer than 1 MB; is the closing quote missing, or a line end?")
    }
    if row.bytes.count > CSVRow.recordLimit {
      row.fail(at: row.count, "the record is longer than 16 MB; is a closing quote missing?")
    }
    row.endField()
    startField()
  }

  private mutating func startField() {
    fieldStart = row.bytes.count
    state = .fieldStart
  }

  /// Up to where the bytes of the current field are kept: as far as tells that it is too long.
  private var limit: Int { min(fieldStart + CSVRow.fieldLimit, CSVRow.recordLimit) }
}
