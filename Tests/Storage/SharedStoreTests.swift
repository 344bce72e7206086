import Engine
import Provisioning
import SCIM
import Testing
import Text

/// What holds where several processes use one store, of each kind.
@Suite struct SharedStoreTests {
  @Test(arguments: SharedStore.all)
  func aStoreIsAsItWasWhenItIsOpenedAgain(_ kind: SharedStore) throws {
    let opened = try kind.open()
    let id = try opened.store.write { session in
      try session.makeTask(session.makeApp(), .create, "ann", .pending)
    }
    #expect(try opened.again().read { try $0.tasks.task(id) }?.name == "ann")
  }

  @Test(arguments: SharedStore.all)
  func whatReadsSeesOneState(_ kind: SharedStore) throws {
    let opened = try kind.open()
    let other = try opened.again()
    try opened.store.read { session in
      #expect(try session.directory.userCount() == 0)
      try other.write { _ = try $0.makeUsers("ann") }
      #expect(try session.directory.userCount() == 0)
    }
    #expect(try opened.store.read { try $0.directory.userCount() } == 1)
  }

  @Test(arguments: SharedStore.all)
  func manyWritersLoseNothing(_ kind: SharedStore) async throws {
    let opened = try kind.open()
    let writers = try [opened.again(), opened.again(), opened.again()]
    try opened.store.write { _ = try $0.makeUsers("ann") }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in writers {
        group.addTask {
          for _ in 1...20 {
            // Read, then written: a transaction that was not exclusive would fail or lose one.
            try writer.write { session in
              var user = try #require(try session.directory.user(named: "ann")).user
              let count = Int(user.attributes["count"] ?? "0") ?? 0
              user.attributes["count"] = String(count + 1)
              try session.directory.replace(user)
              try session.audit.add(
                at: 1, Actor(name: "a", origin: ""), "b", "c", .object(JSONObject()))
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(
      try opened.store.read { try $0.directory.user(named: "ann") }?.user.attributes["count"]
        == "60")
    #expect(try opened.store.read { try $0.audit.head().seq } == 60)
  }

  @Test(arguments: SharedStore.all)
  func manyWorkersTakeEachTaskOnce(_ kind: SharedStore) async throws {
    let opened = try kind.open()
    let app = try opened.store.write { session in
      let app = try session.makeApp()
      for number in 1...30 {
        let user = try session.makeUsers("u\(number)")[0]
        _ = try session.makeTask(app, .create, "u\(number)", user: user)
      }
      return app
    }
    let taken = try await claims(of: app, in: opened)
    #expect(taken.map(\.id).sorted() == Array(1...30))
  }

  /// Nothing of a group is taken while another host is at something of it.
  @Test(arguments: SharedStore.all)
  func aGroupHasOneWriterAtATime(_ kind: SharedStore) async throws {
    let opened = try kind.open()
    let app = try opened.store.write { session in
      let app = try session.makeApp()
      for number in 1...12 {
        _ = try session.makeTask(
          app, .addMembers, "Sales", group: 1 + GroupID(number % 2),
          members: [try session.makeUsers("u\(number)")[0]])
      }
      return app
    }
    // Each holds what it claims for a while, as one that writes to the app does.
    let taken = try await claims(of: app, in: opened) { task, worker in
      await Task.yield()
      let others = try worker.read { session in
        try session.tasks.tasks(TaskFilter(app: app, statuses: [.running]), before: nil, limit: 99)
          .filter { $0.group == task.group }
      }
      #expect(others.map(\.id) == [task.id])
    }
    #expect(taken.map(\.id).sorted() == Array(1...12))
  }

  /// Lets three workers take and end tasks until none is left.
  private func claims(
    of app: AppID, in opened: SharedStore.Opened,
    _ work: @escaping @Sendable (ProvisioningTask, any Store) async throws -> Void = { _, _ in }
  ) async throws -> [ProvisioningTask] {
    let workers = try (1...3).map { ("w\($0)", try opened.again()) }
    return try await withThrowingTaskGroup(of: [ProvisioningTask].self) { group in
      for (name, worker) in workers {
        group.addTask {
          var mine: [ProvisioningTask] = []
          while try worker.read({ try $0.tasks.taskCounts(app)[.approved] ?? 0 }) > 0 {
            let claimed = try worker.write {
              try $0.claim(app, worker: name, now: 0, lease: 9)
            }
            guard let task = claimed else {
              await Task.yield()
              continue
            }
            try await work(task, worker)
            mine.append(task)
            #expect(
              try worker.write {
                try $0.queue.complete(task.id, worker: name, at: 1, note: nil)
              })
          }
          return mine
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }
}
