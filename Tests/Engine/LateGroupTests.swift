import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// A group that the app took and does not show yet is waited for.
@Suite(.serialized) struct LateGroupTests {
  @Test func aGroupThatIsMadeLaterIsNotMadeTwice() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    let clock = fixture.clock
    let start = clock.now()
    let posts = Counter()
    fixture.network.decide { request in
      if request.isA("POST", "/Groups") {
        posts.up()
        return .answer(202)
      }
      guard request.isA("GET", "/Groups"), clock.now() > start + 4,
        await fixture.sandbox.groups.isEmpty
      else { return .pass }
      try await fixture.behind(
        "POST", "/Groups", ["schemas": [.string(Schema.group.id)], "displayName": "Eng"])
      return .pass
    }
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    #expect(posts.count == 1)
    #expect(await fixture.groups() == ["Eng: ann"])
    let app = try fixture.app.id
    #expect(try fixture.store.read { try $0.group(app, named: "eng")?.origin } == .created)
  }

  @Test func aGroupThatNeverShowsIsAFailure() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    let posts = Counter()
    fixture.network.decide { request in
      guard request.isA("POST", "/Groups") else { return .pass }
      posts.up()
      return .answer(202)
    }
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    #expect(posts.count == 1)
    #expect(try fixture.task(.createGroup).error?.status == 202)
    #expect(try fixture.task(.createGroup).status == .failed)
  }

  @Test func membersWaitForAGroupThatWasJustMade() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    let clock = fixture.clock
    let start = clock.now()
    fixture.network.decide { request in
      request.isA("GET", "/Groups/") && clock.now() < start + 5 ? .answer(404) : .pass
    }
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann"])
    #expect(try fixture.list(.failed).isEmpty)
  }
}
