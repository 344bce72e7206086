import Text
import Provisioning
import SCIM
import Sandbox
import Testing

@testable import Engine

// MARK: Tasks

extension Fixture {
  /// The tasks, oldest first.
  func tasks(_ statuses: TaskStatus...) throws -> [ProvisioningTask] {
    var tasks: [ProvisioningTask] = []
    try engine.tasks.list(TaskFilter(statuses: Set(statuses))) { tasks.append($0) }
    return tasks.reversed()
  }

  /// The tasks as lines, oldest first: `create ann pending`.
  func list(_ statuses: TaskStatus...) throws -> [String] {
    try tasks().filter { statuses.isEmpty || statuses.contains($0.status) }.map {
      "\($0.action.rawValue) \($0.name) \($0.status.rawValue)"
    }
  }

  /// The tasks that can still lead to a request, as lines.
  func open() throws -> [String] { try list(.pending, .approved, .running) }

  /// The newest task of this action, perhaps on this name.
  func task(_ action: TaskAction, _ name: String? = nil) throws -> ProvisioningTask {
    let found = try tasks().last { $0.action == action && (name == nil || $0.name == name) }
    return try #require(found, "no task: \(action.rawValue) \(name ?? "")")
  }

  /// Approves everything that waits.
  @discardableResult
  func approveAll() throws -> Int {
    try engine.decisions.decide(.approve, all: TaskFilter(), described: "all").count
  }

  /// The one reason of a user.
  func reason(_ name: String) throws -> ReasonKind {
    try #require(try engine.reasons.why(name, app: "app").apps.first).reason
  }
}

// MARK: The app

extension Fixture {
  /// The accounts in the app by userName, sorted, with a mark on those that are inactive.
  func accounts() async -> [String] {
    await sandbox.users.map { user in
      (user["userName"]?.scalarText ?? "?") + (user["active"]?.bool == false ? " (inactive)" : "")
    }.sorted()
  }

  /// The one account of this userName.
  func account(_ name: String) async throws -> JSONValue {
    let found = await sandbox.users.filter { $0["userName"]?.scalarText == name }
    #expect(found.count == 1, "\(found.count) accounts are named \(name)")
    return try #require(found.first)
  }

  /// The id of an account in the app.
  func id(_ name: String) async throws -> String {
    try #require(try await account(name)["id"]?.scalarText)
  }

  /// The groups in the app with the names of their members: `Engineers: ann, bob`.
  func groups() async -> [String] {
    let names = await names()
    return await sandbox.groups.map { group in
      let members = group.values(at: "members.value").compactMap(\.scalarText)
      let name = group["displayName"]?.scalarText ?? "?"
      return "\(name): " + members.map { names[$0] ?? $0 }.sorted().joined(separator: ", ")
    }.sorted()
  }

  /// The id of a group in the app.
  func id(group name: String) async throws -> String {
    let group = await sandbox.groups.first { $0["displayName"]?.scalarText == name }
    return try #require(group?["id"]?.scalarText)
  }

  /// Does something in the app behind usher's back.
  @discardableResult
  func behind(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws
    -> HTTPResponse
  {
    let response = try await SandboxTransport(sandbox).send(
      HTTPRequest(method, path, body: body))
    #expect((200..<300).contains(response.status), "\(method) \(path): \(response.status)")
    return response
  }

  /// Makes an account in the app behind usher's back.
  ///
  /// - Returns: its id.
  @discardableResult
  func stranger(_ name: String, _ more: [(String, JSONValue)] = []) async throws -> String {
    let members: [(String, JSONValue)] = [
      ("schemas", [.string(Schema.user.id)]), ("userName", .string(name)),
      ("emails", [["value": .string("\(name)@x.example")]]),
    ]
    let ids = try await sandbox.load(
      [.object(JSONObject(members.filter { own in !more.contains { $0.0 == own.0 } } + more))],
      into: "Users")
    return try #require(ids.first)
  }

  /// Writes one attribute of an account behind usher's back.
  func drift(_ name: String, _ path: String, _ value: JSONValue) async throws {
    let operation = PatchOperation(.replace, try AttributePath(parsing: path), value)
    try await behind("PATCH", "/Users/\(try await id(name))", Patch.body([operation]))
  }
}

// MARK: The network

extension Fixture {
  /// The requests that may change something, in order, with names for ids: `PATCH /Users/ann`.
  func writes() async throws -> [String] {
    try await lines(network.sent.filter(\.isWrite))
  }

  /// Requests as lines, with names for ids and without queries.
  func lines(_ requests: [HTTPRequest]) async throws -> [String] {
    let names = await names()
    return requests.map { request in
      let path = request.path.split(separator: "?")[0]
      let segments = path.split(separator: "/").map { segment in
        PercentEncoding.decode(segment).flatMap { names[$0] } ?? String(segment)
      }
      return "\(request.method) /\(segments.joined(separator: "/"))"
    }
  }

  /// The names of what is or was in the app, by id.
  private func names() async -> [String: String] {
    var names: [String: String] = [:]
    let known = try? store.read { session in
      try session.apps.all().flatMap {
        try session.accounts.accounts($0.id, after: "", limit: 1_000)
      }
    }
    for account in known ?? [] { names[account.remoteID] = account.userName }
    for resource in await sandbox.users + sandbox.groups {
      let name = resource["userName"] ?? resource["displayName"]
      if let id = resource["id"]?.scalarText { names[id] = name?.scalarText }
    }
    return names
  }
}

// MARK: Rules

extension Rule {
  /// Puts a department into a group of the same name, or of another.
  static func join(_ group: String, department: String, create: Bool = true) -> Rule {
    Rule(
      name: "\(department) to \(group)",
      when: .attribute("department", .equals(department)),
      then: [.addToGroup(name: group, create: create)])
  }

  /// Gives nobody of a department an account.
  static func exclude(department: String) -> Rule {
    Rule(
      name: "no \(department)", when: .attribute("department", .equals(department)),
      then: [.doNotProvision])
  }
}

extension Fixture {
  /// Stores how a worker's execution of a task ended.
  func finish(_ id: TaskID, _ outcome: ExecutionOutcome, worker: String) throws {
    try store.write { session in
      guard let task = try session.tasks.task(id) else { return }
      let end = ExecutionEnd(task: task, outcome: outcome, notes: [])
      _ = try engine.followUp.finish(end, worker: worker, in: session)
    }
  }
}
