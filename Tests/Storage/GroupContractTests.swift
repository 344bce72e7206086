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
      group.writtenAt = 2.5
      group.id = try session.groups.save(group)
      #expect(try session.groups.group(app, remoteID: "7") == group)
      #expect(try session.groups.group(app, remoteID: "8") == nil)
      #expect(try session.groups.group(app, named: "site \"reliability\"") == nil)
      group.appName = nil
      group.namesake = nil
      group.writtenAt = nil
      try session.groups.save(group)
      #expect(try session.groups.group(app, named: "sre:team") == group)
      let other = try session.makeApp("other")
      #expect(try session.groups.group(other, remoteID: "7") == nil)
      // Another app may use the same ids.
      try session.groups.save(GroupRecord(app: other, name: "x", remoteID: "7"))
    }
  }

  @Test(arguments: StoreFactory.all)
  func noTwoGroupsOfAnAppHaveTheSameID(_ factory: StoreFactory) throws {
    let store = try factory.make()
    let app = try store.write { try $0.makeApp() }
    try store.write { session in
      try session.groups.save(GroupRecord(app: app, name: "a"))
      try session.groups.save(GroupRecord(app: app, name: "b"))
      try session.groups.save(GroupRecord(app: app, name: "c", remoteID: "7"))
    }
    #expect(throws: StoreError.self) {
      try store.write { session in
        var group = try #require(try session.groups.group(app, named: "a"))
        group.remoteID = "7"
        try session.groups.save(group)
      }
    }
  }

  @Test(arguments: StoreFactory.all)
  func knownAndManagedMembersAreCounted(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob", "cem")
      let made = try session.groups.save(GroupRecord(app: app, name: "a", origin: .created))
      let found = try session.groups.save(GroupRecord(app: app, name: "b"))
      for group in [made, found] {
        for (index, user) in users.enumerated() {
          var membership = MembershipRecord(group: group, user: user)
          membership.desired = true
          membership.known = index < 2
          membership.ours = index == 0
          try session.groups.save(membership)
        }
      }
      #expect(try session.groups.knownMembers(made) == 2 && session.groups.knownMembers(found) == 2)
      #expect(
        try session.limits.managedMembers(made) == 2 && session.limits.managedMembers(found) == 1)
      #expect(try session.limits.managedMembers(of: app) == 3)
      #expect(try session.limits.managedMembers(of: session.makeApp("other")) == 0)
    }
  }

  @Test(arguments: StoreFactory.all)
  func removalsAreCountedUntilTheyAreLetGo(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob", "cem")
      let group = try session.groups.save(GroupRecord(app: app, name: "a"))
      func file(_ action: TaskAction, _ status: TaskStatus, _ count: Int, at: Double) throws
        -> TaskID
      {
        try session.makeTask(
          app, action, "a", status, group: group, members: Array(users.prefix(count)), at: at)
      }
      func counts(since: Double?) throws -> [Int] {
        let count = try session.limits.removals(app, since: since)[group]
        return [count?.open ?? 0, count?.recent ?? 0, count?.done ?? 0]
      }
      let open = try file(.removeMembers, .pending, 3, at: 1)
      _ = try file(.addMembers, .pending, 3, at: 1)
      _ = try file(.removeMembers, .superseded, 3, at: 9)
      let done = try file(.removeMembers, .running, 2, at: 5)
      #expect(try counts(since: nil) == [3, 0, 0])
      #expect(try counts(since: 5) == [3, 2, 0])
      #expect(try counts(since: 6) == [3, 0, 0])
      var task = try #require(try session.tasks.task(done))
      task.status = .provisioned
      task.members[0].state = .done
      task.members[1].state = .skipped
      try session.tasks.save(task)
      #expect(try counts(since: 5) == [3, 1, 1])
      #expect(try session.limits.removalCount(of: [open, done]) == 3)
      #expect(try !session.limits.isAccepted(open))
      try session.limits.acceptRemovals([open])
      #expect(try session.limits.isAccepted(open) && session.limits.removalCount(of: [open]) == 0)
      #expect(try counts(since: 5) == [0, 1, 1])
      try session.limits.acceptRemovals(app, since: 5)
      #expect(try counts(since: 5) == [0, 0, 0])
    }
  }

  /// An older version knew one group under two names after a renaming.
  @Test func anOlderStoreKeepsTheGroupThatUsherMade() throws {
    let store = try FileStore()
    let app = try store.write { try $0.makeApp() }
    try store.write { session in
      let user = try session.makeUsers("ann")[0]
      let names = ["Site reliability", "SRE:Team", "Ops"]
      let db = try #require(session as? SQLSession).db
      try db.run("DROP INDEX group_by_remote")
      for name in names {
        let origin = name == "SRE:Team" ? GroupRecord.Origin.created : .found
        let id = try session.groups.save(GroupRecord(app: app, name: name, origin: origin))
        try db.run("UPDATE app_group SET remote_id = '7' WHERE id = \(id)")
        var membership = MembershipRecord(group: id, user: user)
        membership.known = true
        membership.desired = true
        try session.groups.save(membership)
      }
      for column in ["app_name", "namesake"] {
        try db.run("ALTER TABLE app_group DROP COLUMN \(column)")
      }
      try db.run("DELETE FROM grdb_migrations WHERE identifier LIKE '% groups by id'")
    }
    try store.again().read { session in
      let group = try #require(try session.groups.group(app, remoteID: "7"))
      #expect(group.name == "SRE:Team")
      for group in try session.groups.groups(app) {
        let membership = try session.groups.memberships(group: group.id, after: 0, limit: 1).first
        #expect(membership?.known == (group.remoteID == "7") && membership?.desired == true)
      }
    }
  }
}
