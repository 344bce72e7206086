import Text

/// One filter after `|` with its arguments.
struct TemplateFilter: Sendable {
  /// The filters by the names that templates use.
  enum Name: String, Sendable, CaseIterable {
    case append, ascii, capitalize, date, `default`, digits, first, join, last, lower, lstrip
    case prepend, remove, replace, rstrip, size, slice, slug, sort, split, title, trim, truncate
    case uniq, upper
    case emailDomain = "email_domain"
    case emailLocalPart = "email_local_part"
    case regexReplace = "regex_replace"
    case replaceFirst = "replace_first"

    /// The names that Liquid and Jinja have for the same filters.
    static let aliases: [String: Name] = [
      "downcase": .lower, "upcase": .upper, "strip": .trim, "length": .size, "count": .size,
      "unique": .uniq, "slugify": .slug, "d": .default,
    ]

    /// How many arguments the filter takes.
    var arguments: ClosedRange<Int> {
      switch self {
      case .ascii, .capitalize, .digits, .first, .last, .lower, .lstrip, .size, .slug, .sort,
        .title, .trim, .uniq, .upper, .emailDomain, .emailLocalPart, .rstrip:
        0...0
      case .append, .date, .default, .join, .prepend, .remove, .split: 1...1
      case .slice, .truncate: 1...2
      case .replace, .replaceFirst, .regexReplace: 2...2
      }
    }

    /// How it is written with its arguments.
    var example: String {
      switch self {
      case .append: "append: \"@example.com\""
      case .date: "date: \"%Y-%m-%d\""
      case .default: "default: \"none\""
      case .join: "join: \", \""
      case .prepend: "prepend: \"x-\""
      case .remove: "remove: \" \""
      case .split: "split: \",\""
      case .slice: "slice: 0, 3"
      case .truncate: "truncate: 20, \"\""
      case .replace: "replace: \" \", \"_\""
      case .replaceFirst: "replace_first: \" \", \"_\""
      case .regexReplace: "regex_replace: \"[^0-9]\", \"\""
      default: rawValue
      }
    }
  }

  /// A pattern and its replacement, where the filter is `regex_replace`.
  private struct Replacement: Sendable {
    let pattern: Pattern
    let text: CaptureTemplate
  }

  let name: Name
  let arguments: [TemplateExpression]
  private let replacement: Replacement?

  /// A filter by the name in a template; checks the number of its arguments and compiles a pattern.
  ///
  /// - Parameter column: where the name stands, for the error.
  init(named text: String, arguments: [TemplateExpression], column: Int) throws(TemplateError) {
    guard let name = Name(rawValue: text) ?? Name.aliases[text] else {
      let names = Name.allCases.map(\.rawValue)
      let all = "the filters are: " + names.sorted().joined(separator: ", ")
      let near = nearestName(to: text, in: names + Name.aliases.keys.sorted())
      throw TemplateError(
        reason: "no filter is named `\(text)`", column: column,
        suggestion: near.map { "did you mean `\($0)`?" } ?? all)
    }
    guard name.arguments.contains(arguments.count) else {
      throw TemplateError(
        reason: "`\(text)` takes \(Self.count(name.arguments)), not \(arguments.count)",
        column: column, suggestion: "write `| \(name.example)`")
    }
    self.name = name
    self.arguments = arguments
    replacement =
      name == .regexReplace ? try Self.replacement(arguments, column: column) : nil
  }

  /// The filtered value.
  ///
  /// - Parameter evaluate: gives the value of an argument.
  func value(of input: TemplateValue, evaluate: (TemplateExpression) -> TemplateValue)
    -> TemplateValue
  {
    if name == .default { return input.isEmpty ? evaluate(arguments[0]) : input }
    let values = arguments.map(evaluate)
    if let replacement {
      return input.mapTexts { replacement.pattern.replacing(in: $0, with: replacement.text) }
    }
    return (name.whole(input, values) ?? input.mapTexts { name.text($0, values) }).bounded()
  }

  private static func count(_ range: ClosedRange<Int>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (0, 0): "no argument"
    case (1, 1): "one argument"
    case (2, 2): "two arguments"
    default: "\(range.lowerBound) or \(range.upperBound) arguments"
    }
  }

  private static func replacement(_ arguments: [TemplateExpression], column: Int)
    throws(TemplateError) -> Replacement
  {
    guard case .literal(.text(let source)) = arguments[0],
      case .literal(.text(let text)) = arguments[1]
    else {
      throw TemplateError(
        reason: "`regex_replace` takes two texts in quotes, not attributes", column: column,
        suggestion: "write `| \(Name.regexReplace.example)`")
    }
    do {
      let pattern = try Pattern(source)
      let replacement = try CaptureTemplate(text, groupCount: pattern.groupCount)
      return Replacement(pattern: pattern, text: replacement)
    } catch {
      throw TemplateError(reason: error.reason, column: column, suggestion: error.advice)
    }
  }
}

extension TemplateValue {
  /// The value with a function applied to its text, or to each element of a list, as far as the
  /// size limit allows.
  func mapTexts(_ transform: (String) -> String) -> TemplateValue {
    guard case .list(let elements) = self else {
      return TemplateValue.text(transform(text)).bounded()
    }
    var mapped: [String] = []
    var room = Self.sizeLimit
    for element in elements where room > 0 {
      mapped.append(transform(element).cut(toBytes: room))
      room -= max(1, mapped[mapped.count - 1].utf8.count)
    }
    return .list(mapped)
  }
}
