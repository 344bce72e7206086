import Text
import Provisioning
import Testing

private let ann = DirectoryUser(
  username: "ann", status: .active,
  attributes: [
    "email": "Ann.Lee@Example.com", "firstname": "Ann", "lastname": "Łukasiewicz",
    "department": "Engineering", "title": "Senior", "Cost Center": "4711", "grade": "10",
    "level": "9", "hired": "2019-03-01", "contractor": "false", "cost-center": "K2",
    "a.b": "dotted",
  ],
  roles: ["Employees", "NS-VPN", "employees-eu"])

private func text(_ template: String, extra: [String: String] = [:]) throws -> String {
  try ValueTemplate(parsing: template).text(for: ann, extra: extra)
}

@Suite struct TemplatesTests {
  @Test(arguments: [
    // Text and attributes.
    ("plain text", "plain text"),
    ("", ""),
    ("{ not braces }", "{ not braces }"),
    ("{{ email }}", "Ann.Lee@Example.com"),
    ("{{email}}", "Ann.Lee@Example.com"),
    ("{{ user.email }}", "Ann.Lee@Example.com"),
    ("{{ EMAIL }}", "Ann.Lee@Example.com"),
    ("{{ user[\"Cost Center\"] }}", "4711"),
    ("{{ cost-center }}", "K2"),
    ("{{ a.b }}", "dotted"),
    ("{{ username }} is {{ status }}", "ann is active"),
    ("{{ nothing }}", ""),
    ("<{{ nothing }}>", "<>"),
    ("{{ roles }}", "Employees, NS-VPN, employees-eu"),
    ("{{ \"{{\" }}", "{{"),
    ("{{ '}}' }}x", "}}x"),
    ("{{ \"it's\" }}", "it's"),
    (#"{{ 'it\'s' }}"#, "it's"),
    (#"{{ "a\\b\d" }}"#, #"a\b\d"#),
    // Numbers and truth.
    ("{{ 3 }}", "3"), ("{{ -3.50 }}", "-3.5"), ("{{ true }}", "true"), ("{{ false }}", "false"),
    // Defaults.
    ("{{ nickname ?? firstname }}", "Ann"),
    ("{{ firstname ?? 'x' }}", "Ann"),
    ("{{ nickname ?? other ?? 'none' }}", "none"),
    ("{{ nickname ?? firstname | lower }}", "ann"),
    ("{{ nickname | lower ?? 'X' | append: 'y' }}", "Xy"),
    ("{{ nickname or firstname }}", "Ann"),
    // Comparisons.
    ("{{ status == 'active' }}", "true"),
    ("{{ status == 'Active' }}", "false"),
    ("{{ department != 'Sales' }}", "true"),
    ("{{ grade == 10 }}", "true"), ("{{ grade == 10.0 }}", "true"),
    ("{{ grade == '10.0' }}", "false"),
    ("{{ grade > level }}", "true"), ("{{ grade >= 10 }}", "true"), ("{{ grade < 10 }}", "false"),
    ("{{ level <= 9 }}", "true"), ("{{ nothing > 3 }}", "false"), ("{{ nothing < 3 }}", "false"),
    ("{{ hired < '2020-01-01' }}", "true"), ("{{ hired > '2018-12-31T23:00:00Z' }}", "true"),
    ("{{ firstname < 'B' }}", "true"),
    ("{{ 'Employees' in roles }}", "true"), ("{{ 'employees' in roles }}", "false"),
    ("{{ 'VPN' not in roles }}", "true"), ("{{ roles contains 'NS-VPN' }}", "true"),
    ("{{ email contains '@Example' }}", "true"),
    // Logic.
    ("{{ not nothing }}", "true"), ("{{ not not title }}", "true"),
    ("{{ status == 'active' and grade > 5 }}", "true"),
    ("{{ status == 'x' or level == 9 }}", "true"),
    ("{{ true or false and false }}", "true"), ("{{ (true or false) and false }}", "false"),
    ("{{ not (true and false) }}", "true"),
    ("{{ 'yes' if contractor else 'no' }}", "no"),
    ("{{ 'yes' if not contractor }}", "yes"), ("{{ 'yes' if contractor }}", ""),
    ("{{ 'a' if grade == 1 else 'b' if grade == 10 else 'c' }}", "b"),
    ("{{ title if title == 'Senior' else title | lower }}", "Senior"),
    ("{{ ('x' if nothing else title) | lower }}", "senior"),
    ("{{ title | lower == 'senior' }}", "true"),
  ])
  func givesText(_ row: (template: String, expected: String)) throws {
    #expect(try text(row.template) == row.expected)
  }

  @Test(arguments: [
    ("{{ email", 9, "never closed"),
    ("{{ }}", 4, "is empty"),
    ("{{ 'a }}", 4, "never closed"),
    ("Hi {firstname}!", 4, "single braces"),
    ("a }} b", 3, "closes nothing"),
    ("{% if a %}", 1, "tags"),
    ("{{ a = b }}", 6, "`=` means nothing here"),
    ("{{ a && b }}", 6, "`&&`"),
    ("{{ a || b }}", 6, "`||`"),
    ("{{ a + b }}", 6, "`+`"),
    ("{{ a ? b }}", 6, "`?`"),
    ("{{ “a” }}", 4, "`“`"),
    ("{{ email | lowr }}", 12, "no filter is named `lowr`"),
    ("{{ email | }}", 12, "a filter's name"),
    ("{{ email | slice }}", 12, "1 or 2 arguments, not 0"),
    ("{{ email | lower: 1 }}", 12, "no argument, not 1"),
    ("{{ email | replace: 'a' }}", 12, "two arguments, not 1"),
    ("{{ email | slice(1, 2 }}", 23, "`)` is missing"),
    ("{{ Cost Center }}", 9, "`Center` cannot follow"),
    ("{{ (a }}", 7, "`)` is missing"),
    ("{{ a ) }}", 6, "`)` cannot stand here"),
    ("{{ a == }}", 9, "too early"),
    ("{{ a < b < c }}", 12, "cannot follow another comparison"),
    ("{{ if a }}", 4, "`if` cannot stand here"),
    ("{{ 1.2.3 }}", 4, "not a number"),
    ("{{ a[\"b\"] }}", 5, "only `user`"),
    ("{{ a. }}", 4, "not an attribute's name"),
    ("{{ a | regex_replace: '(', '' }}", 8, "never closed"),
    ("{{ a | regex_replace: 'a', '$1' }}", 8, "does not have"),
    ("{{ a | regex_replace: b, '' }}", 8, "two texts in quotes"),
    ("é{{ x | nope }}", 9, "no filter"),
  ])
  func refuses(_ row: (template: String, column: Int, reason: String)) {
    let error = #expect(throws: TemplateError.self) { try ValueTemplate(parsing: row.template) }
    #expect(error?.column == row.column)
    #expect(error?.reason.contains(row.reason) == true, "\(String(describing: error))")
  }

  @Test(arguments: [
    ("{{ a | lowr }}", "did you mean `lower`?"),
    ("{{ a | email_localpart }}", "did you mean `email_local_part`?"),
    ("{{ a | lstripp }}", "did you mean `lstrip`?"),
    (
      "{firstname}.{lastname}",
      "write `{{ firstname }}`, or `{{ \"{firstname}\" }}` for the text itself"
    ),
    ("{{ a = 1 }}", "write `==` to compare"),
    ("{{ a | join }}", "write `| join: \", \"`"),
  ])
  func suggests(_ row: (template: String, suggestion: String)) {
    let error = #expect(throws: TemplateError.self) { try ValueTemplate(parsing: row.template) }
    #expect(error?.suggestion == row.suggestion)
  }

  @Test func aFilterThatNothingResemblesGetsTheList() {
    let error = #expect(throws: TemplateError.self) {
      try ValueTemplate(parsing: "{{ a | frobnicate }}")
    }
    #expect(error?.suggestion?.contains("email_domain") == true)
  }

  @Test func namesItsAttributes() throws {
    let template = try ValueTemplate(
      parsing: "{{ user.email ?? nick | default: other }}{{ 'x' if dept == 'a' else b }}")
    #expect(template.attributes == ["email", "nick", "other", "dept", "b"])
    #expect(!template.isConstant)
    #expect(try ValueTemplate(parsing: "constant").isConstant)
  }

  @Test func keepsTheTypeOfASingleExpression() throws {
    func value(_ text: String) throws -> TemplateValue {
      try ValueTemplate(parsing: text).value(for: ann)
    }
    #expect(try value("{{ roles }}") == .list(ann.roles))
    #expect(try value("{{ grade == 10 }}") == .boolean(true))
    #expect(try value("{{ email | size }}") == .number(19))
    #expect(try value(" {{ roles }}") == .text(" Employees, NS-VPN, employees-eu"))
    #expect(try value("{{ nothing }}").isEmpty)
  }

  @Test func extraNamesHideAttributes() throws {
    #expect(try text("{{ email }}-{{ group }}", extra: ["email": "x", "group": "y"]) == "x-y")
  }

  @Test func outputIsBounded() throws {
    let megabyte = String(repeating: "é", count: 500_000)
    let user = DirectoryUser(username: "u", attributes: ["bio": megabyte])
    let templates = [
      "{{ bio }}{{ bio }}{{ bio }}", "{{ bio | replace: 'é', bio }}", "{{ bio | append: bio }}",
      "{{ bio | split: '' | append: bio | join: bio }}", "{{ bio | regex_replace: 'é', 'éééé' }}",
      "{{ bio | split: '' | join: bio }}",
    ]
    for template in templates {
      let value = try ValueTemplate(parsing: template).value(for: user)
      #expect(value.text.utf8.count <= TemplateValue.sizeLimit, "\(template)")
    }
  }

  @Test func hugeTemplatesAreRefused() {
    let deep = String(repeating: "(", count: 1000) + "a" + String(repeating: ")", count: 1000)
    let long = "{{ a" + String(repeating: " | lower", count: 1000) + " }}"
    let nots = "{{ " + String(repeating: "not ", count: 5000) + "a }}"
    for template in ["{{ \(deep) }}", long, nots, String(repeating: "x", count: 100_001)] {
      #expect(throws: TemplateError.self) { try ValueTemplate(parsing: template) }
    }
  }

  @Test(arguments: [
    ("plain", "`plain`"), ("é 日", "`é 日`"), ("a\u{1B}[31m\n", "`a\\u{1b}[31m\\u{a}`"),
    ("\u{202E}x\u{2028}", "`\\u{202e}x\\u{2028}`"),
    (String(repeating: "a", count: 81), "`" + String(repeating: "a", count: 80) + "…`"),
  ])
  func quotesForPeople(_ row: (text: String, quoted: String)) {
    #expect(row.text.quotedForPeople == row.quoted)
  }
}
