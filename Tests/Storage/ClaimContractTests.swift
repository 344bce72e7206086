import Engine
import Provisioning
import SCIM
import TestSupport
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

  /// Claimed at once are those that would be claimed one by one, in their order.
  @Test(arguments: StoreFactory.all)
  func whatIsClaimedAtOnceIsWhatIsClaimedOneByOne(_ factory: StoreFactory) throws {
    for seed in UInt64(0)..<12 {
      var chance = SplitMix64(seed: seed)
      let store = try factory.make()
      try store.write { (session: any StoreSession) throws -> Void in
        let app = try session.makeApp()
        let users = try session.makeUsers("ann", "bob", "cem", "dan")
        let groups = try ["Eng", "Ops"].map {
          try session.groups.save(GroupRecord(app: app, name: $0))
        }
        for number in 0..<14 {
          if Bool.random(using: &chance) {
            _ = try session.makeTask(
              app, [.addMembers, .removeMembers].randomElement(using: &chance) ?? .addMembers,
              "group \(number)", group: groups.randomElement(using: &chance),
              members: users.filter { _ in Bool.random(using: &chance) })
          } else {
            let id = try session.makeTask(
              app, [.update, .delete, .suspend].randomElement(using: &chance) ?? .update,
              "user \(number)", user: users.randomElement(using: &chance))
            var task = try #require(try session.tasks.task(id))
            task.remoteID = ["1", "2", "3", nil].randomElement(using: &chance) ?? nil
            try session.tasks.save(task)
          }
        }
        var single: [TaskID] = []
        let undone: Int? = try session.nested {
          while let id = try claim(session, app) { single.append(id) }
          return nil
        }
        #expect(undone == nil && single.count > 1)
        for limit in [2, 3, 50] {
          var many: [TaskID] = []
          let undone: Int? = try session.nested {
            while true {
              let tasks = try session.queue.claim(
                app, worker: "w", run: nil, now: 10, lease: 40, limit: limit)
              if tasks.isEmpty { return nil }
              many += tasks.map(\.id)
              #expect(tasks.allSatisfy { $0.status == .running && $0.attempts == 1 })
              for task in tasks { #expect(try session.queue.holds(task.id, worker: "w")) }
            }
          }
          #expect(undone == nil && many == single, "seed \(seed), \(limit) at once")
        }
      }
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
