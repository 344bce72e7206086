/// A JSON value (RFC 8259) that keeps the order of an object's members, so that the same value is
/// always written as the same bytes: an approval is for exact bytes.
///
/// Foundation's coders keep no order and give no limit on depth, and answers come from servers that
/// nobody vetted; hence a type of our own.
public enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// A number that is no 64-bit integer; always finite.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue {
  /// The text, if this is a string.
  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The elements, if this is an array.
  public var array: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The members, if this is an object.
  public var object: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// The whole number, also where a server wrote it as `3.0` or `"3"`.
  public var integer: Int? {
    switch self {
    case .integer(let value): Int(exactly: value)
    case .number(let value): Int(exactly: value)
    case .string(let value): Int(value)
    case .null, .bool, .array, .object: nil
    }
  }

  /// The truth value, also where a server wrote it as text in any case (`"False"`).
  public var bool: Bool? {
    switch self {
    case .bool(let value): return value
    case .string(let value):
      switch value.lowercased() {
      case "true": return true
      case "false": return false
      default: return nil
      }
    case .null, .integer, .number, .array, .object: return nil
    }
  }

  /// The scalar as text: an identifier that a server sent as a number reads like one sent as text.
  /// `nil` for null, arrays and objects.
  public var scalarText: String? {
    switch self {
    case .string(let value): value
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .bool(let value): value ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  /// A member of the object, its name compared without regard to case (RFC 7643, section 2.1);
  /// `nil` where this is no object or has no such member.
  public subscript(_ name: String) -> JSONValue? {
    object?[name]
  }
}

// No literal for null: in `condition ? value : nil` it would win over the missing value.
extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A string written in the source.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A truth value written in the source.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A whole number written in the source.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// An array written in the source.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object written in the source, its members in the order in which they stand there.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(JSONObject(elements))
  }
}
