import Text
import Engine
import Provisioning
import SCIM
import Testing

@testable import Storage

/// Runs, the tasks that they took, and what is pinned.
@Suite struct RunContractTests {
  private func run(_ app: AppID, _ worker: String = "w", at now: Double = 10) -> RunRecord {
    RunRecord(app: app, worker: worker, by: "kim", origin: "desk", means: "console", at: now)
  }

  @Test(arguments: StoreFactory.all)
  func aRunIsFoundByItsWorkerWhileItGoesOn(_ factory: StoreFactory) throws {
    try factory.make().write { session in
      let app = try session.makeApp()
      let other = try session.makeApp("other")
      let id = try session.runs.begin(run(app))
      #expect(try session.runs.run(of: "w", in: app, since: 10) == id)
      #expect(try session.runs.run(of: "w", in: app, since: 10.5) == nil)
      #expect(try session.runs.run(of: "v", in: app, since: 0) == nil)
      #expect(try session.runs.run(of: "w", in: other, since: 0) == nil)
      let newer = try session.runs.begin(run(app, at: 20))
      #expect(try session.runs.run(of: "w", in: app, since: 0) == newer)
      #expect(try session.runs.runs(nil, before: nil, limit: 9).map(\.id) == [newer, id])
      #expect(try session.runs.runs(app, before: newer, limit: 9).map(\.id) == [id])
      #expect(try session.runs.runs(other, before: nil, limit: 9).isEmpty)
    }
  }

  @Test(arguments: StoreFactory.all)
  func tasksBelongToTheRunThatTookThemLast(_ factory: StoreFactory) throws {
    try factory.make().write { session in
      let app = try session.makeApp()
      let tasks = try ["ann", "bo", "cy"].map { try session.makeTask(app, .update, $0) }
      let first = try session.runs.begin(run(app))
      let second = try session.runs.begin(run(app, "v"))
      try session.runs.note(tasks, takenBy: first, at: 11)
      try session.runs.note([tasks[1]], takenBy: second, at: 12)
      #expect(
        try session.runs.tasks(of: first, before: nil, limit: 9).map(\.name) == ["cy", "ann"])
      #expect(
        try session.runs.tasks(of: first, before: tasks[2], limit: 9).map(\.name) == ["ann"])
      #expect(try session.runs.tasks(of: second, before: nil, limit: 9).map(\.name) == ["bo"])
      try session.runs.count(.provisioned, of: tasks[0], at: 13)
      try session.runs.count(.failed, of: tasks[2], at: 14)
      try session.runs.count(.superseded, of: tasks[1], at: 15)
      try session.runs.count(.approved, of: tasks[1], at: 99)
      let seen = try session.runs.run(first)
      #expect(seen?.provisioned == 1 && seen?.failed == 1 && seen?.moved == 0)
      #expect(seen?.lastAt == 14)
      #expect(try session.runs.run(second)?.moved == 1)
      #expect(try session.runs.run(second)?.lastAt == 15)
      #expect(try session.runs.run(99) == nil)
    }
  }

  @Test(arguments: StoreFactory.all)
  func aClaimSaysWhichRunTookTheTask(_ factory: StoreFactory) throws {
    try factory.make().write { session in
      let app = try session.makeApp()
      let first = try session.runs.begin(run(app))
      let second = try session.runs.begin(run(app, "v"))
      let task = try session.makeTask(app, .update, "ann")
      func claim(_ run: RunID?) throws {
        try session.move(task, to: .approved)
        let claimed = try session.queue.claim(
          app, worker: "w", run: run, now: 10, lease: 40, limit: 9)
        #expect(claimed.map(\.id) == [task])
      }
      try claim(first)
      #expect(try session.runs.tasks(of: first, before: nil, limit: 9).map(\.id) == [task])
      try claim(nil)
      #expect(try session.runs.tasks(of: first, before: nil, limit: 9).map(\.id) == [task])
      try claim(second)
      #expect(try session.runs.tasks(of: first, before: nil, limit: 9).isEmpty)
      #expect(try session.runs.tasks(of: second, before: nil, limit: 9).map(\.id) == [task])
    }
  }

  @Test(arguments: StoreFactory.all)
  func pinsAreReplacedByKeyAndLetGo(_ factory: StoreFactory) throws {
    try factory.make().write { session in
      let app = try session.makeApp()
      let other = try session.makeApp("other")
      let users = try session.makeUsers("ann", "bo")
      func pin(_ kind: Pin.Kind, _ run: RunID) -> Pin { Pin(kind, run: run, by: "kim", at: 1) }
      #expect(try !session.runs.hasPins(app))
      try session.runs.save(pin(.value(path: "Title", "a"), 1), app, user: users[0])
      try session.runs.save(pin(.value(path: "title", nil), 2), app, user: users[0])
      try session.runs.save(pin(.account(.absent), 1), app, user: users[1])
      #expect(try session.runs.hasPins(app))
      #expect(try !session.runs.hasPins(other))
      #expect(
        try session.runs.pins(app, users: users)
          == [
            users[0]: [pin(.value(path: "title", nil), 2)],
            users[1]: [pin(.account(.absent), 1)],
          ])
      #expect(try session.runs.pins(other, users: users).isEmpty)
      #expect(try session.runs.pinnedUsers(app, run: nil, after: 0, limit: 9) == users)
      #expect(try session.runs.pinnedUsers(app, run: 2, after: 0, limit: 9) == [users[0]])
      #expect(try session.runs.pinnedUsers(app, run: nil, after: users[0], limit: 9) == [users[1]])
      try session.runs.unpin(app, user: users[0], run: 1)
      #expect(try session.runs.pins(app, users: users).count == 2, "another run pinned it")
      try session.runs.unpin(app, user: users[0], run: nil)
      #expect(try session.runs.pins(app, users: users).keys.sorted() == [users[1]])
    }
  }
}
