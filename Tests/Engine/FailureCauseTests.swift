import Engine
import Provisioning
import Testing

/// Failed tasks by what made them fail.
@Suite(.serialized) struct FailureCauseTests {
  @Test func tasksThatFailedAlikeAreOneCause() async throws {
    let fixture = try Fixture()
    let app = try fixture.app.id
    #expect(try fixture.engine.standing.failureCauses(app).isEmpty)
    fixture.network.decide { $0.isA("POST", "/Users") ? .answer(400, body: "no") : .pass }
    for name in ["ann", "bob", "cem"] { try fixture.hire(name) }
    try await fixture.run()
    let causes = try fixture.engine.standing.failureCauses(app)
    #expect(causes.map(\.status) == [400] && causes.map(\.count) == [3])
    #expect(causes.first?.advice.hasPrefix("the app refused the values of create: ") == true)
    fixture.network.heal()
    let failed = try fixture.engine.tasks.list(
      TaskFilter(app: app, statuses: [.failed]), at: .first)
    _ = try fixture.engine.decisions.decide(.retry, failed.rows.map(\.id))
    #expect(try fixture.engine.standing.failureCauses(app).isEmpty)
  }
}
