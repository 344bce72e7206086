/// What stands between `{{` and `}}`, compiled.
indirect enum TemplateExpression: Sendable {
  case literal(TemplateValue)
  case attribute(String)
  /// `now`: the day that it is, in the zone that is set.
  case today
  /// `a ?? b`: the second where the first is empty.
  case fallback(TemplateExpression, TemplateExpression)
  case or(TemplateExpression, TemplateExpression)
  case and(TemplateExpression, TemplateExpression)
  case not(TemplateExpression)
  case comparison(TemplateOperator, TemplateExpression, TemplateExpression)
  /// `then if condition else otherwise`.
  case conditional(
    then: TemplateExpression, condition: TemplateExpression, otherwise: TemplateExpression)
  case filter(TemplateFilter, TemplateExpression)

  /// The value for a user; names in `extra` hide the user's attributes.
  func value(for user: DirectoryUser, extra: [String: String]) -> TemplateValue {
    switch self {
    case .literal(let value): return value
    case .attribute(let name):
      if let text = extra[name] { return .text(text) }
      switch user.value(of: name) {
      case .text(let text): return .text(text)
      case .list(let elements): return .list(elements)
      }
    case .today: return .text(extra[Self.todayName] ?? "")
    case .fallback(let first, let second):
      let value = first.value(for: user, extra: extra)
      return value.isEmpty ? second.value(for: user, extra: extra) : value
    // As in Jinja, the result is the side that decided, so that `a or b` works as a default too.
    case .or(let first, let second):
      let value = first.value(for: user, extra: extra)
      return value.isTrue ? value : second.value(for: user, extra: extra)
    case .and(let first, let second):
      let value = first.value(for: user, extra: extra)
      return value.isTrue ? second.value(for: user, extra: extra) : value
    case .not(let operand): return .boolean(!operand.value(for: user, extra: extra).isTrue)
    case .comparison(let comparison, let first, let second):
      let left = first.value(for: user, extra: extra)
      return .boolean(comparison.isTrue(left, second.value(for: user, extra: extra)))
    case .conditional(let then, let condition, let otherwise):
      let branch = condition.value(for: user, extra: extra).isTrue ? then : otherwise
      return branch.value(for: user, extra: extra)
    case .filter(let filter, let input):
      return filter.value(of: input.value(for: user, extra: extra)) {
        $0.value(for: user, extra: extra)
      }
    }
  }

  /// The name under which `extra` has the day, which no attribute can be read by.
  static let todayName = "now()"

  /// Whether it tells what day it is.
  var readsToday: Bool {
    switch self {
    case .today: true
    case .literal, .attribute: false
    case .fallback(let first, let second), .or(let first, let second), .and(let first, let second),
      .comparison(_, let first, let second):
      first.readsToday || second.readsToday
    case .not(let operand): operand.readsToday
    case .conditional(let then, let condition, let otherwise):
      then.readsToday || condition.readsToday || otherwise.readsToday
    case .filter(let filter, let input):
      input.readsToday || filter.arguments.contains(where: \.readsToday)
    }
  }

  /// The directory attributes that it reads.
  var attributes: Set<String> {
    switch self {
    case .literal, .today: []
    case .attribute(let name): [name]
    case .fallback(let first, let second), .or(let first, let second), .and(let first, let second),
      .comparison(_, let first, let second):
      first.attributes.union(second.attributes)
    case .not(let operand): operand.attributes
    case .conditional(let then, let condition, let otherwise):
      then.attributes.union(condition.attributes).union(otherwise.attributes)
    case .filter(let filter, let input):
      filter.arguments.reduce(input.attributes) { $0.union($1.attributes) }
    }
  }
}

/// A comparison in a template.
enum TemplateOperator: String, Sendable, CaseIterable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  /// A list has the element, or a text has the text somewhere.
  case contains

  /// Compares two values. Nothing is ignored: `"Sales" == "sales"` is false. Where both sides are
  /// numbers, or texts of numbers, they compare as numbers, dates of ISO 8601 as dates, other texts
  /// by their Unicode scalars.
  func isTrue(_ a: TemplateValue, _ b: TemplateValue) -> Bool {
    switch self {
    case .equal: Self.areEqual(a, b)
    case .notEqual: !Self.areEqual(a, b)
    case .less: Self.isLess(a, b)
    case .lessOrEqual: Self.isLess(a, b) || Self.areEqual(a, b)
    case .greater: Self.isLess(b, a)
    case .greaterOrEqual: Self.isLess(b, a) || Self.areEqual(a, b)
    case .contains:
      switch a {
      case .list(let elements): elements.contains(b.text)
      case .text, .number, .boolean: a.text.contains(b.text)
      }
    }
  }

  private static func areEqual(_ a: TemplateValue, _ b: TemplateValue) -> Bool {
    switch (a, b) {
    case (.list(let a), .list(let b)): return a == b
    // `"007" == 7` compares numbers; `"007" == "7"` compares two texts.
    case (.number, _), (_, .number):
      guard let first = a.number, let second = b.number else { return false }
      return first == second
    default: return a.text == b.text
    }
  }

  private static func isLess(_ a: TemplateValue, _ b: TemplateValue) -> Bool {
    if let first = OrderedValue(a.text), let second = OrderedValue(b.text) {
      return first.isLess(than: second) ?? false
    }
    guard case .text(let first) = a, case .text(let second) = b else { return false }
    return first.unicodeScalars.lexicographicallyPrecedes(second.unicodeScalars)
  }
}
