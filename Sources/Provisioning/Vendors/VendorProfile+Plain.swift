extension VendorProfile {
  /// Any service provider that follows RFC 7643 and RFC 7644: what an app without a template has. The
  /// profiles of vendors are files (`Manifest/Vendors`); this one is what they deviate from.
  public static let scim = VendorProfile(
    name: "scim", title: "any SCIM 2.0 service provider",
    parameters: [
      Parameter(path: "userName", value: "{{ username }}"),
      Parameter(path: "externalId", value: "{{ external_id }}"),
      Parameter(path: "name.givenName", value: "{{ firstname }}"),
      Parameter(path: "name.familyName", value: "{{ lastname }}"),
      Parameter(path: "displayName", value: "{{ firstname }} {{ lastname }}"),
      Parameter(path: "title", value: "{{ title }}"),
      Parameter(path: "emails[type eq \"work\"].value", value: "{{ email }}"),
      Parameter(path: "active", value: "{{ status == 'active' }}"),
    ])
}
