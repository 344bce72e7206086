import Text

/// How two single values compare under an attribute's characteristics.
enum ScalarComparison {
  /// Whether both say the same: text with or without regard to case, truth values also as text,
  /// moments as moments, an identifier as text also where a server wrote it as a number.
  static func same(_ a: JSONValue, _ b: JSONValue, attribute: Attribute?) -> Bool {
    if a == b { return true }
    if attribute?.type == .boolean || a.isBool || b.isBool, let a = a.bool, let b = b.bool {
      return a == b
    }
    if let numbers = numbers(a, b, attribute) { return numbers.0 == numbers.1 }
    guard let a = a.scalarText, let b = b.scalarText else { return false }
    if attribute?.type == .dateTime, let a = DateTime.seconds(a), let b = DateTime.seconds(b) {
      return a == b
    }
    return (attribute?.caseExact ?? false) ? a == b : a.lowercased() == b.lowercased()
  }

  /// Less than, equal to or greater than 0 as `a` comes before, with or after `b`; `nil` where
  /// there is no order between them.
  static func order(_ a: JSONValue, _ b: JSONValue, attribute: Attribute?) -> Int? {
    if a.isBool || b.isBool || attribute?.type == .boolean || attribute?.type == .binary {
      return nil
    }
    if let numbers = numbers(a, b, attribute) { return compare(numbers.0, numbers.1) }
    guard let a = a.scalarText, let b = b.scalarText else { return nil }
    if attribute?.type == .dateTime || attribute == nil, let a = DateTime.seconds(a),
      let b = DateTime.seconds(b)
    {
      return compare(a, b)
    }
    return attribute?.caseExact ?? false ? compare(a, b) : compare(a.lowercased(), b.lowercased())
  }

  /// Both as numbers, where the attribute is one or both were written as one.
  private static func numbers(
    _ a: JSONValue, _ b: JSONValue, _ attribute: Attribute?
  ) -> (Double, Double)? {
    guard let a = a.number, let b = b.number else { return nil }
    let isNumber = attribute?.type == .integer || attribute?.type == .decimal
    return isNumber || a.isReal && b.isReal ? (a.value, b.value) : nil
  }

  private static func compare<Value: Comparable>(_ a: Value, _ b: Value) -> Int {
    a < b ? -1 : a == b ? 0 : 1
  }
}

extension JSONValue {
  fileprivate var isBool: Bool {
    if case .bool = self { true } else { false }
  }

  /// The number, and whether it was written as one.
  fileprivate var number: (value: Double, isReal: Bool)? {
    switch self {
    case .integer(let value): (Double(value), true)
    case .number(let value): (value, true)
    case .string(let text): Double(text).map { ($0, false) }
    case .null, .bool, .array, .object: nil
    }
  }
}
