import Engine
import Foundation
import Provisioning
import SCIM
import Storage
import StoreSupport
import TestSupport
import Testing

/// A way to a store that the contract holds for: each store has one, and each suite runs on all.
struct StoreFactory: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let make: @Sendable () throws -> any Store

  /// Every store.
  static let all =
    [
      StoreFactory(testDescription: "memory") { try SQLiteStore(path: nil) },
      StoreFactory(testDescription: "file") { try FileStore() },
    ] + postgreSQL

  private static var postgreSQL: [StoreFactory] {
    guard let server = PostgreSQLServer.shared else { return [] }
    return [StoreFactory(testDescription: "PostgreSQL") { try ServerStore(server) }]
  }
}

/// A store that several processes open, each kind of them.
struct SharedStore: Sendable, CustomTestStringConvertible {
  /// One store, and the way to open it once more, as another process would.
  struct Opened: Sendable {
    let store: any Store
    let again: @Sendable () throws -> any Store
  }

  let testDescription: String
  let open: @Sendable () throws -> Opened

  /// Every kind.
  static let all =
    [
      SharedStore(testDescription: "file") {
        let store = try FileStore()
        return Opened(store: store) { try store.again() }
      }
    ] + postgreSQL

  private static var postgreSQL: [SharedStore] {
    guard let server = PostgreSQLServer.shared else { return [] }
    return [
      SharedStore(testDescription: "PostgreSQL") {
        let store = try ServerStore(server)
        return Opened(store: store) { try store.again() }
      }
    ]
  }
}

/// A store in a file that goes with it.
final class FileStore: Store {
  private let files: TemporaryFolder
  private let store: SQLiteStore

  init() throws {
    files = try TemporaryFolder()
    store = try SQLiteStore(path: files.path + "/store.sqlite")
  }

  var folder: String { files.path }

  /// The same file once more, as another process would open it.
  func again() throws -> SQLiteStore { try SQLiteStore(path: folder + "/store.sqlite") }

  func read<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    try store.read(body)
  }

  func write<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    try store.write(body)
  }

  func commit<Result: Sendable>(
    _ body: @escaping @Sendable (any StoreSession) throws -> Result
  ) async throws -> Result {
    try await store.commit(body)
  }

  func version() throws -> Int64 { try store.version() }
}

extension StoreSession {
  /// Stores an app.
  func makeApp(_ name: String = "app", roles: [String] = ["Staff"]) throws -> AppID {
    let connection = ConnectionSettings(baseURL: "https://x.example/\(name)")
    return try apps.save(
      AppRecord(definition: AppDefinition(name: name, connection: connection, roles: roles)))
  }

  /// Stores users of these names who hold the role Staff.
  func makeUsers(_ names: String...) throws -> [UserID] {
    try names.map { try directory.save(DirectoryUser(username: $0, roles: ["Staff"])).id }
  }

  /// Files a task.
  func makeTask(
    _ app: AppID, _ action: TaskAction, _ name: String, _ status: TaskStatus = .approved,
    user: UserID? = nil, group: GroupID? = nil, members: [UserID] = [],
    waitsFor: [TaskWait] = [], at: Double = 1
  ) throws -> TaskID {
    var task = ProvisioningTask(
      app: app, action: action, name: name, user: user, group: group,
      members: members.map { TaskMember(user: $0, name: "user \($0)") },
      request: TaskRequest("POST", "/x"))
    task.status = status
    task.createdAt = at
    return try tasks.file(task, waitsFor: waitsFor)
  }

  /// Gives the next task that can run to a worker.
  func claim(_ app: AppID, worker: String, now: Double, lease: Double) throws -> ProvisioningTask? {
    try queue.claim(app, worker: worker, run: nil, now: now, lease: lease, limit: 1).first
  }

  /// Gives a task another status.
  func move(_ id: TaskID, to status: TaskStatus) throws {
    var task = try #require(try tasks.task(id))
    task.status = status
    try tasks.save(task)
  }
}
