/// A statement in SQLite's words, said in PostgreSQL's.
///
/// The two differ in few places that the statements of usher use, and nothing else is looked at:
/// numbered arguments, the table `user` (a reserved word), named indexes, which PostgreSQL does not
/// know, joins in a named order, comparisons that take NULL, and names of functions and of temporary
/// tables. Functions that only SQLite has are made with the schema.
struct PostgreSQLTranslation {
  private enum Token: Equatable {
    case blank(String)
    case word(String)
    /// An argument, counted from 1.
    case argument(Int)
    /// Text in quotes, a comment or a sign.
    case other(String)

    /// A word in capital letters, where it is one.
    var keyword: String? {
      if case .word(let word) = self { word.uppercased() } else { nil }
    }
  }

  /// The statement in PostgreSQL's words.
  let sql: String
  /// How many arguments it takes.
  let arguments: Int

  init(_ sql: String) {
    var scanner = Scanner(sql)
    let tokens = scanner.tokens()
    self.sql = Self.text(tokens)
    arguments = scanner.arguments
  }

  private static func text(_ tokens: [Token]) -> String {
    var text = ""
    var place = 0
    while place < tokens.count {
      let (said, used) = translation(tokens, place)
      text += said
      place += used
    }
    return text
  }

  /// How the token at a place is said, and how many tokens that covers.
  private static func translation(_ tokens: [Token], _ place: Int) -> (String, Int) {
    switch tokens[place] {
    case .argument(let number): return ("$\(number)", 1)
    case .blank(let text): return (text, 1)
    case .other("+"):
      // A sign before a column keeps SQLite from an index.
      if place + 1 < tokens.count, case .word = tokens[place + 1] { return ("", 1) }
      return ("+", 1)
    case .other(let text): return (text, 1)
    case .word(let word):
      switch word {
      case "user": return ("\"user\"", 1)
      case "temp" where next(tokens, place) == .other("."): return ("pg_temp", 1)
      case "char" where next(tokens, place) == .other("("): return ("chr", 1)
      case "INDEXED": return ("", indexName(tokens, place))
      case "CROSS" where isJoinedOn(tokens, place): return ("", 2)
      case "lower": return lowered(tokens, place)
      case "IS": return comparison(tokens, place)
      default: return (word, 1)
      }
    }
  }

  private static func next(_ tokens: [Token], _ place: Int) -> Token? {
    place + 1 < tokens.count ? tokens[place + 1] : nil
  }

  /// How many tokens `INDEXED BY name` has.
  private static func indexName(_ tokens: [Token], _ place: Int) -> Int {
    var end = place
    var words = 0
    while end < tokens.count, words < 3 {
      if case .word = tokens[end] { words += 1 }
      end += 1
    }
    return end - place
  }

  /// Whether the table after `CROSS JOIN` is joined by a condition of its own.
  private static func isJoinedOn(_ tokens: [Token], _ place: Int) -> Bool {
    let ends: Set<String> = [
      "ON", "WHERE", "CROSS", "JOIN", "LEFT", "ORDER", "GROUP", "LIMIT", "UNION", "SET",
    ]
    var depth = 0
    var words = 0
    for token in tokens[place...] {
      switch token {
      case .other("("): depth += 1
      case .other(")"):
        depth -= 1
        if depth < 0 { return false }
      default: break
      }
      guard depth == 0, let word = token.keyword else { continue }
      words += 1
      if words > 2, ends.contains(word) { return word == "ON" }
    }
    return false
  }

  /// An argument is lowered as the columns are: ASCII alone.
  private static func lowered(_ tokens: [Token], _ place: Int) -> (String, Int) {
    guard place + 2 < tokens.count, tokens[place + 1] == .other("("),
      case .argument(let number) = tokens[place + 2]
    else { return ("lower", 1) }
    return ("lower($\(number) COLLATE \"C\"", 3)
  }

  /// `IS ?` and `IS NOT ?` take NULL for a value.
  private static func comparison(_ tokens: [Token], _ place: Int) -> (String, Int) {
    let rest = tokens[(place + 1)...].prefix(4)
    var end = place + 1
    var isNot = false
    for token in rest {
      end += 1
      switch token {
      case .blank: continue
      case .word("NOT") where !isNot: isNot = true
      case .argument(let number):
        return (
          isNot ? "IS DISTINCT FROM $\(number)" : "IS NOT DISTINCT FROM $\(number)", end - place
        )
      default: return ("IS", 1)
      }
    }
    return ("IS", 1)
  }

  private struct Scanner {
    private let bytes: [UInt8]
    private var place = 0
    private(set) var arguments = 0

    init(_ sql: String) { bytes = Array(sql.utf8) }

    mutating func tokens() -> [Token] {
      var tokens: [Token] = []
      while place < bytes.count { tokens.append(token()) }
      return tokens
    }

    private mutating func token() -> Token {
      switch bytes[place] {
      case UInt8(ascii: "'"), UInt8(ascii: "\""): return .other(quoted(bytes[place]))
      case UInt8(ascii: "?"):
        place += 1
        let number = taken { Self.isDigit($0) }
        let argument = Int(number) ?? arguments + 1
        arguments = max(arguments, argument)
        return .argument(argument)
      case let byte where Self.isBlank(byte): return .blank(taken(Self.isBlank))
      case let byte where Self.isLetter(byte): return .word(taken(Self.isPartOfWord))
      case let byte where Self.isDigit(byte): return .other(taken(Self.isPartOfNumber))
      default:
        place += 1
        return .other(String(decoding: bytes[(place - 1)..<place], as: UTF8.self))
      }
    }

    private mutating func quoted(_ quote: UInt8) -> String {
      let start = place
      place += 1
      while place < bytes.count, bytes[place] != quote { place += 1 }
      place += 1
      return String(decoding: bytes[start..<min(place, bytes.count)], as: UTF8.self)
    }

    private mutating func taken(_ isPart: (UInt8) -> Bool) -> String {
      let start = place
      while place < bytes.count, isPart(bytes[place]) { place += 1 }
      return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isPartOfNumber(_ byte: UInt8) -> Bool {
      isDigit(byte) || byte == UInt8(ascii: ".")
    }
    private static func isLetter(_ byte: UInt8) -> Bool {
      (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }
    private static func isPartOfWord(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
  }
}
