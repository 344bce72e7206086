import Text
import Engine
import Provisioning
import SCIM
import Sandbox

extension DemoWalk {
  /// A test role, the app, a test user by hand: a task appears by itself.
  func directory() async throws -> String {
    _ = try engine.roles.create("Netskope test")
    try change { $0.roles.append("Netskope test") }
    _ = try engine.people.set("testuser") { user in
      user.attributes = [
        "email": "testuser@example.com", "firstname": "Test", "lastname": "User",
        "department": "Engineering",
      ]
    }
    let before = try tasks(of: "testuser").count
    try expect(before == 0, "a user without the role has \(before) tasks")
    _ = try engine.roles.add("Netskope test", to: ["testuser"])
    let task = try tasks(of: "testuser").first { $0.action == .create }
    try expect(task?.status == .pending, "no pending task appeared")
    return
      "test role with access, a user put into it by hand: task \(task?.id ?? 0) appeared, Pending"
  }

  /// Find, look, approve or ignore, run; read why one failed, retry.
  func tasks() async throws -> String {
    let sent = await sandbox.log.filter { $0.request.method != "GET" }.count
    try expect(sent == 0, "\(sent) writes were sent before anyone approved")
    let app = try engine.configuration.app(named: "netskope").id
    let ignored = try tasks(of: DemoPeople.username(0)).first { $0.action == .create }
    if let ignored { _ = try engine.decisions.decide(.ignore, [ignored.id]) }
    let approved = try engine.decisions.decide(
      .approve, all: TaskFilter(app: app, statuses: [.pending]), described: "status:pending")
    let report = try await Worker(engine, untilIdle: true).run()
    try expect(report.failed == 0, "\(report.failed) tasks failed")
    let accounts = await sandbox.users.count
    let contractors = (0..<users).count(where: DemoPeople.isContractor)
    let wanted = users - contractors - 1 + 1
    try expect(accounts == wanted, "the app holds \(accounts) accounts, not \(wanted)")
    let verified = try await engine.verification.verify("netskope")
    let expected = verified.differences.filter { !$0.name.hasPrefix("\(DemoPeople.username(0))@") }
    try expect(expected.isEmpty, expected.first?.what ?? "")
    return
      "1 ignored, \(approved.count) approved, \(report.provisioned) provisioned; \(accounts) accounts and \(verified.groups) groups read back as they should be"
  }

  /// The seed's test for one user: create, update and deletion, each read back.
  func testRun() async throws -> String {
    _ = try engine.people.set("testuser2") { user in
      user.attributes = [
        "email": "testuser2@example.com", "firstname": "Second", "lastname": "Test",
      ]
      user.roles = ["Netskope test"]
    }
    let report = try await engine.testRuns.run("netskope", user: "testuser2")
    let failed = report.steps.first { !$0.passed }
    try expect(report.passed, failed.map { "\($0.name): \($0.detail)" } ?? "it did not end")
    let left = await sandbox.users.contains { $0["userName"]?.string == "testuser2@example.com" }
    try expect(!left, "the account is still there")
    return "created, changed and deleted testuser2, each read back from the app"
  }

  private func tasks(of user: String) throws -> [ProvisioningTask] {
    var found: [ProvisioningTask] = []
    try engine.tasks.list(TaskFilter(user: user)) { found.append($0) }
    return found
  }
}
