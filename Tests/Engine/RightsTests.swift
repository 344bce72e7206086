import Text
import Engine
import Provisioning
import SCIM
import Testing

/// Who may do what: kim applies the app, lou and ann decide, each as the system names them.
@Suite(.serialized) struct RightsTests {
  private func fixture(
    _ by: [String] = [], notByRequester: Bool = false,
    approve: Set<ApprovalKind> = Set(ApprovalKind.allCases), rules: [Rule] = [],
    _ edit: (inout AppDefinition) -> Void = { _ in }
  ) throws -> Fixture {
    try Fixture(approve: approve, rules: rules) {
      $0.provisioning.whenDeleted = .delete
      $0.provisioning.approvals = ApprovalRights(by: by, notByRequester: notByRequester)
      edit(&$0)
    }
  }

  private func entries(_ fixture: Fixture) throws -> [AuditEntry] {
    var entries: [AuditEntry] = []
    try fixture.engine.audit.entries(limit: nil) { entries.append($0) }
    return entries.reversed()
  }

  /// A world in which each decision can be made about task 1.
  private func decidable(_ decision: Decision, _ by: [String]) async throws -> Fixture {
    let fixture = try fixture(by)
    try fixture.hire("ann")
    if decision == .retry {
      _ = try fixture.engine(for: "lou").decisions.decide(.ignore, [1])
    }
    return fixture
  }

  @Test(arguments: Decision.allCases)
  func onlyThoseNamedDecide(_ decision: Decision) async throws {
    let fixture = try await decidable(decision, ["lou", "@idm"])
    let before = try fixture.tasks()
    let error = #expect(throws: EngineError.self) {
      try fixture.engine.decisions.decide(decision, [1])
    }
    #expect(
      error?.sentence
        == "kim may not \(decision.rawValue) tasks of app: approvals.by names lou, @idm; ask one of them"
    )
    #expect(try fixture.tasks() == before)
    let refusal = try #require(try entries(fixture).last)
    #expect(refusal.action == "task.\(decision.rawValue).refuse" && refusal.subject == "1")
    #expect(refusal.actor.name == "kim" && refusal.detail["why"]?.string == error?.sentence)
    let member = Actor(name: "eve as root", origin: "", login: "eve", groups: ["idm"])
    _ = try fixture.engine(as: member).decisions.decide(decision, [1])
    #expect(try fixture.tasks() != before)
    _ = try fixture.engine.audit.verify()
  }

  /// What kim does to u1, who is there and known, and the requesters of the task that follows.
  static let causes: [(String, @Sendable (Fixture) throws -> Void)] = [
    ("import", { try $0.bring([Fixture.person("u1", title: "Boss"), Fixture.person("u2")]) }),
    ("edit", { try $0.set("u1", "title", "Boss") }),
    ("role", { _ = try $0.engine.roles.remove("Staff", from: ["u1"]) }),
    ("deletion", { _ = try $0.engine.people.delete("u1") }),
    (
      "reapply",
      {
        _ = try $0.engine(for: "rae").configuration.apply(
          try $0.engine.configuration.definitions().map { app in
            var app = app
            app.parameters = [Parameter(path: "title", value: "Boss")]
            return app
          })
        _ = try $0.engine.planning.reapply("app")
      }
    ),
    (
      "retry",
      {
        _ = try $0.engine(for: "rae").people.delete("u1")
        let id = try $0.task(.delete, "u1").id
        _ = try $0.engine(for: "lou").decisions.decide(.ignore, [id])
        _ = try $0.engine.decisions.decide(.retry, [id])
      }
    ),
  ]

  @Test(arguments: causes.indices)
  func whoCausedItDoesNotApproveIt(_ index: Int) async throws {
    let (name, cause) = Self.causes[index]
    let fixture = try fixture(notByRequester: true)
    try fixture.bring([Fixture.person("u1"), Fixture.person("u2")])
    _ = try fixture.engine(for: "lou").decisions.decide(
      .approve, all: TaskFilter(), described: "all")
    try await fixture.run()
    try cause(fixture)
    let task = try #require(try fixture.tasks().first { $0.status == .pending }, "\(name)")
    #expect(task.requestedBy.contains("kim"), "\(name)")
    #expect(throws: EngineError.ownRequest(task.id, who: "kim")) {
      try fixture.engine.decisions.decide(.approve, [task.id])
    }
    #expect(try entries(fixture).last?.action == "task.approve.refuse", "\(name)")
    #expect(try fixture.tasks().first { $0.id == task.id }?.status == .pending, "\(name)")
    _ = try fixture.engine(for: "lou").decisions.decide(.approve, [task.id])
    try await fixture.run()
    #expect(try fixture.tasks().first { $0.id == task.id }?.status == .provisioned, "\(name)")
  }

  @Test func whoeverTookPartCausedTheWholeDifference() throws {
    let fixture = try fixture(notByRequester: true, rules: [.join("Eng", department: "Eng")])
    try fixture.bring([Fixture.person("u1", department: "Eng")])
    _ = try fixture.engine(for: "lou").people.set("u1") { $0.attributes["title"] = "Boss" }
    _ = try fixture.engine(for: "lou").people.importFile(replace: false, dryRun: false, source: "x")
    {
      try $0(DirectoryEntry(whole: Fixture.person("u2", department: "Eng")))
    }
    let pending = try fixture.tasks().filter { $0.status == .pending }
    let causes = Dictionary(
      uniqueKeysWithValues: pending.map { ("\($0.action.rawValue) \($0.name)", $0.requestedBy) })
    #expect(
      causes == [
        "create u1": ["kim", "lou"], "create u2": ["lou"], "create-group Eng": ["kim"],
        "add-members Eng": ["kim", "lou"],
      ])
  }

  @Test func whatIsStoppedKeepsWhoCausedIt() throws {
    let fixture = try fixture(["lou", "rae"], notByRequester: true) {
      $0.provisioning.approve = []
      $0.provisioning.limits = SafetyLimits(deletions: 0, share: 1)
    }
    try fixture.hire("u1")
    let app = try fixture.app.id
    try fixture.store.write { session in
      try session.accounts.save(
        AccountRecord(
          app: app, remoteID: "7", user: 1,
          resource: ["id": "7", "userName": "u1", "active": true], seenAt: 1))
    }
    #expect(try fixture.engine.people.delete("u1").first?.blocked?.count == 1)
    // Somebody else's change does not make the deletion theirs.
    _ = try fixture.engine(for: "rae").roles.create("x")
    let error = #expect(throws: EngineError.self) {
      try fixture.engine.planning.reapply("app", accepting: 1)
    }
    #expect(error?.sentence.contains("kim may not lift the limit of app") == true)
    #expect(try entries(fixture).last?.action == "limit.lift.refuse")
    _ = try fixture.engine(for: "lou").planning.reapply("app", accepting: 1)
    // Lifting the limit was lou's; approving it, which the policy does not ask for, is somebody's
    // other than kim's nevertheless.
    let task = try fixture.task(.delete, "u1")
    #expect(task.status == .pending && task.requestedBy == ["kim"])
    _ = try fixture.engine(for: "lou").decisions.decide(.approve, [task.id])
  }

  @Test func inBulkWhatOneMayNotIsLeftAndCounted() throws {
    let fixture = try fixture(notByRequester: true)
    try fixture.hire("u1", "u2")
    _ = try fixture.engine(for: "lou").people.importFile(replace: false, dryRun: false, source: "x")
    {
      for name in ["u3", "u4", "u5"] { try $0(DirectoryEntry(whole: Fixture.person(name))) }
    }
    let bulk = try fixture.engine.decisions.decide(.approve, all: TaskFilter(), described: "all")
    #expect(bulk.count == 3 && bulk.refused == 2)
    #expect(bulk.why?.contains("kim, who may not approve it") == true)
    #expect(try fixture.open().filter { $0.hasSuffix("pending") }.count == 2)
    let entries = try entries(fixture)
    let last = try #require(entries.last)
    #expect(last.action == "task.approve.refuse" && last.subject == "all")
    #expect(last.detail["matched"] == 5 && last.detail["refused"] == 2)
    let approvals = entries.filter { $0.action == "task.approve" }
    #expect(approvals.count == 3 && approvals.allSatisfy { $0.detail["matched"] == 5 })
    let all = try fixture.engine.decisions.decide(.approve, all: TaskFilter(), described: "all")
    #expect(all.count == 0 && all.refused == 2)
  }

  /// What somebody does to the policy, and whether they may.
  @Test(
    arguments: [
      ("kim", false, false), ("lou", false, true), ("root", true, true), ("root", false, false),
    ])
  func whoDecidesAlsoSaysWhoDecides(_ row: (who: String, isRoot: Bool, may: Bool)) throws {
    let changes: [(String, @Sendable (inout AppDefinition) -> Void)] = [
      ("approvals.by", { $0.provisioning.approvals.by = [] }),
      ("approvals.notByRequester", { $0.provisioning.approvals.notByRequester = false }),
      ("approve", { $0.provisioning.approve = [] }),
      ("limits.deletions", { $0.provisioning.limits.deletions = 900 }),
      ("limits.share", { $0.provisioning.limits.share = 1 }),
      ("limits.window", { $0.provisioning.limits.window = 0 }),
    ]
    for (name, change) in changes {
      let fixture = try fixture(["lou"], notByRequester: true)
      let engine = fixture.engine(
        as: Actor(name: row.who, origin: "desk", isRoot: row.isRoot))
      var app = try #require(try engine.configuration.definitions().first)
      app.rules = [.join("Eng", department: "Eng")]
      _ = try engine.configuration.apply([app])
      change(&app)
      if row.may {
        let result = try engine.configuration.apply([app])
        #expect(result.differences.contains { $0.contains("provisioning.\(name)") }, "\(name)")
        let entry = try #require(try entries(fixture).last)
        #expect(entry.action == "policy.weaken" && entry.actor.name == row.who, "\(name)")
        #expect(entry.detail["changes"]?.array?.count == 1, "\(name)")
      } else {
        #expect(throws: EngineError.self) { try engine.configuration.apply([app]) }
        #expect(throws: EngineError.self) { try engine.configuration.apply([], prune: true) }
        #expect(try fixture.app.definition.provisioning.approvals.by == ["lou"], "\(name)")
        let entry = try #require(try entries(fixture).last)
        #expect(entry.action == "app.apply.refuse" && entry.actor.name == row.who)
      }
    }
  }

  @Test func theNamesAreInTheDifference() throws {
    let fixture = try fixture()
    let result = try fixture.apply {
      $0.provisioning.approvals = ApprovalRights(by: ["ann", "@idm"], notByRequester: true)
    }
    #expect(
      result.differences == [
        "app: provisioning.approvals.by: [] → [ann, @idm]",
        "app: provisioning.approvals.notByRequester: false → true",
      ])
    #expect(try entries(fixture).last?.action == "policy.change")
  }

  @Test func aTestRunNeedsTheRightToApproveWhatItFiles() async throws {
    for rights in [ApprovalRights(by: ["lou"]), ApprovalRights(notByRequester: true)] {
      let fixture = try fixture(rights.by, notByRequester: rights.notByRequester)
      try fixture.hire("ann")
      let before = try fixture.tasks()
      await #expect(throws: EngineError.self) {
        try await fixture.engine.testRuns.run("app", user: "ann")
      }
      #expect(try fixture.tasks() == before && fixture.network.sent.isEmpty)
    }
  }

  @Test func whatIsReadOnlyChangesNothing() async throws {
    let fixture = try fixture()
    try fixture.hire("ann")
    let engine = fixture.engine.readOnly
    let before = (try fixture.tasks(), try entries(fixture))
    #expect(throws: EngineError.readOnly) { try engine.decisions.decide(.approve, [1]) }
    #expect(throws: EngineError.readOnly) {
      try engine.decisions.decide(.approve, all: TaskFilter(), described: "all")
    }
    #expect(throws: EngineError.readOnly) { try engine.planning.reapply("app") }
    #expect(throws: EngineError.readOnly) { try engine.people.delete("ann") }
    #expect(throws: EngineError.readOnly) { try engine.configuration.apply([], prune: true) }
    await #expect(throws: EngineError.readOnly) {
      try await engine.connections.test("app", enabling: true)
    }
    #expect(try engine.planning.plan("app").changes.count == 1)
    #expect((try fixture.tasks(), try entries(fixture)) == before)
  }
}
