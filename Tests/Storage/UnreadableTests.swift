import Text
import Engine
import GRDB
import Provisioning
import SCIM
import Storage
import Testing

/// A row that cannot be read is an error that names its table and key, and never a default; a check
/// of the store finds the same row.
@Suite struct UnreadableTests {
  struct Damage: Sendable, CustomTestStringConvertible {
    let sql: String
    /// What must stand in the error and in what the check finds.
    let words: String
    /// A use that needs the row.
    let read: @Sendable (any StoreSession) throws -> Void
    var testDescription: String { sql }
  }

  private static let users: @Sendable (any StoreSession) throws -> Void = {
    _ = try $0.directory.users([1])
  }
  private static let assignments: @Sendable (any StoreSession) throws -> Void = {
    _ = try $0.assignments.assignments(1, [1])
  }
  private static let accounts: @Sendable (any StoreSession) throws -> Void = {
    _ = try $0.accounts.accounts(1, users: [1])
  }
  private static let groups: @Sendable (any StoreSession) throws -> Void = {
    _ = try $0.groups.groups(1)
  }
  private static let memberships: @Sendable (any StoreSession) throws -> Void = {
    _ = try $0.groups.memberships(1, users: [1])
  }
  private static let tasks: @Sendable (any StoreSession) throws -> Void = {
    _ = try $0.tasks.task(1)
  }
  private static let apps: @Sendable (any StoreSession) throws -> Void = { _ = try $0.apps.all() }

  private static func damage(
    _ table: String, _ column: String, _ value: String, _ words: String,
    _ read: @escaping @Sendable (any StoreSession) throws -> Void
  ) -> Damage {
    Damage(sql: "UPDATE \(table) SET \(column) = \(value)", words: words, read: read)
  }

  static let damages: [Damage] =
    ["'null'", "'[]'", #"'["active",{"a":1},[]]'"#, #"'["active",{},[1]]'"#, "'7'"].map {
      damage("user", "payload", $0, "row of user with id 1 holds no readable payload", users)
    } + [
      damage("user", "status", "'odd'", "user with id 1 holds no readable status", users),
      damage("user", "deleted", "'x'", "user with id 1 holds no readable deleted", users),
      damage(
        "assignment", "outcome", "'odd'",
        "row of assignment with app_id 1, user_id 1 holds no readable outcome", assignments),
      damage("assignment", "outcome", "'odd'", "no readable outcome") {
        _ = try $0.assignments.reason(1, user: 1)
      },
      damage("assignment", "outcome", "'odd'", "no readable outcome") {
        _ = try $0.assignments.reasonCounts(1)
      },
      damage("assignment", "desired", "'{}'", "no readable desired", assignments),
      damage("assignment", "version", "'x'", "no readable version", assignments),
      damage(
        "account", "state", "'odd'",
        "row of account with app_id 1, remote_id a1 holds no readable state", accounts),
      damage("account", "resource", "'{'", "no readable resource", accounts),
      damage("account", "resource", "'null'", "no readable resource", accounts),
      damage("account", "stuck", #"'{"a":1}'"#, "no readable stuck", accounts),
      damage("account", "seen_at", "'x'", "no readable seen_at", accounts),
      damage(
        "app_group", "origin", "'odd'", "app_group with id 1 holds no readable origin", groups),
      damage("app_group", "strays", "'[1]'", "no readable strays", groups),
      damage(
        "membership", "ignored", "'odd'",
        "row of membership with group_id 1, user_id 1 holds no readable ignored", memberships),
      damage("task", "action", "'odd'", "row of task with id 1 holds no readable action", tasks),
      damage("task", "request", "'{}'", "no readable request", tasks),
      damage("task", "changes", "'[[1]]'", "no readable changes", tasks),
      damage("task", "error", "'{}'", "no readable error", tasks),
      damage("task", "action", "'odd'", "no readable action") {
        _ = try $0.tasks.openMemberTasks(1, [1])
      },
      damage("task_member", "state", "'odd'", "task_member with task_id 1, user_id 1", tasks),
      damage("app", "api_state", "'odd'", "row of app with id 1 holds no readable api_state", apps),
      damage("app", "schemas", "'{'", "no readable schemas", apps),
      damage("app", "service_provider", "'{'", "no readable service_provider", apps),
    ]

  /// A store with a row in every table.
  private func lived() throws -> FileStore {
    let store = try FileStore()
    try store.write { session in
      let app = try session.makeApp()
      let user = try session.makeUsers("ann")[0]
      var assignment = AssignmentRecord(app: app, user: user)
      assignment.outcome = .assigned
      assignment.version = 1
      assignment.desired = DesiredAccount()
      try session.assignments.save(assignment)
      try session.accounts.save(
        AccountRecord(
          app: app, remoteID: "a1", user: user, resource: ["userName": "ann"], seenAt: 1))
      let group = try session.groups.save(GroupRecord(app: app, name: "Eng"))
      var membership = MembershipRecord(group: group, user: user)
      membership.desired = true
      try session.groups.save(membership)
      _ = try session.makeTask(
        app, .addMembers, "Eng", .pending, group: group, members: [user])
    }
    return store
  }

  @Test(arguments: damages)
  func itIsAnErrorThatNamesTheRow(_ damage: Damage) throws {
    let store = try lived()
    try store.read { try damage.read($0) }
    let file = store.folder + "/store.sqlite"
    try DatabaseQueue(path: file).write { try $0.execute(sql: damage.sql) }
    let error = #expect(throws: StoreError.self) { try store.read { try damage.read($0) } }
    #expect(error?.isPassing == false)
    #expect(error?.sentence.contains(damage.words) == true, "\(error?.sentence ?? "")")
    let problems = try SQLiteStore(reading: file).findings().first { $0.part == .records }?.problems
    #expect(problems?.contains { $0.contains(damage.words) } == true, "\(problems ?? [])")
  }

  @Test func aCountOfAnUnknownStatusIsAnError() throws {
    let store = try lived()
    try DatabaseQueue(path: store.folder + "/store.sqlite").write {
      try $0.execute(sql: "UPDATE task_count SET status = 'odd'")
    }
    #expect(throws: StoreError.self) { try store.read { try $0.tasks.taskCounts(1) } }
  }
}
