import Engine
import GRDB
import Provisioning
import Testing

@testable import Storage

/// What every store owes to who is who.
@Suite struct PeopleContractTests {
  private func keys(_ external: String, _ employee: String? = nil) -> PersonKeys {
    PersonKeys(["external_id": external, "employee_id": employee ?? ""])
  }

  @Test(arguments: StoreFactory.all)
  func peopleAreFoundByNameAndByKey(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let ids = try session.makeUsers("ann", "bob", "cem")
      try session.people.keep(keys("E1", "1001"), of: ids[0])
      try session.people.keep(keys("E2"), of: ids[1])
      try session.people.keep(keys("\u{C9}3"), of: ids[2])
      let ann = try session.people.person(named: "ANN")
      #expect(ann?.user.id == ids[0] && ann?.isDeleted == false)
      #expect(ann?.keys == keys("E1", "1001"))
      func found(_ keys: PersonKeys) throws -> [UserID] {
        try session.people.people(having: keys).map(\.user.id)
      }
      #expect(try found(keys("E1")) == [ids[0]])
      #expect(try found(keys("", "1001")) == [ids[0]])
      #expect(try found(keys("E2", "1001")) == [ids[0], ids[1]])
      #expect(try found(keys("1001")).isEmpty)
      #expect(try found(keys("e1")).isEmpty)
      #expect(try found(keys("E\u{301}3")) == [ids[2]])
      #expect(try found(PersonKeys()).isEmpty)
      #expect(try session.people.people(havingKey: "1001").map(\.user.id) == [ids[0]])
      #expect(try session.people.people([ids[1], 99]).map(\.user.username) == ["bob"])
      #expect(try session.people.person(named: "dan") == nil)
    }
  }

  @Test(arguments: StoreFactory.all)
  func aKeyStaysUntilAnotherTakesItsPlace(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let id = try session.makeUsers("ann")[0]
      try session.people.keep(keys("E1", "1001"), of: id)
      try session.people.keep(keys("E9"), of: id)
      try session.directory.replace(DirectoryUser(id: id, username: "ann"))
      try session.directory.deleteUser(id)
      let ann = try session.people.person(named: "ann")
      #expect(ann?.keys == keys("E9", "1001") && ann?.isDeleted == true)
      #expect(try session.people.people(having: keys("E1")).isEmpty)
    }
  }

  @Test(arguments: StoreFactory.all)
  func aNewPersonOfAnOldNameHasARowOfTheirOwn(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let john = try session.makeUsers("jsmith")[0]
      try session.directory.deleteUser(john)
      let jane = try session.people.add(DirectoryUser(username: "JSmith"))
      #expect(jane != john)
      #expect(try session.people.person(named: "jsmith")?.user.id == jane)
      #expect(try session.people.leavers(named: "jsmith").map(\.user.id) == [john])
      #expect(try session.people.people([john]).first?.user.username == "jsmith")
      try session.directory.deleteUser(jane)
      _ = try session.makeUsers("jsmith2")
      #expect(try session.people.leavers(named: "JSMITH").map(\.user.id) == [jane, john])
    }
  }

  @Test(arguments: StoreFactory.all)
  func aNameIsFreeForAnotherAndForItsHolderAgain(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let ids = try session.makeUsers("ann", "beth")
      try session.people.freeName(of: ids[1])
      try session.directory.replace(DirectoryUser(id: ids[0], username: "beth"))
      #expect(try session.people.person(named: "beth")?.user.id == ids[0])
      try session.directory.replace(DirectoryUser(id: ids[1], username: "ann"))
      #expect(try session.people.person(named: "ann")?.user.id == ids[1])
      #expect(try session.directory.userCount() == 2)
    }
  }

  @Test(arguments: StoreFactory.all)
  func whichLineNamedAUserIsKnown(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let ids = try session.makeUsers("ann", "bob")
      try session.directory.startNaming()
      try session.directory.name(ids[0], line: 7)
      #expect(try session.people.line(naming: ids[0]) == 7)
      #expect(try session.people.line(naming: ids[1]) == nil)
    }
  }

  @Test func whatIsNamedAsAKeyLaterIsKnownOfEveryone() throws {
    let store = try SQLiteStore(path: nil)
    try store.write { session in
      let ann = try session.directory.save(
        DirectoryUser(username: "ann", attributes: ["Badge No": " 7 ", "external_id": "E1"])
      ).id
      let bob = try session.directory.save(
        DirectoryUser(username: "bob", attributes: ["badge_no": "8"])
      ).id
      try session.people.prepareKeys(["badge-no"])
      let badge = PersonKeys(["Badge No": "7"])
      #expect(try session.people.people(having: badge).map(\.user.id) == [ann])
      try session.people.keep(PersonKeys(["badge_no": "9"]), of: bob)
      try session.people.prepareKeys(["badge_no"])
      #expect(try session.people.people([bob]).first?.keys == PersonKeys(["badge_no": "9"]))
    }
  }

  @Test func anOlderStoreKnowsTheKeysOfItsUsers() throws {
    let queue = try DatabaseQueue()
    try Migrations.all.migrate(queue, upTo: "11 settings")
    try queue.write { db in
      for (id, name, attributes) in [
        (1, "ann", #"{"external_id":" E1 ","employee_id":"1001"}"#), (2, "bob", "{}"),
        (3, "cem", #"{"external_id":"E1"}"#), (4, "dan", #"{"external_id":"  "}"#),
      ] {
        try db.execute(
          sql: """
            INSERT INTO user (id, username, username_key, status, payload, deleted)
            VALUES (?, ?, ?, 'active', ?, ?)
            """, arguments: [id, name, name, #"["active",\#(attributes),[]]"#, id == 3])
      }
    }
    try Migrations.all.migrate(queue)
    let (found, ann, others) = try queue.read { db in
      let session = SQLSession(db: db, known: KnownApps())
      return (
        try session.people.people(having: keys("E1")), try session.people.people([1]),
        try session.people.people([2, 4])
      )
    }
    #expect(found.map(\.user.id) == [1, 3])
    #expect(ann.first?.keys == keys("E1", "1001"))
    #expect(others.map(\.keys) == [PersonKeys(), PersonKeys()])
  }
}
