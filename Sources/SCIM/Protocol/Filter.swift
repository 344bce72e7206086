public import Text

/// A filter as RFC 7644, section 3.4.2.2 has it, for lists and for the elements of an attribute.
public indirect enum Filter: Sendable, Hashable {
  /// What a comparison asks.
  public enum Comparison: String, Sendable, Hashable, CaseIterable {
    case equal = "eq"
    case notEqual = "ne"
    case contains = "co"
    case startsWith = "sw"
    case endsWith = "ew"
    case greater = "gt"
    case greaterOrEqual = "ge"
    case less = "lt"
    case lessOrEqual = "le"
  }

  /// `title pr`: the attribute has a value.
  case present(AttributePath)
  /// `userName eq "ann"`. The value is a string, a number, a truth value or null.
  case compare(AttributePath, Comparison, JSONValue)
  /// `emails[type eq "work"]`: some element of the attribute meets the path's own filter.
  case element(AttributePath)
  /// All of these.
  case and([Filter])
  /// One of these at least.
  case or([Filter])
  /// Not this one.
  case not(Filter)

  /// Reads a filter; operators count in any case.
  ///
  /// - Parameter maximumDepth: how deep parentheses, brackets and `not` may nest.
  public init(parsing text: String, maximumDepth: Int = 32) throws(SCIMSyntaxError) {
    var parser = FilterParser(text, maximumDepth: maximumDepth)
    self = try parser.wholeFilter()
  }

  /// A filter for an attribute that equals a text, which may hold anything.
  public static func equals(_ path: AttributePath, _ text: String) -> Filter {
    .compare(path, .equal, .string(text))
  }

  /// A filter for an attribute that equals a value.
  public static func equals(_ path: AttributePath, _ value: JSONValue) -> Filter {
    .compare(path, .equal, value)
  }

  /// The values that an element must hold to meet the filter, as far as equalities joined by `and`
  /// say them: `{"type": "work"}` for `type eq "work"`.
  public var equalities: JSONObject {
    switch self {
    case .compare(let path, .equal, let value):
      return JSONObject([(path.attribute, value)])
    case .and(let filters):
      return filters.reduce(into: JSONObject()) { object, filter in
        for member in filter.equalities.members { object[member.name] = member.value }
      }
    case .present, .compare, .element, .or, .not: return JSONObject()
    }
  }
}

extension Filter: CustomStringConvertible {
  /// The filter as text that reads back as the same filter.
  public var description: String {
    switch self {
    case .present(let path): "\(path) pr"
    case .compare(let path, let comparison, let value):
      "\(path) \(comparison.rawValue) \(value.text)"
    case .element(let path): path.description
    case .and(let filters): filters.map(\.operand).joined(separator: " and ")
    case .or(let filters): filters.map(\.operand).joined(separator: " or ")
    case .not(let filter): "not (\(filter))"
    }
  }

  private var operand: String {
    switch self {
    case .and, .or: "(\(self))"
    case .present, .compare, .element, .not: description
    }
  }
}
