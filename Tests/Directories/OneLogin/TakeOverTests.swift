import Text
import Engine
import Manifest
import Provisioning
import SCIM
import Sandbox
import Testing

@testable import Directories

/// OneLogin's parameters and rules in usher's words, a row for each.
@Suite struct TakeOverTests {
  private static func mapping() throws -> OneLoginMapping {
    try OneLoginMapping(
      OneLoginSettings(),
      customFields: ["cost_center", "employment"])
  }

  private static func app(_ parameters: String = "{}", _ rules: String = "[]") throws
    -> OneLoginAppForm
  {
    var app = OneLoginAppForm(id: 1, name: "Portal")
    app.roleNames = ["340475": "Employees"]
    app.groupNames = ["512": "Policy"]
    app.roles = ["Employees"]
    app.values = ["set_groups": ["81001": "Engineers", "81002": "Sales"]]
    app.parameters = (try JSONValue(parsing: parameters).object?.members ?? []).map {
      OneLoginParameter($0.name, $0.value)
    }
    app.rules = (try JSONValue(parsing: rules).array ?? []).map(OneLoginRule.init)
    return app
  }

  private static func takeOver(
    _ app: OneLoginAppForm, template: String? = nil
  ) throws -> TakeOver {
    TakeOver(
      app, mapping: try mapping(), roles: nil,
      template: try template.map { try OneLoginTemplate(parsing: $0) }, vendors: .builtIn)
  }

  /// A rule of one condition and one action.
  private static func rule(
    _ condition: String, _ action: String = #"{"action":"set_groups","value":["81001"]}"#,
    match: String = "all", more: String = ""
  ) -> String {
    #"{"id":1,"name":"R","match":"\#(match)","enabled":true,"position":1,"conditions":[\#(condition)],"actions":[\#(action)]\#(more)}"#
  }

  private static func condition(_ source: String, _ comparison: String, _ value: String) -> String {
    #"{"source":"\#(source)","operator":"\#(comparison)","value":"\#(value)"}"#
  }

  // MARK: Conditions

  @Test(arguments: [
    ("department", "=", "Sales", Condition.attribute("department", .equals("Sales"))),
    ("department", "!=", "Sales", .attribute("department", .notEquals("Sales"))),
    ("member_of", "~", "VPN", .attribute("member_of", .contains("VPN"))),
    ("email", "!~", "x", .attribute("email", .doesNotContain("x"))),
    ("email", "bw", "a", .attribute("email", .startsWith("a"))),
    ("email", "ew", "@example.com", .attribute("email", .endsWith("@example.com"))),
    ("custom_attribute_cost_center", "=", "7", .attribute("cost_center", .equals("7"))),
    ("has_role", "ri", "340475", .role("Employees")),
    ("has_role", "rin", "340475", .attribute("roles", .notEquals("Employees"))),
    (
      "title", "=", "A|B",
      .any([.attribute("title", .equals("A")), .attribute("title", .equals("B"))])
    ),
    (
      "title", "!~", "A|B",
      .all([
        .attribute("title", .doesNotContain("A")), .attribute("title", .doesNotContain("B")),
      ])
    ),
    ("status", "=", "1", .attribute("status", .equals("active"))),
    ("status", "!=", "2", .attribute("status", .notEquals("suspended"))),
    ("group_id", "=", "512", .attribute("group", .equals("Policy"))),
    ("distinguished_name", "ew", "DC=com", .attribute("distinguished_name", .endsWith("DC=com"))),
    ("phone", "=", "", .attribute("phone", .isEmpty(true))),
    ("phone", "!=", "", .attribute("phone", .isEmpty(false))),
  ])
  func aConditionHasAnEqual(
    _ source: String, _ comparison: String, _ value: String, _ expected: Condition
  ) throws {
    let rules = "[" + Self.rule(Self.condition(source, comparison, value)) + "]"
    let taken = try Self.takeOver(try Self.app("{}", rules))
    #expect(taken.definition.rules.map(\.when) == [.all([expected])])
    #expect(taken.definition.rules.first?.then == [.addToGroup(name: "Engineers", create: false)])
  }

  @Test(arguments: [
    ("last_login", ">", "90", "last signed in"), ("status", "=", "3", "status 3"),
    ("has_role", "ri", "9", "no role with the id 9"), ("group_id", "=", "9", "no group"),
    ("shoe_size", "=", "9", "not read"), ("email", "contains", "x", "operator contains"),
    ("email", "~", "", "no value"),
  ])
  func aConditionWithoutAnEqualLeavesTheRuleOut(
    _ source: String, _ comparison: String, _ value: String, _ reason: String
  ) throws {
    let rules = "[" + Self.rule(Self.condition(source, comparison, value)) + "]"
    let taken = try Self.takeOver(try Self.app("{}", rules))
    #expect(taken.definition.rules.isEmpty)
    let note = taken.notes.first { $0.place == .rules && $0.text.contains("“R” is left out") }
    #expect(note?.text.contains(reason) == true)
    #expect(note?.isOpen == true)
  }

  @Test func anyAllAndNone() throws {
    let two =
      Self.condition("title", "=", "A") + "," + Self.condition("title", "=", "B")
    let any = try Self.takeOver(try Self.app("{}", "[" + Self.rule(two, match: "any") + "]"))
    #expect(
      any.definition.rules.first?.when
        == .any([.attribute("title", .equals("A")), .attribute("title", .equals("B"))]))
    let none = try Self.takeOver(try Self.app("{}", "[" + Self.rule("") + "]"))
    #expect(none.definition.rules.first?.when == .all([]))
  }

  // MARK: Actions

  @Test(arguments: [
    (
      #"{"action":"set_groups","value":["81001","81002"]}"#,
      [
        RuleAction.addToGroup(name: "Engineers", create: false),
        .addToGroup(name: "Sales", create: false),
      ]
    ),
    (#"{"action":"set_groups","value":["Named"]}"#, [.addToGroup(name: "Named", create: false)]),
    (
      #"{"action":"set_groups","value":["member_of"],"expression":"/CN=NS-.*/"}"#,
      [
        .addToGroupsNamedBy(
          attribute: "member_of", matching: "CN=NS-.*", name: "$0", create: true)
      ]
    ),
    (
      #"{"action":"set_groups","value":["role"],"expression":"^NS-(.+)$"}"#,
      [.addToGroupsNamedBy(attribute: "roles", matching: "^NS-(.+)$", name: "$1", create: true)]
    ),
    (
      #"{"action":"set_title","value":["Boss"]}"#, [.set(path: "title", value: "Boss")]
    ),
    (
      #"{"action":"set_title","macro":"{lastname}.{firstinitial}"}"#,
      [.set(path: "title", value: "{{ lastname }}.{{ firstname | slice: 0 }}")]
    ),
    (
      #"{"action":"set_title","value":["department"],"expression":".*"}"#,
      [.set(path: "title", value: "{{ department }}")]
    ),
    (
      #"{"action":"set_title","value":["department"],"expression":"/^(\\w+) .*$/"}"#,
      [.set(path: "title", value: #"{{ department | regex_replace: '^(\\w+) .*$', '$1' }}"#)]
    ),
  ])
  func anActionHasAnEqual(_ action: String, _ expected: [RuleAction]) throws {
    let taken = try Self.takeOver(try Self.app("{}", "[" + Self.rule("", action) + "]"))
    #expect(taken.definition.rules.map(\.then) == [expected])
    for case .set(_, let value?) in expected {
      #expect(throws: Never.self) { try ValueTemplate(parsing: value) }
    }
  }

  @Test(arguments: [
    (#"{"action":"set_groups","value":["81009"]}"#, "which group 81009 is"),
    (#"{"action":"set_groups","value":["member_of"],"expression":"(?<=a+)b"}"#, "cannot be used"),
    (#"{"action":"set_title","value":["A","B"]}"#, "takes one value"),
    (#"{"action":"set_title","scriplet":{"code":"x"}}"#, "scriplet"),
    (#"{"action":"add_role","value":["340475"]}"#, "acts on the directory"),
    (#"{"action":"set_status","value":["2"]}"#, "acts on the directory"),
    (#"{"action":"set_shoe","value":["9"]}"#, "which SCIM path shoe is"),
    (#"{"action":"set_title","macro":"{strongpwd}"}"#, "{strongpwd} has no equal"),
    (#"{"action":"set_title","value":["department"],"expression":"^A"}"#, "takes a part"),
  ])
  func anActionWithoutAnEqualIsNamed(_ action: String, _ reason: String) throws {
    let taken = try Self.takeOver(try Self.app("{}", "[" + Self.rule("", action) + "]"))
    #expect(taken.definition.rules.isEmpty)
    #expect(taken.notes.contains { $0.text.contains(reason) && $0.isOpen }, "\(taken.notes)")
  }

  @Test func orderNamesAndWhatIsDisabled() throws {
    let group = #"{"action":"set_groups","value":["81001"]}"#
    func rule(_ id: Int, _ name: String, _ position: String, enabled: Bool = true) -> String {
      #"{"id":\#(id),"name":"\#(name)","match":"all","enabled":\#(enabled),"position":\#(position),"conditions":[],"actions":[\#(group)]}"#
    }
    let rules = [
      rule(3, "Last", "null"), rule(2, "Same", "2"), rule(1, "same", "1"),
      rule(4, "Old", "null", enabled: false),
    ]
    let taken = try Self.takeOver(
      try Self.app("{}", "[" + rules.joined(separator: ",") + "]"))
    #expect(taken.definition.rules.map(\.name) == ["same", "Same (2)", "Last"])
    #expect(taken.notes.contains { $0.text.contains("“Old” is disabled") && $0.isOpen })
    let later = taken.notes.filter { $0.text.contains("replace those of the rules before") }
    #expect(later.map(\.place) == [.rule("Same (2)"), .rule("Last")])
  }

  // MARK: Parameters and macros

  @Test(arguments: [
    (#"{"user_attribute_mappings":"department"}"#, "{{ department }}" as String?),
    (#"{"user_attribute_mappings":"custom_attribute_cost_center"}"#, "{{ cost_center }}"),
    (#"{"user_attribute_mappings":"external_id"}"#, "{{ onelogin_external_id }}"),
    (
      #"{"user_attribute_mappings":"_macro_","user_attribute_macros":"{name} ({title})"}"#,
      "{{ firstname }} {{ lastname }} ({{ title }})"
    ),
    (#"{"default_values":"Staff"}"#, "Staff"), (#"{"values":["Staff"]}"#, "Staff"),
    (#"{"values":"A,B"}"#, "A,B"), (#"{"values":[""]}"#, nil), ("{}", nil),
  ])
  func aParameterHasAnEqual(_ parameter: String, _ expected: String?) throws {
    let taken = try Self.takeOver(try Self.app(#"{"title":\#(parameter)}"#))
    #expect(taken.definition.parameters == [Parameter(path: "title", value: expected)])
  }

  @Test(arguments: [
    (#"{"title":{"values":["A","B"]}}"#, "several constants"),
    (
      #"{"title":{"user_attribute_mappings":"_macro_","user_attribute_macros":"{uuid}"}}"#,
      "{uuid} has no equal"
    ),
    (#"{"title":{"user_attribute_mappings":"shoe"}}"#, "shoe is not read"),
    (#"{"title":{"user_attribute_mappings":"title","skip_if_blank":true}}"#, "skips this"),
    (
      #"{"title":{"user_attribute_mappings":"title","attributes_transformations":"up"}}"#,
      "transforms"
    ),
    (#"{"shoe":{"user_attribute_mappings":"title"}}"#, "which SCIM path the parameter shoe is"),
    (#"{"manager":{"user_attribute_mappings":"manager_user_id"}}"#, "the manager's account"),
    (#"{"title":{"user_attribute_mappings":"title"}}"#, "are guessed by their names"),
  ])
  func aParameterThatDiffersIsNamed(_ parameters: String, _ reason: String) throws {
    let taken = try Self.takeOver(try Self.app(parameters))
    #expect(taken.notes.contains { $0.text.contains(reason) && $0.isOpen }, "\(taken.notes)")
  }

  @Test func whatIsNotProvisionedIsLeftOut() throws {
    let taken = try Self.takeOver(
      try Self.app(
        #"{"saml_name":{"user_attribute_mappings":"email","include_in_saml_assertion":true},"groups":{"provisioned_entitlements":true}}"#
      ))
    #expect(taken.definition.parameters.isEmpty)
    #expect(taken.notes.contains { $0.text.contains("for the sign-in alone") && !$0.isOpen })
  }

  @Test(arguments: [
    ("{name}", "{{ firstname }} {{ lastname }}" as String?), ("{firstname}", "{{ firstname }}"),
    ("{firstinitial}", "{{ firstname | slice: 0 }}"),
    ("{lastinitial}", "{{ lastname | slice: 0 }}"),
    ("{email_name_part}", "{{ email | email_local_part }}"),
    ("{email_domain_part}", "{{ email | email_domain }}"), ("{username}", "{{ username }}"),
    ("{external_id}", "{{ onelogin_external_id }}"), ("{member_of}", "{{ member_of }}"),
    ("{custom_attribute_cost_center}", "{{ cost_center }}"), ("x-{phone}-y", "x-{{ phone }}-y"),
    ("{strongpwd}", nil), ("{directory_name}", nil), ("{openid_name}", nil), ("{shoe}", nil),
    ("{open", nil),
  ])
  func macros(_ macro: String, _ expected: String?) throws {
    let macros = OneLoginMacros(mapping: try Self.mapping())
    switch macros.template(macro) {
    case .equal(let text):
      #expect(text == expected)
      #expect(throws: Never.self) { try ValueTemplate(parsing: text) }
    case .noEqual: #expect(expected == nil)
    }
  }

  // MARK: The SCIM JSON template

  @Test func theTemplateSaysWhereValuesStand() throws {
    let template = """
      {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
       "userName":"{$parameters.scimusername}",
       "name":{"givenName":"{$user.firstname}","familyName":"{$user.lastname}"},
       "displayName":"{$user.display_name}","active": {$user.active},
       "emails":[{"value":"{$user.email}","type":"work","primary":true}],
       "userType":"Staff","nickName":"{$user.city}",
       "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{
         "department":"{$parameters.department}","manager":{"value":"{$parameters.external_manager_id}"}}}
      """
    let parameters = #"""
      {"scimusername":{"user_attribute_mappings":"email"},
       "department":{"user_attribute_mappings":"_macro_","user_attribute_macros":"D {department}"},
       "external_manager_id":{"user_attribute_mappings":"manager_user_id"},
       "unused":{"user_attribute_mappings":"title"}}
      """#
    let taken = try Self.takeOver(try Self.app(parameters), template: template)
    let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:"
    #expect(
      taken.definition.parameters == [
        Parameter(path: "userName", value: "{{ email }}"),
        Parameter(path: "name.givenName", value: "{{ firstname }}"),
        Parameter(path: "name.familyName", value: "{{ lastname }}"),
        Parameter(path: "displayName", value: "{{ firstname }} {{ lastname }}"),
        Parameter(path: "active", value: "{{ status == 'active' }}"),
        Parameter(path: "emails[type eq \"work\"].value", value: "{{ email }}"),
        Parameter(path: "userType", value: "Staff"),
        Parameter(path: enterprise + "department", value: "D {{ department }}"),
        Parameter(path: enterprise + "manager", value: "{{ manager }}", isAccountOf: true),
        Parameter(path: "externalId", value: nil), Parameter(path: "title", value: nil),
      ])
    #expect(taken.notes.contains { $0.text.contains("nickName: {$user.city} is not read") })
    #expect(taken.notes.contains { $0.text.contains("parameter unused is not in the template") })
    #expect(!taken.notes.contains { $0.text.contains("guessed") })
    #expect(throws: OneLoginTemplate.Unreadable.self) { try OneLoginTemplate(parsing: "[") }
  }

  // MARK: A whole app

  @Test(arguments: [[], ["empty-values"], ["values-as-array", "bare-roles", "burst=3"]])
  func takesNetskopeOver(_ quirks: [String]) async throws {
    let tenant = try Tenant(quirks: quirks)
    let reader = OneLoginAppReader(
      OneLoginSettings(), vendors: .builtIn, transport: tenant, pause: { _ in })
    let taken = try await reader.takeOver("netskope", template: nil)
    #expect(taken.definition.vendor.name == "netskope")
    #expect(taken.definition.connection.baseURL == "https://tenant.goskope.com/api/v2/scim")
    #expect(taken.definition.connection.token == .environment("NETSKOPE_TOKEN"))
    #expect(taken.definition.roles == ["Employees"])
    #expect(!taken.definition.provisioning.enabled)
    let names = taken.definition.rules.map(\.name)
    let whole = ["Engineers", "Groups of the directory", "Contractors"]
    #expect(names == (quirks == ["empty-values"] ? Array(whole.dropFirst()) : whole))
    #expect(taken.open == taken.notes.count(where: \.isOpen))
    #expect(taken.open > 4)
    let byID = try await reader.takeOver("1100200", template: nil)
    #expect(byID.definition == taken.definition)
    await #expect(throws: SourceProblem.self) {
      try await reader.takeOver("Netscope", template: nil)
    }
  }

  @Test func showsWhatEachPersonWouldHave() async throws {
    let tenant = try Tenant()
    let reader = OneLoginAppReader(
      OneLoginSettings(), vendors: .builtIn, transport: tenant, pause: { _ in })
    // A year later “Long absent” matches everyone there; here it is left out.
    let (_, comparison) = try await reader.compare("Netskope", template: nil, now: 1_799_000_000)
    #expect(comparison.people == 12)
    let rows = comparison.differences
    #expect(
      rows.contains {
        $0.username == "noether" && $0.what == "groups" && $0.there == "Review" && $0.here == ""
      },
      "\(rows)")
    #expect(
      rows.contains {
        $0.username == "galois" && $0.what == "account" && $0.here == "none: suspended"
      })
    #expect(!rows.contains { $0.what == "title" || $0.what == "userName" })
    let soon = try await reader.compare("Netskope", template: nil, now: 1_767_700_000).comparison
    #expect(!soon.differences.contains { $0.there == "Review" })
    // Here the groups of two rules are added up.
    let turing = soon.differences.first { $0.username == "turing" && $0.what == "groups" }
    #expect(turing?.there == "VPN")
    #expect(turing?.here == "Engineers, VPN")
  }
}
