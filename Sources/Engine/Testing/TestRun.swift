import Text
import Provisioning
import SCIM

/// The seed's test for one user: create, confirm, update, confirm, delete, confirm.
public struct TestRunReport: Sendable {
  /// One step.
  public struct Step: Sendable, Hashable {
    /// `create`, `confirm create`, `update`, ….
    public var name: String
    /// Whether it passed.
    public var passed: Bool
    /// What was sent and seen, or why it failed.
    public var detail: String
    /// The task behind it.
    public var task: Int64?
  }

  /// The steps in order; the ones behind a failed one are not there.
  public var steps: [Step] = []

  /// Whether every step passed.
  public var passed: Bool { steps.count == 6 && steps.allSatisfy(\.passed) }
}

/// Walks one user through the app. Only this user's account is touched, and only where there was
/// none before.
struct TestRun {
  let engine: ProvisioningEngine
  let app: AppRecord
  let user: DirectoryUser
  let client: AppClient
  let knowledge: AppKnowledge
  let each: (TestRunReport.Step) -> Void

  func run() async throws -> TestRunReport {
    try await refuseExisting()
    var report = TestRunReport()
    let created = try await step("create", &report) { try createTask() }
    guard created, let account = try account() else { return report }
    guard try await confirm("confirm create", account.remoteID, &report, seen: present) else {
      return report
    }
    let (change, update) = try updateTask(account)
    guard try await step("update", &report, { update }) else { return report }
    let updated = try await confirm("confirm update", account.remoteID, &report) { resource in
      let held = resource.flatMap { try? $0.value(at: AttributePath(parsing: change.path)) }
      return held == change.to
        ? (true, "\(change.path) is \(change.to?.scalarText ?? "")")
        : (false, "\(change.path) is \(held?.scalarText ?? "empty"), not what was sent")
    }
    guard updated else { return report }
    guard try await step("delete", &report, { try deleteTask(account) }) else { return report }
    _ = try await confirm("confirm delete", account.remoteID, &report) { resource in
      guard let resource else { return (true, "the account is gone") }
      return resource["active"]?.bool == false
        ? (true, "the app keeps the account, inactive") : (false, "the account is still there")
    }
    return report
  }

  private func present(_ resource: JSONValue?) -> (Bool, String) {
    resource.map { (true, "the account is there, id \($0.identifier ?? "none")") }
      ?? (false, "the account is not there")
  }

  /// A user who has an account already would lose it by the test.
  private func refuseExisting() async throws {
    let name = try engine.store.read { session -> String in
      let context = try PlanContext(app, in: session, now: engine.time.now())
      let evaluation = context.evaluator.evaluate(user)
      guard evaluation.outcome == .assigned, let desired = evaluation.desired else {
        throw EngineError.invalid(
          "\(user.username) gets no account in \(app.name) (\(evaluation.outcome.rawValue)\(evaluation.detail.isEmpty ? "" : ": " + evaluation.detail)); choose a user who does"
        )
      }
      return desired.userName
    }
    if let account = try account(), account.state == .present { throw hasAccount(name) }
    let query = ListQuery(filter: .equals("userName", name))
    do {
      let response = try await client.read(.list("Users", query))
      let found = try Self.resources(in: response)
      if found.contains(where: { $0["userName"]?.scalarText?.lowercased() == name.lowercased() }) {
        throw hasAccount(name)
      }
    } catch let error as TransportError {
      throw EngineError.connection(FailureWords.sentence(error))
    }
  }

  /// What a look-up found. An answer that cannot be read does not say that nobody is there; an app
  /// that knows no filters says so, and is listed later.
  private static func resources(in response: HTTPResponse) throws -> [JSONValue] {
    if [400, 404, 501].contains(response.status) { return [] }
    do {
      return try ListPage(response: response).resources
    } catch {
      throw EngineError.connection(FailureWords.sentence(error, reading: "the users of this name"))
    }
  }

  private func hasAccount(_ name: String) -> EngineError {
    .invalid(
      "\(name) has an account in \(app.name) already, which the test would delete; choose a user who has none"
    )
  }

  private func account() throws -> AccountRecord? {
    try engine.store.read { try $0.accounts.accounts(app.id, users: [user.id])[user.id] }
  }

  /// Runs one task to its end, and notes it.
  private func step(
    _ name: String, _ report: inout TestRunReport, _ make: () throws -> TaskID
  ) async throws -> Bool {
    let id = try make()
    let status = try await execute(id)
    let task = try engine.tasks.detail(id).task
    let sent = "\(task.request.method) \(task.request.path)"
    let detail =
      status == .provisioned
      ? "\(sent)\(task.note.map { "; " + $0 } ?? "")"
      : task.error?.advice ?? task.note ?? "the task is \(status.rawValue)"
    note(.init(name: name, passed: status == .provisioned, detail: detail, task: id), &report)
    return status == .provisioned
  }

  private func confirm(
    _ name: String, _ id: String, _ report: inout TestRunReport,
    seen: (JSONValue?) -> (Bool, String)
  ) async throws -> Bool {
    let response: HTTPResponse
    do throws(TransportError) {
      response = try await client.read(.get("Users", id: id))
    } catch {
      note(.init(name: name, passed: false, detail: FailureWords.sentence(error)), &report)
      return false
    }
    let resource: JSONValue?
    do {
      resource = try Self.resource(in: response)
    } catch {
      let words = FailureWords.sentence(SCIMFailure(response: response), reading: "the account")
      note(.init(name: name, passed: false, detail: words), &report)
      return false
    }
    let (passed, detail) = seen(resource)
    note(.init(name: name, passed: passed, detail: detail), &report)
    return passed
  }

  /// The account that an answer shows; `nil` where it says that there is none.
  private static func resource(in response: HTTPResponse) throws -> JSONValue? {
    if response.status == 404 || response.status == 410 { return nil }
    guard response.status == 200 else { throw SCIMFailure(response: response) }
    return try JSONValue(parsing: response.body)
  }

  private func note(_ step: TestRunReport.Step, _ report: inout TestRunReport) {
    report.steps.append(step)
    each(step)
  }

  private func execute(_ id: TaskID) async throws -> TaskStatus {
    let worker = "test-run-\(Int(engine.chance.fraction() * 1e9))"
    while true {
      let now = engine.time.now()
      let task = try engine.store.write { session in
        try session.queue.take(id, worker: worker, now: now, lease: now + Worker.lease)
      }
      guard let task else { return try engine.tasks.detail(id).task.status }
      let result = await Execution(
        engine, app, task, client, knowledge, worker: worker
      ).run()
      let status = try result.status { end in
        try engine.store.write { try engine.followUp.finish(end, worker: worker, in: $0) }
      }
      guard status == .approved else { return status }
      let record = try engine.configuration.app(named: app.name)
      if let pause = record.pause {
        throw EngineError.paused(app: app.name, reason: pause.reason)
      }
      guard record.isConnected else { throw EngineError.notConnected(app: app.name) }
      let wait = try engine.tasks.detail(id).task.notBefore - engine.time.now()
      await engine.time.sleep(seconds: min(max(wait, 0.05), 60))
    }
  }
}
