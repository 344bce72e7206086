import Text
import Engine
import Provisioning
import SCIM
import Testing

/// Approval: where the policy asks for it nothing at all is sent before a person approves; where it
/// does not, the policy approves at once.
@Suite(.serialized) struct ApprovalTests {
  /// Brings about each kind of change on an app that holds ann, in no group.
  static let causes: [(TaskAction, ApprovalKind, @Sendable (Fixture) async throws -> Void)] = [
    (.create, .create, { try $0.hire("bob") }),
    (.update, .update, { try $0.set("ann", "title", "CTO") }),
    (.suspend, .update, { try $0.edit("ann") { $0.status = .suspended } }),
    (.suspend, .delete, { try $0.edit("ann") { $0.roles = [] } }),
    (
      .delete, .delete,
      {
        try $0.apply { $0.provisioning.whenDeleted = .delete }
        _ = try $0.engine.people.delete("ann")
      }
    ),
    (
      .addMembers, .groups,
      {
        try await $0.behind(
          "POST", "/Groups", ["schemas": [.string(Schema.group.id)], "displayName": "Eng"])
        _ = try await $0.engine.entitlements.refresh("app")
        try $0.set("ann", "department", "Eng")
      }
    ),
    (.createGroup, .groups, { try $0.set("ann", "department", "Eng") }),
    (
      .link, .create,
      {
        try await $0.stranger("bob")
        _ = try await $0.engine.verification.verify("app")
        try $0.hire("bob")
      }
    ),
    (
      .reactivate, .update,
      {
        let asked = try $0.app.definition.provisioning.approve
        try $0.apply { $0.provisioning.approve = [] }
        try $0.edit("ann") { $0.status = .suspended }
        try await $0.run()
        try $0.apply { $0.provisioning.approve = asked }
        try $0.edit("ann") { $0.status = .active }
      }
    ),
  ]

  private func standing(_ approve: Set<ApprovalKind>) async throws -> Fixture {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.apply { $0.provisioning.approve = approve }
    return fixture
  }

  @Test(arguments: causes.indices)
  func nothingIsSentBeforeAPersonApproves(_ index: Int) async throws {
    let (action, kind, cause) = Self.causes[index]
    let fixture = try await standing([kind])
    try await cause(fixture)
    let task = try fixture.task(action)
    #expect(task.status == .pending)
    #expect(task.decidedBy == nil && task.approvedHash == nil)
    let before = fixture.network.sent.count
    try await fixture.run()
    #expect(fixture.network.sent.count == before, "nothing at all was sent")
    #expect(try fixture.task(action).status == .pending)
    try fixture.approveAll()
    #expect(try fixture.task(action).decidedBy == "kim")
    try await fixture.run()
    #expect(try fixture.task(action).status == .provisioned)
    #expect(try fixture.open().isEmpty)
  }

  @Test(arguments: causes.indices)
  func wherePolicyDoesNotAskItApprovesAtOnce(_ index: Int) async throws {
    let (action, kind, cause) = Self.causes[index]
    // The link of an account that is there needs the word for creations and for updates.
    let asked = Set(ApprovalKind.allCases).subtracting(action == .link ? [kind, .update] : [kind])
    let fixture = try await standing(asked)
    try await cause(fixture)
    let task = try fixture.task(action)
    #expect(task.status == .approved)
    #expect(task.decidedBy == "policy")
    #expect(task.approvedHash == task.request.hash)
    try await fixture.run()
    #expect(try fixture.task(action).status == .provisioned)
  }

  @Test func decisionsWorkOnOneOnMarkedOnesAndOnAllThatAFilterMatches() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann", "bob", "cem", "dan", "eve")
    let ids = try fixture.tasks().map(\.id)
    _ = try fixture.engine.decisions.decide(.approve, [ids[0]])
    _ = try fixture.engine.decisions.decide(.ignore, [ids[1], ids[2]])
    let filter = TaskFilter(search: "an")
    let impact = try fixture.engine.decisions.impact(of: .approve, filter)
    #expect((impact.count, impact.destructive) == (1, 0))
    #expect(impact.others.names == ["create dan"])
    #expect(try fixture.engine.decisions.decide(.approve, all: filter, described: "an").count == 1)
    #expect(
      try fixture.list() == [
        "create ann approved", "create bob ignored", "create cem ignored", "create dan approved",
        "create eve pending",
      ])
    #expect(
      try fixture.engine.decisions.decide(.retry, all: TaskFilter(), described: "failed").count == 0
    )
    let ignored = TaskFilter(statuses: [.ignored])
    #expect(
      try fixture.engine.decisions.decide(.retry, all: ignored, described: "ignored").count == 2)
    #expect(try fixture.list(.pending).count == 3)
  }

  @Test func aDecisionIsMadeAboutAllOrNone() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann", "bob")
    let ids = try fixture.tasks().map(\.id)
    _ = try fixture.engine.decisions.decide(.approve, [ids[1]])
    #expect(
      throws: EngineError.wrongStatus(ids[1], status: "approved", wanted: "approved", by: "kim")
    ) { try fixture.engine.decisions.decide(.approve, ids) }
    #expect(try fixture.list() == ["create ann pending", "create bob approved"])
    #expect(throws: EngineError.unknownTask(99)) {
      try fixture.engine.decisions.decide(.ignore, [ids[0], 99])
    }
    #expect(try fixture.list(.pending) == ["create ann pending"])
  }

  @Test func whatADecisionWouldDeleteIsKnownBefore() async throws {
    let fixture = try Fixture(approve: [.delete, .create]) { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann", "bob")
    try fixture.approveAll()
    try await fixture.run()
    try fixture.hire("cem")
    _ = try fixture.engine.people.delete("ann")
    let impact = try fixture.engine.decisions.impact(of: .approve, TaskFilter())
    #expect((impact.count, impact.destructive) == (2, 1))
    let creations = try fixture.engine.decisions.impact(
      of: .approve, TaskFilter(actions: [.create]))
    #expect((creations.count, creations.destructive) == (1, 0))
  }
}
