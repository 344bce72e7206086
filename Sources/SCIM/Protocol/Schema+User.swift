extension Schema {
  /// The User schema (RFC 7643, sections 4.1 and 8.7.1).
  public static let user = Schema(
    id: "urn:ietf:params:scim:schemas:core:2.0:User", name: "User", description: "User Account",
    attributes: [
      Attribute(
        "userName", required: true, uniqueness: .server,
        description: "The name that the user signs in with."),
      Attribute(
        "name", .complex,
        subAttributes: [
          Attribute("formatted", description: "The full name, ready to be shown."),
          Attribute("familyName", description: "The family name."),
          Attribute("givenName", description: "The given name."),
          Attribute("middleName", description: "The middle names."),
          Attribute("honorificPrefix", description: "What stands before the name, as “Dr.”."),
          Attribute("honorificSuffix", description: "What stands after the name, as “III”."),
        ], description: "The parts of the user's name."),
      Attribute("displayName", description: "The name that is shown."),
      Attribute("nickName", description: "How the user is called casually."),
      Attribute(
        "profileUrl", .reference, caseExact: true, referenceTypes: ["external"],
        description: "A page about the user."),
      Attribute("title", description: "The user's title, as “Vice President”."),
      Attribute("userType", description: "How the user belongs to the organization."),
      Attribute("preferredLanguage", description: "The languages the user prefers."),
      Attribute("locale", description: "How dates, numbers and money are written for the user."),
      Attribute("timezone", description: "The time zone by its Olson name."),
      Attribute("active", .boolean, description: "Whether the user may sign in."),
      Attribute(
        "password", mutability: .writeOnly, returned: .never,
        description: "The password in clear text, to set or compare."),
      plural("emails", types: ["work", "home", "other"], description: "E-mail addresses."),
      plural(
        "phoneNumbers", types: ["work", "home", "mobile", "fax", "pager", "other"],
        description: "Telephone numbers."),
      plural(
        "ims", types: ["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"],
        description: "Addresses for instant messages."),
      plural(
        "photos",
        value: Attribute(
          "value", .reference, caseExact: true, referenceTypes: ["external"],
          description: "Where the picture is."),
        types: ["photo", "thumbnail"], description: "Pictures of the user."),
      addresses,
      groups,
      plural("entitlements", description: "What the user is entitled to."),
      plural("roles", description: "What the user is, taken together, as “Student”."),
      plural(
        "x509Certificates",
        value: Attribute("value", .binary, caseExact: true, description: "The certificate in DER."),
        description: "The user's certificates."),
    ])

  /// The Enterprise User extension (RFC 7643, sections 4.3 and 8.7.1).
  public static let enterpriseUser = Schema(
    id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", name: "EnterpriseUser",
    description: "Enterprise User",
    attributes: [
      Attribute("employeeNumber", description: "The number the organization gave the user."),
      Attribute("costCenter", description: "The cost center."),
      Attribute("organization", description: "The organization."),
      Attribute("division", description: "The division."),
      Attribute("department", description: "The department."),
      Attribute(
        "manager", .complex,
        subAttributes: [
          Attribute("value", caseExact: true, description: "The manager's id."),
          Attribute(
            "$ref", .reference, caseExact: true, referenceTypes: ["User"],
            description: "Where the manager's resource is."),
          Attribute(
            "displayName", mutability: .readOnly, description: "The manager's display name."),
        ], description: "The user's manager."),
    ])

  /// A multi-valued attribute with the usual parts (RFC 7643, section 2.4).
  private static func plural(
    _ name: String, value: Attribute = Attribute("value", description: "The value itself."),
    types: [String] = [], description: String
  ) -> Attribute {
    Attribute(
      name, .complex, multiValued: true,
      subAttributes: [
        value,
        Attribute("display", description: "The value as it is shown."),
        Attribute("type", canonicalValues: types, description: "What kind of value it is."),
        Attribute("primary", .boolean, description: "Whether it is the preferred value."),
      ], description: description)
  }

  private static let addresses = Attribute(
    "addresses", .complex, multiValued: true,
    subAttributes: [
      Attribute("formatted", description: "The whole address, ready to be shown."),
      Attribute("streetAddress", description: "Street and number."),
      Attribute("locality", description: "The city."),
      Attribute("region", description: "The state or region."),
      Attribute("postalCode", description: "The postal code."),
      Attribute("country", description: "The country."),
      Attribute(
        "type", canonicalValues: ["work", "home", "other"],
        description: "What kind of address it is."),
      Attribute("primary", .boolean, description: "Whether it is the preferred address."),
    ], description: "Addresses for letters.")

  private static let groups = Attribute(
    "groups", .complex, multiValued: true, mutability: .readOnly,
    subAttributes: [
      Attribute("value", mutability: .readOnly, description: "The group's id."),
      Attribute(
        "$ref", .reference, caseExact: true, mutability: .readOnly,
        referenceTypes: ["User", "Group"], description: "Where the group's resource is."),
      Attribute("display", mutability: .readOnly, description: "The group's name."),
      Attribute(
        "type", mutability: .readOnly, canonicalValues: ["direct", "indirect"],
        description: "Whether the user is a member itself or through another group."),
    ], description: "The groups that the user is in; changed through the groups.")
}
