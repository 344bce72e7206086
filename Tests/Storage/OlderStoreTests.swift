import Engine
import Foundation
import GRDB
import Provisioning
import SCIM
import Testing

@testable import Storage

/// What older versions of usher kept goes on in the store of this one.
@Suite struct OlderStoreTests {
  /// A store as it was at a step, with an app and users of these names.
  private func older(_ step: String, _ users: String..., fill: (Database) throws -> Void) throws
    -> DatabaseQueue
  {
    let queue = try DatabaseQueue()
    try Migrations.all.migrate(queue, upTo: step)
    let definition = AppDefinition(
      name: "app", connection: ConnectionSettings(baseURL: "https://x.example"))
    try queue.write { db in
      // By hand: today's columns are not all there yet.
      try db.execute(
        sql: """
          INSERT INTO app (id, name, name_key, definition, mapping_version, connected, api_state, api_detail)
          VALUES (1, 'app', 'app', ?, 1, 0, 'disabled', '')
          """, arguments: [String(decoding: try JSONEncoder().encode(definition), as: UTF8.self)])
      for (index, name) in users.enumerated() {
        try db.execute(
          sql: """
            INSERT INTO user (id, username, username_key, status, payload)
            VALUES (?, ?, ?, 'active', '["active",{},[]]')
            """, arguments: [index + 1, name, name])
      }
      try fill(db)
    }
    try Migrations.all.migrate(queue)
    return queue
  }

  private func read<Result>(
    _ queue: DatabaseQueue, _ body: (SQLSession) throws -> Result
  ) throws -> Result {
    try queue.read { try body(SQLSession(db: $0, known: KnownApps())) }
  }

  @Test func notesOfAttributesBecomeFindings() throws {
    let queue = try older("16 limits of memberships") { db in
      let notes: [(path: String, kept: Int, dropped: Int)] = [
        ("title", 0, 3), ("nickName", 0, 40), ("Locale", 0, 2), ("timezone", 1, 9),
        ("active", 0, 9), ("urn:ietf:params:scim:schemas:core:2.0:User:active", 0, 9),
      ]
      for note in notes {
        try db.execute(
          sql: "INSERT INTO attribute_note (app_id, path, kept, dropped) VALUES (1, ?, ?, ?)",
          arguments: [note.path, note.kept, note.dropped])
      }
    }
    try read(queue) { session in
      #expect(try session.findings.attributesNotKept(1) == ["title", "nickName"])
      let findings = try session.findings.all(1)
      #expect(findings.map(\.path) == ["nickName", "title"])
      for finding in findings {
        #expect(finding.isLearned && !finding.isComputed)
        #expect(finding.sentence.contains("seen by an earlier version of usher"))
      }
      #expect(try session.findings.finding(1, path: "Title") != nil)
      let tables = "SELECT count(*) FROM sqlite_master WHERE name = 'attribute_note'"
      #expect(try session.db.number(tables) == 0)
    }
  }

  @Test func namesOfAccountsBecomeUniqueValues() throws {
    let queue = try older("18 visibility", "ann", "bob", "cem", "dan", "eve") { db in
      // ann has "Ann" and should have "anna"; bob's account is gone; cem and dan both should have
      // "same"; of eve's creation nothing is known.
      for (id, user, name, state) in [
        ("1", 1, "ann", "present"), ("2", 2, "bob", "gone"), ("3", nil, "stranger", "present"),
      ] as [(String, Int?, String, String)] {
        try db.execute(
          sql: """
            INSERT INTO account (app_id, remote_id, user_id, name_key, active, state, resource,
              seen_at) VALUES (1, ?, ?, ?, 1, ?, '{}', 1)
            """, arguments: [id, user, name, state])
      }
      for (user, outcome, name, unsettled) in [
        (1, "assigned", "Anna", nil), (2, "deleted", "bob", nil), (3, "assigned", "Same", nil),
        (4, "assigned", "same", nil), (5, "assigned", "eve", "Eve"),
      ] as [(Int, String, String, String?)] {
        try db.execute(
          sql: """
            INSERT INTO assignment (app_id, user_id, version, outcome, detail, desired, unsettled,
              dirty)
            VALUES (1, ?, 1, ?, '', ?, ?, 0)
            """,
          arguments: [
            user, outcome, #"{"attributes":[["userName","\#(name)"],["title","x"]],"groups":[]}"#,
            unsettled,
          ])
      }
    }
    let records = try read(queue) { try $0.values.values(1, of: [1, 2, 3, 4, 5]) }
    let words = records.map { record in
      let marks = (record.isHeld ? " held" : "") + (record.isSent ? " sent" : "")
      return "\(record.user) \(record.value.path) \(record.value.key) \(record.wish)\(marks)"
    }
    #expect(
      words == [
        "1 username ann none held", "1 username anna owns", "3 username same owns",
        "4 username same waits", "5 username eve owns sent",
      ])
  }

  @Test(arguments: [("netskope", 6, 4.0, 200), ("aws", 7, 10, 50), ("slack", 8, 3, 100)])
  func theNameOfAVendorBecomesItsProfile(
    _ name: String, _ parameters: Int, _ rate: Double, _ page: Int
  ) throws {
    let queue = try older("30 tasks at work") { db in
      try db.execute(
        sql: "UPDATE app SET definition = json_set(definition, '$.template', ?)", arguments: [name])
    }
    let vendor = try #require(try read(queue) { try $0.apps.app(1) }).vendor
    #expect(vendor.name == name && vendor.parameters.count == parameters)
    #expect(vendor.parameters.last == Parameter(path: "active", value: "{{ status == 'active' }}"))
    #expect(vendor.ways.rateLimit == rate && vendor.ways.pageSize == page)
    #expect(!vendor.required.isEmpty && !vendor.notes.isEmpty)
  }

  @Test func aVendorThatIsNotKeptIsAnError() throws {
    let queue = try older("30 tasks at work") { db in
      try db.execute(
        sql: "UPDATE app SET definition = json_set(definition, '$.template', 'acme')")
    }
    let error = #expect(throws: StoreError.self) { try read(queue) { try $0.apps.app(1) } }
    #expect(error?.sentence.contains("settings of app app cannot be read") == true)
  }

  @Test func valuesStayWithTheirUsers() throws {
    let queue = try older("25 lists of tasks", "ann", "bob", "cem") { db in
      for (value, user, wish, held, sent) in [
        ("ann", 1, 2, 1, 0), ("same", 1, 1, 0, 0), ("same", 2, 2, 0, 1), ("cem", 3, 0, 1, 0),
      ] {
        try db.execute(
          sql: "INSERT INTO unique_value VALUES (1, 'username', ?, ?, ?, ?, ?)",
          arguments: [value, user, wish, held, sent])
      }
    }
    let records = try read(queue) { try $0.values.values(1, of: [1, 2, 3]) }
    #expect(
      records.map { "\($0.user) \($0.value.key) \($0.wish)" } == [
        "1 ann owns", "1 same waits", "2 same owns", "3 cem none",
      ])
    #expect(records.map(\.isHeld) == [true, false, false, true])
    #expect(records.map(\.isSent) == [false, false, true, false])
    let same = UniqueValue(path: "username", key: "same")
    let takers = try read(queue) { try $0.values.takers(1, of: [same], limit: 9) }
    let waiters = try read(queue) { try $0.values.waiters(1, for: [same], after: 0, limit: 9) }
    #expect(takers.map(\.user) == [2] && waiters.map(\.user) == [1])
  }

  @Test func tasksAreCountedByTheirActions() throws {
    let queue = try older("32 vendor profiles", "ann") { db in
      for (action, status) in [
        ("create", "pending"), ("create", "pending"), ("delete", "pending"), ("delete", "failed"),
      ] {
        try db.execute(
          sql: """
            INSERT INTO task (app_id, action, status, rank, name, user_id, changes, request,
              desired_hash, reason, created_at, updated_at)
            VALUES (1, ?, ?, 1, 'ann', 1, '[]', '{}', '', '', 1, 1)
            """, arguments: [action, status])
      }
      try db.execute(
        sql:
          "INSERT INTO task_count VALUES (1, 'pending', 3); INSERT INTO task_count VALUES (1, 'failed', 1)"
      )
    }
    try read(queue) { session in
      let counts = try session.tasks.taskCounts(1)
      #expect(counts == [.pending: 3, .failed: 1])
      #expect(try session.tasks.taskCount(TaskFilter(actions: [.delete])) == 2)
      #expect(
        try session.tasks.taskCount(TaskFilter(statuses: [.pending], actions: [.create])) == 2)
    }
    try queue.write { try $0.execute(sql: "UPDATE task SET status = 'approved' WHERE id = 3") }
    try read(queue) { session in
      #expect(try session.tasks.taskCounts(1) == [.pending: 2, .failed: 1, .approved: 1])
      #expect(
        try session.tasks.taskCount(TaskFilter(statuses: [.pending], actions: [.delete])) == 0)
      let problems = try session.countFinding().problems
      #expect(problems.isEmpty)
    }
    try queue.write { try $0.execute(sql: "DELETE FROM task WHERE id = 4") }
    #expect(try read(queue) { try $0.tasks.taskCount(TaskFilter(actions: [.delete])) } == 1)
  }

  @Test func whatIsNewSinceIsEmptyAtFirst() throws {
    let queue = try older("21 references", "ann") { db in
      try db.execute(
        sql: """
          INSERT INTO former_account (app_id, remote_id, user_id, user_name, ending, at)
          VALUES (1, '7', 1, 'ann', 'unlinked', 5);
          INSERT INTO app_group (app_id, name, name_key, remote_id, origin)
          VALUES (1, 'Eng', 'eng', '9', 'created');
          """)
    }
    let former = try read(queue) { try $0.accounts.formerAccounts(1, remoteID: "7") }
    #expect(former.map(\.memberships) == [[]])
    let group = try read(queue) { try $0.groups.group(1, named: "eng") }
    #expect(group?.remoteID == "9" && group?.writtenAt == nil)
  }
}
