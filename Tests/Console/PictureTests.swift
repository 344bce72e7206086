import Text
import Engine
import Foundation
import Provisioning
import SCIM
import Screen
import Testing

@testable import Console

/// The pictures of the README show the console as it is: `USHER_GOLDEN=write` draws them anew.
@Suite struct PictureTests {
  private func expectPicture(
    _ name: String, _ surface: Surface, _ theme: String = "dusk",
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let svg = Picture(surface: surface, theme: try .shipped(theme)).svg
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Pictures/\(name).svg")
    if ProcessInfo.processInfo.environment["USHER_GOLDEN"] == "write" {
      try Data(svg.utf8).write(to: file)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == svg, sourceLocation: location)
  }

  private static let people: [(username: String, action: TaskAction, status: TaskStatus)] = [
    ("abel", .delete, .pending), ("godel", .suspend, .pending), ("lovelace", .update, .pending),
    ("dijkstra", .create, .pending), ("zuse", .create, .running), ("dan", .create, .approved),
    ("khwarizmi", .create, .failed), ("rhodes", .create, .provisioned),
    ("bartik", .create, .provisioned), ("holberton", .create, .pending),
    ("flowers", .create, .provisioned), ("clarke", .create, .ignored),
    ("lamarr", .create, .provisioned), ("wiener", .create, .provisioned),
  ]

  private static func reason(_ username: String, _ action: TaskAction) -> String {
    switch action {
    case .delete: "\(username) was deleted in the directory"
    case .suspend: "\(username) is suspended in the directory"
    case .update: "the account of \(username) differs from what is desired"
    default: "\(username) has access and no account"
    }
  }

  private static var tasks: [ProvisioningTask] {
    people.enumerated().map { index, person in
      let address = "\(person.username)@example.com"
      var task = ProvisioningTask(
        app: 1, action: person.action, name: address, user: UserID(index + 1),
        changes: [AttributeChange(path: "name.familyName", from: "Lovelace", to: "King")],
        request: TaskRequest(
          "PATCH", "/Users/2819c223",
          body: [
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [["op": "replace", "path": "name.familyName", "value": "King"]],
          ]), reason: reason(person.username, person.action))
      task.id = TaskID(people.count - index)
      task.status = person.status
      task.createdAt = 880
      if person.status == .failed {
        task.error = TaskError(status: 400, scimType: "invalidValue", advice: "the app refused it")
      }
      return task
    }
  }

  private var desk: Desk {
    var overview = Desk.overview()
    overview.counts = [.pending: 5, .running: 1, .approved: 1, .failed: 1, .provisioned: 5]
    return Desk(apps: [overview], tasks: Self.tasks, size: Size(columns: 110, rows: 26))
  }

  @Test func tasks() throws {
    var desk = desk
    var story = TaskStory(task: Self.tasks[2])
    story.person = [
      "  user lovelace: Ada King, Engineering, active", "  access: by role Employees",
      "  rule Engineers matches",
    ]
    desk.press("jj")
    desk.send(.taskLoaded(story))
    try expectPicture("tasks", desk.screen(110, 26))
  }

  @Test func aDeletionAsks() throws {
    var desk = desk
    desk.press("a")
    try expectPicture("deletion", desk.screen(80, 20))
  }

  @Test func aRuleIsCarried() throws {
    var desk = desk
    desk.press("4<space><down>")
    try expectPicture("rules", desk.screen(80, 20), "paper")
  }

  @Test func everythingIsFound() throws {
    var desk = desk
    desk.press("?appr")
    try expectPicture("palette", desk.screen(80, 20), "contrast")
  }
}
