import Text
import Engine
import Foundation
import Manifest
import Provisioning
import SCIM
import Screen
import Testing

@testable import Console

/// A console that is fed without a store: what only reads is over at once, with no answer but those
/// that a test gives.
struct Desk {
  var console: Console
  /// What was asked for since the last keys, without what only reads the lists anew.
  var effects: [Effect] = []
  /// Everything that was asked for since the last keys.
  var all: [Effect] = []
  var time = 1_000.0

  init(
    apps: [AppOverview] = [Desk.overview()], tasks: [ProvisioningTask] = Desk.tasks(30),
    size: Size = Size(columns: 80, rows: 24), settings: ConsoleSettings = ConsoleSettings(),
    screens: Screens = Console.standardScreens
  ) {
    console = Console(settings, screens: screens)
    _ = console.start()
    send(.terminal(.resize(size)))
    send(.tick(time))
    send(.appsLoaded(apps))
    send(.ended(.loadApps, isGood: true))
    if !apps.isEmpty { send(.terminal(.key(.character("5")))) }
    give(tasks)
    (effects, all) = ([], [])
  }

  mutating func send(_ event: ConsoleEvent) {
    let asked = console.handle(event)
    all += asked
    effects += asked.filter { !$0.isOfLists }
    for effect in asked where effect.isOfLists { send(.ended(effect, isGood: true)) }
  }

  /// Answers the list's question with these tasks.
  mutating func give(_ tasks: [ProvisioningTask], at place: ListPlace = .first, total: Int? = nil) {
    send(
      .tasksLoaded(
        console.tasks.filter, place, Page(tasks.map(TaskRow.init), total: total ?? tasks.count)))
  }

  mutating func give(_ users: [DirectoryUser]) {
    send(
      .usersLoaded(
        search: console.directory.search.text, role: console.directory.search.role, .first,
        Page(users.map(UserRow.init), total: users.count)))
  }

  /// Presses keys; each a second after the one before, so that a dialog takes them.
  mutating func press(_ notation: String) {
    (effects, all) = ([], [])
    for key in Key.parse(notation) ?? [] {
      time += 1
      send(.tick(time))
      send(.terminal(.key(key)))
    }
  }

  /// Ends effects well, as their runner would.
  mutating func end(_ effects: [Effect]) {
    for effect in effects { send(.ended(effect, isGood: true)) }
  }

  func screen(_ columns: Int = 80, _ rows: Int = 24) -> Surface {
    console.render(Size(columns: columns, rows: rows))
  }

  /// The screen's text.
  var text: String { console.render(console.frame.size).text }
  /// The text of the dialog's or the screen's message line.
  var message: String { console.messageLine.line.text }
}

extension Effect {
  /// Whether it reads what a screen shows, so that a test need not name it.
  var isOfLists: Bool { isRepeated }
}

extension Desk {
  static func overview(
    _ name: String = "netskope", id: AppID = 1, stale: Int = 0, accounts: Int = 400,
    change: (inout AppDefinition) -> Void = { _ in }
  ) -> AppOverview {
    let rules = [
      Rule(
        name: "Engineers", when: .attribute("department", .equals("Engineering")),
        then: [.addToGroup(name: "Engineers", create: true)]),
      Rule(
        name: "By role", when: .all([]),
        then: [
          .addToGroupsNamedBy(attribute: "roles", matching: "^NS-(.+)$", name: "$1", create: true)
        ]),
      Rule(name: "Contractors out", when: .any([.role("Externals")]), then: [.doNotProvision]),
    ]
    var definition = AppDefinition(
      name: name, vendor: VendorCatalog.builtIn.named("netskope")!,
      connection: ConnectionSettings(
        baseURL: "https://t.example.com/scim", token: .environment("TOKEN")),
      provisioning: ProvisioningPolicy(enabled: true), roles: ["Employees"], rules: rules)
    change(&definition)
    var app = AppRecord(definition: definition)
    app.id = id
    app.isConnected = true
    app.api = APIStatus(state: .enabled, detail: "reach, auth, list proved", checkedAt: 990)
    return AppOverview(
      app: app, counts: [.pending: 20, .failed: 6, .provisioned: 4], stale: stale, groups: 3,
      accounts: accounts, users: 30_000)
  }

  static func tasks(_ count: Int, from newest: Int? = nil) -> [ProvisioningTask] {
    let newest = newest ?? count
    return (0..<count).map { task(TaskID(newest - $0)) }
  }

  /// A task: each seventh deletes, each fifth failed.
  static func task(_ id: TaskID) -> ProvisioningTask {
    var task = ProvisioningTask(
      app: 1, action: id % 7 == 0 ? .delete : .create, name: "user\(id)@example.com", user: id,
      changes: [
        AttributeChange(path: "userName", from: nil, to: .string("user\(id)@example.com")),
        AttributeChange(path: "title", from: "Engineer", to: "Lead"),
      ],
      request: TaskRequest("POST", "/Users", body: ["userName": .string("user\(id)@example.com")]),
      reason: "user\(id) has access and no account")
    task.id = id
    task.createdAt = 940
    if id % 5 == 0 {
      task.status = .failed
      task.error = TaskError(
        status: 400, scimType: "invalidValue", detail: "title is too long",
        advice: "the app refused the values; correct title, then retry")
    }
    return task
  }

  static func user(_ id: UserID, _ name: String, roles: [String] = []) -> DirectoryUser {
    DirectoryUser(
      id: id, username: name,
      attributes: ["email": "\(name)@example.com", "department": "Sales"], roles: roles)
  }
}

/// Holds a screen against the file that shows how it must look; `USHER_GOLDEN=write` writes it
/// anew.
func expectGolden(
  _ name: String, _ surface: Surface, at location: SourceLocation = #_sourceLocation
) throws {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  let file = folder.appendingPathComponent("Golden/\(name).txt")
  let shown = surface.text + "\n--- roles\n" + surface.roles + "\n"
  if ProcessInfo.processInfo.environment["USHER_GOLDEN"] == "write" {
    try Data(shown.utf8).write(to: file)
  }
  #expect(try String(contentsOf: file, encoding: .utf8) == shown, sourceLocation: location)
}
