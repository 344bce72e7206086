import TestSupport
import Text
import Foundation
import SCIM
import Testing

/// usher in a home of its own, its sandbox, and a recorder between the two.
struct Stage: Sendable {
  let usher: Usher
  let sandbox: Sandbox
  let recorder: Recorder

  /// The app of these tests, as a configuration file says it.
  struct App: Sendable {
    var name = "app"
    var approve = "[]"
    var whenDeleted = "delete"
    var whenSuspended = "suspend"
    /// Further lines of `provisioning`.
    var provisioning: [String] = []
    /// Requests a second; 0 for as many as can be.
    var rate = 0
    /// Further lines of `connection`.
    var connection: [String] = []
    var token = "{ env: APP_TOKEN }"
    var roles = "[Staff]"
    var title = "\"{{ title }}\""
    var rules = Self.sales

    /// One rule: who sells is in the group Sales.
    static let sales = """
          - name: Sales
            when: { all: [ { attribute: department, is: Sales } ] }
            then: [ { add_to_group: { name: Sales, create: true } } ]

      """

    /// The entry of the list `apps`.
    func entry(url: String) -> String {
      """
        - name: \(name)
          template: scim
          connection:
            base_url: \(url)
            token: \(token)
            enabled: true
            rate_limit: \(rate)
      \(connection.map { "      \($0)\n" }.joined())\
          provisioning:
            enabled: true
            approve: \(approve)
            when_deleted: \(whenDeleted)
            when_suspended: \(whenSuspended)
      \(provisioning.map { "      \($0)\n" }.joined())\
          roles: \(roles)
          parameters:
            userName: "{{ username }}"
            name.givenName: "{{ firstname }}"
            name.familyName: "{{ lastname }}"
            emails[type eq "work"].value: "{{ email }}"
            title: \(title)
            active: "{{ status == 'active' }}"
          rules:
      \(rules)
      """
    }
  }

  /// Brings the apps to these.
  func apply(_ apps: App...) async throws {
    let text = "apps:\n" + apps.map { $0.entry(url: recorder.url) }.joined(separator: "\n")
    let file = try usher.folder.write("usher.yaml", text)
    try await usher.succeed("apply", "-f", file, "--yes")
  }

  /// Imports people as the whole directory.
  @discardableResult
  func importPeople(_ people: [[String: String]], _ options: String...) async throws
    -> Command.Ending
  {
    let file = try usher.folder.write("people.csv", People(people).csv)
    let words = ["directory", "import", file, "--replace", "--yes"] + options
    let ending = try await usher.command(words).run(timeout: 120)
    try #require(ending.status == 0, Comment(rawValue: ending.report))
    return ending
  }

  /// The tasks that a list shows.
  func tasks(_ options: String...) async throws -> [JSONValue] {
    let ending = try await usher.command(["tasks", "list", "--json"] + options).run(timeout: 60)
    try #require(ending.status == 0, Comment(rawValue: ending.report))
    return try #require(try ending.json().array)
  }

  /// Runs the worker until it has nothing to do.
  @discardableResult
  func run(status: Int32 = 0, at location: SourceLocation = #_sourceLocation) async throws
    -> Command.Ending
  {
    let ending = try await usher("run", "--until-idle", timeout: 300)
    if ending.status != status {
      let failed = try await tasks("--status", "failed").prefix(5).map(\.text)
      Issue.record(
        Comment(rawValue: ending.report + failed.joined(separator: "\n")),
        sourceLocation: location)
    }
    return ending
  }

  /// The names of the accounts that the app holds, active ones alone where asked.
  func accounts(active: Bool = false) async throws -> Set<String> {
    let users = try await sandbox.server.all("Users")
    return Set(
      users.filter { !active || $0["active"]?.bool != false }
        .compactMap { $0["userName"]?.string })
  }
}

/// Sets a stage, runs the test on it, and clears it.
func onStage(
  _ app: Stage.App? = Stage.App(), sandbox options: [String] = [], in database: Database? = nil,
  _ body: (Stage) async throws -> Void
) async throws {
  var usher = try Usher()
  if let database { usher.environment.merge(database.environment) { $1 } }
  let sandbox = try await Sandbox(usher, options)
  do {
    let recorder = try await Recorder(before: sandbox.server)
    do {
      let stage = Stage(usher: usher, sandbox: sandbox, recorder: recorder)
      if let app { try await stage.apply(app) }
      try await body(stage)
    } catch {
      await recorder.stop()
      throw error
    }
    await recorder.stop()
  } catch {
    await sandbox.stop()
    throw error
  }
  await sandbox.stop()
}

/// So many people, every second of them in Sales.
func staff(_ count: Int, roles: String = "Staff") -> [[String: String]] {
  (1...count).map { number in
    let name = "user" + (number < 1000 ? String(1000 + number).dropFirst() : "\(number)")
    return [
      "username": name, "email": "\(name)@example.com", "firstname": "Ann \(number)",
      "lastname": "O'Neill", "status": "active", "roles": roles, "title": "Clerk \(number)",
      "department": number.isMultiple(of: 2) ? "Sales" : "Works",
    ]
  }
}

/// The names of such people.
func names(_ people: [[String: String]]) -> Set<String> {
  Set(people.compactMap { $0["username"] })
}
