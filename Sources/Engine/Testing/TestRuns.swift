import Provisioning

/// The test of an app with one user.
public struct TestRuns: Sendable {
  let engine: ProvisioningEngine

  /// Creates, changes and deletes the account of one user who has none, and looks after each step.
  ///
  /// - Parameter each: gets the steps as they end.
  public func run(
    _ app: String, user: String, each: @escaping (TestRunReport.Step) -> Void = { _ in }
  ) async throws -> TestRunReport {
    let record = try engine.store.app(named: app)
    guard record.isConnected else { throw EngineError.notConnected(app: record.name) }
    if let pause = record.pause {
      throw EngineError.paused(app: record.name, reason: pause.reason)
    }
    guard record.definition.provisioning.enabled else {
      throw EngineError.invalid(
        "provisioning is not enabled for \(record.name): set provisioning.enabled and apply")
    }
    try engine.rights.check(to: "approve tasks", of: record)
    if record.definition.provisioning.approvals.notByRequester {
      throw EngineError.invalid(
        "a test run approves what it files itself, which approvals.not_by_requester of \(record.name) does not let anyone do; test with an app of its own"
      )
    }
    let stored = try engine.store.read { try $0.existingUser(named: user).user }
    return try await TestRun(
      engine: engine, app: record, user: stored, client: try engine.connections.client(for: record),
      knowledge: AppKnowledge(engine.time), each: each
    ).run()
  }
}
