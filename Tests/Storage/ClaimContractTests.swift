import Engine
import Provisioning
import SCIM
import Testing

/// What may run beside what: never two tasks on one account, or on one group.
@Suite struct ClaimContractTests {
  private func claim(_ session: any StoreSession, _ app: AppID) throws -> TaskID? {
    try session.claim(app, worker: "w", now: 10, lease: 40)?.id
  }

  @Test(arguments: StoreFactory.all)
  func twoTasksOnOneAccountNeverRunAtOnce(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob")
      let first = try session.makeTask(app, .update, "ann", .approved, user: users[0])
      let second = try session.makeTask(app, .suspend, "ann", .approved, user: users[0])
      let other = try session.makeTask(app, .suspend, "bob", .approved, user: users[1])
      #expect(try claim(session, app) == first)
      #expect(try claim(session, app) == other)
      #expect(try claim(session, app) == nil)
      var done = try #require(try session.tasks.task(first))
      done.status = .provisioned
      try session.tasks.save(done)
      #expect(try claim(session, app) == second)
    }
  }

  @Test(arguments: StoreFactory.all)
  func anAccountThatChangedHandsIsStillOneAccount(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob", "cem")
      let ids = try users.map { user in
        let id = try session.makeTask(app, .update, "x", .approved, user: user)
        var task = try #require(try session.tasks.task(id))
        task.remoteID = user == users[2] ? "2" : "1"
        try session.tasks.save(task)
        return id
      }
      #expect(try claim(session, app) == ids[0])
      #expect(try claim(session, app) == ids[2])
      #expect(try claim(session, app) == nil)
    }
  }

  @Test(arguments: StoreFactory.all)
  func oneGroupAndADeletionKeepOthersAway(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let other = try session.makeApp("other")
      let users = try session.makeUsers("ann", "bob")
      let groups = try ["Eng", "Ops"].map {
        try session.groups.save(GroupRecord(app: app, name: $0))
      }
      let deletion = try session.makeTask(app, .delete, "ann", .approved, user: users[0])
      _ = try session.makeTask(
        app, .addMembers, "Eng", .approved, group: groups[0], members: [users[0]])
      _ = try session.makeTask(
        app, .addMembers, "Ops", .approved, group: groups[1], members: [users[1]])
      let removal = try session.makeTask(
        app, .removeMembers, "Ops", .approved, group: groups[1], members: [users[1]])
      let elsewhere = try session.makeTask(other, .update, "ann", .approved, user: users[0])
      #expect(try claim(session, app) == deletion)
      #expect(try claim(session, app) == removal)
      #expect(try claim(session, app) == nil)
      #expect(try claim(session, other) == elsewhere)
    }
  }

  @Test(arguments: StoreFactory.all)
  func aWaitThatIsAddedLaterHoldsToo(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob")
      let first = try session.makeTask(app, .update, "ann", .approved, user: users[0])
      let second = try session.makeTask(app, .update, "bob", .pending, user: users[1])
      try session.queue.add(TaskWait(on: second), to: first)
      #expect(try claim(session, app) == nil)
      #expect(try session.queue.waits(first) == [TaskWait(on: second)])
      var done = try #require(try session.tasks.task(second))
      done.status = .provisioned
      try session.tasks.save(done)
      #expect(try claim(session, app) == first)
    }
  }
}
