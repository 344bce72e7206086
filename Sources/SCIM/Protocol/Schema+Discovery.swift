extension Schema {
  /// The schema of `/ServiceProviderConfig` (RFC 7643, sections 5 and 8.7.2; RFC 9865, section 4).
  public static let serviceProviderConfig = Schema(
    id: "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig",
    name: "Service Provider Configuration",
    description: "What the service provider can do",
    attributes: [
      fixed(
        "documentationUri", .reference, referenceTypes: ["external"],
        description: "Where the documentation for people is."),
      feature("patch", description: "PATCH."),
      feature(
        "bulk", further: [fixed("maxOperations", .integer), fixed("maxPayloadSize", .integer)],
        description: "Several operations in one request."),
      feature("filter", further: [fixed("maxResults", .integer)], description: "Filters."),
      feature("changePassword", description: "Changes of a password."),
      feature("sort", description: "Sorted lists."),
      feature("etag", description: "Versions of resources."),
      fixed(
        "pagination", .complex,
        subAttributes: [
          fixed("cursor", .boolean), fixed("index", .boolean),
          fixed("defaultPaginationMethod"), fixed("defaultPageSize", .integer),
          fixed("maxPageSize", .integer), fixed("cursorTimeout", .integer),
        ], description: "How lists are paged."),
      fixed(
        "authenticationSchemes", .complex, multiValued: true, required: true,
        subAttributes: [
          fixed("type", required: true), fixed("name", required: true),
          fixed("description", required: true),
          fixed("specUri", .reference, referenceTypes: ["external"]),
          fixed("documentationUri", .reference, referenceTypes: ["external"]),
          fixed("primary", .boolean),
        ], description: "How a client proves who it is."),
    ])

  /// The schema of `/ResourceTypes` (RFC 7643, sections 6 and 8.7.2).
  public static let resourceType = Schema(
    id: "urn:ietf:params:scim:schemas:core:2.0:ResourceType", name: "ResourceType",
    description: "A kind of resource",
    attributes: [
      fixed("id"), fixed("name", required: true), fixed("description"),
      fixed("endpoint", .reference, required: true, referenceTypes: ["uri"]),
      fixed("schema", .reference, required: true, caseExact: true, referenceTypes: ["uri"]),
      fixed(
        "schemaExtensions", .complex, multiValued: true,
        subAttributes: [
          fixed("schema", .reference, required: true, caseExact: true, referenceTypes: ["uri"]),
          fixed("required", .boolean, required: true),
        ], description: "The schemas that a resource of this kind can also have."),
    ])

  /// The schema of `/Schemas` (RFC 7643, sections 7 and 8.7.2).
  public static let schema = Schema(
    id: "urn:ietf:params:scim:schemas:core:2.0:Schema", name: "Schema",
    description: "A schema",
    attributes: [
      fixed("id", required: true), fixed("name", required: true), fixed("description"),
      fixed(
        "attributes", .complex, multiValued: true, required: true,
        subAttributes: characteristics + [
          fixed("subAttributes", .complex, multiValued: true, subAttributes: characteristics)
        ], description: "The attributes of the schema."),
    ])

  private static let characteristics = [
    fixed("name", required: true, caseExact: true),
    fixed("type", required: true, canonicalValues: Attribute.DataType.allCases.map(\.rawValue)),
    fixed("multiValued", .boolean, required: true), fixed("description", caseExact: true),
    fixed("required", .boolean, required: true),
    fixed("canonicalValues", multiValued: true, caseExact: true),
    fixed("caseExact", .boolean),
    fixed("mutability", canonicalValues: Attribute.Mutability.allCases.map(\.rawValue)),
    fixed("returned", canonicalValues: Attribute.Returned.allCases.map(\.rawValue)),
    fixed("uniqueness", canonicalValues: Attribute.Uniqueness.allCases.map(\.rawValue)),
    fixed("referenceTypes", multiValued: true, caseExact: true),
  ]

  private static func feature(
    _ name: String, further: [Attribute] = [], description: String
  ) -> Attribute {
    fixed(
      name, .complex, required: true,
      subAttributes: [fixed("supported", .boolean, required: true)] + further,
      description: description)
  }

  private static func fixed(
    _ name: String, _ type: Attribute.DataType = .string, multiValued: Bool = false,
    required: Bool = false, caseExact: Bool = false, canonicalValues: [String] = [],
    referenceTypes: [String] = [], subAttributes: [Attribute] = [], description: String = ""
  ) -> Attribute {
    Attribute(
      name, type, multiValued: multiValued, required: required, caseExact: caseExact,
      mutability: .readOnly, canonicalValues: canonicalValues, referenceTypes: referenceTypes,
      subAttributes: subAttributes, description: description)
  }
}
