import Engine
import Foundation
import GRDB
import Provisioning
import SCIM
import StoreSupport
import TestSupport
import Testing
import Text

@testable import Storage

/// What each role of the database may do, whatever a program that uses it lets through.
@Suite(
  .serialized,
  .enabled(if: PostgreSQLServer.isHere, Comment(rawValue: PostgreSQLServer.missing)))
struct DatabaseRoleTests {
  /// Something that is done to a store with an app, a user and a task that waits.
  enum Deed: String, CaseIterable {
    case look
    case approve
    case changeRequest
    case fileTask
    case changePerson
    case changeApp
    case signAsAnother
    case eraseAudit
    case changeTables
  }

  /// A store with roles, and a login that has one of them.
  private final class Place {
    let server: PostgreSQLServer
    let store: ServerStore
    let login: String

    init(_ role: DatabaseRole, approvals: (String) -> [String] = { _ in [] }) throws {
      server = try #require(PostgreSQLServer.shared)
      store = try ServerStore(server)
      let login = "l\(UUID().uuidString.lowercased().filter { $0 != "-" })"
      self.login = login
      try store.again().makeRoles()
      try server.run("CREATE ROLE \(login) LOGIN IN ROLE \(role.name)")
      try store.write { session in
        let connection = ConnectionSettings(baseURL: "https://x.example/app")
        var definition = AppDefinition(name: "app", connection: connection, roles: ["Staff"])
        definition.provisioning.approvals.by = approvals(login)
        let app = try session.apps.save(AppRecord(definition: definition))
        let user = try session.makeUsers("ann")[0]
        _ = try session.makeTask(app, .create, "ann", .pending, user: user)
        try session.audit.add(at: 1, Actor(name: "a", origin: ""), "b", "c", .object(JSONObject()))
      }
    }

    deinit { _ = try? server.run("DROP ROLE \(login)") }

    func open() throws -> PostgreSQLStore {
      try PostgreSQLStore(PostgreSQLPlace(server.url(store.name, user: login)))
    }

    /// Whether the database lets it through; nothing of it is kept.
    func lets(_ deed: Deed) throws -> Bool {
      struct Undone: Error {}
      do {
        let store = try open()
        if deed == .look {
          _ = try store.read { try $0.tasks.tasks(TaskFilter(), before: nil, limit: 1) }
          return true
        }
        try store.write { session in
          try perform(deed, in: session)
          throw Undone()
        }
      } catch is Undone {
        return true
      } catch let error as StoreError {
        #expect(error.code == "store-rights", Comment(rawValue: error.sentence))
        return false
      }
      return true
    }

    private func perform(_ deed: Deed, in session: any StoreSession) throws {
      let db = try #require(session as? SQLSession).db
      switch deed {
      case .look: _ = try session.directory.userCount()
      case .approve:
        #expect(try session.tasks.approve([1], by: login, at: 2).count == 1)
        let person = Actor(name: login, origin: "")
        try session.audit.add(at: 2, person, "task.approve", "1", .object(JSONObject()))
      case .changeRequest:
        var task = try #require(try session.tasks.task(1))
        task.request = TaskRequest("DELETE", "/Users/1")
        try session.tasks.save(task)
      case .fileTask: _ = try session.makeTask(1, .create, "bob", .approved)
      case .changePerson: _ = try session.makeUsers("bob")
      case .changeApp:
        var app = try #require(try session.apps.app(1))
        app.isConnected.toggle()
        try session.apps.save(app)
      case .signAsAnother:
        try session.audit.add(
          at: 2, Actor(name: "root", origin: ""), "b", "c", .object(JSONObject()))
      case .eraseAudit: try db.run("DELETE FROM audit")
      case .changeTables: try db.run("ALTER TABLE pin ADD COLUMN x text")
      }
    }
  }

  @Test(
    arguments: [
      (.reader, [.look]), (.approver, [.look, .approve]),
      (
        .operator,
        [
          .look, .approve, .changeRequest, .fileTask, .changePerson, .changeApp, .signAsAnother,
        ]
      ),
      (.owner, Set(Deed.allCases)),
    ] as [(DatabaseRole, Set<Deed>)])
  func eachRoleMayWhatItIsFor(_ role: DatabaseRole, _ deeds: Set<Deed>) throws {
    let place = try Place(role)
    for deed in Deed.allCases {
      #expect(try place.lets(deed) == deeds.contains(deed), "\(role.name), \(deed.rawValue)")
    }
    let login = try place.open().login()
    #expect(login.name == place.login && login.role == role)
  }

  /// `approvals.by` of an app holds in the database too.
  @Test func whoIsNotNamedDecidesNothing() throws {
    #expect(try Place(.approver) { [$0] }.lets(.approve))
    #expect(try Place(.approver) { _ in ["@usher_approver"] }.lets(.approve))
    #expect(try !Place(.approver) { _ in ["somebody"] }.lets(.approve))
    #expect(try !Place(.approver) { _ in ["@usher_owner"] }.lets(.approve))
  }

  /// A table that a step makes later is the roles' too, and making them again changes nothing.
  @Test func newTablesAreTheRolesToo() throws {
    let server = try #require(PostgreSQLServer.shared)
    let name = "t\(UUID().uuidString.lowercased().filter { $0 != "-" })"
    try server.makeDatabase(name)
    defer { try? server.removeDatabase(name) }
    let names = Migrations.all.migrations
    let step = try #require(Migrations.steps.last { $0.sql.contains("CREATE TABLE") })
    let before = names[try #require(names.firstIndex(of: step.name)) - 1]
    let place = try PostgreSQLPlace(server.url(name))
    let owner = try PostgreSQLConnection(place)
    try owner.execute(PostgreSQLSchema.creation(upTo: before))
    try owner.execute("\(DatabaseRole.creation);\n\(DatabaseRole.grants)")
    let store = try PostgreSQLStore(place)
    try store.makeRoles()
    try owner.execute("SET ROLE usher_reader")
    let tables = Set(try PostgreSQLSchema.columns().compactMap { $0.split(separator: ".").first })
    for table in tables { try owner.execute("SELECT count(*) FROM \"\(table)\"") }
  }

  @Test func withoutRolesALoginHasNone() throws {
    let store = try ServerStore(try #require(PostgreSQLServer.shared))
    #expect(try store.again().login().role == nil)
  }

  /// A login that may not make roles is told who can.
  @Test func whoMayNotMakeRolesIsTold() throws {
    let server = try #require(PostgreSQLServer.shared)
    let name = "r\(UUID().uuidString.lowercased().filter { $0 != "-" })"
    try server.makeDatabase(name)
    defer { try? server.removeDatabase(name) }
    let login = "n\(name)"
    try server.run("CREATE ROLE \(login) LOGIN; GRANT CREATE ON DATABASE \(name) TO \(login)")
    defer { _ = try? server.run("DROP ROLE \(login)") }
    let store = try PostgreSQLStore(PostgreSQLPlace(server.url(name, user: login)))
    let error = #expect(throws: StoreError.self) { try store.makeRoles() }
    #expect(error?.sentence.contains("--print") == true)
    try server.run(PostgreSQLStore.roleStatements, in: name)
    #expect(try store.login().role == .owner)
    try store.write { _ = try $0.makeUsers("ann") }
    try server.run("DROP OWNED BY \(login) CASCADE", in: name)
  }
}
