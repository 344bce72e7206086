import Text

/// Reads the grammar that filters and paths share (RFC 7644, figures 1 and 7).
struct FilterParser {
  private let bytes: [UInt8]
  private let maximumDepth: Int
  private var position = 0

  init(_ text: String, maximumDepth: Int = 32) {
    bytes = Array(text.utf8)
    self.maximumDepth = maximumDepth
  }

  mutating func wholeFilter() throws(SCIMSyntaxError) -> Filter {
    let filter = try alternatives(depth: 0)
    skipSpace()
    guard position == bytes.count else {
      throw failure("“and”, “or” or the end is expected here")
    }
    return filter
  }

  mutating func wholePath() throws(SCIMSyntaxError) -> AttributePath {
    skipSpace()
    let path = try path(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw failure("the path should end here") }
    return path
  }

  private mutating func alternatives(depth: Int) throws(SCIMSyntaxError) -> Filter {
    guard depth <= maximumDepth else { throw failure("it nests deeper than \(maximumDepth)") }
    var filters = [try conjunction(depth: depth)]
    while takeWord("or") { filters.append(try conjunction(depth: depth)) }
    return filters.count == 1 ? filters[0] : .or(filters)
  }

  private mutating func conjunction(depth: Int) throws(SCIMSyntaxError) -> Filter {
    var filters = [try term(depth: depth)]
    while takeWord("and") { filters.append(try term(depth: depth)) }
    return filters.count == 1 ? filters[0] : .and(filters)
  }

  private mutating func term(depth: Int) throws(SCIMSyntaxError) -> Filter {
    skipSpace()
    if take(UInt8(ascii: "(")) { return try group(depth: depth) }
    let start = position
    if takeWord("not") {
      skipSpace()
      if take(UInt8(ascii: "(")) { return .not(try group(depth: depth)) }
      position = start
    }
    return try expression(depth: depth)
  }

  private mutating func group(depth: Int) throws(SCIMSyntaxError) -> Filter {
    let filter = try alternatives(depth: depth + 1)
    skipSpace()
    guard take(UInt8(ascii: ")")) else { throw failure("a parenthesis does not close") }
    return filter
  }

  private mutating func expression(depth: Int) throws(SCIMSyntaxError) -> Filter {
    let path = try path(depth: depth)
    guard !path.attribute.isEmpty else {
      throw failure("an attribute is missing after the schema's URN")
    }
    skipSpace()
    let start = position
    let word = word().lowercased()
    if word == "pr" { return .present(path) }
    if let comparison = Filter.Comparison(rawValue: word) {
      return .compare(path, comparison, try comparisonValue())
    }
    position = start
    if path.filter != nil, path.subAttribute == nil { return .element(path) }
    throw failure(
      word.isEmpty ? "an operator such as eq is expected here" : "there is no such operator")
  }

  /// A path at the position: a name, then perhaps a filter in brackets and a sub-attribute.
  private mutating func path(depth: Int) throws(SCIMSyntaxError) -> AttributePath {
    let start = position
    var path = try AttributeName.path(of: word(), at: start)
    guard take(UInt8(ascii: "[")) else { return path }
    guard !path.attribute.isEmpty, path.subAttribute == nil else {
      throw SCIMSyntaxError(reason: "only an attribute can have a filter", offset: position - 1)
    }
    path.filter = try alternatives(depth: depth + 1)
    skipSpace()
    guard take(UInt8(ascii: "]")) else { throw failure("a bracket does not close") }
    guard take(UInt8(ascii: ".")) else { return path }
    let nameStart = position
    let name = word()
    try AttributeName.check(name, at: nameStart)
    path.subAttribute = name
    return path
  }

  private mutating func comparisonValue() throws(SCIMSyntaxError) -> JSONValue {
    skipSpace()
    let start = position
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return try text() }
    let word = word()
    switch word.lowercased() {
    case "true": return true
    case "false": return false
    case "null": return .null
    default: break
    }
    guard let value = try? JSONValue(parsing: word), value.scalarText != nil else {
      throw SCIMSyntaxError(
        reason: "a value is expected here: a text in double quotes, a number, true, false or null",
        offset: start)
    }
    return value
  }

  private mutating func text() throws(SCIMSyntaxError) -> JSONValue {
    let start = position
    position += 1
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard position < bytes.count else {
      throw SCIMSyntaxError(reason: "a text in quotes does not end", offset: start)
    }
    position += 1
    do {
      return try JSONValue(parsing: bytes[start..<position])
    } catch {
      throw SCIMSyntaxError(reason: error.reason, offset: start + error.offset)
    }
  }

  /// Everything up to a space, a quote, a bracket or a parenthesis.
  private mutating func word() -> String {
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case 0x00...0x20, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["),
        UInt8(ascii: "]"), UInt8(ascii: "\""):
        return String(decoding: bytes[start..<position], as: UTF8.self)
      default: position += 1
      }
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func takeWord(_ expected: String) -> Bool {
    let start = position
    skipSpace()
    if word().lowercased() == expected { return true }
    position = start
    return false
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private func failure(_ reason: String) -> SCIMSyntaxError {
    SCIMSyntaxError(reason: reason, offset: min(position, bytes.count))
  }
}
