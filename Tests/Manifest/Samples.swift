import Manifest
import Provisioning

/// The example of the documentation.
let example = #"""
  apps:
    - name: netskope
      template: netskope               # the default parameters and the ways of one vendor
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
        emails[type eq "work"].value: "{{ email }}"
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

/// What the example means.
let exampleApp = AppDefinition(
  name: "netskope", vendor: VendorCatalog.builtIn.named("netskope")!,
  connection: ConnectionSettings(
    baseURL: "https://tenant.goskope.com/api/v2/scim", token: .environment("NETSKOPE_TOKEN"),
    enabled: true, timeout: 30, concurrency: 16, rateLimit: 4, membersPerPatch: 100),
  provisioning: ProvisioningPolicy(
    enabled: true, approve: [.create, .update, .delete], whenDeleted: .suspend,
    whenSuspended: .suspend, limits: SafetyLimits(deletions: 50, share: 0.1)),
  roles: ["Employees"],
  parameters: [
    Parameter(path: "userName", value: "{{ email }}"),
    Parameter(path: "name.givenName", value: "{{ firstname }}"),
    Parameter(path: "emails[type eq \"work\"].value", value: "{{ email }}"),
    Parameter(path: "active", value: "{{ status == 'active' }}"),
    Parameter(path: "title", value: nil),
  ],
  rules: [
    Rule(
      name: "Engineers",
      when: .all([.attribute("department", .equals("Engineering")), .role("Employees")]),
      then: [
        .addToGroup(name: "Engineers", create: true),
        .addToGroupsNamedBy(attribute: "roles", matching: "^NS-(.+)$", name: "$1", create: true),
        .set(path: "title", value: "{{ title }} (eng)"),
      ],
      tests: [
        RuleTest(
          user: ["username": "ann", "department": "Engineering"], roles: ["Employees", "NS-VPN"],
          groups: ["Engineers", "VPN"])
      ]),
    Rule(
      name: "Contractors out",
      when: .any([
        .attribute("type", .equals("contractor")), .attribute("email", .matches(#"@partner\."#)),
      ]),
      then: [.doNotProvision]),
  ])

/// The problems of a text as `LINE:COLUMN: reason`.
func problems(_ text: String) -> [String] {
  do throws(ManifestProblems) {
    _ = try Manifest.read(text: text, file: "f")
    return []
  } catch {
    return error.lines.map { String($0.dropFirst(2)) }
  }
}

/// A file with one app; the lines come under the app, indented by four.
func app(_ lines: String) -> String {
  """
  apps:
    - name: a
      connection: { base_url: "https://x.example" }

  """
    + lines.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)\n" }.joined()
}

/// A file with one app and one rule, the text being the rule's condition.
func when(_ condition: String) -> String {
  app("rules: [ { name: r, then: [ do_not_provision ], when: \(condition) } ]")
}

/// A file with one app and one rule that does what the text says.
func then(_ actions: String) -> String {
  app("rules: [ { name: r, when: { role: a }, then: \(actions) } ]")
}

/// A file with one app, the text being its connection.
func connection(_ text: String) -> String {
  "apps: [ { name: a, connection: \(text) } ]\n"
}
