import Text
import Engine
import Manifest
import Provisioning
import SCIM
import Sandbox
import Testing

/// Test run: create, confirm, update, confirm, delete, confirm, for one user alone.
@Suite(.serialized) struct TestRunTests {
  @Test(arguments: SandboxProfile.all.map(\.name))
  func everyStepPassesOnEveryProfile(_ name: String) async throws {
    var profile = try #require(SandboxProfile.named(name))
    profile.faults = []
    let fixture = try Fixture(
      profile, template: VendorCatalog.builtIn.named(name)?.name ?? "scim",
      approve: Set(ApprovalKind.allCases))
    try fixture.hire("ann", "bob")
    let report = try await fixture.engine.testRuns.run("app", user: "ann")
    #expect(report.passed, "\(report.steps)")
    #expect(
      report.steps.map(\.name) == [
        "create", "confirm create", "update", "confirm update", "delete", "confirm delete",
      ])
    #expect(fixture.network.sent.count { $0.isA("POST") } == 1, "only the chosen user's")
    let rest = await fixture.sandbox.users
    #expect(rest.allSatisfy { $0["active"]?.bool == false })
    #expect(try fixture.list(.pending).filter { $0.hasPrefix("create bob") }.count == 1)
  }

  @Test func whoHasAnAccountIsNotTested() async throws {
    let fixture = try Fixture()
    try await fixture.stranger("ANN")
    try fixture.hire("ann", "bob")
    await #expect(throws: EngineError.self) {
      try await fixture.engine.testRuns.run("app", user: "ann")
    }
    try await fixture.run()
    await #expect(throws: EngineError.self) {
      try await fixture.engine.testRuns.run("app", user: "bob")
    }
    #expect(fixture.network.sent.allSatisfy { $0.method != "DELETE" })
  }

  @Test func whoGetsNoAccountIsNotTested() async throws {
    let fixture = try Fixture(rules: [.exclude(department: "Out")])
    try fixture.bring([
      Fixture.person("guest", roles: []), Fixture.person("out", department: "Out"),
      Fixture.person("idle", status: .suspended),
    ])
    for name in ["guest", "out", "idle", "zoe"] {
      await #expect(throws: EngineError.self) {
        try await fixture.engine.testRuns.run("app", user: name)
      }
    }
    #expect(fixture.network.sent.isEmpty)
  }

  @Test func whoWasDecidedAgainstIsNotTested() async throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann")
    let task = try #require(try fixture.tasks(.pending).first)
    _ = try fixture.engine.decisions.decide(.ignore, [task.id])
    do {
      _ = try await fixture.engine.testRuns.run("app", user: "ann")
      Issue.record("it ran")
    } catch let error as EngineError {
      #expect(error.sentence.contains("usher tasks retry \(task.id) brings it back"))
    }
    #expect(fixture.network.sent.allSatisfy { !$0.isA("POST") })
  }

  @Test func theStepThatFailsIsTheLast() async throws {
    let fixture = try Fixture()
    fixture.network.decide {
      $0.isA("PATCH") ? .answer(400, body: #"{"detail":"no titles"}"#) : .pass
    }
    try fixture.hire("ann", title: "CTO")
    let report = try await fixture.engine.testRuns.run("app", user: "ann")
    #expect(report.steps.map(\.passed) == [true, true, false])
    #expect(!report.passed)
    #expect(report.steps.last?.detail.contains("refused the values") == true)
  }

  @Test func passingTroubleDoesNotFailIt() async throws {
    let fixture = try Fixture(faults: [SandboxFault(.unavailable, rate: 0.3, seed: 5)])
    try fixture.hire("ann")
    #expect(try await fixture.engine.testRuns.run("app", user: "ann").passed)
  }

  @Test func whatIsOffIsNotTested() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try fixture.engine.connections.disable("app")
    await #expect(throws: EngineError.notConnected(app: "app")) {
      try await fixture.engine.testRuns.run("app", user: "ann")
    }
  }
}
