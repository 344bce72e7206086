import Manifest
import Provisioning
import Testing

@Suite struct ReadingTests {
  @Test func readsTheExample() throws {
    #expect(try Manifest.read(text: example, file: "f").apps == [exampleApp])
  }

  @Test func whatIsAbsentHasItsDefault() throws {
    let apps = try Manifest.read(text: app(""), file: "f").apps
    #expect(
      apps == [
        AppDefinition(name: "a", connection: ConnectionSettings(baseURL: "https://x.example"))
      ])
    #expect(apps[0].vendor == .scim && apps[0].connection.enabled == nil)
    #expect(try Manifest.read(text: "apps: []", file: "f").apps == [])
    let empty = try Manifest.read(text: app("roles:\nrules:\nparameters:\n"), file: "f").apps
    #expect(empty == apps)
  }

  @Test func takesAByteOrderMarkAndAnyLineEnds() throws {
    let text = "\u{FEFF}" + example.split(separator: "\n").joined(separator: "\r\n")
    #expect(try Manifest.read(bytes: Array(text.utf8), file: "f").apps == [exampleApp])
  }

  @Test func namesTheLineThatIsNotUTF8() {
    let bytes = Array("apps:\n  # é".utf8) + [0xFF] + Array("\n".utf8)
    let error = #expect(throws: ManifestProblems.self) {
      try Manifest.read(bytes: bytes, file: "f")
    }
    #expect(error?.lines == ["f:2:6: the file is not UTF-8; save it as UTF-8"])
  }

  @Test(arguments: [
    ("30s", 30), ("500ms", 0.5), ("2m", 120), ("45", 45), ("1.5s", 1.5), ("60m", 3600),
    ("1ms", 0.001),
  ])
  func readsDurations(_ row: (text: String, seconds: Double)) throws {
    let text = connection("{ base_url: \"https://x\", timeout: \(row.text) }")
    #expect(try Manifest.read(text: text, file: "f").apps[0].connection.timeout == row.seconds)
  }

  @Test(arguments: [("45s", 45.0), ("2m", 120), ("0", 0)])
  func theVisibilityWindowIsReadAndWritten(_ row: (text: String, seconds: Double)) throws {
    let text = connection("{ base_url: \"https://x\", visibility_window: \(row.text) }")
    let apps = try Manifest.read(text: text, file: "f").apps
    #expect(apps[0].connection.visibilityWindow == row.seconds)
    #expect(Manifest.write(apps).contains("visibility_window: \(row.text)\n"))
  }

  @Test(arguments: [("10%", 0.1), ("0.1", 0.1), ("100%", 1), ("0", 0), ("0.5%", 0.005), ("1", 1)])
  func readsShares(_ row: (text: String, share: Double)) throws {
    let text = app("provisioning: { limits: { share: \(row.text) } }")
    #expect(try Manifest.read(text: text, file: "f").apps[0].provisioning.limits.share == row.share)
    let other = app("provisioning: { limits: { memberships: \(row.text) } }")
    let limits = try Manifest.read(text: other, file: "f").apps[0].provisioning.limits
    #expect(limits == SafetyLimits(memberships: row.share))
  }

  @Test(arguments: [
    ("24h", 86_400), ("90m", 5400), ("7d", 604_800), ("0", 0), ("0h", 0), ("90d", 7_776_000),
    ("45s", 45), ("1.5h", 5400),
  ])
  func readsWindows(_ row: (text: String, seconds: Double)) throws {
    let text = app("provisioning: { limits: { window: \(row.text) } }")
    #expect(
      try Manifest.read(text: text, file: "f").apps[0].provisioning.limits.window == row.seconds)
  }

  @Test(arguments: [
    ("https://x.example/scim/v2/", "https://x.example/scim/v2"),
    ("HTTPS://X:8443", "https://X:8443"),
    ("http://localhost:8080/scim", "http://localhost:8080/scim"),
    ("http://127.0.0.1", "http://127.0.0.1"),
    ("http://127.1.2.3:1/", "http://127.1.2.3:1"), ("http://[::1]:9/a", "http://[::1]:9/a"),
    ("https://[2001:db8::1]/a//", "https://[2001:db8::1]/a"),
    ("https://x/a%20b", "https://x/a%20b"),
  ])
  func readsBaseURLs(_ row: (text: String, url: String)) throws {
    let text = connection("{ base_url: \"\(row.text)\" }")
    #expect(try Manifest.read(text: text, file: "f").apps[0].connection.baseURL == row.url)
  }

  @Test(arguments: [
    ("{ env: TOKEN_1 }", TokenSource.environment("TOKEN_1")),
    ("{ file: /run/t }", .file("/run/t")),
    ("{ command: [pass, show, \"a b\", \"\"] }", .command(["pass", "show", "a b", ""])),
    ("{ credential: scim }", .credential("scim")),
  ])
  func readsTokenSources(_ row: (text: String, token: TokenSource)) throws {
    let text = connection("{ base_url: \"https://x\", token: \(row.text) }")
    #expect(try Manifest.read(text: text, file: "f").apps[0].connection.token == row.token)
  }

  @Test(arguments: [
    ("{ attribute: a, is: b }", Condition.attribute("a", .equals("b"))),
    ("{ attribute: a, is: \"\" }", .attribute("a", .equals(""))),
    ("{ attribute: a, is: 007 }", .attribute("a", .equals("007"))),
    ("{ attribute: a, is: True }", .attribute("a", .equals("true"))),
    ("{ attribute: a, is: yes }", .attribute("a", .equals("yes"))),
    ("{ attribute: a, is_not: b }", .attribute("a", .notEquals("b"))),
    ("{ attribute: a, contains: b }", .attribute("a", .contains("b"))),
    ("{ attribute: a, does_not_contain: b }", .attribute("a", .doesNotContain("b"))),
    ("{ attribute: a, starts_with: b }", .attribute("a", .startsWith("b"))),
    ("{ attribute: a, ends_with: b }", .attribute("a", .endsWith("b"))),
    ("{ attribute: a, matches: '\\.' }", .attribute("a", .matches("\\."))),
    ("{ attribute: a, does_not_match: b }", .attribute("a", .doesNotMatch("b"))),
    ("{ attribute: a, in: [b, 1] }", .attribute("a", .isIn(["b", "1"]))),
    ("{ attribute: a, is_empty: false }", .attribute("a", .isEmpty(false))),
    ("{ attribute: a, greater_than: 10 }", .attribute("a", .greaterThan("10"))),
    ("{ attribute: a, less_than: 2024-01-31 }", .attribute("a", .lessThan("2024-01-31"))),
    ("{ role: R }", .role("R")), ("{ all: [] }", .all([])),
    ("{ any: [ { all: [ { role: R } ] } ] }", .any([.all([.role("R")])])),
  ])
  func readsConditions(_ row: (text: String, condition: Condition)) throws {
    #expect(
      try Manifest.read(text: when(row.text), file: "f").apps[0].rules[0].when == row.condition)
  }

  @Test(arguments: [
    ("[ add_to_group: G ]", [RuleAction.addToGroup(name: "G", create: false)]),
    ("[ add_to_group: { name: G } ]", [.addToGroup(name: "G", create: false)]),
    (
      "[ set: { title: 5, active: true, userType: null } ]",
      [
        .set(path: "title", value: "5"), .set(path: "active", value: "true"),
        .set(path: "userType", value: nil),
      ]
    ),
    ("[ do_not_provision: true ]", [.doNotProvision]),
  ])
  func readsActions(_ row: (text: String, actions: [RuleAction])) throws {
    #expect(try Manifest.read(text: then(row.text), file: "f").apps[0].rules[0].then == row.actions)
  }

  @Test func readsTests() throws {
    let text = app(
      """
      rules:
        - name: r
          when: { all: [] }
          then: [ do_not_provision ]
          tests:
            - user: { username: ann, status: suspended, Cost Center: 12, x: "" }
              groups: []
              attributes: { title: "a {b}", active: false, nickName: null }
              provisioned: false
      """)
    let test = try Manifest.read(text: text, file: "f").apps[0].rules[0].tests[0]
    #expect(
      test
        == RuleTest(
          user: ["username": "ann", "status": "suspended", "Cost Center": "12", "x": ""],
          groups: [], attributes: ["title": "a {b}", "active": "false", "nickName": nil],
          provisioned: false))
  }

  @Test func valuesThatAreNoTextBecomeText() throws {
    let text = app("parameters: { a: 1.50, b: True, c: 0x1F, d: 2024-01-01, e: yes, f: '', g: ~ }")
    let values = try Manifest.read(text: text, file: "f").apps[0].parameters.map(\.value)
    #expect(values == ["1.50", "true", "0x1F", "2024-01-01", "yes", "", nil])
  }

  @Test func aliasesStandForWhatTheyName() throws {
    let text = app(
      """
      rules:
        - { name: r, when: &who { role: A }, then: [ do_not_provision ] }
        - { name: s, when: { any: [ *who, *who ] }, then: [ do_not_provision ] }
      """)
    let rules = try Manifest.read(text: text, file: "f").apps[0].rules
    #expect(rules[1].when == .any([.role("A"), .role("A")]))
  }
}
