/// The text of a parameter's value, compiled once: constant text with expressions in `{{ }}`.
///
/// An expression is an attribute of the directory (`department`, `user.department`,
/// `user["Cost Center"]`), `now` (the day that it is), a text in quotes, a number, `true` or `false`; `a ?? b` takes `b` where
/// `a` is empty; `a if condition else b` chooses; `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `contains`
/// compare (heeding case) and `and`, `or`, `not` combine; a filter follows `|`, its arguments as
/// Liquid or as Jinja writes them (`| slice: 0, 3`, `| slice(0, 3)`). `??` and `|` apply from left to
/// right and bind tighter than the rest. There are no loops, and nothing but the user is read.
public struct ValueTemplate: Sendable, Hashable {
  private enum Part: Sendable {
    case text(String)
    case expression(TemplateExpression)
  }

  /// The largest template, in bytes.
  public static let maximumLength = 100_000

  /// The names of the filters that a template can use, in alphabetical order.
  public static var filters: [String] { TemplateFilter.Name.allCases.map(\.rawValue).sorted() }

  /// The template as it was written.
  public let source: String
  private let parts: [Part]
  /// Whether the template tells what day it is, so that its value is another one tomorrow.
  public let readsToday: Bool

  /// Compiles a template. A text without `{{` is a constant.
  public init(parsing source: String) throws(TemplateError) {
    guard source.utf8.count <= Self.maximumLength else {
      throw TemplateError(
        reason: "the template is longer than \(Self.maximumLength) bytes", column: 1)
    }
    self.source = source
    parts = try Self.parts(Array(source))
    readsToday = parts.contains { part in
      if case .expression(let expression) = part { expression.readsToday } else { false }
    }
  }

  /// The names of the directory attributes that the template reads, as written.
  public var attributes: Set<String> {
    parts.reduce(into: []) { names, part in
      if case .expression(let expression) = part { names.formUnion(expression.attributes) }
    }
  }

  /// Whether the template has no expression.
  public var isConstant: Bool {
    parts.allSatisfy { if case .text = $0 { true } else { false } }
  }

  /// The value for a user. A template that is one expression and nothing else gives that
  /// expression's value, a list as a list; any other gives text. An attribute that the user does not
  /// have is empty text.
  ///
  /// - Parameter extra: further names and their texts; they hide the user's attributes.
  public func value(for user: DirectoryUser, extra: [String: String] = [:]) -> TemplateValue {
    if parts.count == 1, case .expression(let expression) = parts[0] {
      return expression.value(for: user, extra: extra).bounded()
    }
    var output = ""
    for part in parts {
      switch part {
      case .text(let text): output += text
      case .expression(let expression):
        output += expression.value(for: user, extra: extra).bounded().text
      }
      if output.utf8.count > TemplateValue.sizeLimit { break }
    }
    return .text(output).bounded()
  }

  /// The value for a user as text.
  public func text(for user: DirectoryUser, extra: [String: String] = [:]) -> String {
    value(for: user, extra: extra).text
  }

  /// The value for a user as text, on a day (`2026-12-01`), which is what `now` gives: whoever wants a
  /// value that changes each second would get an update each second.
  public func text(for user: DirectoryUser, on today: String) -> String {
    text(for: user, extra: readsToday ? [TemplateExpression.todayName: today] : [:])
  }

  /// Whether two templates were written alike.
  public static func == (a: ValueTemplate, b: ValueTemplate) -> Bool { a.source == b.source }

  /// Hashes the text as it was written.
  public func hash(into hasher: inout Hasher) { hasher.combine(source) }

  private static func parts(_ characters: [Character]) throws(TemplateError) -> [Part] {
    var parts: [Part] = []
    var text = ""
    var position = 0
    while position < characters.count {
      let next = position + 1 < characters.count ? characters[position + 1] : nil
      if characters[position] == "{", next == "{" {
        if !text.isEmpty { parts.append(.text(text)) }
        text = ""
        var parser = try TemplateParser(characters, from: position + 2)
        parts.append(.expression(try parser.expression()))
        position = parser.end
      } else {
        if let mistake = mistake(characters, at: position) { throw mistake }
        text.append(characters[position])
        position += 1
      }
    }
    if !text.isEmpty || parts.isEmpty { parts.append(.text(text)) }
    return parts
  }

  /// What someone who knows another template language may have meant by a brace in the text.
  private static func mistake(_ characters: [Character], at position: Int) -> TemplateError? {
    let rest = characters[position...].prefix(100)
    if rest.starts(with: "{%") {
      return TemplateError(
        reason: "tags in `{% %}` are not supported", column: position + 1,
        suggestion: "write `{{ a if condition else b }}`")
    }
    if rest.starts(with: "}}") {
      return TemplateError(
        reason: "`}}` closes nothing", column: position + 1,
        suggestion: "write `{{` before the expression, or `{{ \"}}\" }}` for the braces themselves")
    }
    guard rest.first == "{", let close = rest.firstIndex(of: "}"), close > position + 1,
      rest[(position + 1)..<close].allSatisfy({ $0.isNamePart })
    else { return nil }
    let name = String(rest[(position + 1)..<close])
    return TemplateError(
      reason: "`{\(name)}` in single braces is not an expression", column: position + 1,
      suggestion: "write `{{ \(name) }}`, or `{{ \"{\(name)}\" }}` for the text itself")
  }
}
