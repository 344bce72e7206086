extension KnownColumn {
  typealias Row = (meaning: Meaning, source: Source, names: [String])

  /// The table: what a column is, whose export has it, and its names. Names are compared without
  /// case, white space, `_`, `-` and `.`, so that one spelling of a name is enough.
  static let table: [Row] = [
    (
      .username(rank: 1), .activeDirectory,
      ["sAMAccountName", "User logon name (pre-Windows 2000)"]
    ),
    (.username(rank: 1), .okta, ["login", "profile.login"]),
    (.username(rank: 1), .workday, ["Workday Account", "Workday Username"]),
    (.username(rank: 2), .activeDirectory, ["userPrincipalName", "User logon name"]),
    (
      .username(rank: 2), .entra, ["User principal name", "User name [userPrincipalName] Required"]
    ),
    (.username(rank: 3), .ldap, ["uid"]),
    (.username(rank: 4), .google, ["Email Address [Required]", "primaryEmail"]),

    (.attribute("email"), .common, ["E-mail address", "Mail address", "Work email"]),
    (.attribute("email"), .activeDirectory, ["mail"]),
    (.attribute("email"), .google, ["Email Address [Required]", "primaryEmail"]),
    (.attribute("email"), .okta, ["profile.email"]),
    (
      .attribute("email"), .workday,
      ["Email - Primary Work", "Primary Work Email", "Work Email Address"]
    ),

    (.attribute("firstname"), .common, ["Given name", "Forename"]),
    (.attribute("firstname"), .entra, ["First name [givenName]"]),
    (.attribute("firstname"), .google, ["First Name [Required]", "name.givenName"]),
    (.attribute("firstname"), .okta, ["profile.firstName"]),
    (.attribute("firstname"), .workday, ["Legal First Name", "Legal Name - First Name"]),

    (.attribute("lastname"), .common, ["Surname", "Family name"]),
    (.attribute("lastname"), .activeDirectory, ["sn"]),
    (.attribute("lastname"), .entra, ["Last name [surname]"]),
    (.attribute("lastname"), .google, ["Last Name [Required]", "name.familyName"]),
    (.attribute("lastname"), .okta, ["profile.lastName"]),
    (.attribute("lastname"), .workday, ["Legal Last Name", "Legal Name - Last Name"]),

    (
      .status(.active), .common,
      ["Active", "Is active", "Enabled", "Is enabled", "Account status", "User status"]
    ),
    (
      .status(.inactive), .common,
      [
        "Inactive", "Is inactive", "Disabled", "Is disabled", "Account disabled",
        "Account is disabled",
      ]
    ),
    (.status(.flags), .activeDirectory, ["userAccountControl"]),
    (.status(.active), .entra, ["accountEnabled"]),
    (
      .status(.inactive), .entra,
      ["Block credential", "Block sign in (Yes/No) [accountEnabled] Required", "Sign-in blocked"]
    ),
    (.status(.active), .google, ["Status [READ ONLY]"]),
    (.status(.inactive), .google, ["suspended", "Is suspended"]),
    (
      .status(.active), .workday,
      ["Worker Status", "Employee Status", "Employment Status", "Active Status"]
    ),

    (.attribute("department"), .entra, ["Department [department]"]),
    (.attribute("department"), .okta, ["profile.department"]),

    (.attribute("title"), .common, ["Job title"]),
    (.attribute("title"), .entra, ["Job title [jobTitle]"]),
    (.attribute("title"), .google, ["Employee Title"]),
    (.attribute("title"), .okta, ["profile.title"]),
    (.attribute("title"), .workday, ["Business Title"]),

    (.attribute("manager"), .google, ["Manager Email"]),
    (.attribute("manager"), .okta, ["profile.manager"]),
    (.attribute("manager"), .workday, ["Worker's Manager"]),

    (.attribute("phone"), .common, ["Phone number", "Telephone", "Work phone"]),
    (.attribute("phone"), .activeDirectory, ["telephoneNumber", "OfficePhone"]),
    (.attribute("phone"), .entra, ["Office phone [telephoneNumber]", "businessPhones"]),
    (.attribute("phone"), .okta, ["primaryPhone", "profile.primaryPhone"]),
    (.attribute("phone"), .workday, ["Primary Work Phone", "Phone - Primary Work"]),

    (.attribute("employee_id"), .common, ["Employee number"]),
    (.attribute("employee_id"), .activeDirectory, ["employeeID", "employeeNumber"]),
    (.attribute("employee_id"), .okta, ["profile.employeeNumber"]),
    (.attribute("employee_id"), .workday, ["Worker ID"]),

    (.attribute("external_id"), .activeDirectory, ["objectGUID"]),
    (.attribute("external_id"), .ldap, ["entryUUID"]),
    (.attribute("external_id"), .entra, ["Object Id"]),

    (.attribute("member_of"), .activeDirectory, ["memberOf"]),

    (.leftOut, .common, ["Password", "Initial password"]),
    (.leftOut, .activeDirectory, ["AccountPassword", "unicodePwd"]),
    (.leftOut, .ldap, ["userPassword"]),
    (.leftOut, .entra, ["Initial password [passwordProfile] Required"]),
    (.leftOut, .google, ["Password [Required]", "Password Hash Function [UPLOAD ONLY]"]),
  ]
}
