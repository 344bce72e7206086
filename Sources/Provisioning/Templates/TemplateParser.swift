/// Reads one expression, up to and with its `}}`.
///
///     conditional = or [ "if" or [ "else" conditional ] ]
///     or          = and { "or" and }
///     and         = not { "and" not }
///     not         = "not" not | comparison
///     comparison  = pipeline [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" | [ "not" ] "in"
///                   | "contains" ) pipeline ]
///     pipeline    = primary { "??" primary | "|" filter }        from left to right
///     filter      = name [ ":" primary { "," primary } | "(" conditional { "," conditional } ")" ]
///     primary     = name | text | number | "true" | "false" | "(" conditional ")"
///                 | name "[" text "]"
struct TemplateParser {
  private static let keywords: Set<String> = [
    "if", "else", "and", "or", "not", "in", "contains", "true", "false",
  ]
  private static let maximumDepth = 32
  private static let maximumSteps = 200

  private var lexer: TemplateLexer
  private var token: TemplateToken
  private var depth = 0
  private var steps = 0

  /// Where the text after `}}` starts, in characters from 0, once the expression was read.
  private(set) var end = 0

  init(_ characters: [Character], from position: Int) throws(TemplateError) {
    lexer = TemplateLexer(characters, from: position)
    token = try lexer.next()
  }

  /// Reads the expression.
  mutating func expression() throws(TemplateError) -> TemplateExpression {
    if token.kind == .close {
      throw failure("`{{ }}` is empty", "write an attribute between them: `{{ email }}`")
    }
    let expression = try conditional()
    guard token.kind == .close else { throw unexpected() }
    end = lexer.position
    return expression
  }

  private mutating func conditional() throws(TemplateError) -> TemplateExpression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else {
      throw failure("the expression nests deeper than \(Self.maximumDepth)", nil)
    }
    let then = try or()
    guard try take(name: "if") else { return then }
    let condition = try or()
    let otherwise = try take(name: "else") ? try conditional() : .literal(.text(""))
    return .conditional(then: then, condition: condition, otherwise: otherwise)
  }

  private mutating func or() throws(TemplateError) -> TemplateExpression {
    var expression = try and()
    while try take(name: "or") { expression = .or(expression, try and()) }
    return expression
  }

  private mutating func and() throws(TemplateError) -> TemplateExpression {
    var expression = try not()
    while try take(name: "and") { expression = .and(expression, try not()) }
    return expression
  }

  private mutating func not() throws(TemplateError) -> TemplateExpression {
    var count = 0
    while try take(name: "not") { count += 1 }
    return (0..<count).reduce(try comparison()) { operand, _ in .not(operand) }
  }

  private mutating func comparison() throws(TemplateError) -> TemplateExpression {
    let left = try pipeline()
    if try take(name: "in") {
      return .comparison(.contains, try pipeline(), left)
    }
    if try take(name: "not") {
      guard try take(name: "in") else { throw unexpected() }
      return .not(.comparison(.contains, try pipeline(), left))
    }
    guard let comparison = try takeOperator() else { return left }
    let expression = TemplateExpression.comparison(comparison, left, try pipeline())
    if let second = try takeOperator() {
      throw failure(
        "`\(second.rawValue)` cannot follow another comparison", "join the two with `and`")
    }
    return expression
  }

  private mutating func pipeline() throws(TemplateError) -> TemplateExpression {
    var expression = try primary()
    while true {
      if try take(sign: "??") {
        expression = .fallback(expression, try primary())
      } else if try take(sign: "|") {
        expression = .filter(try filter(), expression)
      } else {
        return expression
      }
    }
  }

  private mutating func filter() throws(TemplateError) -> TemplateFilter {
    let start = token
    guard case .name(let name) = token.kind else {
      throw failure("a filter's name should follow `|`, not \(token.words)", "write `| lower`")
    }
    try advance()
    var arguments: [TemplateExpression] = []
    if try take(sign: ":") {
      repeat { arguments.append(try primary()) } while try take(sign: ",")
    } else if try take(sign: "(") {
      if try !take(sign: ")") {
        repeat { arguments.append(try conditional()) } while try take(sign: ",")
        try close(")", opened: start)
      }
    }
    return try TemplateFilter(named: name, arguments: arguments, column: start.position + 1)
  }

  private mutating func primary() throws(TemplateError) -> TemplateExpression {
    let start = token
    switch token.kind {
    case .string(let text):
      try advance()
      return .literal(.text(text))
    case .number(let number):
      try advance()
      return .literal(.number(number))
    case .name("true"), .name("false"):
      try advance()
      return .literal(.boolean(start.kind == .name("true")))
    case .name(let name) where !Self.keywords.contains(name): return try attribute(name)
    case .sign("("):
      try advance()
      let expression = try conditional()
      try close(")", opened: start)
      return expression
    case .name, .sign, .close: throw unexpected()
    }
  }

  /// `department`, `user.department`, `user["Cost Center"]`.
  private mutating func attribute(_ name: String) throws(TemplateError) -> TemplateExpression {
    let start = token
    try advance()
    if token.kind == .sign("[") {
      guard name == "user" else {
        throw failure("only `user` takes an attribute in brackets", "write `user[\"…\"]`")
      }
      try advance()
      guard case .string(let text) = token.kind else {
        throw failure("an attribute in brackets stands in quotes", "write `user[\"Cost Center\"]`")
      }
      try advance()
      try close("]", opened: start)
      return .attribute(text)
    }
    if name == "now" { return .today }
    let attribute = name.hasPrefix("user.") ? String(name.dropFirst(5)) : name
    guard let last = attribute.last, last != ".", last != "-" else {
      throw TemplateError(
        reason: "`\(name)` is not an attribute's name", column: start.position + 1,
        suggestion: "a name ends with a letter, a digit or `_`")
    }
    return .attribute(attribute)
  }

  // MARK: Tokens

  private mutating func advance() throws(TemplateError) {
    steps += 1
    guard steps <= Self.maximumSteps else {
      throw failure(
        "the expression has more than \(Self.maximumSteps) words and signs",
        "write several `{{ }}` after each other")
    }
    token = try lexer.next()
  }

  private mutating func take(name: String) throws(TemplateError) -> Bool {
    guard token.kind == .name(name) else { return false }
    try advance()
    return true
  }

  private mutating func take(sign: String) throws(TemplateError) -> Bool {
    guard token.kind == .sign(sign) else { return false }
    try advance()
    return true
  }

  private mutating func takeOperator() throws(TemplateError) -> TemplateOperator? {
    let word: String
    switch token.kind {
    case .sign(let sign): word = sign
    case .name(let name): word = name
    case .string, .number, .close: return nil
    }
    guard let comparison = TemplateOperator(rawValue: word) else { return nil }
    try advance()
    return comparison
  }

  private mutating func close(_ sign: String, opened: TemplateToken) throws(TemplateError) {
    guard try take(sign: sign) else {
      throw failure(
        "`\(sign)` is missing before \(token.words)",
        "close what opens at column \(opened.position + 1)")
    }
  }

  // MARK: Errors

  private func failure(_ reason: String, _ suggestion: String?) -> TemplateError {
    TemplateError(reason: reason, column: token.position + 1, suggestion: suggestion)
  }

  private func unexpected() -> TemplateError {
    switch token.kind {
    case .close: failure("the expression ends too early", "write what should stand before `}}`")
    case .name(let name) where Self.keywords.contains(name):
      failure("`\(name)` cannot stand here", nil)
    case .name, .string, .number:
      failure(
        "\(token.words) cannot follow here",
        "put an operator between the two, or write two `{{ }}` after each other; "
          + "an attribute with a space is written `user[\"Cost Center\"]`")
    case .sign: failure("\(token.words) cannot stand here", nil)
    }
  }
}
