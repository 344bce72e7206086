import Provisioning
import SCIM
import Testing
import Text

@testable import Engine

/// What waits for a person.
@Suite struct StatusTests {
  private func needs(_ fixture: Fixture) throws -> [AppNeed] {
    try #require(try fixture.engine.standing.status(of: "app").first).needs
  }

  @Test func nothingWaitsWhereAllIsDone() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try await fixture.run()
    #expect(try needs(fixture).isEmpty)
  }

  @Test func decisionsByActionAndAge() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann", "bo")
    let filed = fixture.clock.now()
    fixture.clock.advance(3 * 3600)
    let needs = try needs(fixture)
    #expect(needs == [.decisions(.create, count: 2, since: filed)])
    #expect(
      needs[0].sentence(now: fixture.clock.now())
        == "2 create wait for approval, the oldest for 3.0 h")
    #expect(!needs[0].isProblem)
  }

  @Test func approvedTasksThatNobodyTakes() throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    let filed = fixture.clock.now()
    #expect(try needs(fixture).isEmpty)
    fixture.clock.advance(3600)
    #expect(try needs(fixture) == [.idle(count: 1, since: filed)])
    try fixture.engine.connections.disable("app")
    #expect(try needs(fixture).map(\.code) == ["disabled"])
  }

  @Test func failuresByCause() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", "bo", "cy")
    fixture.network.decide { $0.isWrite ? .answer(400, body: #"{"detail":"no"}"#) : .pass }
    try await fixture.run()
    let needs = try needs(fixture)
    #expect(needs.count == 1 && needs[0].code == "failed" && needs[0].count == 3, "\(needs)")
    #expect(needs[0].isProblem)
    #expect(needs[0].command(for: "my app") == "usher tasks list --app 'my app' --status failed")
  }

  @Test func whatDifferedWhenTheAppWasReadLast() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", "bo")
    try await fixture.run()
    _ = try await fixture.engine.verification.verify("app")
    #expect(try needs(fixture).isEmpty)
    try await fixture.drift("ann", "title", "other")
    fixture.clock.advance(1)
    let read = fixture.clock.now()
    _ = try await fixture.engine.verification.verify("app")
    // A look at one account says nothing of the others.
    _ = try await fixture.engine.verification.verify("app", user: "bo")
    #expect(try needs(fixture) == [.differences(1, since: read.rounded(.down))])
    fixture.clock.advance(7200)
    let need = try #require(try needs(fixture).first)
    #expect(need.isProblem && need.command(for: "app") == "usher verify app")
    #expect(
      need.sentence(now: fixture.clock.now())
        == "1 difference when the app was read back, 2.0 h ago")
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    _ = try await fixture.engine.verification.verify("app")
    #expect(try needs(fixture).isEmpty)
  }

  @Test func aPausedApp() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    fixture.network.decide { _ in .answer(401) }
    try await fixture.run()
    #expect(try needs(fixture).first?.code == "paused")
  }

  @Test func olderRules() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.apply { $0.parameters = [Parameter(path: "title", value: "x")] }
    #expect(try needs(fixture) == [.reapply(users: 1)])
  }

  @Test func aPlanThatALimitStopped() async throws {
    let fixture = try Fixture { $0.provisioning.limits = SafetyLimits(deletions: 1, share: 1) }
    try fixture.hire("ann", "bo", "cy")
    try await fixture.run()
    try fixture.bring([Fixture.person("cy")], replace: true)
    let needs = try needs(fixture)
    #expect(needs == [.held(users: 2)])
    #expect(needs[0].isProblem)
    #expect(needs[0].command(for: "app") == "usher plan app")
  }

  @Test func sourcesThatWereNotReadInTime() async throws {
    let fixture = try Fixture()
    try fixture.setUp("corp", every: 600)
    #expect(try fixture.engine.sources.late().isEmpty, "it was set up a moment ago")
    try await fixture.sync("corp", FakeSource([.named("ann")]))
    let read = fixture.clock.now()
    fixture.clock.advance(1_200)
    #expect(try fixture.engine.sources.late().isEmpty)
    fixture.clock.advance(100)
    #expect(try fixture.engine.sources.late().map(\.name) == ["corp"])
    #expect(try fixture.engine.sources.late().first?.since == read)
  }

  @Test func aSourceThatIsNotReadByItselfIsNeverLate() async throws {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    try await fixture.sync("corp", FakeSource([.named("ann")]))
    fixture.clock.advance(1e7)
    #expect(try fixture.engine.sources.late().isEmpty)
  }
}
