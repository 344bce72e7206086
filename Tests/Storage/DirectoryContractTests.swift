import Engine
import Provisioning
import Testing

/// What every store owes to users and roles.
@Suite struct DirectoryContractTests {
  private let ann = DirectoryUser(
    username: "Ann", status: .suspended,
    attributes: ["email": "Ann@x.example", "Cost Center": "4\"7", "title": "\u{1F600}\n"],
    roles: ["Staff", "VPN"])

  @Test(arguments: StoreFactory.all)
  func aUserIsKeptWhole(_ factory: StoreFactory) throws {
    let store = try factory.make()
    let (id, change) = try store.write { try $0.directory.save(ann) }
    #expect(change == .added && id > 0)
    var expected = ann
    expected.id = id
    for name in ["Ann", "ann", "ANN"] {
      #expect(try store.read { try $0.directory.user(named: name) }?.user == expected)
    }
    #expect(
      try store.read { try $0.directory.users([id, 99]) } == [
        StoredUser(user: expected, isDeleted: false)
      ])
    #expect(try store.read { try $0.directory.user(named: "bob") } == nil)
  }

  @Test(arguments: StoreFactory.all)
  func aChangeIsKnownByComparing(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let id = try session.directory.save(ann).id
      #expect(try session.directory.save(ann) == (id, .unchanged))
      var other = ann
      other.attributes["title"] = nil
      #expect(try session.directory.save(other) == (id, .changed))
      other.username = "ANN"
      #expect(try session.directory.save(other) == (id, .changed))
      other.roles = ["Staff"]
      #expect(try session.directory.save(other) == (id, .changed))
      other.status = .active
      #expect(try session.directory.save(other) == (id, .changed))
      #expect(try session.directory.save(other) == (id, .unchanged))
      #expect(try session.directory.user(named: "ann")?.user.roles == ["Staff"])
    }
  }

  @Test(arguments: StoreFactory.all)
  func accentsCountAlikeHoweverTheyAreComposed(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let id = try session.directory.save(DirectoryUser(username: "Zo\u{EB}")).id
      #expect(try session.directory.save(DirectoryUser(username: "zoe\u{308}")).id == id)
      #expect(try session.directory.userCount() == 1)
    }
  }

  @Test(arguments: StoreFactory.all)
  func whoIsDeletedIsKeptForTheAccountsAndCanComeBack(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let id = try session.directory.save(ann).id
      try session.directory.deleteUser(id)
      #expect(try session.directory.user(named: "ann") == nil)
      #expect(try session.directory.userCount() == 0)
      #expect(try session.directory.users([id]).first?.isDeleted == true)
      #expect(try session.directory.holders(ofRole: "vpn", after: 0, limit: 9).isEmpty)
      #expect(try session.directory.users(after: 0, search: "", role: nil, limit: 9).isEmpty)
      #expect(try session.directory.save(ann) == (id, .added))
      #expect(try session.directory.holders(ofRole: "vpn", after: 0, limit: 9) == [id])
      #expect(try session.directory.userCount() == 1)
    }
  }

  @Test(arguments: StoreFactory.all)
  func aRenameKeepsTheKey(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      var user = ann
      user.id = try session.directory.save(ann).id
      user.username = "Anna"
      try session.directory.replace(user)
      #expect(try session.directory.user(named: "anna")?.user == user)
      #expect(try session.directory.user(named: "ann") == nil)
    }
  }

  @Test(arguments: StoreFactory.all)
  func theNameOfSomeoneWhoLeftIsFree(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let ids = try session.makeUsers("ann", "bob")
      try session.directory.deleteUser(ids[1])
      try session.directory.replace(DirectoryUser(id: ids[0], username: "BOB", roles: ["Staff"]))
      #expect(try session.directory.user(named: "bob")?.user.id == ids[0])
      #expect(try session.directory.users([ids[1]]).first?.isDeleted == true)
      #expect(try session.directory.users([ids[1]]).first?.user.username == "bob")
      #expect(try session.directory.save(DirectoryUser(username: "bob")).id == ids[0])
    }
  }

  @Test(arguments: StoreFactory.all)
  func usersArePagedAndFound(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let ids = try session.makeUsers("ann", "bob", "cem", "dan")
      try session.directory.replace(
        DirectoryUser(id: ids[2], username: "cem", attributes: ["email": "X%Y@z"], roles: ["Ops"]))
      func found(_ search: String = "", role: String? = nil, after: UserID = 0, limit: Int = 9)
        throws -> [UserID]
      {
        try session.directory.users(after: after, search: search, role: role, limit: limit).map(
          \.user.id)
      }
      #expect(try found(limit: 2) == Array(ids[..<2]))
      #expect(try found(after: ids[1], limit: 2) == Array(ids[2...]))
      #expect(try found("AN") == [ids[0], ids[3]])
      #expect(try found("x%y") == [ids[2]])
      #expect(try found("%") == [ids[2]])
      #expect(try found(role: "staff") == [ids[0], ids[1], ids[3]])
      #expect(try found("an", role: "staff", after: ids[0]) == [ids[3]])
      #expect(try found(role: "none").isEmpty)
    }
  }

  @Test(arguments: StoreFactory.all)
  func pagesTowardsTheBeginningHoldTheSame(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let ids = try session.makeUsers("ann", "bob", "cem", "dan")
      let page = try session.directory.users(before: ids[3], search: "", role: nil, limit: 2)
      #expect(page.map(\.user.id) == [ids[2], ids[1]])
      #expect(try session.directory.userCount(search: "an", role: nil, upTo: 9) == 2)
      #expect(try session.directory.userCount(search: "", role: "Staff", upTo: 3) == 3)
    }
  }

  @Test(arguments: StoreFactory.all)
  func whoAnImportDidNotNameIsKnown(_ factory: StoreFactory) throws {
    let store = try factory.make()
    let ids = try store.write { try $0.makeUsers("ann", "bob", "cem") }
    for named in [[0], [1, 1, 2], []] {
      try store.write { session in
        try session.directory.startNaming()
        for index in named { try session.directory.name(ids[index], line: index) }
        let rest = ids.indices.filter { !named.contains($0) }.map { ids[$0] }
        #expect(try session.sources.usersNotNamed(after: 0, limit: 9, of: nil) == rest)
        #expect(
          try session.sources.usersNotNamed(after: rest[0], limit: 1, of: nil)
            == Array(rest.dropFirst().prefix(1)))
      }
    }
  }

  @Test(arguments: StoreFactory.all)
  func rolesAreFoundIgnoringCaseAndKeptAsWritten(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let ids = try session.makeUsers("ann", "bob")
      try session.directory.createRole("STAFF")
      try session.directory.createRole("Empty")
      #expect(
        try session.directory.roles() == [
          RoleRecord(name: "Empty", members: 0), RoleRecord(name: "Staff", members: 2),
        ])
      #expect(try session.directory.role(named: "sTAFF") == RoleRecord(name: "Staff", members: 2))
      #expect(try session.directory.role(named: "x") == nil)
      #expect(try session.directory.holders(ofRole: "staff", after: 0, limit: 1) == [ids[0]])
      #expect(try session.directory.holders(ofRole: "staff", after: ids[0], limit: 9) == [ids[1]])
      try session.directory.deleteRole("staff")
      #expect(try session.directory.roles().map(\.name) == ["Empty"])
      #expect(try session.directory.holders(ofRole: "Staff", after: 0, limit: 9).isEmpty)
    }
  }
}
