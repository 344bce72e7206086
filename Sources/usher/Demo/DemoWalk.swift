import Text
import Engine
import Provisioning
import SCIM
import Sandbox

/// The seed's seven steps, each proved against the sandbox, printed as TAP version 14.
struct DemoWalk: Sendable {
  let engine: ProvisioningEngine
  let baseURL: String
  let sandbox: Sandbox
  let home: String
  let users: Int

  /// What a step did not prove.
  struct NotProved: Error {
    let what: String
  }

  /// Walks, and stops at the first step that does not hold.
  func run() async -> Bool {
    Streams.standardOutput("TAP version 14")
    Streams.standardOutput("1..7")
    let steps: [(String, @Sendable () async throws -> String)] = [
      ("connection", connection), ("provisioning", provisioning), ("parameters", parameters),
      ("rules", rules), ("directory", directory), ("tasks", tasks), ("test run", testRun),
    ]
    for (index, step) in steps.enumerated() {
      do {
        let proved = try await step.1()
        Streams.standardOutput("ok \(index + 1) - \(step.0): \(proved)")
      } catch let error as NotProved {
        return bail(index, step.0, error.what)
      } catch {
        return bail(index, step.0, Complaint.lines(of: error).joined(separator: "; "))
      }
    }
    return true
  }

  private func bail(_ index: Int, _ name: String, _ why: String) -> Bool {
    Streams.standardOutput("not ok \(index + 1) - \(name): \(why)")
    Streams.standardOutput("Bail out! the steps build on each other")
    return false
  }

  func expect(_ holds: Bool, _ what: String) throws {
    if !holds { throw NotProved(what: what) }
  }

  /// Base URL and token, Enable: reads only.
  func connection() async throws -> String {
    _ = try engine.configuration.apply([try DemoPeople.app(baseURL: baseURL, home: home)])
    let report = try await engine.connections.test("netskope", enabling: true)
    try expect(report.isUsable, report.summary)
    let app = try engine.configuration.app(named: "netskope")
    try expect(app.api.state == .enabled, "API status is \(app.api.state.rawValue)")
    let writes = await sandbox.log.filter { $0.request.method != "GET" }.count
    try expect(writes == 0, "the look at the app wrote to it")
    return "API status Enabled; \(report.summary), reading only"
  }

  /// Enable provisioning, tick what needs approval, choose Delete; refresh entitlements.
  func provisioning() async throws -> String {
    try change { $0.provisioning.enabled = true }
    let group: JSONValue = [
      "schemas": [.string(Schema.group.id)], "displayName": "Everyone",
    ]
    try await sandbox.load([group], into: "Groups")
    let count = try await engine.entitlements.refresh("netskope")
    try expect(count == 1, "\(count) groups were read, not 1")
    return
      "enabled; create, update and delete wait for an admin; leavers are deleted; 1 group read"
  }

  /// Open a row, choose the value, save; email is mapped to email from the start.
  func parameters() async throws -> String {
    let defaults = try engine.configuration.app(named: "netskope").vendor.parameters
    let email = defaults.first { $0.path.hasPrefix("emails") }
    try expect(email?.value == "{{ email }}", "email is not mapped to email")
    try change {
      $0.parameters = [Parameter(path: "name.givenName", value: "{{ firstname | trim }}")]
    }
    let stale = try engine.rules.staleCount("netskope")
    try expect(stale == 0, "\(stale) users are stale in an empty directory")
    return "email ← email by default; name.givenName changed and saved"
  }

  /// New rules, conditions, actions, affected users, save, reorder, reapply.
  func rules() async throws -> String {
    try change { $0.rules = DemoPeople.rules }
    _ = try engine.rules.move("netskope", "Contractors out", to: 1)
    try change { definition in
      definition.provisioning.enabled = false
    }
    _ = try engine.people.importFile(replace: false, dryRun: false, source: "demo") { take in
      for user in DemoPeople.users(users) { try take(DirectoryEntry(whole: user)) }
    }
    try change { $0.provisioning.enabled = true }
    var affected = 0
    try engine.rules.affected(
      engine.configuration.app(named: "netskope").definition, rule: "Engineers"
    ) { _ in
      affected += 1
    }
    try expect(affected == (users + 4) / 5, "rule Engineers affects \(affected) users")
    let plan = try engine.planning.plan("netskope")
    let filed = try engine.planning.reapply("netskope").summary
    try expect(
      plan.changes.count == filed.total && filed.total > 0,
      "the plan had \(plan.changes.count) changes and reapply filed \(filed.total)")
    return
      "3 rules, one moved to the top; Engineers affects \(affected); reapply filed the \(filed.total) tasks that the plan had shown"
  }

  func change(_ body: (inout AppDefinition) -> Void) throws {
    guard var definition = try engine.configuration.definitions("netskope").first else { return }
    body(&definition)
    _ = try engine.configuration.apply([definition])
  }
}
