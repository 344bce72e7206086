import Provisioning

/// Which SCIM path a parameter most likely stands for, where no template says it.
enum OneLoginPaths {
  private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:"
  /// The path of a manager.
  static let manager = enterprise + "manager"

  private static let names: [(path: String, names: [String])] = [
    ("userName", ["scimusername", "username", "scim_user_name"]),
    ("emails[type eq \"work\"].value", ["email", "mail", "work_email"]),
    ("name.givenName", ["firstname", "given_name", "first_name"]),
    ("name.familyName", ["lastname", "family_name", "surname"]),
    ("displayName", ["displayname", "display_name"]),
    ("externalId", ["externalid"]), ("nickName", ["nickname"]), ("title", ["title"]),
    ("userType", ["usertype"]), ("preferredLanguage", ["preferredlanguage"]),
    ("locale", ["locale"]), ("timezone", ["timezone"]), ("profileUrl", ["profileurl"]),
    ("phoneNumbers[type eq \"work\"].value", ["phone", "phonenumber", "work_phone"]),
    (enterprise + "department", ["department"]),
    (enterprise + "costCenter", ["costcenter"]),
    (enterprise + "employeeNumber", ["employeenumber"]),
    (enterprise + "organization", ["organization", "company"]),
    (enterprise + "division", ["division"]),
    (manager, ["manager", "manager_id", "external_manager_id"]),
  ]

  /// The path; `nil` where the name says none.
  static func guess(_ parameter: String) -> String? {
    names.first { $0.names.contains { ColumnName.areSame($0, parameter) } }?.path
  }

  /// Whether a path is the manager's, which is a reference to another account.
  static func isManager(_ path: String) -> Bool {
    path.lowercased().hasSuffix(":user:manager")
      || path.lowercased().hasSuffix(":user:manager.value")
  }
}
