import Manifest
import Provisioning
import Testing

@Suite struct WritingTests {
  @Test func writesTheExampleInItsStyle() {
    let text = Manifest.write([exampleApp])
    let expected = #"""
      apps:
        - name: netskope
          template: netskope
          connection:
            base_url: https://tenant.goskope.com/api/v2/scim
            token: { env: NETSKOPE_TOKEN }
            enabled: true
            timeout: 30s
            concurrency: 16
            rate_limit: 4
            members_per_patch: 100
          provisioning:
            enabled: true
            approve: [create, update, delete]
            when_deleted: suspend
            when_suspended: suspend
            limits: { deletions: 50, share: 10% }
          roles: [Employees]
          parameters:
            userName: "{{ email }}"
            name.givenName: "{{ firstname }}"
            "emails[type eq \"work\"].value": "{{ email }}"
            active: "{{ status == 'active' }}"
            title: null
          rules:
            - name: Engineers
              when: { all: [ { attribute: department, is: Engineering }, { role: Employees } ] }
              then:
                - add_to_group: { name: Engineers, create: true }
                - add_to_groups_named_by: { attribute: roles, matching: "^NS-(.+)$", name: "$1", create: true }
                - set: { title: "{{ title }} (eng)" }
              tests:
                - user: { username: ann, department: Engineering, roles: [Employees, NS-VPN] }
                  groups: [Engineers, VPN]
            - name: Contractors out
              when: { any: [ { attribute: type, is: contractor }, { attribute: email, matches: "@partner\\." } ] }
              then: [ do_not_provision ]

      """#
    #expect(text == expected)
  }

  private static let hostile: [String] = [
    "a", "a b", " a ", "a: b", "a:b", "a #b", "#a", "- a", "-", "? a", ": a", "true", "False",
    "yes",
    "No", "on", "null", "~", "NULL", "1", "1.5", "0x1F", "1e3", ".inf", "2024-01-01", "12:30:45",
    "=", "<<", "&a", "*a", "!a", "!!str a", "|", ">", "%a", "@a", "`a`", "'a'", "\"a\"", "it's",
    "a\"b", "a\\b", "\\", "{a}", "[a]", "{", "]", "a, b", ",", "a\nb", "\n", "a\r\nb", "a\tb",
    "\ta",
    "a\u{85}b", "a\u{2028}b", "a\u{2029}b", "a\u{FEFF}", "a\u{1B}[31mb", "\u{1}\u{7F}\u{9F}", "é",
    "e\u{301}", "日本", "👩‍💻", "\u{202E}abc", "\u{FFFE}\u{FFFF}", "\u{E000}", "\u{10FFFF}", "---",
    "...", "--- a",
    "do_not_provision", "a:", "a :b", "http://x", String(repeating: "x y", count: 2000),
  ]

  @Test(arguments: hostile)
  func hostileNamesComeBack(_ name: String) throws {
    let app = AppDefinition(
      name: name,
      connection: ConnectionSettings(
        baseURL: "https://x", token: .file(name), caFile: name, environment: .test),
      roles: [name],
      parameters: [
        Parameter(path: "title", value: "{{ 'x' }}" + name.filter { !"{}".contains($0) })
      ],
      rules: [
        Rule(
          name: name,
          when: .any([
            .role(name), .attribute(name, .equals(name)), .attribute(name, .notEquals(name)),
            .attribute(name, .contains(name)), .attribute(name, .doesNotContain(name)),
            .attribute(name, .startsWith(name)), .attribute(name, .endsWith(name)),
            .attribute(name, .isIn([name, "other"])), .attribute(name, .matches("\\Q\(name)\\E")),
          ]),
          then: [
            .addToGroup(name: name, create: true),
            .addToGroupsNamedBy(
              attribute: name, matching: "(.)", name: name.filter { !"$\\".contains($0) } + "$1",
              create: false),
          ],
          tests: [
            RuleTest(
              user: ["username": name, name: name], roles: [name], groups: [name],
              attributes: ["title": name])
          ])
      ])
    let blank = !name.contains { !$0.isWhitespace }
    let text = Manifest.write([app])
    if blank {
      #expect(throws: ManifestProblems.self) { try Manifest.read(text: text, file: "f") }
    } else {
      #expect(try Manifest.read(text: text, file: "f").apps == [app], "\(text)")
    }
  }

  private static let longPath = "emails[value eq \"\(String(repeating: "x", count: 3000))\"].type"

  private static let apps: [AppDefinition] = [
    AppDefinition(name: "a", connection: ConnectionSettings(baseURL: "https://x")),
    AppDefinition(
      name: "a",
      connection: ConnectionSettings(
        baseURL: "http://[::1]:9/a", token: .command(["pass", "", "--x: y"]), enabled: false,
        timeout: 0.25,
        concurrency: 1, rateLimit: 0, membersPerPatch: 10_000),
      provisioning: ProvisioningPolicy(
        enabled: false, approve: [],
        approvals: ApprovalRights(by: ["ann", "@idm"], notByRequester: true), whenDeleted: .delete,
        whenSuspended: .nothing,
        limits: SafetyLimits(deletions: 0, share: 0, memberships: 0.2, window: 0))),
    AppDefinition(
      name: "b", vendor: VendorCatalog.builtIn.named("netskope")!,
      connection: ConnectionSettings(
        baseURL: "https://x", token: .credential("c"), timeout: 1.1, rateLimit: 0.1),
      provisioning: ProvisioningPolicy(limits: SafetyLimits(share: 1.0 / 3, window: 36 * 3600))),
    AppDefinition(
      name: "c", connection: ConnectionSettings(baseURL: "https://x", timeout: 0.000_123),
      provisioning: ProvisioningPolicy(limits: SafetyLimits(share: 0.07, window: 61.5))),
    AppDefinition(
      name: "d", connection: ConnectionSettings(baseURL: "https://x", timeout: 90),
      parameters: [
        Parameter(path: longPath, value: nil), Parameter(path: "title", value: ""),
        Parameter(
          path: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
          value: "a\nb"),
      ],
      rules: [
        Rule(
          name: "r", when: .all([]),
          then: [
            .set(path: longPath, value: nil), .doNotProvision, .set(path: "title", value: ""),
          ],
          tests: [
            RuleTest(user: [:], provisioned: true),
            RuleTest(
              user: ["z": "1", "a": "", "username": "u"], groups: [],
              attributes: ["title": nil, longPath: "x", "active": "false"], provisioned: false),
          ]),
        Rule(
          name: "s", when: .all([.any([.all([.any([])])]), .attribute("x", .isEmpty(true))]),
          then: [.doNotProvision]),
        Rule(
          name: "t",
          when: .any([
            .attribute("x", .isEmpty(false)), .attribute("x", .greaterThan("2024-01-01")),
            .attribute("x", .lessThan("-1.5")), .attribute("x", .isIn([])),
            .attribute("x", .doesNotMatch(#"^"\d'\s$"#)),
          ]),
          then: [.doNotProvision, .doNotProvision]),
      ]),
  ]

  @Test(arguments: apps)
  func whatIsWrittenReadsBack(_ app: AppDefinition) throws {
    let text = Manifest.write([app])
    #expect(try Manifest.read(text: text, file: "f").apps == [app], "\(text)")
  }

  @Test func severalAppsAndNone() throws {
    #expect(Manifest.write([]) == "apps: []\n")
    let apps = [exampleApp, Self.apps[0], Self.apps[2]]
    #expect(try Manifest.read(text: Manifest.write(apps), file: "f").apps == apps)
    #expect(
      Manifest.write(try Manifest.read(text: Manifest.write(apps), file: "f"))
        == Manifest.write(apps))
  }
}
