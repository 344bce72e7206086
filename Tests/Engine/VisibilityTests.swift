import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// What usher made or changed a moment ago and does not see is not gone.
@Suite(.serialized) struct VisibilityTests {
  private static func late(_ seconds: Double) -> SandboxProfile {
    var profile = SandboxProfile.rfc
    profile.quirks.visibleAfter = seconds
    return profile
  }

  @Test func aChangeOfAnAccountThatIsNotVisibleYetWaits() async throws {
    let fixture = try Fixture(Self.late(12))
    try fixture.hire("ann")
    try await fixture.run()
    let id = try #require(await fixture.sandbox.users.first?["id"]?.scalarText)
    try fixture.set("ann", "title", "CTO")
    try await fixture.run()
    let accounts = await fixture.sandbox.users
    #expect(accounts.map { $0["id"]?.scalarText } == [id], "no second one is made")
    #expect(accounts.first?["title"] == "CTO")
    #expect(try fixture.list() == ["create ann provisioned", "update ann provisioned"])
  }

  @Test func waitingIsNoAttemptThatFailed() async throws {
    let fixture = try Fixture(Self.late(5_000)) { $0.connection.visibilityWindow = 7_200 }
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.set("ann", "title", "CTO")
    try await fixture.run()
    #expect(try fixture.task(.update).status == .provisioned)
    #expect(try fixture.task(.update).attempts <= 2)
  }

  @Test func whatIsNotSeenAfterTheWindowIsGone() async throws {
    let fixture = try Fixture { $0.connection.visibilityWindow = 60 }
    try fixture.hire("ann")
    try await fixture.run()
    try await fixture.behind("DELETE", "/Users/\(try await fixture.id("ann"))")
    try fixture.set("ann", "title", "CTO")
    let start = fixture.clock.now()
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"], "another one was made")
    #expect(fixture.clock.now() - start >= 59)
  }

  @Test func whereNoWindowIsWantedWhatIsNotSeenIsGone() async throws {
    let fixture = try Fixture { $0.connection.visibilityWindow = 0 }
    try fixture.hire("ann")
    try await fixture.run()
    try await fixture.behind("DELETE", "/Users/\(try await fixture.id("ann"))")
    try fixture.set("ann", "title", "CTO")
    let start = fixture.clock.now()
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
    #expect(fixture.clock.now() - start < 5)
  }

  @Test func aLeaverWhoseAccountIsNotVisibleYetIsDeletedOnceItIs() async throws {
    let fixture = try Fixture(Self.late(12)) { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann")
    try await fixture.run()
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    #expect(await fixture.accounts().isEmpty)
    #expect(try fixture.task(.delete).note == nil, "it was not taken for gone")
  }

  @Test func verifyWaitsForIt() async throws {
    let fixture = try Fixture(Self.late(12))
    try fixture.hire("ann")
    try await fixture.run()
    fixture.clock.advance(2)
    #expect(try await fixture.engine.verification.verify("app").differences.isEmpty)
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
  }

  @Test func verifyNamesItWhereTheWindowIsLongAndKeepsTheLink() async throws {
    let fixture = try Fixture(Self.late(500)) { $0.connection.visibilityWindow = 600 }
    try fixture.hire("ann")
    try await fixture.run()
    fixture.clock.advance(2)
    let report = try await fixture.engine.verification.verify("app")
    #expect(report.differences.map(\.name) == ["ann"])
    #expect(report.differences.first?.what.hasPrefix("is not visible in the app") == true)
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
  }

  @Test func whatIsReallyGoneIsFoundByVerify() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try await fixture.run()
    try await fixture.behind("DELETE", "/Users/\(try await fixture.id("ann"))")
    fixture.clock.advance(1)
    let report = try await fixture.engine.verification.verify("app")
    #expect(report.differences.map(\.what) == ["has no account in the app"])
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open() == ["create ann approved"])
  }

  @Test func anAccountWhoseMakingWasAnsweredWithoutItIsWaitedFor() async throws {
    let fixture = try Fixture(Self.late(12))
    fixture.network.decide { $0.isA("POST", "/Users") ? .replace(201) : .pass }
    try fixture.hire("ann")
    try await fixture.run()
    #expect(try fixture.list() == ["create ann provisioned"])
    #expect(fixture.network.sent.count { $0.isA("POST") } == 1)
  }

  @Test func anAccountWhoseMakingWasNotAnsweredIsFoundOnceItIsVisible() async throws {
    let fixture = try Fixture(Self.late(12))
    let posts = Counter()
    fixture.network.decide { request in
      request.isA("POST", "/Users") && posts.up() == 1 ? .lose(.reset("test")) : .pass
    }
    try fixture.hire("ann")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
    #expect(try fixture.list() == ["create ann provisioned"])
  }

  @Test func whoLeavesWhileTheirMakingIsInDoubtIsLookedForLongEnough() async throws {
    let fixture = try Fixture(Self.late(12))
    fixture.network.decide { request in
      guard request.isA("POST", "/Users") else { return .pass }
      _ = try fixture.engine.people.delete("ann")
      return .lose(.reset("test"))
    }
    try fixture.hire("ann")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann (inactive)"])
  }

  /// That the name is taken is the doing of the first request, whose answer was lost.
  @Test func aNameThatIsTakenByALostAnswerIsLookedForLongEnough() async throws {
    let fixture = try Fixture(Self.late(12))
    let posts = Counter()
    fixture.network.decide { request in
      guard request.isA("POST", "/Users") else { return .pass }
      if posts.up() == 1 { return .replace(504) }
      _ = try fixture.engine.people.delete("ann")
      return .pass
    }
    try fixture.hire("ann")
    try await fixture.run()
    #expect(posts.count == 2)
    #expect(await fixture.accounts() == ["ann (inactive)"])
  }
}
