import Engine
import Provisioning
import Testing

@testable import Storage

/// Groups by their ids.
@Suite struct GroupContractTests {
  @Test(arguments: StoreFactory.all)
  func aGroupIsFoundByItsIDWhateverItsNames(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      var group = GroupRecord(app: app, name: "SRE:Team", remoteID: "7", origin: .created)
      group.appName = "Site \"reliability\""
      group.namesake = "8"
      group.id = try session.save(group)
      #expect(try session.group(app, remoteID: "7") == group)
      #expect(try session.group(app, remoteID: "8") == nil)
      #expect(try session.group(app, named: "site \"reliability\"") == nil)
      group.appName = nil
      group.namesake = nil
      try session.save(group)
      #expect(try session.group(app, named: "sre:team") == group)
      let other = try session.makeApp("other")
      #expect(try session.group(other, remoteID: "7") == nil)
      // Another app may use the same ids.
      try session.save(GroupRecord(app: other, name: "x", remoteID: "7"))
    }
  }

  @Test(arguments: StoreFactory.all)
  func noTwoGroupsOfAnAppHaveTheSameID(_ factory: StoreFactory) throws {
    let store = try factory.make()
    let app = try store.write { try $0.makeApp() }
    try store.write { session in
      try session.save(GroupRecord(app: app, name: "a"))
      try session.save(GroupRecord(app: app, name: "b"))
      try session.save(GroupRecord(app: app, name: "c", remoteID: "7"))
    }
    #expect(throws: StoreError.self) {
      try store.write { session in
        var group = try #require(try session.group(app, named: "a"))
        group.remoteID = "7"
        try session.save(group)
      }
    }
  }

  /// An older version knew one group under two names after a renaming.
  @Test func anOlderStoreKeepsTheGroupThatUsherMade() throws {
    let store = try FileStore()
    let app = try store.write { try $0.makeApp() }
    try store.write { session in
      let user = try session.makeUsers("ann")[0]
      let names = ["Site reliability", "SRE:Team", "Ops"]
      let db = try #require(session as? SQLiteSession).db
      try db.run("DROP INDEX group_by_remote")
      for name in names {
        let origin = name == "SRE:Team" ? GroupRecord.Origin.created : .found
        let id = try session.save(GroupRecord(app: app, name: name, origin: origin))
        try db.run("UPDATE app_group SET remote_id = '7' WHERE id = \(id)")
        var membership = MembershipRecord(group: id, user: user)
        membership.known = true
        membership.desired = true
        try session.save(membership)
      }
      for column in ["app_name", "namesake"] {
        try db.run("ALTER TABLE app_group DROP COLUMN \(column)")
      }
      try db.run("DELETE FROM grdb_migrations WHERE identifier LIKE '% groups by id'")
    }
    try store.again().read { session in
      let group = try #require(try session.group(app, remoteID: "7"))
      #expect(group.name == "SRE:Team")
      for group in try session.groups(app) {
        let membership = try session.memberships(group: group.id, after: 0, limit: 1).first
        #expect(membership?.known == (group.remoteID == "7") && membership?.desired == true)
      }
    }
  }
}
