public import Text

extension JSONValue {
  /// Whether SCIM takes the value as unassigned: null, an empty array or an empty object
  /// (RFC 7643, section 2.5). Empty text counts too, since several servers keep it for "no value".
  public var isUnassigned: Bool {
    switch self {
    case .null: true
    case .string(let value): value.isEmpty
    case .array(let value): value.isEmpty
    case .object(let value): value.isEmpty
    case .bool, .integer, .number: false
    }
  }
}
