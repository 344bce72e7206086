import Text
import Engine
import Provisioning
import SCIM
import StoreSupport
import Testing

@testable import Storage

/// Who did what when: append-only, and each entry chained to the last by hash.
@Suite(.serialized) struct AuditTests {
  private func entries(_ fixture: Fixture) throws -> [AuditEntry] {
    var entries: [AuditEntry] = []
    try fixture.engine.audit.entries(limit: nil) { entries.append($0) }
    return entries.reversed()
  }

  private func worked() async throws -> Fixture {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann", "bob")
    _ = try fixture.engine.decisions.decide(.approve, [try fixture.task(.create, "ann").id])
    _ = try fixture.engine.decisions.decide(
      .ignore, all: TaskFilter(statuses: [.pending]), described: "status pending")
    fixture.network.decide { _ in .answer(401) }
    try await fixture.run()
    fixture.network.heal()
    _ = try await fixture.engine.connections.test("app", enabling: true)
    _ = try fixture.engine.planning.reapply("app")
    _ = try fixture.engine.roles.add("Staff", to: ["ann"])
    _ = try fixture.engine.people.delete("bob")
    try fixture.engine.connections.disable("app")
    return fixture
  }

  /// The number of the first entry that is not as it was written.
  private func broken(_ fixture: Fixture, _ heads: [AuditHead] = []) -> Int64? {
    do {
      _ = try fixture.engine.audit.verify(heads: heads)
      return nil
    } catch let broken as AuditChain.Broken {
      return broken.seq
    } catch {
      return -1
    }
  }

  @Test func whatWasSentIsInItWithItsHash() async throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann", "bob")
    fixture.network.decide { request in
      request.isA("POST") && request.body?.text.contains("bob") == true ? .answer(400) : .pass
    }
    _ = try fixture.engine(for: "lou").decisions.decide(.approve, [1, 2])
    try await fixture.run()
    let ends = try entries(fixture).suffix(2)
    #expect(
      ends.map { "\($0.actor.name) \($0.action) \($0.subject)" } == [
        "worker task.provisioned 1", "worker task.failed 2",
      ])
    for (end, status) in zip(ends, [201, 400]) {
      let task = try fixture.engine.tasks.detail(TaskID(end.subject) ?? 0)
      #expect(end.detail["request"]?.string == task.task.request.hash)
      #expect(end.detail["approvedBy"] == "lou" && end.detail["runBy"] == "kim")
      let sent = try #require(end.detail["sent"]?.array?.first)
      #expect(sent["request"] == "POST /Users" && sent["status"]?.integer == status)
      #expect(sent["body"]?.string == SHA256.hex(task.task.request.body?.bytes ?? []))
    }
    #expect(broken(fixture) == nil)
  }

  @Test func whatWasDoneIsInIt() async throws {
    let fixture = try await worked()
    let entries = try entries(fixture)
    #expect(
      entries.map { "\($0.actor.name) \($0.action) \($0.subject)" } == [
        "kim app.apply app", "kim directory.import test", "kim task.approve 1",
        "kim task.ignore 2", "worker app.pause app", "kim app.reapply app", "kim role.add Staff",
        "kim user.delete bob", "kim connection.disable app",
      ])
    #expect(entries.map(\.seq) == Array(1...9))
    #expect(entries[2].actor.origin == "desk")
    #expect(entries[2].detail["request"]?.string == (try fixture.task(.create, "ann").approvedHash))
    #expect(entries[3].detail["filter"] == "status pending")
    #expect(entries.map(\.previousHash) == [""] + entries.dropLast().map(\.hash))
  }

  @Test func theChainHolds() async throws {
    let fixture = try await worked()
    let head = try fixture.engine.audit.verify()
    #expect(head.entries == 9)
    #expect(try fixture.engine.audit.verify(heads: [head]) == head)
    #expect(try fixture.engine.audit.head() == head)
    #expect(try fixture.engine.audit.count() == 9)
  }

  @Test(arguments: [
    ("UPDATE audit SET subject = 'x' WHERE seq = 4", 4),
    ("UPDATE audit SET at = 0 WHERE seq = 1", 1),
    ("UPDATE audit SET actor = 'lou' WHERE seq = 9", 9),
    ("UPDATE audit SET origin = '' WHERE seq = 3", 3),
    ("UPDATE audit SET detail = '{}' WHERE seq = 2", 2),
    ("UPDATE audit SET action = 'task.ignore' WHERE seq = 3", 3),
    ("DELETE FROM audit WHERE seq = 5", 5), ("DELETE FROM audit WHERE seq = 1", 1),
    ("DELETE FROM audit WHERE seq >= 8", 8), ("DELETE FROM audit", 1),
    ("UPDATE audit SET hash = 'x' WHERE seq = 6", 6),
    ("UPDATE audit SET previous_hash = hash WHERE seq = 7", 7),
    ("UPDATE audit SET detail = detail || ' ' WHERE seq = 3", 3),
    ("UPDATE audit SET detail = replace(detail, ':', ': ') WHERE seq = 4", 4),
    ("UPDATE audit SET detail = x'00ff' WHERE seq = 4", 4),
    ("UPDATE audit SET at = 'never' WHERE seq = 5", 5),
    ("UPDATE audit SET seq = 12 WHERE seq = 9", 9),
  ])
  func whatWasTamperedWithIsNamed(_ row: (sql: String, entry: Int64)) async throws {
    let fixture = try await worked()
    let head = try fixture.engine.audit.verify()
    try fixture.store.write { session in
      // Where a column takes numbers alone, the number that is none.
      let sql = EmptyStore.isOnServer ? row.sql.replacing("'never'", with: "'NaN'") : row.sql
      try #require(session as? SQLSession).db.run(sql)
    }
    #expect(broken(fixture, [head]) == Int64(row.entry), "\(row.sql)")
  }

  @Test func aChainThatWasWrittenAnewIsFoundByTheHeadOutside() async throws {
    let fixture = try await worked()
    let head = try fixture.engine.audit.verify()
    let entries = try entries(fixture)
    try fixture.store.write { session in
      try #require(session as? SQLSession).db.run("DELETE FROM audit")
      for entry in entries {
        try session.audit.add(at: entry.at, entry.actor, entry.action, "other", entry.detail)
      }
    }
    #expect(broken(fixture) == nil)
    #expect(broken(fixture, [head]) == 9)
  }

  @Test func theTokenIsNowhereInTheStore() async throws {
    let fixture = try await worked()
    let definition = try fixture.app.definition
    #expect(definition.connection.token == .environment("APP_TOKEN"))
    var text = try entries(fixture).map(\.detail.text).joined()
    for task in try fixture.tasks() {
      let attempts = try fixture.engine.tasks.detail(task.id).attempts
      text += task.request.json.text + (task.error?.json.text ?? "")
      text += attempts.map { $0.request + $0.answer }.joined()
    }
    text += try fixture.app.api.detail + (fixture.app.serviceProvider?.text ?? "")
    #expect(!text.contains("sandbox-token"))
    #expect(fixture.network.sent.allSatisfy { $0.headers["Authorization"] == nil })
  }
}
