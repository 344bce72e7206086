import Text
import Engine
import Provisioning
import SCIM
import Storage
import Testing

/// What every store owes to what the apps were last seen to hold.
@Suite struct AccountContractTests {
  private func account(_ app: AppID, _ id: String, _ user: UserID?, _ name: String) -> AccountRecord
  {
    AccountRecord(
      app: app, remoteID: id, user: user, resource: ["id": .string(id), "userName": .string(name)],
      seenAt: 5)
  }

  @Test(arguments: StoreFactory.all)
  func anAccountIsKeptWhole(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let user = try session.makeUsers("ann")[0]
      var record = account(app, "1/ü?", user, "Ann")
      record.state = .deactivated
      record.stuck = ["userName": "\"anna\"", "title": "null"]
      try session.accounts.save(record)
      #expect(try session.accounts.account(app, remoteID: "1/ü?") == record)
      #expect(try session.accounts.accounts(app, users: [user, 99]) == [user: record])
      #expect(try session.accounts.account(app, remoteID: "2") == nil)
      record.state = .present
      record.stuck = [:]
      try session.accounts.save(record)
      #expect(try session.accounts.accounts(app, users: [user]) == [user: record])
    }
  }

  @Test(arguments: StoreFactory.all)
  func aUserHasOneAccount(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob")
      try session.accounts.save(account(app, "1", users[0], "ann"))
      try session.accounts.save(account(app, "2", users[0], "ann"))
      #expect(try session.accounts.account(app, remoteID: "1") == nil)
      #expect(try session.accounts.accounts(app, users: users).values.map(\.remoteID) == ["2"])
      let other = try session.makeApp("other")
      try session.accounts.save(account(other, "2", users[0], "ann"))
      #expect(try session.accounts.accounts(app, users: users).count == 1)
    }
  }

  @Test(arguments: StoreFactory.all)
  func anAccountHasOneUser(_ factory: StoreFactory) throws {
    let store = try factory.make()
    let (app, users) = try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob")
      try session.accounts.save(account(app, "1", users[0], "ann"))
      try session.accounts.save(account(app, "2", users[1], "bob"))
      return (app, users)
    }
    for state in [AccountRecord.State.present, .deactivated] {
      try store.write { session in
        var record = account(app, "1", users[0], "ann")
        record.state = state
        try session.accounts.save(record)
      }
      #expect(throws: StoreError.self) {
        try store.write { try $0.accounts.save(account(app, "1", users[1], "ann")) }
      }
      let holders = try store.read { session in
        try ["1", "2"].map { try session.accounts.account(app, remoteID: $0)?.user }
      }
      #expect(holders == users)
    }
    try store.write { session in
      // What was seen of it takes it from nobody.
      try session.accounts.save(account(app, "1", nil, "ann"))
      #expect(try session.accounts.account(app, remoteID: "1")?.user == users[0])
      try session.accounts.unlink(app, remoteID: "1")
      #expect(try session.accounts.account(app, remoteID: "1")?.user == nil)
      try session.accounts.save(account(app, "1", users[1], "ann"))
      #expect(try session.accounts.account(app, remoteID: "1")?.user == users[1])
      // An id that is gone may come again for somebody else.
      var gone = account(app, "1", users[1], "ann")
      gone.state = .gone
      try session.accounts.save(gone)
      try session.accounts.save(account(app, "1", users[0], "ann"))
      #expect(try session.accounts.account(app, remoteID: "1")?.user == users[0])
    }
  }

  @Test(arguments: StoreFactory.all)
  func whoseAnAccountOfANameIsIsFound(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let user = try session.makeUsers("ann")[0]
      var gone = account(app, "1", user, "Zo\u{EB}")
      gone.state = .gone
      try session.accounts.save(gone)
      try session.accounts.save(account(app, "2", nil, "zoë"))
      #expect(try session.accounts.owned(app, userName: "zoe\u{308}").map(\.remoteID) == ["1"])
      #expect(try session.accounts.owned(app, userName: "zoe").isEmpty)
    }
  }

  @Test(arguments: StoreFactory.all)
  func strangersAreFoundByNameIgnoringCase(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let user = try session.makeUsers("ann")[0]
      try session.accounts.save(account(app, "1", nil, "Zo\u{EB}"))
      try session.accounts.save(account(app, "2", user, "zoe\u{308}"))
      var gone = account(app, "3", nil, "zoë")
      gone.state = .gone
      try session.accounts.save(gone)
      try session.accounts.save(account(app, "4", nil, "zoe"))
      #expect(try session.accounts.strangers(app, userName: "ZOË").map(\.remoteID) == ["1"])
    }
  }

  @Test(arguments: StoreFactory.all)
  func accountsArePagedAndCounted(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let user = try session.makeUsers("ann")[0]
      try session.accounts.save(account(app, "b", user, "ann"))
      var inactive = account(app, "a", nil, "x")
      inactive.resource = ["active": "False"]
      try session.accounts.save(inactive)
      var gone = account(app, "c", nil, "y")
      gone.state = .gone
      try session.accounts.save(gone)
      #expect(
        try session.accounts.accounts(app, after: "", limit: 2).map(\.remoteID) == ["a", "b"])
      #expect(try session.accounts.accounts(app, after: "b", limit: 2).map(\.remoteID) == ["c"])
      #expect(try session.accounts.activeAccounts(app) == 1)
      #expect(try session.accounts.linkedAccounts(app) == 1)
    }
  }

  @Test(arguments: StoreFactory.all)
  func groupsAreFoundIgnoringCaseAndKeptAsWritten(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      var eng = GroupRecord(app: app, name: "Eng", origin: .created, seenAt: 3)
      eng.strays = ["x\"1"]
      eng.id = try session.groups.save(eng)
      let ops = try session.groups.save(GroupRecord(app: app, name: "Ärzte", remoteID: "7"))
      #expect(try session.groups.group(app, named: "ENG") == eng)
      #expect(try session.groups.group(app, named: "ärzte")?.id == ops)
      #expect(try session.groups.group(app, named: "x") == nil)
      #expect(try session.groups.groups(app).map(\.name) == ["Eng", "Ärzte"])
      eng.remoteID = "8"
      eng.name = "ENG"
      eng.strays = []
      #expect(try session.groups.save(eng) == eng.id)
      #expect(try session.groups.group(eng.id) == eng)
      let other = try session.makeApp("other")
      #expect(try session.groups.group(other, named: "eng") == nil)
    }
  }

  @Test(arguments: StoreFactory.all)
  func aMembershipThatSaysNothingIsNotKept(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob", "cem")
      let group = try session.groups.save(GroupRecord(app: app, name: "Eng"))
      for user in users {
        var membership = MembershipRecord(group: group, user: user)
        membership.desired = true
        membership.known = user == users[1]
        membership.ours = user == users[1]
        membership.ignored = user == users[2] ? .add : nil
        try session.groups.save(membership)
        #expect(try session.groups.membership(group: group, user: user) == membership)
      }
      #expect(
        try session.groups.memberships(group: group, after: users[0], limit: 1).map(\.user) == [
          users[1]
        ])
      #expect(try session.groups.memberships(app, users: [users[0], users[2]]).count == 2)
      try session.groups.save(MembershipRecord(group: group, user: users[0]))
      #expect(
        try session.groups.memberships(group: group, after: 0, limit: 9).map(\.user)
          == Array(users[1...]))
      #expect(
        try session.groups.membership(group: group, user: users[0])
          == MembershipRecord(group: group, user: users[0]))
      let other = try session.makeApp("other")
      #expect(try session.groups.memberships(other, users: users).isEmpty)
    }
  }

  @Test(arguments: StoreFactory.all)
  func whoseAnAccountWasIsRemembered(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob")
      var first = FormerAccount(
        app: app, remoteID: "1", user: users[0], userName: "ann", ending: .gone, at: 1)
      try session.accounts.remember(first)
      first.ending = .deleted
      first.at = 2
      try session.accounts.remember(first)
      var second = FormerAccount(
        app: app, remoteID: "2", user: users[0], userName: "Ann", ending: .unlinked, at: 3)
      second.memberships = [
        .init(group: 7, known: true, ours: false), .init(group: 8, known: false, ours: true),
      ]
      try session.accounts.remember(second)
      #expect(try session.accounts.formerAccounts(app, user: users[0]) == [second, first])
      #expect(try session.accounts.formerAccounts(app, user: users[1]).isEmpty)
      #expect(try session.accounts.formerAccounts(app, remoteID: "1") == [first])
      #expect(try session.accounts.formerAccounts(app + 1, remoteID: "1").isEmpty)
      try session.apps.delete(app)
      #expect(try session.accounts.formerAccounts(app, user: users[0]).isEmpty)
    }
  }

  @Test(arguments: StoreFactory.all)
  func anAccountThatAnotherOneReplacesIsRememberedOnce(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let user = try session.makeUsers("ann")[0]
      try session.accounts.save(account(app, "1", user, "Ann"))
      try session.accounts.save(account(app, "2", user, "ann"))
      #expect(
        try session.accounts.formerAccounts(app, user: user) == [
          FormerAccount(
            app: app, remoteID: "1", user: user, userName: "Ann", ending: .replaced, at: 5)
        ])
      try session.accounts.save(account(app, "1", user, "Ann"))
      let deleted = FormerAccount(
        app: app, remoteID: "1", user: user, userName: "Ann", ending: .deleted, at: 6)
      try session.accounts.remember(deleted)
      try session.accounts.save(account(app, "2", user, "ann"))
      #expect(try session.accounts.formerAccounts(app, remoteID: "1") == [deleted])
    }
  }
}
