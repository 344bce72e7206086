import Text

/// Brings the value of an operation into the shape that the schema asks for.
enum PatchValue {
  /// The value for a single value of the attribute: truth values from text, `{"value": …}` from a
  /// bare value and the other way round, names spelled as in the schema, read-only parts left out.
  static func coerced(
    _ value: JSONValue, to attribute: Attribute?, path: AttributePath
  ) throws(SCIMFailure) -> JSONValue {
    guard let attribute, value != .null else { return value }
    if let array = value.array {
      guard array.count == 1, let only = array.first else { throw invalid(path, attribute) }
      return try coerced(only, to: attribute, path: path)
    }
    if attribute.type == .complex { return try complex(value, to: attribute, path: path) }
    let scalar = value.object == nil ? value : value["value"]
    guard let scalar, let text = scalar.scalarText else { throw invalid(path, attribute) }
    switch attribute.type {
    case .boolean:
      guard let bool = scalar.bool else { throw invalid(path, attribute) }
      return .bool(bool)
    case .integer:
      guard let integer = scalar.integer else { throw invalid(path, attribute) }
      return .integer(Int64(integer))
    case .decimal:
      guard let number = Double(text), number.isFinite else { throw invalid(path, attribute) }
      return scalar.string == nil ? scalar : .number(number)
    case .dateTime:
      guard DateTime.seconds(text) != nil else { throw invalid(path, attribute) }
      return scalar
    case .string, .reference, .binary, .complex: return .string(text)
    }
  }

  private static func complex(
    _ value: JSONValue, to attribute: Attribute, path: AttributePath
  ) throws(SCIMFailure) -> JSONValue {
    guard let object = value.object else {
      guard attribute.subAttribute("value") != nil else { throw invalid(path, attribute) }
      return try complex(["value": value], to: attribute, path: path)
    }
    var members: [JSONObject.Member] = []
    for member in object.members {
      let part = attribute.subAttribute(member.name)
      if part?.mutability == .readOnly, attribute.mutability != .readOnly { continue }
      let inner =
        part?.multiValued == true
        ? member.value : try coerced(member.value, to: part, path: path)
      members.append(.init(name: part?.name ?? member.name, value: inner))
    }
    return .object(JSONObject(members: members))
  }

  private static func invalid(_ path: AttributePath, _ attribute: Attribute) -> SCIMFailure {
    SCIMFailure(
      status: 400, scimType: "invalidValue",
      detail: "The value of \(path) does not fit the type \(attribute.type.rawValue).")
  }
}
