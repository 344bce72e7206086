/// A schema: the attributes of a kind of resource, or of an extension to it (RFC 7643, section 7).
public struct Schema: Sendable, Hashable {
  /// Its URN.
  public var id: String
  /// Its name, such as `User`.
  public var name: String
  /// What it is for, for people.
  public var description: String
  /// Its attributes in order.
  public var attributes: [Attribute]

  /// A schema.
  public init(id: String, name: String, description: String = "", attributes: [Attribute]) {
    self.id = id
    self.name = name
    self.description = description
    self.attributes = attributes
  }

  /// The attribute of that name, in any case.
  public func attribute(_ name: String) -> Attribute? {
    let name = name.lowercased()
    return attributes.first { $0.name.lowercased() == name }
  }
}

extension Schema {
  /// The attributes that every resource has and no schema lists (RFC 7643, section 3.1).
  public static let common: [Attribute] = [
    Attribute(
      "schemas", .reference, multiValued: true, required: true, caseExact: true, returned: .always,
      referenceTypes: ["uri"], description: "The schemas that the resource holds values of."),
    Attribute(
      "id", caseExact: true, mutability: .readOnly, returned: .always, uniqueness: .server,
      description: "The service provider's name for the resource."),
    Attribute("externalId", caseExact: true, description: "The client's name for the resource."),
    Attribute(
      "meta", .complex, mutability: .readOnly,
      subAttributes: [
        Attribute("resourceType", caseExact: true, mutability: .readOnly),
        Attribute("created", .dateTime, mutability: .readOnly),
        Attribute("lastModified", .dateTime, mutability: .readOnly),
        Attribute(
          "location", .reference, caseExact: true, mutability: .readOnly, referenceTypes: ["uri"]),
        Attribute("version", caseExact: true, mutability: .readOnly),
      ], description: "What the service provider knows about the resource itself."),
  ]
}
