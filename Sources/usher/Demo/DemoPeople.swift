import Manifest
import Provisioning

/// A sample directory: the same people for the same number.
enum DemoPeople {
  /// Mathematicians and pioneers of computing, with letters of several scripts.
  private static let names: [(username: String, given: String, family: String)] = [
    ("lovelace", "Ada", "Lovelace"), ("turing", "Alan", "Turing"), ("hopper", "Grace", "Hopper"),
    ("khwarizmi", "Muḥammad", "ibn Mūsā al-Khwārizmī al-Majūsī"), ("noether", "Emmy", "Noether"),
    ("godel", "Kurt", "Gödel"), ("hypatia", "Hypatia", "of Alexandria"),
    ("johnson", "Katherine", "Johnson"),
    ("condorcet", "Nicolas", "de Caritat, marquis de Condorcet"),
    ("ramanujan", "Srinivasa", "Ramanujan"), ("peter", "Rózsa", "Péter"),
    ("shannon", "Claude", "Shannon"), ("kovalevskaya", "Софья", "Ковалевская"),
    ("seki", "孝和", "関"), ("galois", "Évariste", "Galois"), ("abel", "Niels Henrik", "Abel"),
    ("euler", "Leonhard", "Euler"), ("gauss", "Carl Friedrich", "Gauß"),
    ("pascal", "Blaise", "Pascal"), ("leibniz", "Gottfried Wilhelm", "Leibniz"),
    ("boole", "George", "Boole"), ("babbage", "Charles", "Babbage"),
    ("somerville", "Mary", "Somerville"), ("mirzakhani", "Maryam", "Mirzakhani"),
    ("erdos", "Paul", "Erdős"), ("neumann", "John", "von Neumann"), ("church", "Alonzo", "Church"),
    ("curry", "Haskell", "Curry"), ("kleene", "Stephen", "Kleene"), ("post", "Emil", "Post"),
    ("wiener", "Norbert", "Wiener"), ("lamarr", "Hedy", "Lamarr"), ("clarke", "Joan", "Clarke"),
    ("flowers", "Tommy", "Flowers"), ("holberton", "Betty", "Holberton"),
    ("bartik", "Jean", "Bartik"), ("rhodes", "Ida", "Rhodes"), ("dan", "Klára", "Dán"),
    ("zuse", "Konrad", "Zuse"), ("dijkstra", "Edsger", "Dijkstra"),
    ("strachey", "Christopher", "Strachey"), ("chatelet", "Émilie", "du Châtelet"),
    ("germain", "Sophie", "Germain"), ("riemann", "Bernhard", "Riemann"), ("zu", "沖之", "祖"),
  ]
  /// Where they work, in turn.
  static let departments = ["Engineering", "Sales", "Support", "Finance", "Security"]

  /// The username of the person of this number; past the list they come again, numbered.
  static func username(_ index: Int) -> String {
    let round = index / names.count
    return names[index % names.count].username + (round == 0 ? "" : String(round + 1))
  }

  /// Whether a rule keeps the person of this number out.
  static func isContractor(_ index: Int) -> Bool { index % 9 == 4 }

  /// So many people; every ninth is a contractor, every fifth holds a role that names a group.
  static func users(_ count: Int) -> [DirectoryUser] {
    (0..<count).map { index in
      let name = names[index % names.count]
      let username = username(index)
      return DirectoryUser(
        username: username,
        attributes: [
          "email": "\(username)@example.com", "firstname": name.given, "lastname": name.family,
          "department": departments[index % departments.count],
          "title": index % 6 == 0 ? "Manager" : "Specialist",
          "type": isContractor(index) ? "contractor" : "employee",
          "external_id": "E\(10_000 + index)",
        ],
        roles: (["Employees"] + (index % 5 == 1 ? ["NS-VPN"] : [])).sorted())
    }
  }

  /// The app of the demo, as its file would say it.
  static func app(baseURL: String, home: String) throws -> AppDefinition {
    guard let vendor = VendorCatalog.builtIn.named("netskope") else {
      throw Failure("this usher has no profile of netskope; report it")
    }
    return AppDefinition(
      name: "netskope", vendor: vendor,
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
