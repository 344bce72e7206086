import Provisioning
import Testing

@testable import Directories

/// What the columns of a file are, by their names alone.
@Suite struct ColumnTests {
  /// A header and what each column is: `-` for one that is left out.
  private static let headers: [(header: String, keys: String)] = [
    ("username,email,status,roles", "username,email,status,roles"),
    ("User Name,E-Mail,FIRST_NAME,last-name", "username,email,firstname,lastname"),
    (
      "DistinguishedName,Enabled,GivenName,Name,ObjectClass,ObjectGUID,SamAccountName,SID,Surname,"
        + "UserPrincipalName",
      "DistinguishedName,status,firstname,Name,ObjectClass,external_id,username,SID,lastname,"
        + "UserPrincipalName"
    ),
    (
      "sAMAccountName,givenName,sn,mail,telephoneNumber,employeeID,userAccountControl,memberOf",
      "username,firstname,lastname,email,phone,employee_id,status,member_of"
    ),
    (
      "userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,"
        + "accountEnabled",
      "username,displayName,lastname,email,firstname,external_id,userType,title,department,status"
    ),
    (
      "First Name [Required],Last Name [Required],Email Address [Required],Password [Required],"
        + "Org Unit Path [Required],Employee ID,Status [READ ONLY]",
      "firstname,lastname,email+username,-,Org Unit Path [Required],employee_id,status"
    ),
    ("id,login,firstName,lastName,email", "id,username,firstname,lastname,email"),
    (
      "username,email,samaccountname,external_id,status",
      "username,email,samaccountname,external_id,status"
    ),
    (
      "Workday Account,Legal First Name,Legal Last Name,Email - Primary Work,Worker Status,Worker ID",
      "username,firstname,lastname,email,status,employee_id"
    ),
    ("uid,cn,entryUUID,userPassword", "username,cn,external_id,-"),
    ("username,Cost Center,departmnt", "username,Cost Center,departmnt"),
  ]

  private func shown(_ plan: ColumnPlan) -> String {
    plan.keys.map { $0.isEmpty ? "-" : $0.map(\.name).joined(separator: "+") }
      .joined(separator: ",")
  }

  private func names(_ header: String) -> [String] {
    header.split(separator: ",").map(String.init)
  }

  @Test(arguments: headers)
  func areKnown(_ row: (header: String, keys: String)) {
    let plan = ColumnPlan(names(row.header), ColumnMapping())
    #expect(shown(plan) == row.keys)
    #expect(plan.faults.isEmpty, "\(plan.faults)")
  }

  private static let faults: [(header: String, reasons: [String])] = [
    (
      "username,EmailAddress,mail",
      [
        "the columns `EmailAddress` and `mail` could both be `email`; say which one is, such as "
          + "--column 'EmailAddress=email'"
      ]
    ),
    (
      "username,Enabled,userAccountControl",
      ["the columns `Enabled` and `userAccountControl` could both be `status`; say which"]
    ),
    (
      "username,email,E-mail", ["the columns `email` and `E-mail` are the same name; leave one out"]
    ),
    ("username,Team,team", ["the column `team` appears twice; keep one of them"]),
    (
      "username,cost_center,Cost Center",
      ["the columns `cost_center` and `Cost Center` are the same name; leave one out"]
    ),
    ("login,sAMAccountName", ["the columns `login` and `sAMAccountName` could both be `username`"]),
  ]

  @Test(arguments: faults)
  func areRefusedWhereTwoMeanTheSame(_ row: (header: String, reasons: [String])) {
    let plan = ColumnPlan(names(row.header), ColumnMapping())
    #expect(plan.faults.count == row.reasons.count)
    for (fault, reason) in zip(plan.faults, row.reasons) {
      #expect(fault.reason.hasPrefix(reason), "\(fault.reason)")
    }
  }

  @Test func anOwnNameWinsWithAWarning() {
    let plan = ColumnPlan(["username", "email", "mail"], ColumnMapping())
    #expect(shown(plan) == "username,email,mail")
    #expect(
      plan.notes == [
        .outranked(header: "mail", attribute: "email", by: "email", isExact: true)
      ])
    #expect(plan.notes.map(\.isWarning) == [true])
  }

  @Test func theUsernameIsSaidAloud() {
    let plan = ColumnPlan(["UserPrincipalName", "SamAccountName"], ColumnMapping())
    #expect(
      plan.notes == [
        .outranked(
          header: "UserPrincipalName", attribute: "username", by: "SamAccountName", isExact: false),
        .taken(header: "SamAccountName", as: "username", by: "Active Directory"),
      ])
    #expect(
      shown(ColumnPlan(["SamAccountName", "UserPrincipalName"], ColumnMapping()))
        == "username,UserPrincipalName")
  }

  private static let mappings: [(header: String, said: [String: String], keys: String)] = [
    ("Nom,username", ["Nom": "lastname"], "lastname,username"),
    ("NOM,username", ["nom": "lastname"], "lastname,username"),
    ("Notes,username", ["Notes": ""], "-,username"),
    (
      "SamAccountName,UserPrincipalName", ["UserPrincipalName": "username"],
      "SamAccountName,username"
    ),
    ("SamAccountName,Email", ["SamAccountName": "sam", "Email": "username"], "sam,username"),
    ("username,mail,EmailAddress", ["mail": "email"], "username,email,EmailAddress"),
    ("username,email,E-mail", ["E-mail": ""], "username,email,-"),
    ("username,Gesperrt", ["Gesperrt": "suspended"], "username,status"),
    ("username,Cost Center", ["Cost Center": "cost"], "username,cost"),
  ]

  @Test(arguments: mappings)
  func areWhatTheAdminSays(_ row: (header: String, said: [String: String], keys: String)) {
    for mapping in [ColumnMapping(ofFile: row.said), ColumnMapping(ofEveryFile: row.said)] {
      let plan = ColumnPlan(names(row.header), mapping)
      #expect(shown(plan) == row.keys)
      #expect(plan.faults.isEmpty, "\(plan.faults)")
    }
  }

  @Test func theOptionWinsOverTheConfiguration() {
    let mapping = ColumnMapping(ofFile: ["a": "email"], ofEveryFile: ["A": "phone", "b": "title"])
    #expect(shown(ColumnPlan(["username", "A", "b"], mapping)) == "username,email,title")
  }

  @Test func whatIsSaidTwiceOrBesideAnOwnNameIsRefused() {
    let twice = ColumnPlan(
      ["username", "a", "b"], ColumnMapping(ofFile: ["a": "email", "b": "e-mail"]))
    #expect(
      twice.faults.map(\.reason) == [
        "the columns `a` and `b` are both mapped to `email`; map only one of them"
      ])
    let beside = ColumnPlan(["username", "upn"], ColumnMapping(ofFile: ["upn": "username"]))
    #expect(
      beside.faults.map(\.reason) == [
        "the column `username` exists beside `upn`, which is mapped to `username`; leave it out "
          + "with --column 'username='"
      ])
  }

  @Test func aHeaderThatTheOptionNamesMustBeThere() {
    let options = ReadingOptions(columns: ColumnMapping(ofFile: ["Sirname": "lastname"]))
    let csv = Reading("username,Surname\nann,Lee\n", as: .csv, options: options)
    #expect(csv.problems == ["1:1: there is no column `Sirname`, which --column names"])
    let json = Reading(#"{"username":"ann","Surname":"Lee"}"#, as: .jsonl, options: options)
    #expect(json.problems == [" there is no key `Sirname`, which --column names"])
    let every = ReadingOptions(columns: ColumnMapping(ofEveryFile: ["Sirname": "lastname"]))
    #expect(Reading("username\nann\n", as: .csv, options: every).problems == [])
  }

  @Test(arguments: [
    ("departmnt", "department", "department"), ("emial", "email", "email"),
    ("lastnam", "lastname", "lastname"), ("GivenNmae", "Given name", "firstname"),
    ("employe id", "employee_id", "employee_id"), ("Disabeld", "Disabled", "suspended"),
  ])
  func aNameThatIsNearlyKnownIsAWarning(_ row: (header: String, known: String, attribute: String)) {
    let plan = ColumnPlan(["username", row.header], ColumnMapping())
    #expect(plan.notes == [.near(header: row.header, known: row.known, attribute: row.attribute)])
    #expect(shown(plan) == "username," + row.header)
  }

  @Test(arguments: [
    "Manager ID", "Employee Type", "displayName", "mobile", "state", "city", "Home Phone",
    "nickname",
    "Cost Center", "type", "name", "id", "company", "location", "division", "Filename", "usrname",
    "samAcountName",
  ])
  func whatIsAnotherNameIsNoWarning(_ header: String) {
    #expect(ColumnPlan(["username", header], ColumnMapping()).notes == [])
  }

  /// No name of a vendor is one of usher's own, and none stands for two attributes by accident.
  @Test func theTableHoldsTogether() {
    for column in KnownColumn.all {
      #expect(!ColumnKey.isOwn(column.name) || column.name == "employeeID", "\(column.name)")
    }
    for (name, columns) in KnownColumn.byName where columns.count > 1 {
      let others = columns.filter { $0.source != .google && $0.meaning != columns[0].meaning }
      #expect(others == [], "\(name)")
    }
  }

  private static let statuses: [(header: String, value: String, isActive: Bool?)] = [
    ("status", "active", true), ("status", "SUSPENDED", false), ("status", "", true),
    ("status", "DEPROVISIONED", false), ("status", "LOCKED_OUT", true), ("status", "STAGED", false),
    ("status", "PROVISIONED", true), ("status", "Password expired", true), ("status", "yes", true),
    ("status", "0", false), ("status", "2", nil), ("status", "gone", nil), ("status", "actve", nil),
    ("Enabled", "True", true), ("Enabled", "FALSE", false), ("Enabled", "disabled", false),
    ("Account disabled", "TRUE", false), ("Account disabled", "no", true),
    ("Account disabled", "enabled", true), ("Suspended", "False", true),
    ("Block credential", "True", false), ("Is Active", "n", false),
    ("userAccountControl", "512", true), ("userAccountControl", "514", false),
    ("userAccountControl", "66050", false), ("userAccountControl", "66048", true),
    ("userAccountControl", "enabled", nil), ("Worker Status", "On Leave", true),
    ("Worker Status", "Terminated", false), ("Status [READ ONLY]", "Suspended", false),
    ("status", "Locked", true), ("status", "Unactivated", false), ("status", "Archived", false),
  ]

  @Test(arguments: statuses)
  func statusIsReadAsTheColumnMeansIt(_ row: (header: String, value: String, isActive: Bool?)) {
    let reading = Reading("username,\(row.header)\nann,\(row.value)\nbob,\n", as: .csv)
    let isActive = reading.records.first.map { $0.user.status == .active }
    #expect(isActive == row.isActive)
    if row.isActive == nil, row.header == "status" {
      #expect(
        reading.problems.first?.contains("is not a status; write `active` or `suspended`") == true)
    }
  }
}
