import Provisioning
import Testing

@Suite struct RulesGroupNamingTests {
  private static let ann = DirectoryUser(
    username: "ann", attributes: ["department": "Sales/EMEA", "empty": ""],
    roles: ["Employees", "NS-VPN", "NS-web", "ns-VPN", "NS-WEB"])

  @Test(arguments: [
    ("roles", "^NS-(.+)$", "$1", ["VPN", "web"]),
    ("roles", "(?i)^ns-(.+)$", "g-$1", ["g-VPN", "g-web"]),
    ("roles", "^NS-", "fixed", ["fixed"]),
    ("roles", "^ZZ", "$0", []),
    ("department", "^([^/]+)/(.+)$", "$2 $1", ["EMEA Sales"]),
    ("department", "(x)?Sales", "$1", []),
    ("department", "(x)?Sales", "  $1", []),
    ("department", "^.*$", "$0", ["Sales/EMEA"]),
    ("department", "(S)", "${1}0$$", ["S0$"]),
    ("department", "(S)", "$10", ["S0"]),
    ("department", "(S)", "a$", ["a$"]),
    ("department", "(S)", #"\1"#, ["S"]),
    ("DEPARTMENT", "(S)", "$1", ["S"]),
    ("missing", ".", "x", []),
  ])
  func names(_ row: (attribute: String, matching: String, name: String, groups: [String])) throws {
    let naming = try GroupNaming(
      attribute: row.attribute, matching: row.matching, name: row.name)
    #expect(naming.groups(for: Self.ann) == row.groups)
  }

  @Test(arguments: [
    ("(", "$1", "`matching`: the ( is never closed"),
    ("a", "$1", "`name`: `$1` names a group that the expression does not have"),
    ("(a)", "$2", "`$2` names a group"), ("(a)", "${x}", "number should follow"),
    ("(a)", "${1", "never closed"), ("(a)", "${9}", "`$9` names a group"),
  ])
  func refuses(_ row: (matching: String, name: String, reason: String)) {
    let error = #expect(throws: RuleError.self) {
      try GroupNaming(
        attribute: "roles", matching: row.matching, name: row.name, rule: "Groups")
    }
    #expect(error?.rule == "Groups")
    #expect(error?.reason.contains(row.reason) == true, "\(String(describing: error))")
  }
}
