extension Schema {
  /// The Group schema (RFC 7643, sections 4.2 and 8.7.1). A member's `display`, which many service
  /// providers show, is none of its parts there.
  public static let group = Schema(
    id: "urn:ietf:params:scim:schemas:core:2.0:Group", name: "Group", description: "Group",
    attributes: [
      Attribute("displayName", required: true, description: "The group's name."),
      Attribute(
        "members", .complex, multiValued: true,
        subAttributes: [
          Attribute("value", mutability: .immutable, description: "The member's id."),
          Attribute(
            "$ref", .reference, caseExact: true, mutability: .immutable,
            referenceTypes: ["User", "Group"], description: "Where the member's resource is."),
          Attribute(
            "type", mutability: .immutable, canonicalValues: ["User", "Group"],
            description: "What kind of resource the member is."),
        ], description: "Who is in the group."),
    ])
}
