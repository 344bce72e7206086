import Text
import Engine
import Provisioning
import SCIM
import Testing

/// What every store owes to tasks: what they hold, what they wait for, and who may take them.
@Suite struct TaskContractTests {
  private func ids(
    _ session: any StoreSession, _ filter: TaskFilter, before: TaskID? = nil, limit: Int = 99
  ) throws -> [TaskID] {
    try session.tasks.tasks(filter, before: before, limit: limit).map(\.id)
  }

  @Test(arguments: StoreFactory.all)
  func aTaskIsKeptWhole(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob")
      var task = ProvisioningTask(
        app: app, action: .removeMembers, name: "Eng", group: 4, remoteID: "r",
        changes: [
          AttributeChange(path: "members", from: "a", to: nil),
          AttributeChange(path: "emails[type eq \"work\"].value", from: nil, to: "x"),
        ], members: users.map { TaskMember(user: $0, name: "n\($0)") },
        request: TaskRequest(
          "DELETE", "/x", body: ["b": 1, "a": [["x": .number(1.5)]]],
          before: [TaskRequest("PATCH", "/y", body: [:])]),
        desiredHash: "h", reason: "why")
      task.createdAt = 1.5
      task.updatedAt = 2.5
      task.id = try session.tasks.file(task, waitsFor: [])
      #expect(try session.tasks.task(task.id) == task)
      task.status = .failed
      task.attempts = 3
      task.error = TaskError(status: 400, scimType: "t", detail: "d", advice: "a", response: "r")
      task.note = "n"
      task.decidedBy = "kim"
      task.approvedHash = "x"
      task.supersededBy = 9
      task.notBefore = 7
      task.updatedAt = 8
      task.members[0].state = .done
      task.members[1].state = .failed
      try session.tasks.save(task)
      #expect(try session.tasks.task(task.id) == task)
      #expect(try session.tasks.task(99) == nil)
    }
  }

  private func without(_ texts: String..., app: AppID? = nil, search: String? = nil) -> TaskFilter {
    var filter = TaskFilter(app: app, search: search)
    filter.without = Set(texts)
    return filter
  }

  @Test(arguments: StoreFactory.all)
  func tasksAreFoundByEachPartOfAFilter(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let other = try session.makeApp("other")
      let users = try session.makeUsers("ann", "bob")
      let a = try session.makeTask(app, .create, "ann", .pending, user: users[0], at: 1)
      let b = try session.makeTask(app, .update, "bob_x", .failed, user: users[1], at: 2)
      let c = try session.makeTask(app, .addMembers, "Eng", .pending, members: [users[0]], at: 3)
      let d = try session.makeTask(other, .create, "50%", .approved, at: 4)
      var failed = try #require(try session.tasks.task(b))
      failed.error = TaskError(advice: "Quota reached")
      try session.tasks.save(failed)
      let rows: [(TaskFilter, [TaskID])] = [
        (TaskFilter(), [d, c, b, a]), (TaskFilter(app: app), [c, b, a]),
        (TaskFilter(statuses: [.pending]), [c, a]),
        (TaskFilter(statuses: [.pending, .failed], actions: [.create, .update]), [b, a]),
        (TaskFilter(user: "ANN"), [c, a]), (TaskFilter(user: "zoe"), []),
        (TaskFilter(search: "AN"), [a]), (TaskFilter(search: "quota"), [b]),
        (TaskFilter(search: "%"), [d]), (TaskFilter(search: "b_"), [b]),
        (TaskFilter(search: "\\"), []), (TaskFilter(since: 3), [d, c]),
        (TaskFilter(app: other, statuses: [.approved], search: "5", since: 4), [d]),
        (without("AN"), [d, c, b]), (without("quota"), [d, c, a]), (without("%", "b_"), [c, a]),
        (without("\\"), [d, c, b, a]), (without("AN", app: app, search: "b"), [b]),
      ]
      for (filter, expected) in rows {
        #expect(try ids(session, filter) == expected, "\(filter)")
        #expect(try session.tasks.taskCount(filter) == expected.count, "\(filter)")
        #expect(try session.tasks.taskCount(filter, upTo: 1) == min(1, expected.count), "\(filter)")
        let upwards = try session.tasks.tasks(filter, after: 0, limit: 99).map(\.id)
        #expect(upwards == expected.reversed(), "\(filter)")
      }
      #expect(try ids(session, TaskFilter(), limit: 2) == [d, c])
      #expect(try ids(session, TaskFilter(), before: c, limit: 2) == [b, a])
      #expect(try session.tasks.tasks(TaskFilter(), after: b, limit: 1).map(\.id) == [c])
    }
  }

  @Test(arguments: StoreFactory.all)
  func statusesAreCounted(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let first = try session.makeTask(app, .create, "a", .pending)
      _ = try session.makeTask(app, .create, "b", .pending)
      #expect(try session.tasks.taskCounts(app) == [.pending: 2])
      try session.move(first, to: .approved)
      try session.move(first, to: .approved)
      #expect(try session.tasks.taskCounts(app) == [.pending: 1, .approved: 1])
      try session.move(first, to: .superseded)
      #expect(try session.tasks.taskCounts(app) == [.pending: 1, .superseded: 1])
    }
  }

  @Test(arguments: StoreFactory.all)
  func openAndFailedTasksAreFoundByUser(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob", "cem", "dan")
      let open = try session.makeTask(app, .update, "ann", .running, user: users[0])
      _ = try session.makeTask(app, .update, "bob", .provisioned, user: users[1])
      let failed = try session.makeTask(app, .create, "cem", .failed, user: users[2])
      #expect(try session.tasks.openUserTasks(app, users).mapValues(\.id) == [users[0]: open])
      #expect(try session.tasks.failedUserTasks(app, users).mapValues(\.id) == [users[2]: failed])
      let group = try session.groups.save(GroupRecord(app: app, name: "Eng"))
      let add = try session.makeTask(
        app, .addMembers, "Eng", .pending, group: group, members: Array(users[..<2]))
      var broken = try #require(
        try session.tasks.task(
          try session.makeTask(
            app, .removeMembers, "Eng", .failed, group: group, members: Array(users[1...]))))
      broken.members[0].state = .failed
      broken.members[2].state = .done
      try session.tasks.save(broken)
      let found = try session.tasks.openMemberTasks(app, users)
      #expect(found.map(\.user) == Array(users[..<2]) && found.allSatisfy { $0.task == add })
      let failures = try session.tasks.failedMemberTasks(app, users)
      #expect(Set(failures.map(\.user)) == [users[1], users[2]])
      #expect(failures.allSatisfy { $0.task == broken.id && $0.action == .removeMembers })
      #expect(try session.tasks.pendingMemberTask(group, .addMembers)?.id == add)
      #expect(try session.tasks.pendingMemberTask(group, .removeMembers) == nil)
    }
  }

  @Test(arguments: StoreFactory.all)
  func destructionIsCountedUntilItIsAccepted(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let other = try session.makeApp("other")
      for (action, status, at) in [
        (TaskAction.delete, TaskStatus.pending, 1.0), (.suspend, .approved, 2),
        (.delete, .running, 9),
        (.delete, .failed, 9), (.delete, .provisioned, 8), (.suspend, .provisioned, 10),
        (.delete, .provisioned, 7), (.delete, .ignored, 9), (.suspend, .superseded, 9),
        (.update, .pending, 9), (.removeMembers, .pending, 9),
      ] { _ = try session.makeTask(app, action, "x", status, at: at) }
      _ = try session.makeTask(other, .delete, "x", .pending)
      #expect(
        try session.limits.destructiveCount(app, since: nil)
          == DestructiveCount(open: 2, recent: 0, done: 0))
      #expect(
        try session.limits.destructiveCount(app, since: 8)
          == DestructiveCount(open: 2, recent: 4, done: 2))
      try session.limits.acceptDestructive(app, since: 9)
      #expect(
        try session.limits.destructiveCount(app, since: 0)
          == DestructiveCount(open: 0, recent: 2, done: 2))
      _ = try session.makeTask(app, .delete, "y", .pending)
      #expect(try session.limits.destructiveCount(app, since: nil).open == 1)
      #expect(try session.limits.destructiveCount(other, since: 0).open == 1)
    }
  }

  @Test(arguments: StoreFactory.all)
  func destructionIsAcceptedInPart(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let ids = try [TaskStatus.pending, .approved, .provisioned, .pending].map {
        try session.makeTask(app, .delete, "x", $0)
      }
      #expect(try session.limits.destructiveCount(of: ids) == 3)
      #expect(try session.limits.acceptDestructive(Array(ids.prefix(3))) == 2)
      #expect(try session.limits.acceptDestructive(Array(ids.prefix(3))) == 0, "once")
      #expect(try session.limits.destructiveCount(of: ids) == 1)
      #expect(
        try session.limits.destructiveCount(app, since: 0)
          == DestructiveCount(open: 1, recent: 1, done: 1))
      let next = try session.makeTask(app, .delete, "x", .pending)
      try session.limits.moveAcceptance(from: ids[0], to: next)
      #expect(try session.limits.destructiveCount(app, since: nil).open == 1)
    }
  }

  @Test(arguments: StoreFactory.all)
  func whatCreatesIsTakenFirst(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob", "cem")
      let remove = try session.makeTask(app, .delete, "a", user: users[0])
      let update = try session.makeTask(app, .update, "b", user: users[1])
      let create = try session.makeTask(app, .create, "c", user: users[2])
      _ = try session.makeTask(app, .create, "d", .pending)
      let order = try (1...4).map { _ in
        try session.claim(app, worker: "w", now: 0, lease: 30)?.id
      }
      #expect(order == [create, update, remove, nil])
      #expect(try session.tasks.task(create)?.status == .running)
      #expect(try session.tasks.task(create)?.attempts == 1)
      #expect(
        try session.queue.holds(create, worker: "w") && !session.queue.holds(create, worker: "v"))
    }
  }

  @Test(arguments: StoreFactory.all)
  func aTaskIsTakenWhenItsTimeHasCome(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let id = try session.makeTask(app, .create, "a")
      var task = try #require(try session.tasks.task(id))
      task.notBefore = 10
      try session.tasks.save(task)
      #expect(try session.claim(app, worker: "w", now: 9, lease: 30) == nil)
      #expect(try session.queue.nextDue(app) == 10)
      #expect(try session.claim(app, worker: "w", now: 10, lease: 30)?.id == id)
      #expect(try session.queue.nextDue(app) == nil && session.queue.hasRunning(app))
    }
  }

  @Test(arguments: StoreFactory.all)
  func oneWorkerIsAtAnAccountOrAGroup(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob")
      let group = try session.groups.save(GroupRecord(app: app, name: "Eng", remoteID: "1"))
      let first = try session.makeTask(
        app, .addMembers, "Eng", group: group, members: [users[0]])
      let second = try session.makeTask(
        app, .removeMembers, "Eng", group: group, members: [users[1]])
      #expect(try session.claim(app, worker: "w", now: 0, lease: 30)?.id == second)
      #expect(try session.claim(app, worker: "w", now: 0, lease: 30) == nil)
      try session.move(second, to: .provisioned)
      #expect(try session.claim(app, worker: "w", now: 0, lease: 30)?.id == first)
    }
  }

  @Test(arguments: StoreFactory.all)
  func leasesEndAndAreRenewed(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob")
      let first = try session.makeTask(app, .create, "a", user: users[0])
      let second = try session.makeTask(app, .create, "b", user: users[1])
      _ = try session.queue.take(first, worker: "a", now: 0, lease: 30)
      _ = try session.queue.take(second, worker: "b", now: 0, lease: 30)
      #expect(try session.queue.take(first, worker: "b", now: 0, lease: 30) == nil)
      try session.queue.renew(worker: "b", until: 60)
      #expect(try session.queue.reclaim(now: 31) == 1)
      #expect(try session.tasks.task(first)?.status == .approved)
      #expect(
        try !session.queue.holds(first, worker: "a") && session.queue.holds(second, worker: "b"))
      #expect(try session.queue.hasRunning(app))
      #expect(try session.queue.reclaim(now: 61) == 1)
      #expect(try session.tasks.taskCounts(app) == [.approved: 2])
    }
  }

  /// The statuses of the account's and the group's creation, and whether their member can go on.
  @Test(arguments: [
    (TaskStatus.approved, TaskStatus.provisioned, false), (.pending, .provisioned, false),
    (.running, .provisioned, false), (.provisioned, .pending, false),
    (.provisioned, .approved, false), (.provisioned, .provisioned, true),
    (.failed, .failed, true), (.ignored, .provisioned, true), (.superseded, .superseded, true),
  ])
  func aMembershipWaitsForAccountAndGroup(_ row: (TaskStatus, TaskStatus, Bool)) throws {
    for factory in StoreFactory.all {
      let store = try factory.make()
      try store.write { session in
        let app = try session.makeApp()
        let user = try session.makeUsers("ann")[0]
        let account = try session.makeTask(app, .create, "ann", .pending, user: user)
        let creation = try session.makeTask(app, .createGroup, "Eng", .pending, group: 1)
        let add = try session.makeTask(
          app, .addMembers, "Eng", group: 1, members: [user],
          waitsFor: [TaskWait(on: account, member: user), TaskWait(on: creation)])
        try session.move(account, to: row.0)
        try session.move(creation, to: row.1)
        let open = [(account, row.0), (creation, row.1)].filter { $0.1.isOpen }.map(\.0)
        #expect(try session.queue.waits(add).map(\.on) == open)
        var taken: [TaskID] = []
        while let task = try session.claim(app, worker: "w", now: 0, lease: 1) {
          taken.append(task.id)
        }
        #expect(taken.contains(add) == row.2, "\(row)")
      }
    }
  }

  @Test(arguments: StoreFactory.all)
  func whatWaitedForOneTaskWaitsForAnother(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let user = try session.makeUsers("ann")[0]
      let old = try session.makeTask(app, .create, "ann", .pending, user: user)
      let new = try session.makeTask(app, .create, "ann", .pending, user: user)
      let add = try session.makeTask(
        app, .addMembers, "Eng", members: [user], waitsFor: [TaskWait(on: old, member: user)])
      try session.queue.moveWaits(from: old, to: new)
      try session.move(old, to: .superseded)
      #expect(try session.queue.waits(add) == [TaskWait(on: new, member: user)])
      #expect(
        try session.queue.waiting(for: new) == [add] && session.queue.waiting(for: old).isEmpty)
      #expect(try session.claim(app, worker: "w", now: 0, lease: 1) == nil)
      try session.move(new, to: .provisioned)
      #expect(try session.claim(app, worker: "w", now: 0, lease: 1)?.id == add)
    }
  }

  @Test(arguments: StoreFactory.all)
  func theMakingOfAGroupIsFoundByWhoNeedsIt(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let user = try session.makeUsers("ann")[0]
      let group = try session.groups.save(GroupRecord(app: app, name: "Eng"))
      let creation = try session.makeTask(app, .createGroup, "Eng", .ignored, group: group)
      let add = try session.makeTask(
        app, .addMembers, "Eng", group: group, members: [user], waitsFor: [TaskWait(on: creation)])
      #expect(try session.queue.creation(neededBy: add)?.id == creation)
      #expect(try session.queue.creation(neededBy: creation) == nil)
      #expect(try session.tasks.groupTasks(group).map(\.id) == [creation])
      try session.move(creation, to: .superseded)
      #expect(try session.tasks.groupTasks(group).isEmpty)
      #expect(try session.queue.creation(neededBy: add)?.id == creation)
    }
  }

  @Test(arguments: StoreFactory.all)
  func exchangesAreKeptInOrder(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let id = try session.makeTask(app, .create, "a")
      let records = [
        AttemptRecord(at: 2, request: "GET /x", bodyHash: "", status: 200, answer: "{}"),
        AttemptRecord(at: 1, request: "POST /x", bodyHash: "h", status: nil, answer: "lost"),
      ]
      for record in records { try session.queue.note(record, of: id) }
      #expect(try session.queue.attempts(id) == records)
      #expect(try session.queue.attempts(id + 1).isEmpty)
    }
  }
}
