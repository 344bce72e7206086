import Provisioning
import SCIM
import Testing

/// Rules against the examples of their file, offline.
@Suite struct RuleCheckTests {
  private func check(_ rules: [Rule]) throws -> RuleCheck {
    RuleCheck(
      try Evaluator(
        AppDefinition(
          name: "app", connection: ConnectionSettings(baseURL: "x"), roles: ["Staff"],
          rules: rules), schemas: .user,
        at: EvaluationTime(now: 0)))
  }

  private func rule(_ test: RuleTest) -> Rule {
    Rule(
      name: "eng", when: .attribute("department", .equals("Eng")),
      then: [.addToGroup(name: "Eng", create: true), .set(path: "title", value: "Maker")],
      tests: [test])
  }

  private static let ann = ["username": "ann", "department": "eng"]

  @Test(
    arguments: [
      (RuleTest(user: ann, roles: ["Staff"], groups: ["ENG"]), []),
      (RuleTest(user: ann, roles: ["Staff"], groups: []), ["ann is in Eng, and should not be"]),
      (
        RuleTest(user: ann, roles: ["Staff"], groups: ["Eng", "Ops"]),
        ["ann should be in Ops, and is not"]
      ),
      (RuleTest(user: ann, groups: []), []),
      (
        RuleTest(user: ann, groups: ["Eng"], provisioned: true),
        [
          "ann should have an account, and has none: no-access ",
          "ann should be in Eng, and is not",
        ]
      ),
      (
        RuleTest(user: ann, roles: ["staff"], provisioned: false),
        ["ann should have no account, and has one"]
      ),
      (RuleTest(user: ann, roles: ["Staff"], attributes: ["title": "Maker"]), []),
      (
        RuleTest(user: ann, roles: ["Staff"], attributes: ["title": "x", "nickName": nil]),
        ["title of ann is 'Maker', not 'x'"]
      ),
      (
        RuleTest(user: ["department": "Ops"], roles: ["Staff"], attributes: ["title": "x"]),
        ["title of example is not set, not 'x'"]
      ),
      (
        RuleTest(
          user: ["username": "bob", "status": "suspended"], roles: ["Staff"],
          attributes: ["active": "false"]), []
      ),
    ] as [(RuleTest, [String])])
  func anExampleIsHeldAgainstTheRules(_ row: (test: RuleTest, problems: [String])) throws {
    let findings = try check([rule(row.test)]).findings()
    #expect(findings.map(\.rule) == ["eng"] && findings.map(\.number) == [1])
    #expect(findings.first?.problems == row.problems)
  }

  @Test func aRuleThatALaterOneAlwaysOverridesIsNamed() throws {
    let eng = Condition.attribute("department", .equals("Eng"))
    func set(_ name: String, _ when: Condition, _ paths: String...) -> Rule {
      Rule(name: name, when: when, then: paths.map { .set(path: $0, value: name) })
    }
    let group = Rule(name: "g", when: eng, then: [.addToGroup(name: "G", create: true)])
    func overridden(_ rules: Rule...) throws -> [String] {
      try check(rules).overridden().map { "\($0.rule) by \($0.by)" }
    }
    #expect(try overridden(set("a", eng, "title"), set("b", eng, "TITLE")) == ["a by b"])
    #expect(try overridden(set("a", eng, "title"), set("b", .all([]), "title")) == ["a by b"])
    #expect(try overridden(set("a", .all([]), "title"), set("b", eng, "title")).isEmpty)
    #expect(try overridden(set("a", eng, "title", "nickName"), set("b", eng, "title")).isEmpty)
    #expect(try overridden(group, set("b", .all([]), "title")).isEmpty)
    #expect(try overridden(set("a", .role("x"), "title"), set("b", eng, "title")).isEmpty)
  }
}
