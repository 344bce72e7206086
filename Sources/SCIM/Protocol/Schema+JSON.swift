public import Text

extension Schema {
  /// Reads an entry of a service provider's `/Schemas`; `nil` where it has no `id`. Attributes
  /// without a name are left out, what else is missing has the default.
  public init?(json: JSONValue) {
    guard let id = json["id"]?.scalarText, !id.isEmpty else { return nil }
    self.init(
      id: id, name: json["name"]?.string ?? "", description: json["description"]?.string ?? "",
      attributes: (json["attributes"]?.array ?? []).compactMap { Attribute(json: $0) })
  }

  /// The schema as `/Schemas` has it, without `meta`.
  public var json: JSONValue {
    [
      "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
      "id": .string(id), "name": .string(name), "description": .string(description),
      "attributes": .array(attributes.map(\.json)),
    ]
  }
}

extension Attribute {
  /// Reads an attribute of a schema; `nil` where it has no name. Words count in any case, unknown
  /// ones as the default.
  public init?(json: JSONValue) {
    guard let name = json["name"]?.string, !name.isEmpty else { return nil }
    let subAttributes = (json["subAttributes"]?.array ?? []).compactMap { Attribute(json: $0) }
    self.init(
      name,
      Self.word(json["type"]) ?? (subAttributes.isEmpty ? .string : .complex),
      multiValued: json["multiValued"]?.bool ?? false,
      required: json["required"]?.bool ?? false,
      caseExact: json["caseExact"]?.bool ?? false,
      mutability: Self.word(json["mutability"]) ?? .readWrite,
      returned: Self.word(json["returned"]) ?? .default,
      uniqueness: Self.word(json["uniqueness"]) ?? .none,
      canonicalValues: (json["canonicalValues"]?.array ?? []).compactMap(\.scalarText),
      referenceTypes: (json["referenceTypes"]?.array ?? []).compactMap(\.scalarText),
      subAttributes: subAttributes, description: json["description"]?.string ?? "")
  }

  /// The attribute as `/Schemas` has it, each characteristic written out.
  public var json: JSONValue {
    var object: JSONObject = JSONObject([
      ("name", .string(name)), ("type", .string(type.rawValue)),
      ("multiValued", .bool(multiValued)), ("description", .string(description)),
      ("required", .bool(required)), ("caseExact", .bool(caseExact)),
      ("mutability", .string(mutability.rawValue)), ("returned", .string(returned.rawValue)),
      ("uniqueness", .string(uniqueness.rawValue)),
    ])
    if !canonicalValues.isEmpty {
      object["canonicalValues"] = .array(canonicalValues.map { .string($0) })
    }
    if !referenceTypes.isEmpty {
      object["referenceTypes"] = .array(referenceTypes.map { .string($0) })
    }
    if !subAttributes.isEmpty { object["subAttributes"] = .array(subAttributes.map(\.json)) }
    return .object(object)
  }

  private static func word<Word: RawRepresentable & CaseIterable>(_ value: JSONValue?) -> Word?
  where Word.RawValue == String {
    guard let text = value?.string?.lowercased() else { return nil }
    return Word.allCases.first { $0.rawValue.lowercased() == text }
  }
}
