import SCIM
import Testing

@testable import Provisioning

/// What is said of parameters and rules before anything is filed by them.
@Suite struct ValueCheckTests {
  private func check(
    _ parameters: [(String, String?)] = [], _ rules: [Rule] = [], before: AppDefinition? = nil,
    own: Bool = true
  ) throws -> ValueCheck {
    try ValueCheck(
      Self.app(parameters, rules), before: before, schemas: .user, schemasAreOwn: own,
      at: EvaluationTime(now: 0))
  }

  private static func app(_ parameters: [(String, String?)], _ rules: [Rule] = [])
    -> AppDefinition
  {
    AppDefinition(
      name: "app", connection: ConnectionSettings(baseURL: "x"), roles: ["Staff"],
      parameters: parameters.map { Parameter(path: $0.0, value: $0.1) }, rules: rules)
  }

  private static let values: [(path: String, value: String?, own: Bool, found: String)] = [
    ("title", "{{ title }}", true, ""), ("active", "true", true, ""), ("active", "NO", true, ""),
    ("ro", "x", true, "error ro: the app's schema has no `ro`; correct the name"),
    ("ro", "x", false, "warning ro: the schema of RFC 7643 has no `ro`"),
    ("ro", nil, true, ""), ("titel", "x", true, "error titel: "),
    ("titel", "x", true, "did you mean title?"),
    ("givenName", "x", true, "did you mean name.givenName?"),
    ("name.givenNmae", "x", true, "did you mean name.givenName?"),
    ("nmae.givenName", "x", true, "did you mean name.givenName?"),
    (
      "department", "x", true,
      "did you mean urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department?"
    ),
    (#"emials[type eq "work"].value"#, "x", true, #"did you mean emails[type eq "work"].value?"#),
    ("urn:ietf:params:scim:schemas:core:2.0:User:ro", "x", true, "warning urn:"),
    ("urn:x:custom:2.0:User:shoe", "x", true, "warning urn:"),
    (
      "active", "yes please", true,
      "error active: active is 'yes please', which is not true or false"
    ),
    ("active", "yes please", false, "error active: "),
    ("id", "x", true, "warning id: only the app itself"),
    (#"emails[type eq "work"].primary"#, "first", true, "which is not true or false"),
  ]

  @Test(arguments: values)
  func holdsValuesAgainstTheSchema(
    _ row: (path: String, value: String?, own: Bool, found: String)
  ) throws {
    let rule = Rule(name: "r", when: .all([]), then: [.set(path: row.path, value: row.value)])
    let inRule = try words(check([], [rule], own: row.own).findings())
    let found = try words(check([(row.path, row.value)], own: row.own).findings())
    for (words, place) in [(found, ""), (inRule, "rule r: ")] {
      if row.found.isEmpty {
        #expect(words.isEmpty, "\(words)")
      } else {
        #expect(
          words.count == 1 && words[0].replacing(place, with: "").contains(row.found), "\(words)")
      }
    }
  }

  @Test func whatWasSavedBeforeIsOnlyWarnedOf() throws {
    let values: [(String, String?)] = [("ro", "x"), ("active", "yes please")]
    let rule = Rule(name: "r", when: .all([]), then: [.set(path: "ro", value: "y")])
    let before = Self.app(values, [rule])
    for finding in try check(values, [rule], before: before).findings() {
      if case .error(let sentence) = finding { Issue.record("\(sentence)") }
    }
    #expect(try words(check([("ro", "z")], before: before).findings())[0].hasPrefix("error"))
  }

  @Test(arguments: [
    ("userName", nil), ("externalId", nil), ("emails", nil), ("id", nil), ("name.familyName", nil),
    ("usrName", "warning match: the app's schema has no `usrName`; did you mean userName?"),
    ("emails.vlaue", "did you mean emails.value?"),
    ("employeeNumber", "did you mean urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:"),
    ("urn:x:custom:2.0:User:shoe", "the app's schema has no `urn:x:custom:2.0:User:shoe`"),
  ])
  func namesWhatNoAccountIsFoundBy(_ row: (attribute: String, found: String?)) throws {
    var app = Self.app([])
    app.connection.match = [row.attribute]
    let check = try ValueCheck(
      app, before: app, schemas: .user, schemasAreOwn: true, at: EvaluationTime(now: 0))
    let found = words(check.findings())
    #expect(found.count == (row.found == nil ? 0 : 1), "\(found)")
    if let expected = row.found { #expect(found.first?.contains(expected) == true, "\(found)") }
  }

  private static let people = (1...5).map { number in
    DirectoryUser(
      username: "u\(number)",
      attributes: ["firstname": "A", "Cost Center": "7", "on": number == 1 ? "true" : "maybe"],
      roles: number == 5 ? [] : ["Staff"])
  }

  private static let names: [(template: String, found: String?)] = [
    ("{{ firstname }}", nil), ("{{ lastname }}", nil), ("{{ user[\"cost_center\"] }}", nil),
    ("{{ status }} {{ roles }} {{ username }} {{ now }}", nil),
    ("{{ firstnam }}", "nobody in the directory has `firstnam`; did you mean firstname?"),
    ("{{ costcentre }}", "did you mean Cost Center?"),
    ("{{ shoe_size }}", "nobody in the directory has `shoe_size`; add it, or correct the name"),
  ]

  @Test(arguments: names)
  func namesWhatNobodyHas(_ row: (template: String, found: String?)) throws {
    var check = try check([("title", row.template)])
    Self.people.forEach { check.look(at: $0) }
    let found = words(check.directoryFindings(isAll: true))
    #expect(found.count == (row.found == nil ? 0 : 1), "\(found)")
    if let expected = row.found {
      #expect(found[0].contains("warning title: "), "\(found)")
      #expect(found[0].contains(expected), "\(found)")
    }
  }

  @Test func looksAtConditionsAndGroupNames() throws {
    let rules = [
      Rule(
        name: "a",
        when: .any([.all([.attribute("departmnt", .equals("x"))]), .role("none")]),
        then: [
          .addToGroupsNamedBy(attribute: "rolse", matching: ".", name: "$0", create: true)
        ])
    ]
    var check = try check([], rules)
    #expect(check.wantsUsers)
    #expect(
      words(check.directoryFindings(isAll: true)) == [
        "warning rule a: nobody in the directory has `departmnt`; did you mean department?",
        "warning rule a: nobody in the directory has `rolse`; did you mean roles?",
      ])
    Self.people.forEach { check.look(at: $0) }
    #expect(
      words(check.directoryFindings(isAll: false))[0].contains("none of the first 5 users has"))
  }

  @Test func anEmptyDirectoryProvesNothing() throws {
    #expect(try check([("title", "{{ shoe_size }}")]).directoryFindings(isAll: true).isEmpty)
  }

  @Test func countsThoseForWhomAValueHasTheWrongType() throws {
    var check = try check([("active", "{{ on }}"), ("title", "{{ on }}")])
    Self.people.forEach { check.look(at: $0) }
    #expect(
      words(check.directoryFindings(isAll: true)) == [
        "warning active is true or false, and the value is not for 3 users: u2, u3, u4 (`maybe`); nothing is sent for them"
      ])
    #expect(words(check.directoryFindings(isAll: false))[0].contains("3 users (of the first 5): "))
    #expect(
      try !self.check([("active", "{{ status == 'active' }}")]).directoryFindings(isAll: true)
        .isEmpty == false)
  }

  private func words(_ findings: [ValueCheck.Finding]) -> [String] {
    findings.map { finding in
      switch finding {
      case .error(let sentence): "error \(sentence)"
      case .warning(let sentence): "warning \(sentence)"
      }
    }
  }
}
