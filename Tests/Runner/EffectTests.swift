import Text
import Console
import Provisioning
import SCIM
import Testing

@testable import Engine
@testable import Runner

/// Every effect is carried out on a store in memory, and answered.
@Suite struct EffectTests {
  /// An effect, and what must be among its answers.
  struct Case: Sendable, CustomTestStringConvertible {
    var effect: @Sendable (Desk) throws -> Effect
    var answer: @Sendable (ConsoleEvent) -> Bool
    var testDescription: String

    init(
      _ name: String, _ effect: @escaping @Sendable (Desk) throws -> Effect,
      _ answer: @escaping @Sendable (ConsoleEvent) -> Bool
    ) {
      self.effect = effect
      self.answer = answer
      testDescription = name
    }
  }

  static let cases: [Case] = [
    Case("apps", { _ in .loadApps }) {
      if case .appsLoaded(let apps) = $0 { apps.map(\.app.name) == ["app"] } else { false }
    },
    Case("tasks", { _ in .loadTasks(TaskFilter(), .first) }) {
      if case .tasksLoaded(_, _, let page) = $0 {
        page.rows.map(\.task.action).contains(.create)
      } else {
        false
      }
    },
    Case("task", { _ in .loadTask(1) }) {
      if case .taskLoaded(let story) = $0 { story.task.id == 1 } else { false }
    },
    Case("users", { _ in .loadUsers(search: "an", role: nil, .first) }) {
      if case .usersLoaded(_, _, _, let page) = $0 {
        page.rows.map(\.user.username) == ["ann"]
      } else {
        false
      }
    },
    Case("user", { _ in .loadUser(.name("ann")) }) {
      if case .userLoaded(let user, let lines) = $0 {
        user.username == "ann" && lines.contains { $0.text.contains("rule Everyone: matches") }
      } else {
        false
      }
    },
    Case("roles", { _ in .loadRoles }) {
      if case .rolesLoaded(let roles) = $0 { roles.map(\.name) == ["Staff"] } else { false }
    },
    Case("sources", { _ in .loadSources }) {
      if case .sourcesLoaded(let sources) = $0 { sources.map(\.name) == ["corp"] } else { false }
    },
    Case("sync a source", { _ in .syncSource("corp") }) {
      $0.says("corp: 1 person read; 1 added, 0 changed, 0 deleted")
    },
    Case("groups", { _ in .loadGroups(app: "app") }) {
      if case .groupsLoaded("app", _) = $0 { true } else { false }
    },
    Case("sample", { _ in .loadSample("bo") }) {
      if case .sampleLoaded(let user) = $0 { user?.username == "bo" } else { false }
    },
    Case("audit", { _ in .loadAudit(search: "", .first) }) {
      if case .auditLoaded(_, _, let page) = $0 { page.total > 0 } else { false }
    },
    Case("conditions", { _ in .tallyConditions([.role("Staff"), .any([])]) }) {
      if case .conditionsTallied(_, let tally) = $0 {
        tally.counts == [2, 0] && tally.users == 2
      } else {
        false
      }
    },
    Case("tasks in an order", { _ in .loadTasksBy(.name, TaskFilter()) }) {
      if case .tasksSorted(.name, _, let rows, let total) = $0 {
        rows.count == total && total > 1
          && rows.map(\.task) == TaskOrder.name.sorted(rows.map(\.task))
      } else {
        false
      }
    },
    Case("keep a filter", { _ in .keepFilter("status:failed", isKept: true) }) {
      if case .filtersKept(["status:failed"]) = $0 { true } else { false }
    },
    Case("chain", { _ in .checkChain }) {
      if case .chainChecked(holds: true, _) = $0 { true } else { false }
    },
    Case("affected", { .loadAffected(try $0.app, rule: "Everyone") }) {
      if case .affectedLoaded(_, rule: "Everyone", let report) = $0 {
        report.matches == 2
      } else {
        false
      }
    },
    Case("matches", { .loadMatches(try $0.app) }) {
      if case .matchesLoaded(_, let rows) = $0 { rows["Everyone"]?.matches == 2 } else { false }
    },
    Case("plan", { _ in .loadPlan(app: "app", .everything) }) {
      if case .planLoaded(app: "app", .everything, _) = $0 { true } else { false }
    },
    Case("impact", { _ in .estimateImpact(.approve, TaskFilter()) }) {
      if case .impactKnown(.approve, _, let impact) = $0 { impact.destructive == 0 } else { false }
    },
    Case("decide", { _ in .decide(.approve, [1]) }) { $0.says("1 task approved") },
    Case("decide all", { _ in .decideAll(.ignore, TaskFilter(), described: "everything") }) {
      $0.says("tasks ignored")
    },
    Case(
      "save",
      { desk in
        var after = try desk.app
        after.roles = ["Staff", "Guests"]
        return .saveApp(from: try desk.app, to: after, secret: nil)
      }
    ) { $0.says("app is saved") },
    Case("test", { _ in .testConnection(app: "app", enabling: false) }) {
      if case .connectionTested(app: "app", let steps, _) = $0 { !steps.isEmpty } else { false }
    },
    Case("disable", { _ in .disableConnection(app: "app") }) { $0.says("app: disabled") },
    Case("entitlements", { _ in .refreshEntitlements(app: "app") }) { $0.says("groups read") },
    Case("reapply", { _ in .reapply(app: "app", .everything, accepting: nil) }) {
      $0.says("2 users evaluated")
    },
    Case(
      "reapply with nothing in it",
      { desk in
        _ = try desk.engine.planning.reapply("app")
        return .reapplyUnchanged(app: "app", .everything)
      }
    ) { $0.says("2 users evaluated: 0 tasks filed") },
    Case("verify", { _ in .verify(app: "app", user: nil) }) {
      if case .done = $0 { true } else if case .failed = $0 { true } else { false }
    },
    Case("test run", { _ in .testRun(app: "app", user: "ann") }) {
      if case .testStepEnded(app: "app", user: "ann", _) = $0 { true } else { false }
    },
    Case("save user", { _ in .saveUser("ann", ["title": "Lead"]) }) { $0.says("ann is saved") },
    Case("delete user", { _ in .deleteUser("bo") }) { $0.says("bo was deleted") },
    Case("set roles", { _ in .setRoles(user: "ann", adding: ["Guests"], removing: []) }) {
      $0.says("roles of ann")
    },
    Case("create role", { _ in .createRole("Guests") }) { $0.says("Guests") },
    Case("delete role", { _ in .deleteRole("Staff") }) { $0.says("Staff") },
    Case("attributes", { _ in .loadAttributes }) {
      if case .attributesLoaded = $0 { true } else { false }
    },
    Case("causes", { _ in .loadCauses(1) }) {
      if case .causesLoaded(1, let causes) = $0 { causes.isEmpty } else { false }
    },
    Case("propose a link", { _ in .proposeLink(app: "app", user: "ann", account: "none") }) {
      if case .failed = $0 { true } else { false }
    },
    Case("propose to unlink", { _ in .proposeUnlink(app: "app", user: "ann") }) {
      $0.says("ann has no account in app")
    },
    Case("link", { .link(try Self.proposal(user: $0.ann)) }) { $0.says("is ann's now") },
    Case("unlink", { .unlink(try Self.proposal(holder: $0.ann)) }) {
      $0.says("changed hands meanwhile")
    },
    Case("runs", { _ in .loadRuns }) {
      if case .runsLoaded(let runs) = $0 { runs.isEmpty } else { false }
    },
    Case("plan an undo", { _ in .planUndo(1, .everyone) }) { $0.says("there is no run 1") },
    Case("undo", { _ in .undo(1, .everyone, accepting: nil, memberships: nil) }) {
      $0.says("there is no run 1")
    },
    Case("unpin", { _ in .unpin("ann") }) { $0.says("nothing is pinned for ann") },
    Case("tally", { _ in .tallyValue(app: "app", path: "title", value: "{{ email }}") }) {
      if case .valueTallied(app: "app", path: "title", value: _, let tally) = $0 {
        tally.given == 2 && tally.examples.map(\.username) == ["ann", "bo"]
      } else {
        false
      }
    },
    Case("needs", { _ in .loadNeeds }) {
      if case .needsLoaded(let statuses, let sources) = $0 {
        statuses.map(\.app.name) == ["app"] && sources.isEmpty
      } else {
        false
      }
    },
    Case("what if", { _ in .askWhatIf(user: "ann", Supposition(removing: ["Staff"])) }) {
      if case .whatIfAnswered(let user, isNew: false, let apps) = $0 {
        user.roles.isEmpty && apps.map(\.after.outcome) == [.noAccess]
      } else {
        false
      }
    },
    Case("forget a finding", { _ in .forgetFinding(app: "app", path: "title") }) {
      $0.says("nothing was found of the attribute title")
    },
  ]

  private static func proposal(user: KnownPerson? = nil, holder: KnownPerson? = nil) -> LinkProposal
  {
    LinkProposal(
      app: "app", account: ["id": "7", "userName": "ann"], remoteID: "7", holder: holder,
      user: user)
  }

  @Test(arguments: cases) func isAnswered(_ one: Case) async throws {
    let desk = try Desk()
    let effect = try one.effect(desk)
    let events = await desk.carryOut(effect)
    #expect(events.contains(where: one.answer), "\(events)")
    // The store is there, whatever the answer was.
    #expect(events.contains { if case .ended(effect, isGood: _) = $0 { true } else { false } })
  }

  /// What changes the store is refused by a console that only looks, and the store stays as it is.
  @Test(arguments: cases) func readOnlyChangesNothing(_ one: Case) async throws {
    let desk = try Desk(isReadOnly: true)
    let effect = try one.effect(desk)
    let before = try desk.engine.audit.head()
    let events = await desk.carryOut(effect)
    #expect(effect.isReading || events.contains { $0.says("read-only") }, "\(events)")
    #expect(try desk.engine.audit.head() == before)
  }

  /// An effect that is not here does not compile: each is in the table above, or is the terminal's.
  @Test func theTableIsWhole() async throws {
    let desk = try Desk()
    let shown = Set(try Self.cases.compactMap { Self.place(of: try $0.effect(desk)) })
    #expect(shown == Set(0..<48))
  }

  @Test func aUserShowsTheSourceAndWhatItOwns() async throws {
    let desk = try Desk()
    #expect(await desk.carryOut(.syncSource("corp")).contains { $0.says("1 added") })
    let events = await desk.carryOut(.loadUser(.name("cy")))
    let lines = Array(events.map(\.userLines).joined())
    #expect(lines.contains("  from the directory source corp (file)"))
    #expect(lines.contains("  the source owns external_id, status"))
    let other = await desk.carryOut(.loadUser(.name("ann")))
    #expect(!other.map(\.userLines).joined().contains { $0.contains("directory source") })
  }

  @Test func aSourceThatCannotBeReadIsSaid() async throws {
    let desk = try Desk()
    let events = await desk.carryOut(.syncSource("other"))
    #expect(events.contains { $0.says("there is no directory source other") }, "\(events)")
  }

  private static func place(of effect: Effect) -> Int? {
    switch effect {
    case .loadApps: 0
    case .loadTasks: 1
    case .loadTask: 2
    case .loadUsers: 3
    case .loadUser: 4
    case .loadRoles: 5
    case .loadGroups: 6
    case .loadSample: 7
    case .loadAudit: 8
    case .checkChain: 9
    case .loadAffected: 10
    case .loadMatches: 11
    case .loadPlan: 12
    case .estimateImpact: 13
    case .decide: 14
    case .decideAll: 15
    case .saveApp: 16
    case .testConnection: 17
    case .disableConnection: 18
    case .refreshEntitlements: 19
    case .reapply: 20
    case .verify: 21
    case .testRun: 22
    case .saveUser: 23
    case .deleteUser: 24
    case .setRoles: 25
    case .createRole: 26
    case .deleteRole: 27
    case .loadAttributes: 28
    case .loadCauses: 29
    case .proposeLink: 30
    case .proposeUnlink: 31
    case .link: 32
    case .unlink: 33
    case .forgetFinding: 34
    case .loadNeeds: 35
    case .askWhatIf: 36
    case .loadRuns: 37
    case .planUndo: 38
    case .undo: 39
    case .unpin: 40
    case .tallyValue: 41
    case .loadSources: 42
    case .syncSource: 43
    case .reapplyUnchanged: 44
    case .tallyConditions: 45
    case .loadTasksBy: 46
    case .keepFilter: 47
    case .edit, .copy, .cancel, .mouse, .theme, .redraw, .suspend, .quit: nil
    }
  }
}

extension ConsoleEvent {
  /// Whether it says so, as a success or a failure.
  fileprivate func says(_ text: String) -> Bool {
    switch self {
    case .done(let sentence), .failed(let sentence): sentence.contains(text)
    default: false
    }
  }
}

extension ConsoleEvent {
  /// What it says of a user, below what the directory holds.
  fileprivate var userLines: [String] {
    switch self {
    case .userLoaded(_, let lines): lines.map(\.text)
    default: []
    }
  }
}

extension Desk {
  fileprivate var ann: KnownPerson {
    get throws { KnownPerson(user: try #require(try engine.directory.sampleUser("ann"))) }
  }
}
