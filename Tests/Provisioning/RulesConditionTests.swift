import Provisioning
import Testing

private func user(_ value: String?, roles: [String] = []) -> DirectoryUser {
  DirectoryUser(
    username: "u", attributes: value.map { ["x": $0] } ?? [:], roles: roles)
}

@Suite struct RulesConditionTests {
  private static let comparisons: [(comparison: Comparison, value: String?, expected: Bool)] = [
    (Comparison.equals("Engineering"), "ENGINEERING", true),
    (.equals("Engineering"), "Engineer", false),
    (.equals("Straße"), "STRASSE", true),
    (.equals("é"), "e\u{301}", true),
    (.equals("É"), "e\u{301}", true),
    (.equals(""), nil, true),
    (.equals(" a"), "a", false),
    (.notEquals("a"), "A", false), (.notEquals("a"), "b", true), (.notEquals("a"), nil, true),
    (.contains("GIN"), "Engineering", true), (.contains("x"), "Engineering", false),
    (.contains(""), "a", true), (.contains("abab"), "abaab", false),
    (.contains("abab"), "aabab", true),
    (.contains("ÜN"), "grün", true),
    (.doesNotContain("gin"), "Engineering", false), (.doesNotContain("x"), nil, true),
    (.startsWith("eng"), "Engineering", true), (.startsWith("ing"), "Engineering", false),
    (.endsWith("ING"), "Engineering", true), (.endsWith("longer than"), "than", false),
    (.isIn(["a", "B"]), "b", true), (.isIn(["a"]), "c", false), (.isIn([]), "", false),
    (.matches("gine"), "Engineering", true), (.matches("GINE"), "Engineering", false),
    (.matches("(?i)GINE"), "Engineering", true), (.matches("^gine"), "Engineering", false),
    (.matches(#"@partner\."#), "a@partner.example", true),
    (.matches(#"@partner\."#), "a@partners", false),
    (.matches("^$"), nil, true), (.matches("^.$"), "🙂", true),
    (.doesNotMatch("gine"), "Engineering", false), (.doesNotMatch("x"), "Engineering", true),
    (.isEmpty(true), nil, true), (.isEmpty(true), "a", false), (.isEmpty(false), "a", true),
    (.isEmpty(false), "", false),
    (.greaterThan("9"), "10", true), (.greaterThan("10"), "10", false),
    (.greaterThan("1e1"), "10.5", true),
    (.greaterThan("9"), "ten", false), (.greaterThan("9"), nil, false),
    (.greaterThan("9"), "nan", false),
    (.greaterThan("9"), "0x10", false), (.greaterThan("9"), "2024-01-01", false),
    (.lessThan("9"), "-10", true), (.lessThan("9"), " 8 ", true),
    (.greaterThan("2024-01-31"), "2024-02-01", true),
    (.greaterThan("2024-01-31"), "2024-01-31", false),
    (.greaterThan("2024-01-31T12:00:00Z"), "2024-01-31T12:30:00+01:00", false),
    (.lessThan("2024-01-31T12:00:00Z"), "2024-01-31T12:30+0100", true),
    (.lessThan("2024-01-01"), "2023-12-31T23:59:59.999Z", true),
    (.lessThan("1970-01-01"), "1969-12-31", true), (.lessThan("2024-03-01"), "2024-02-29", true),
    (.lessThan("2024-03-01"), "2023-02-29", false),
    (.greaterThan("0001-01-01"), "0000-12-31", false),
  ]

  @Test(arguments: comparisons)
  func compares(_ row: (comparison: Comparison, value: String?, expected: Bool)) throws {
    let condition = try CompiledCondition(.attribute("x", row.comparison))
    #expect(condition.matches(user(row.value)) == row.expected)
    #expect(condition.explain(user(row.value)).isTrue == row.expected)
  }

  @Test(arguments: [
    (Comparison.equals("employees"), true), (.equals("none"), false),
    (.notEquals("EMPLOYEES"), false), (.notEquals("none"), true),
    (.matches("^NS-"), true), (.doesNotMatch("^NS-"), false), (.doesNotMatch("^ZZ-"), true),
    (.isIn(["zz", "ns-vpn"]), true), (.isEmpty(true), false), (.contains("vp"), true),
    (.startsWith("12"), true), (.greaterThan("11"), true), (.lessThan("12"), false),
  ])
  func anyElementOfAListWillDo(_ row: (comparison: Comparison, expected: Bool)) throws {
    let condition = try CompiledCondition(.attribute("roles", row.comparison))
    #expect(condition.matches(user(nil, roles: ["Employees", "NS-VPN", "12"])) == row.expected)
  }

  @Test func aListWithoutElements() throws {
    for (comparison, expected) in [
      (Comparison.equals(""), false), (.notEquals("a"), true), (.isEmpty(true), true),
      (.doesNotMatch("a"), true), (.matches("^"), false),
    ] {
      let condition = try CompiledCondition(.attribute("roles", comparison))
      #expect(condition.matches(user(nil)) == expected, "\(comparison)")
    }
  }

  @Test(arguments: [
    (Condition.all([]), true), (.any([]), false),
    (.role("EMPLOYEES"), true), (.role("Admins"), false),
    (.all([.role("Employees"), .attribute("x", .equals("a"))]), true),
    (.all([.role("Employees"), .attribute("x", .equals("b"))]), false),
    (.any([.role("Admins"), .attribute("x", .equals("a"))]), true),
    (.any([.role("Admins"), .all([.role("Employees"), .any([.role("Admins")])])]), false),
    (.attribute("status", .equals("Active")), true), (.attribute("USERNAME", .equals("U")), true),
  ])
  func combines(_ row: (condition: Condition, expected: Bool)) throws {
    let condition = try CompiledCondition(row.condition)
    #expect(condition.matches(user("a", roles: ["Employees"])) == row.expected)
    #expect(condition.explain(user("a", roles: ["Employees"])).isTrue == row.expected)
  }

  @Test func explains() throws {
    let condition = try CompiledCondition(
      .all([
        .attribute("x", .equals("Sales")),
        .any([.role("Admins"), .attribute("roles", .matches("^NS-"))]),
      ]))
    let trace = condition.explain(user("Legal", roles: ["NS-VPN", "Staff"]))
    #expect(trace.text == "all of" && !trace.isTrue && trace.actual == nil)
    #expect(trace.children.map(\.text) == ["x is \"Sales\"", "any of"])
    #expect(trace.children.map(\.isTrue) == [false, true])
    #expect(trace.children[0].actual == "Legal")
    #expect(
      trace.children[1].children.map(\.text) == [
        "has the role \"Admins\"", "roles matches /^NS-/",
      ])
    #expect(trace.children[1].children.map(\.actual) == ["NS-VPN, Staff", "NS-VPN, Staff"])
  }

  @Test(arguments: [
    (
      Condition.all([
        .role("A"), .any([.attribute("x", .isEmpty(false)), .attribute("y", .isIn(["1", "2"]))]),
      ]),
      "has the role \"A\" and (x is not empty or y is one of \"1\", \"2\")"
    ),
    (.any([]), "no one"), (.all([]), "everyone"),
    (.all([.attribute("n", .greaterThan("3"))]), "n is greater than 3"),
  ])
  func saysItInWords(_ row: (condition: Condition, words: String)) {
    #expect(row.condition.words == row.words)
  }

  @Test(arguments: [
    (Comparison.matches(""), "the regular expression is empty"),
    (.matches("(a"), "the ( is never closed, at its character 1"),
    (.matches("ab[c"), "the [ is never closed, at its character 3"),
    (.matches("a)"), "a ) closes nothing, at its character 2"),
    (.doesNotMatch("*a"), "nothing that * could repeat, at its character 1"),
    (.matches("a\\"), "the \\ at the end escapes nothing, at its character 2"),
    (.matches("(?<n"), "never closed"), (.matches("a{2,1}"), "is not a regular expression"),
    (.greaterThan("soon"), "`soon` is neither a number nor a date"),
    (.lessThan("2024-13-01"), "neither a number nor a date"), (.lessThan(""), "neither"),
    (.greaterThan("2023-02-29"), "neither"), (.greaterThan("inf"), "neither"),
  ])
  func refuses(_ row: (comparison: Comparison, reason: String)) {
    let error = #expect(throws: RuleError.self) {
      try CompiledCondition(.any([.attribute("x", row.comparison)]), rule: "Engineers")
    }
    #expect(error?.description.hasPrefix("rule \"Engineers\": the condition on `x`: ") == true)
    #expect(error?.reason.contains(row.reason) == true, "\(String(describing: error))")
    #expect(error?.advice.isEmpty == false)
  }

  @Test(arguments: [
    "[(]", "[^)]", "[[a-z]&&[^b]]", #"\("#, "a*?", "a++", "(?:a|b)", "(?=a)", "(?<!a)b", "(?i:a)b",
    #"\Q(*\E"#, "a{2}", "^a*?$|x", "|a", "()", #"\\"#, "x(?#c)", "[]]",
  ])
  func takesWhatICUTakes(_ pattern: String) throws {
    #expect(throws: Never.self) { try Pattern(pattern) }
  }

  @Test func aRunawayExpressionGivesUp() throws {
    let value = String(repeating: "a", count: 60) + "!"
    let clock = ContinuousClock()
    let condition = try CompiledCondition(.attribute("x", .matches("^(a+)+$")))
    let time = clock.measure { #expect(!condition.matches(user(value))) }
    #expect(time < .seconds(5))
  }

  @Test func deepNestingIsRefused() {
    var condition = Condition.role("a")
    for _ in 0..<10_000 { condition = .all([condition]) }
    let deep = condition
    #expect(throws: RuleError.self) { try CompiledCondition(deep) }
  }
}
