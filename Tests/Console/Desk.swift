import Engine
import Foundation
import Provisioning
import SCIM
import Screen
import Testing

@testable import Console

/// A console that is fed without a store.
struct Desk {
  var console = Console()
  var effects: [Effect] = []
  var time = 1_000.0

  init(apps: [AppOverview] = [Desk.overview()], tasks: [ProvisioningTask] = Desk.tasks(30)) {
    _ = console.start()
    send(.terminal(.resize(Size(columns: 80, rows: 24))))
    send(.tick(time))
    send(.appsLoaded(apps))
    give(tasks)
    effects = []
  }

  mutating func send(_ event: ConsoleEvent) { effects += console.handle(event) }

  /// Answers the list's question with these tasks.
  mutating func give(_ tasks: [ProvisioningTask]) {
    send(
      .tasksLoaded(
        TaskPage(
          filter: console.tasks.filter, before: nil, tasks: tasks, total: tasks.count)))
  }

  /// Presses keys; each a second after the one before, so that a dialog takes them.
  mutating func press(_ notation: String) {
    effects = []
    for key in Key.parse(notation) ?? [] {
      time += 1
      send(.tick(time))
      send(.terminal(.key(key)))
    }
  }

  static func overview(stale: Int = 0) -> AppOverview {
    let rules = ["Engineers", "By role", "Contractors out"].map { name in
      Rule(name: name, when: .all([.role(name)]), then: [.doNotProvision])
    }
    var app = AppRecord(
      definition: AppDefinition(
        name: "netskope", template: "netskope",
        connection: ConnectionSettings(
          baseURL: "https://t.example.com/scim", token: .environment("TOKEN")),
        provisioning: ProvisioningPolicy(enabled: true), roles: ["Employees"], rules: rules))
    app.id = 1
    app.isConnected = true
    app.api = APIStatus(state: .enabled, detail: "reach, auth proved", checkedAt: 990)
    return AppOverview(
      app: app, counts: [.pending: 20, .failed: 2], stale: stale, groups: 3,
      parameters: app.template.parameters)
  }

  static func tasks(_ count: Int) -> [ProvisioningTask] {
    (0..<count).map { index in
      let id = TaskID(count - index)
      let isDeletion = id % 7 == 0
      var task = ProvisioningTask(
        app: 1, action: isDeletion ? .delete : .create, name: "user\(id)@example.com", user: id,
        request: TaskRequest("POST", "/Users"), reason: "user\(id) has access and no account")
      task.id = id
      if id % 5 == 0 {
        task.status = .failed
        task.error = TaskError(status: 400, advice: "the app refused the values")
      }
      return task
    }
  }
}

/// Holds a screen against the file that shows how it must look; USHER_GOLDEN=write writes it anew.
func expectGolden(
  _ name: String, _ surface: Surface, at location: SourceLocation = #_sourceLocation
)
  throws
{
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  let file = folder.appendingPathComponent("Golden/\(name).txt")
  if ProcessInfo.processInfo.environment["USHER_GOLDEN"] == "write" {
    try Data((surface.text + "\n").utf8).write(to: file)
  }
  let golden = try String(contentsOf: file, encoding: .utf8)
  #expect(surface.text + "\n" == golden, sourceLocation: location)
}
