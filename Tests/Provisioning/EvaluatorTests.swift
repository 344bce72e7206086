import Text
import Provisioning
import SCIM
import Testing

/// What a user's account should be, and why: parameters, then rules in order, the later one wins.
@Suite struct EvaluatorTests {
  private func evaluator(
    vendor: VendorProfile = .scim, parameters: [Parameter] = [], rules: [Rule] = [],
    roles: [String] = ["Staff"], schemas: SchemaSet = .user,
    at time: EvaluationTime = EvaluationTime(now: 0)
  ) throws -> Evaluator {
    try Evaluator(
      AppDefinition(
        name: "app", vendor: vendor, connection: ConnectionSettings(baseURL: "x"), roles: roles,
        parameters: parameters, rules: rules), schemas: schemas, at: time)
  }

  private let ann = DirectoryUser(
    username: "ann",
    attributes: [
      "firstname": "Ann", "lastname": "Lee", "email": "ann@x.example", "department": "Eng",
      "level": "3",
    ], roles: ["NS-VPN", "Staff"])

  private func rule(_ name: String, _ actions: RuleAction..., when: Condition = .all([])) -> Rule {
    Rule(name: name, when: when, then: actions)
  }

  @Test func theOutcomeFollowsAccessRulesAndStatus() throws {
    let out = rule("out", .doNotProvision, when: .attribute("department", .equals("eng")))
    var suspended = ann
    suspended.status = .suspended
    var nameless = ann
    nameless.username = ""
    let rows: [(DirectoryUser, [Rule], [String], Bool, Outcome, String)] = [
      (ann, [], ["Staff"], false, .assigned, ""), (ann, [], ["STAFF"], false, .assigned, ""),
      (ann, [], ["Other"], false, .noAccess, ""), (ann, [], [], false, .noAccess, ""),
      (ann, [], ["Staff"], true, .deleted, ""), (ann, [out], ["Staff"], false, .excluded, "out"),
      (ann, [out], ["Other"], false, .noAccess, ""),
      (suspended, [], ["Staff"], false, .suspended, ""),
      (suspended, [out], ["Staff"], false, .excluded, "out"),
      (nameless, [], ["Staff"], false, .incomplete, "userName is empty"),
    ]
    for (user, rules, roles, isDeleted, outcome, detail) in rows {
      let result = try evaluator(rules: rules, roles: roles).evaluate(user, isDeleted: isDeleted)
      #expect(result.outcome == outcome && result.detail == detail, "\(outcome)")
    }
  }

  @Test func noLaterRuleOverridesDoNotProvision() throws {
    let out = rule("out", .doNotProvision)
    let later = rule(
      "later", .addToGroup(name: "All", create: true), .set(path: "title", value: "A"))
    for rules in [
      [out, later], [later, out, later], [rule("both", .doNotProvision), out, later],
    ] {
      let evaluation = try evaluator(rules: rules).evaluate(ann)
      #expect(evaluation.outcome == .excluded && evaluation.desired == nil)
      #expect(evaluation.detail == rules.first { $0.then == [.doNotProvision] }?.name)
    }
    let inOne = rule("one", .doNotProvision, .addToGroup(name: "All", create: true))
    #expect(try evaluator(rules: [inOne]).evaluate(ann).outcome == .excluded)
  }

  @Test func theTemplatesParametersComeFirstAndTheAppsWin() throws {
    let account = try #require(
      try evaluator(parameters: [
        Parameter(path: "TITLE", value: "{{ department }} lead"),
        Parameter(path: "displayName", value: nil), Parameter(path: "nickName", value: "{{ x }}"),
      ]).evaluate(ann).desired)
    #expect(
      account.attributes.map { "\($0.path)=\($0.value?.text ?? "none")" } == [
        #"userName="ann""#, "externalId=none", #"name.givenName="Ann""#, #"name.familyName="Lee""#,
        #"title="Eng lead""#, #"emails[type eq "work"].value="ann@x.example""#, "active=true",
        "nickName=none",
      ])
    #expect(account.userName == "ann" && account.active)
  }

  @Test func aSuspendedUserIsDesiredInactive() throws {
    var user = ann
    user.status = .suspended
    #expect(try evaluator().evaluate(user).desired?.active == false)
    let without = try evaluator(parameters: [Parameter(path: "active", value: nil)])
    #expect(try #require(without.evaluate(user).desired).active == false)
  }

  @Test func laterActionsWinAndGroupsAddUp() throws {
    let rules = [
      rule("a", .set(path: "title", value: "A"), .addToGroup(name: "All", create: false)),
      rule(
        "b", .set(path: "title", value: "B"), .addToGroup(name: "ALL", create: true),
        when: .role("staff")),
      rule("c", .set(path: "title", value: "C"), when: .role("none")),
      rule(
        "d",
        .addToGroupsNamedBy(attribute: "roles", matching: "^NS-(.+)$", name: "$1", create: true)),
      rule("e", .set(path: "displayName", value: nil)),
    ]
    let desired = try #require(try evaluator(rules: rules).evaluate(ann).desired)
    #expect(desired.value(at: "TITLE") == "B")
    #expect(!desired.attributes.contains { $0.path == "displayName" })
    #expect(
      desired.groups == [
        DesiredGroup(name: "All", create: true, rule: "a"),
        DesiredGroup(name: "VPN", create: true, rule: "d"),
      ])
  }

  @Test func theOrderOfTheRulesDecides() throws {
    let a = rule("a", .set(path: "title", value: "A"))
    let b = rule("b", .set(path: "title", value: "B"))
    #expect(try evaluator(rules: [a, b]).evaluate(ann).desired?.value(at: "title") == "B")
    #expect(try evaluator(rules: [b, a]).evaluate(ann).desired?.value(at: "title") == "A")
  }

  @Test(
    arguments: [
      ("active", "true", true), ("active", "No", false),
      ("active", "1", true), ("title", "true", "true"), ("nickName", "3", "3"),
      ("urn:x:Custom:level", "3", "3"),
      ("emails", "a@x; b@x", [["value": "a@x"], ["value": "b@x"]]),
      ("emails[type eq \"work\"].value", "a@x", "a@x"),
      (
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "Eng", "Eng"
      ), ("entitlements", " ; ", []),
    ] as [(String, String, JSONValue)])
  func valuesTakeTheTypeOfTheSchema(_ row: (path: String, text: String, value: JSONValue)) throws {
    let made = try evaluator(
      vendor: VendorProfile(name: "none", title: "", parameters: []),
      parameters: [
        Parameter(path: "userName", value: "u"), Parameter(path: row.path, value: row.text),
      ])
    let evaluation = made.evaluate(ann)
    #expect(evaluation.outcome == .assigned)
    #expect(evaluation.desired?.value(at: row.path) == row.value)
  }

  @Test func aValueOfTheWrongTypeIsNamed() throws {
    let result = try evaluator(parameters: [
      Parameter(path: "active", value: "maybe"), Parameter(path: "userName", value: ""),
    ]).evaluate(ann)
    #expect(result.outcome == .incomplete)
    #expect(result.detail == "active is 'maybe', which is not true or false, userName is empty")
    #expect(result.desired != nil, "for a look at it")
  }

  @Test func numbersOfTheAppsOwnSchemaAreNumbers() throws {
    let schema = try JSONValue(
      parsing: #"""
        [{"id":"urn:ietf:params:scim:schemas:core:2.0:User","attributes":[
          {"name":"userName","type":"string","required":true},
          {"name":"level","type":"integer","required":true},{"name":"rate","type":"decimal"},
          {"name":"tags","type":"string","multiValued":true},
          {"name":"made","type":"string","required":true,"mutability":"readOnly"}]}]
        """#)
    let schemas = try #require(SchemaSet(json: schema.array ?? [], core: Schema.user.id))
    let plain = VendorProfile(
      name: "none", title: "", parameters: [Parameter(path: "username", value: "u")])
    let made = try evaluator(
      vendor: plain,
      parameters: [
        Parameter(path: "level", value: "{{ level }}"), Parameter(path: "rate", value: "1.5"),
        Parameter(path: "tags", value: "a;b"),
      ], schemas: schemas)
    let desired = try #require(made.evaluate(ann).desired)
    #expect(desired.attributes.map(\.path) == ["userName", "level", "rate", "tags"])
    #expect(desired.value(at: "level") == 3 && desired.value(at: "rate") == .number(1.5))
    #expect(desired.value(at: "tags") == ["a", "b"])
    var other = ann
    other.attributes["level"] = "high"
    #expect(made.evaluate(other).detail.contains("level is 'high', which is not a whole number"))
    other.attributes["level"] = nil
    #expect(made.evaluate(other).detail == "level is empty")
  }

  @Test func whatCannotBeUsedIsNamed() {
    let rows: [([Parameter], [Rule], String)] = [
      ([Parameter(path: "a..b", value: "x")], [], "the path a..b is not a SCIM attribute path"),
      ([Parameter(path: "title", value: "{{ x")], [], "the value of title cannot be read"),
      ([], [rule("bad", .set(path: "title", value: "{{ x"))], "rule bad: the value of title"),
      (
        [], [rule("re", .doNotProvision, when: .attribute("a", .matches("(")))], "re"
      ),
      (
        [],
        [
          rule(
            "by", .addToGroupsNamedBy(attribute: "a", matching: "(", name: "x", create: true))
        ], "by"
      ),
    ]
    for (parameters, rules, words) in rows {
      let error = #expect(throws: EvaluatorError.self) {
        try evaluator(parameters: parameters, rules: rules)
      }
      #expect(error?.sentence.contains(words) == true, "\(error?.sentence ?? "")")
    }
  }

  @Test func anAccountIsStoredAndReadAlike() throws {
    let rules = [rule("r", .addToGroup(name: "G", create: true))]
    let desired = try #require(try evaluator(rules: rules).evaluate(ann).desired)
    let read = try #require(DesiredAccount(json: JSONValue(parsing: desired.json.text)))
    #expect(read == desired && read.attributesHash == desired.attributesHash)
    var other = desired
    other.groups = []
    #expect(other.attributesHash == desired.attributesHash)
    other.active = false
    #expect(other.attributesHash != desired.attributesHash)
  }

  @Test func attributesAreFoundAsWrittenThenIgnoringCase() {
    let user = DirectoryUser(
      username: "u", status: .suspended, attributes: ["Title": "a", "title": "b"],
      roles: ["X", "Y"])
    #expect(user.value(of: "Title") == .text("a") && user.value(of: "title") == .text("b"))
    #expect(user.value(of: "USERNAME") == .text("u"))
    #expect(user.value(of: "Status") == .text("suspended"))
    #expect(user.value(of: "roles") == .list(["X", "Y"]))
    #expect(user.value(of: "none") == .text("") && user.value(of: "none").isEmpty)
    #expect(user.holds(role: "x") && !user.holds(role: "z"))
  }
}
