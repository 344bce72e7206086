import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// Group changes in whatever dialect the app takes, found once and remembered; one bad member does
/// not keep the others out.
@Suite(.serialized) struct DialectTests {
  private static func operation(_ request: HTTPRequest) -> JSONValue? {
    guard request.isA("PATCH", "/Groups") else { return nil }
    return request.body?["Operations"]?.array?.first
  }

  private func people(_ count: Int) -> [DirectoryUser] {
    (1...count).map { Fixture.person("u\($0)", department: "Eng") }
  }

  private func changes(_ fixture: Fixture) -> Int {
    fixture.network.sent.count { $0.isA("PATCH", "/Groups") || $0.isA("PUT", "/Groups") }
  }

  /// What an app refuses, and what usher knows of it in the end.
  struct App: Sendable {
    let name: String
    let dialect: String
    let decide: @Sendable (HTTPRequest) -> Turn
  }

  static let apps = [
    App(name: "takes everything", dialect: "standard", decide: { _ in .pass }),
    App(
      name: "removes by list only", dialect: "value-list",
      decide: { request in
        let operation = operation(request)
        let hasFilter = operation?["path"]?.string?.contains("[") == true
        return hasFilter ? .answer(400, body: #"{"scimType":"invalidPath"}"#) : .pass
      }),
    App(
      name: "adds without a path only", dialect: "pathless",
      decide: { request in
        let operation = operation(request)
        let isAdd = operation?["op"]?.string == "add"
        return isAdd && operation?["path"] != nil ? .answer(400) : .pass
      }),
    App(
      name: "takes a path in silence and does nothing", dialect: "pathless",
      decide: { request in
        let operation = operation(request)
        let isAdd = operation?["op"]?.string == "add"
        return isAdd && operation?["path"] != nil ? .answer(204) : .pass
      }),
    App(
      name: "has no PATCH", dialect: "whole",
      decide: { $0.isA("PATCH", "/Groups") ? .answer(501) : .pass }),
    App(
      name: "allows no PATCH", dialect: "whole",
      decide: { $0.isA("PATCH", "/Groups") ? .answer(405) : .pass }),
  ]

  @Test(arguments: apps.indices)
  func theDialectIsFoundAndRemembered(_ index: Int) async throws {
    let app = Self.apps[index]
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    fixture.network.decide(app.decide)
    try fixture.bring(people(3))
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: u1, u2, u3"], "\(app.name)")
    try fixture.set("u1", "department", nil)
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: u2, u3"], "\(app.name)")
    let known = try fixture.app.memberDialect
    let before = changes(fixture)
    try fixture.hire("u4", department: "Eng")
    try await fixture.run()
    try fixture.set("u2", "department", nil)
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: u3, u4"], "\(app.name)")
    #expect(try fixture.list(.failed).isEmpty, "\(app.name)")
    #expect(known == app.dialect, "\(app.name)")
    #expect(changes(fixture) - before == 2, "\(app.name): nothing is tried again")
  }

  @Test func oneBadMemberIsNamedAndTheOthersGetIn() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.bring(people(5).map { Fixture.person($0.username) })
    try await fixture.run()
    let bad = try await fixture.id("u3")
    fixture.network.decide { request in
      guard Self.operation(request)?.text.contains(bad) == true else { return .pass }
      return .answer(400, body: #"{"scimType":"invalidValue","detail":"not a SCIM user"}"#)
    }
    try fixture.bring(people(5))
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: u1, u2, u4, u5"])
    let task = try fixture.task(.addMembers)
    #expect(task.status == .failed)
    #expect(task.error?.advice.hasPrefix("1 of 5 not done (u3)") == true)
    #expect(task.error?.detail == "not a SCIM user")
    fixture.network.heal()
    _ = try fixture.engine.decisions.decide(.retry, [task.id])
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: u1, u2, u3, u4, u5"])
    #expect(try fixture.task(.addMembers).status == .provisioned)
  }

  @Test(arguments: [SandboxProfile.Members.onRequest, .never])
  func anAppThatHidesMembersIsUnderstood(_ members: SandboxProfile.Members) async throws {
    var profile = SandboxProfile.rfc
    profile.members = members
    let fixture = try Fixture(profile, rules: [.join("Eng", department: "Eng")])
    try fixture.bring(people(3))
    try await fixture.run()
    try fixture.set("u2", "department", nil)
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: u1, u3"])
    #expect(try fixture.list(.failed).isEmpty)
  }

  @Test func aGroupThatIsWrittenWholeKeepsItsOtherMembers() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    let root = try await fixture.stranger("root")
    try await fixture.behind(
      "POST", "/Groups",
      [
        "schemas": [.string(Schema.group.id)], "displayName": "Eng",
        "members": [["value": .string(root)]],
      ])
    fixture.network.decide { $0.isA("PATCH", "/Groups") ? .answer(501) : .pass }
    try fixture.bring(people(1))
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: root, u1"])
  }

  @Test func aRefusalOfTheRightIsNotTriedInEveryDialect() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    fixture.network.decide { $0.isA("PATCH", "/Groups") ? .answer(403) : .pass }
    try fixture.bring(people(3))
    try await fixture.run()
    #expect(changes(fixture) == 1)
    #expect(try fixture.task(.addMembers).error?.status == 403)
    #expect(try fixture.app.pause == nil)
  }

  @Test func aChangeTooLargeIsHalved() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    fixture.network.decide { request in
      let count = Self.operation(request)?["value"]?.array?.count ?? 0
      return count > 2 ? .answer(413) : .pass
    }
    try fixture.bring(people(5))
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: u1, u2, u3, u4, u5"])
    #expect(try fixture.task(.addMembers).status == .provisioned)
  }

  @Test func anotherBaseURLMayBeAnotherApp() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.bring(people(1))
    try await fixture.run()
    #expect(try fixture.app.memberDialect == "standard")
    try fixture.apply { $0.connection.baseURL = "http://127.0.0.1:2/scim" }
    #expect(try fixture.app.memberDialect == nil)
  }
}
