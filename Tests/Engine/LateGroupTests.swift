import Text
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
    #expect(try fixture.store.read { try $0.groups.group(app, named: "eng")?.origin } == .created)
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

  /// A group that usher made just now and the app shows by nothing, until so many seconds later.
  private func unseen(_ seconds: Double, window: Double? = nil) async throws -> Fixture {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")]) {
      $0.connection.visibilityWindow = window
    }
    let clock = fixture.clock
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    let end = clock.now() + seconds
    fixture.network.decide { request in
      guard request.isA("GET", "/Groups"), clock.now() < end else { return .pass }
      return request.isA("GET", "/Groups/")
        ? .answer(404) : .answer(200, body: #"{"totalResults":0,"Resources":[]}"#)
    }
    clock.advance(2)
    return fixture
  }

  private func group(_ fixture: Fixture) throws -> GroupRecord {
    let app = try fixture.app.id
    return try #require(try fixture.store.read { try $0.groups.group(app, named: "Eng") })
  }

  @Test func refreshTakesAGroupThatWasJustMadeForNotVisibleYet() async throws {
    let fixture = try await unseen(12)
    let made = try group(fixture)
    #expect(made.writtenAt != nil)
    #expect(try await fixture.engine.entitlements.refresh("app") == 0)
    #expect(try group(fixture) == made)
    #expect(
      try fixture.engine.planning.plan("app").changes.isEmpty, "nothing is made or filled again")
    fixture.clock.advance(12)
    #expect(try await fixture.engine.entitlements.refresh("app") == 1)
    #expect(try group(fixture).writtenAt == nil, "it was read")
    // What was seen once and is not there is gone.
    fixture.network.decide { $0.isA("GET", "/Groups/") ? .answer(404) : .pass }
    try await fixture.behind("DELETE", "/Groups/\(try #require(made.remoteID))")
    fixture.clock.advance(1)
    #expect(try await fixture.engine.entitlements.refresh("app") == 0)
    #expect(try group(fixture).remoteID == nil)
  }

  @Test func afterTheWindowItIsGone() async throws {
    let fixture = try await unseen(5_000, window: 60)
    fixture.clock.advance(60)
    _ = try await fixture.engine.entitlements.refresh("app")
    #expect(try group(fixture).remoteID == nil)
  }

  @Test func verifyWaitsForAGroupThatWasJustMade() async throws {
    let fixture = try await unseen(12)
    #expect(try await fixture.engine.verification.verify("app").differences.isEmpty)
    #expect(try group(fixture).remoteID != nil && group(fixture).writtenAt == nil)
    #expect(try fixture.engine.planning.plan("app").changes.isEmpty)
  }

  @Test func verifyNamesAGroupThatMayBeVisibleLaterAndKeepsIt() async throws {
    let fixture = try await unseen(500, window: 600)
    let report = try await fixture.engine.verification.verify("app")
    #expect(report.differences.map(\.name) == ["Eng"])
    #expect(
      report.differences.first?.what.hasPrefix("is not visible in the app: usher made") == true)
    #expect(try group(fixture).remoteID != nil)
    #expect(try fixture.engine.planning.plan("app").changes.isEmpty)
    fixture.clock.advance(600)
    let later = try await fixture.engine.verification.verify("app")
    #expect(later.differences.isEmpty)
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
