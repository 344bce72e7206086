import Provisioning

/// A sample directory: the same people for the same number.
enum DemoPeople {
  private static let first = [
    "Ada", "Björn", "Chloé", "Dmitri", "Eszter", "Fatima", "Grace", "Haruki", "Inès", "João",
    "Katarzyna", "Łukasz", "Mei", "Niamh", "Óscar", "Priya", "Quentin", "Rosa", "Søren", "Tove",
  ]
  private static let last = [
    "Andersson", "O'Brien", "Çelik", "Dubois", "Esposito", "Fischer", "García", "Horváth",
    "Ivanova", "Jansen", "Kowalski", "Lindqvist", "Müller", "Nakamura", "Okafor", "Petrov",
    "Quinn", "Rossi", "Şahin", "Tanaka", "Ueda", "Virtanen", "Wójcik",
  ]
  private static let departments = ["Engineering", "Sales", "Support", "Finance", "Security"]

  /// So many people; every ninth is a contractor, every fifth holds a role that names a group.
  static func users(_ count: Int) -> [DirectoryUser] {
    (0..<count).map { index in
      let given = first[index % first.count]
      let family = last[index * 7 % last.count]
      let isContractor = index % 9 == 4
      let username = "user\(index + 1)"
      return DirectoryUser(
        username: username,
        attributes: [
          "email": "\(username)@example.com", "firstname": given, "lastname": family,
          "department": departments[index % departments.count],
          "title": index % 6 == 0 ? "Manager" : "Specialist",
          "type": isContractor ? "contractor" : "employee", "external_id": "E\(10_000 + index)",
        ],
        roles: (["Employees"] + (index % 5 == 1 ? ["NS-VPN"] : [])).sorted())
    }
  }

  /// The app of the demo, as its file would say it.
  static func app(baseURL: String, home: String) -> AppDefinition {
    AppDefinition(
      name: "netskope", template: "netskope",
      connection: ConnectionSettings(
        baseURL: baseURL, token: .file(home + "/sandbox.token"), rateLimit: 0),
      provisioning: ProvisioningPolicy(
        enabled: false, approve: [.create, .update, .delete], whenDeleted: .delete),
      roles: ["Employees"])
  }

  /// The rules of the demo.
  static let rules = [
    Rule(
      name: "Engineers",
      when: .all([.attribute("department", .equals("Engineering")), .role("Employees")]),
      then: [.addToGroup(name: "Engineers", create: true)]),
    Rule(
      name: "By role", when: .all([]),
      then: [
        .addToGroupsNamedBy(
          attribute: "roles", matching: "^NS-(.+)$", name: "$1", create: true)
      ]),
    Rule(
      name: "Contractors out", when: .any([.attribute("type", .equals("contractor"))]),
      then: [.doNotProvision]),
  ]
}
