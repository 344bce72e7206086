/// Why a text is not JSON: a reason and the offset in bytes at which reading stopped.
public struct JSONParseError: Error, Sendable, Hashable {
  /// What is wrong, as the end of a sentence ("a string does not end").
  public let reason: String
  /// Where, in bytes from the start.
  public let offset: Int
}

extension JSONValue {
  /// Reads one JSON text of at most five million values: a short text of nothing but brackets would
  /// take thirty times its size in memory.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8, with or without a byte order mark. Invalid sequences become U+FFFD.
  ///   - maximumDepth: how deep arrays and objects may nest before the text is refused.
  public init(parsing bytes: some Collection<UInt8>, maximumDepth: Int = 64) throws(JSONParseError)
  {
    var parser = JSONParser(bytes: Array(bytes), maximumDepth: maximumDepth)
    self = try parser.document()
  }

  /// Reads one JSON text.
  public init(parsing text: String, maximumDepth: Int = 64) throws(JSONParseError) {
    try self.init(parsing: text.utf8, maximumDepth: maximumDepth)
  }
}

struct JSONParser {
  let bytes: [UInt8]
  let maximumDepth: Int
  var position = 0
  private let maximumValues: Int
  private var values = 0

  init(bytes: [UInt8], maximumDepth: Int, maximumValues: Int = 5_000_000) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
    self.maximumValues = maximumValues
  }

  mutating func document() throws(JSONParseError) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw failure("there is text after the end of the value") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONParseError) -> JSONValue {
    guard depth <= maximumDepth else { throw failure("it nests deeper than \(maximumDepth)") }
    values += 1
    guard values <= maximumValues else {
      throw failure("it contains more than \(maximumValues) values")
    }
    skipSpace()
    guard position < bytes.count else { throw failure("it ends where a value is expected") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw failure("no value can start here")
    }
  }

  private mutating func object(depth: Int) throws(JSONParseError) -> JSONValue {
    position += 1
    var members: [JSONObject.Member] = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(JSONObject(members: members)) }
    while true {
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw failure("a member's name is expected here")
      }
      let name = try string()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw failure("a colon is missing") }
      members.append(.init(name: name, value: try value(depth: depth + 1)))
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(JSONObject(members: members)) }
      guard take(UInt8(ascii: ",")) else { throw failure("an object does not end") }
    }
  }

  private mutating func array(depth: Int) throws(JSONParseError) -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      guard take(UInt8(ascii: ",")) else { throw failure("an array does not end") }
    }
  }

  private mutating func string() throws(JSONParseError) -> String {
    position += 1
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        defer { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
      case UInt8(ascii: "\\"): return try stringWithEscapes(from: start)
      case 0..<0x20: throw failure("a string contains an unescaped control character")
      default: position += 1
      }
    }
    throw failure("a string does not end")
  }

  private mutating func stringWithEscapes(from start: Int) throws(JSONParseError) -> String {
    var text = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20: throw failure("a string contains an unescaped control character")
      default: text.append(byte)
      }
    }
    throw failure("a string does not end")
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONParseError) {
    guard position < bytes.count else { throw failure("a string does not end") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "u"): text.append(contentsOf: String(try unicodeEscape()).utf8)
    default: throw failure("\\ comes before a character that it cannot escape")
    }
  }

  /// The scalar of a `\u` escape; a surrogate without its partner becomes U+FFFD.
  private mutating func unicodeEscape() throws(JSONParseError) -> Unicode.Scalar {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(UInt32(first)) { return scalar }
    guard (0xD800..<0xDC00).contains(first), position + 1 < bytes.count,
      bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
    else { return "\u{FFFD}" }
    let before = position
    position += 2
    let second = try hexadecimal()
    guard (0xDC00..<0xE000).contains(second) else {
      position = before
      return "\u{FFFD}"
    }
    let code = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
    return Unicode.Scalar(code) ?? "\u{FFFD}"
  }

  private mutating func hexadecimal() throws(JSONParseError) -> UInt16 {
    guard position + 4 <= bytes.count,
      bytes[position..<position + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt16(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw failure("\\u needs four hexadecimal digits") }
    position += 4
    return value
  }

  private mutating func number() throws(JSONParseError) -> JSONValue {
    let start = position
    _ = take(UInt8(ascii: "-"))
    let leading = try digits()
    guard leading == 1 || bytes[position - leading] != UInt8(ascii: "0") else {
      throw failure("a number starts with 0")
    }
    if take(UInt8(ascii: ".")) { _ = try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      _ = take(UInt8(ascii: "-")) || take(UInt8(ascii: "+"))
      _ = try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if let integer = Int64(text) { return .integer(integer) }
    guard let number = Double(text) else { throw failure("a number is not well formed") }
    guard number.isFinite else { throw failure("a number is out of range") }
    return .number(number)
  }

  private mutating func word(
    _ word: String, _ value: JSONValue
  ) throws(JSONParseError) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else {
      throw failure("no value can start here")
    }
    position += word.utf8.count
    return value
  }

  /// Passes over digits, one at least; how many there were.
  private mutating func digits() throws(JSONParseError) -> Int {
    let start = position
    let digit = UInt8(ascii: "0")...UInt8(ascii: "9")
    while position < bytes.count, digit.contains(bytes[position]) { position += 1 }
    guard position > start else { throw failure("a digit is expected here") }
    return position - start
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private func failure(_ reason: String) -> JSONParseError {
    JSONParseError(reason: reason, offset: position)
  }
}
