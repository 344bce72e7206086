import Provisioning
import Testing

/// What a record mentions changes the person; what it does not mention stays.
@Suite struct DirectoryEntryTests {
  private static let stored = DirectoryUser(
    id: 7, username: "ada", status: .suspended,
    attributes: ["email": "ada@x", "Cost Center": "4711", "title": "CTO"], roles: ["Staff"])

  private static let rows:
    [(
      entry: DirectoryUser, attributes: Set<String>, status: Bool, roles: Bool, after: DirectoryUser
    )] =
      [
        (
          DirectoryUser(username: "ada", attributes: ["phone": "1"]), ["phone"], false, false,
          stored.with(["phone": "1"])
        ),
        (DirectoryUser(username: "ada"), [], false, false, stored),
        (DirectoryUser(username: "Ada"), [], false, false, stored.with(name: "Ada")),
        (
          DirectoryUser(username: "ada"), ["title", "email"], false, false,
          stored.with(["title": nil, "email": nil])
        ),
        (DirectoryUser(username: "ada"), [], true, false, stored.with(status: .active)),
        (DirectoryUser(username: "ada"), [], false, true, stored.with(roles: [])),
        (
          DirectoryUser(username: "ada", attributes: ["cost_center": "1"]), ["cost_center"], false,
          false, stored.with(["Cost Center": nil, "cost_center": "1"])
        ),
        (
          DirectoryUser(username: "ada"), ["COSTCENTER"], false, false,
          stored.with(["Cost Center": nil])
        ),
      ]

  @Test(arguments: rows.indices)
  func isLaidOverThePerson(_ index: Int) {
    let row = Self.rows[index]
    let entry = DirectoryEntry(
      row.entry,
      mentioned: .init(attributes: .only(row.attributes), status: row.status, roles: row.roles))
    #expect(entry.laid(over: Self.stored) == row.after)
  }

  @Test func aWholePersonTakesTheRest() {
    let entry = DirectoryEntry(whole: DirectoryUser(username: "ada", attributes: ["phone": "1"]))
    let after = DirectoryUser(id: 7, username: "ada", attributes: ["phone": "1"])
    #expect(entry.laid(over: Self.stored) == after)
    #expect(entry.laid(over: nil) == entry.user)
  }

  @Test(arguments: [
    ("E-mail", "email"), ("First Name", "firstname"), ("first_name", "FIRSTNAME"),
    ("Cost\u{A0}Center", "cost.center"), ("Téléphone", "TÉLÉPHONE"),
  ])
  func namesAreComparedWithoutCaseAndSeparators(_ row: (one: String, other: String)) {
    #expect(ColumnName.areSame(row.one, row.other))
    let user = DirectoryUser(username: "a", attributes: [row.one: "x"])
    #expect(user.value(of: row.other) == .text("x"))
  }
}

extension DirectoryUser {
  fileprivate func with(
    _ values: [String: String?] = [:], name: String? = nil, status: UserStatus? = nil,
    roles: [String]? = nil
  ) -> DirectoryUser {
    var user = self
    for (name, value) in values { user.attributes[name] = value }
    user.username = name ?? username
    user.status = status ?? self.status
    user.roles = roles ?? self.roles
    return user
  }
}
