/// One word or sign between `{{` and `}}`.
struct TemplateToken: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// An attribute, a filter or a word of the language.
    case name(String)
    case string(String)
    case number(Double)
    /// `|`, `??`, `==`, `(`, ….
    case sign(String)
    /// `}}`.
    case close
  }

  let kind: Kind
  /// Where it starts, in characters from 0.
  let position: Int

  /// The token as an error names it.
  var words: String {
    switch kind {
    case .name(let name): "`\(name)`"
    case .string: "the text in quotes"
    case .number(let number): "`\(TemplateValue.number(number).text)`"
    case .sign(let sign): "`\(sign)`"
    case .close: "the end, `}}`"
    }
  }
}

/// Splits what stands between `{{` and `}}` into tokens.
struct TemplateLexer {
  private let characters: [Character]
  /// Where the next token is looked for, in characters from 0.
  private(set) var position: Int

  init(_ characters: [Character], from position: Int) {
    self.characters = characters
    self.position = position
  }

  /// Takes the next token; the template must not end before `}}`.
  mutating func next() throws(TemplateError) -> TemplateToken {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
    guard position < characters.count else {
      throw TemplateError(
        reason: "`{{` is never closed", column: characters.count + 1, suggestion: "add `}}`")
    }
    let start = position
    return TemplateToken(kind: try kind(), position: start)
  }

  private mutating func kind() throws(TemplateError) -> TemplateToken.Kind {
    let character = characters[position]
    if character == "\"" || character == "'" { return .string(try string(quote: character)) }
    if character.isASCIIDigit || (character == "-" && peek(1)?.isASCIIDigit == true) {
      return .number(try number())
    }
    if character.isLetter || character == "_" { return .name(name()) }
    if character == "}" && peek(1) == "}" {
      position += 2
      return .close
    }
    return .sign(try sign())
  }

  private mutating func name() -> String {
    let start = position
    while position < characters.count, characters[position].isNamePart { position += 1 }
    return String(characters[start..<position])
  }

  private mutating func number() throws(TemplateError) -> Double {
    let start = position
    position += 1
    while position < characters.count,
      characters[position].isASCIIDigit || characters[position] == "."
    {
      position += 1
    }
    let text = String(characters[start..<position])
    if let number = Double(plainNumber: text) { return number }
    throw TemplateError(
      reason: "`\(text)` is not a number", column: start + 1,
      suggestion: "put it in quotes if it is text")
  }

  /// A text in quotes. A backslash stands before a quote or a backslash that is meant as itself, and
  /// makes `\n` and `\t`; before anything else it is itself, as regular expressions want it.
  private mutating func string(quote: Character) throws(TemplateError) -> String {
    let start = position
    var text = ""
    position += 1
    while position < characters.count, characters[position] != quote {
      if characters[position] == "\\", let escaped = peek(1).flatMap(Self.escaped) {
        text.append(escaped)
        position += 2
      } else {
        text.append(characters[position])
        position += 1
      }
    }
    guard position < characters.count else {
      throw TemplateError(
        reason: "the text in quotes is never closed", column: start + 1,
        suggestion: "add \(quote) where it ends")
    }
    position += 1
    return text
  }

  private static func escaped(_ character: Character) -> Character? {
    switch character {
    case "\"", "'", "\\": character
    case "n": "\n"
    case "t": "\t"
    default: nil
    }
  }

  private mutating func sign() throws(TemplateError) -> String {
    let start = position
    let two = String(characters[start..<min(start + 2, characters.count)])
    if ["??", "==", "!=", "<=", ">="].contains(two) {
      position += 2
      return two
    }
    let one = String(characters[start])
    if ["|", "<", ">", "(", ")", "[", "]", ",", ":"].contains(one), two != "||" {
      position += 1
      return one
    }
    let foreign = two == "||" || two == "&&" || two == "<>" ? two : one
    throw TemplateError(
      reason: "`\(foreign)` means nothing here", column: start + 1,
      suggestion: Self.suggestion(for: foreign))
  }

  private static func suggestion(for sign: String) -> String? {
    switch sign {
    case "=": "write `==` to compare"
    case "&&", "&": "write `and`"
    case "||": "write `or`, or `??` for a default"
    case "!": "write `not`"
    case "<>": "write `!=`"
    case "?": "write `a if condition else b`, or `a ?? b` for a default"
    case "+", "~": "write two `{{ }}` after each other, or the filter `append`"
    case "“", "”", "„", "‘", "’", "`": "write straight quotes, ' or \""
    case "{", "}": "an expression ends with `}}`"
    default: nil
    }
  }

  private func peek(_ distance: Int) -> Character? {
    position + distance < characters.count ? characters[position + distance] : nil
  }
}

extension Character {
  var isASCIIDigit: Bool { isASCII && isWholeNumber }

  /// Whether the character may stand in the name of an attribute.
  var isNamePart: Bool {
    isLetter || isNumber || self == "_" || self == "-" || self == "."
  }
}
