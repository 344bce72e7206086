import Engine
import Provisioning

/// What admins do.
extension World {
  /// One of them.
  func desk() -> Desk { desks[dice.below(desks.count)] }

  /// Does something that the store keeps whole or not at all, and notes what the audit log must hold.
  ///
  /// - Parameter audit: what is logged, without the actor.
  /// - Returns: whether it was done.
  @discardableResult
  func act(
    _ what: String, at desk: Desk, audit: [String], _ body: (ProvisioningEngine) throws -> Void
  ) -> Bool {
    let name = desk.engine.actor.name
    do {
      try body(desk.engine)
      trace.note(scheduler.now, "\(name) \(what)")
      expectedAudit += audit.map { "\(name) \($0)" }
      return true
    } catch {
      trace.note(scheduler.now, "\(name) \(what): \(Self.words(error))")
      return false
    }
  }

  /// Decides about one task of those that were on the screen, which may be other than it was.
  func decideOne() throws {
    let desk = desk()
    if desk.screen.isEmpty || dice.once(in: 2) {
      let filter = TaskFilter(statuses: [.pending, .failed, .ignored, .approved])
      desk.screen = try store.read { try $0.tasks.tasks(filter, before: nil, limit: 12).map(\.id) }
    }
    guard let id = dice.one(of: desk.screen),
      let decision = dice.one(of: [
        (6, Decision.approve), (1, .ignore), (2, .retry),
      ])
    else { return }
    try decide(decision, id, at: desk)
  }

  /// Decides about one task, and looks whether the decision was taken or refused as it must be.
  func decide(_ decision: Decision, _ id: TaskID, at desk: Desk) throws {
    guard let task = try store.read({ try $0.tasks.task(id) }) else { return }
    let applies = decision.applies.contains(task.status)
    let isDone = act(
      "\(decision.rawValue) \(id) (\(task.action.rawValue) \(task.name))", at: desk,
      audit: ["task.\(decision.rawValue) \(id)"]
    ) { engine in
      do {
        _ = try engine.decisions.decide(decision, [id])
      } catch let error as EngineError {
        if case .wrongStatus(_, _, _, let by) = error, !applies, by != task.decidedBy {
          findings.add(
            "task \(id) was decided by \(task.decidedBy ?? "nobody"), not by \(by ?? "nobody")")
        }
        throw error
      }
    }
    findings.expect(
      isDone == applies || applies && decision == .retry,
      "\(decision.rawValue) of task \(id), which is \(task.status.rawValue), was \(isDone ? "taken" : "refused")"
    )
    if isDone { try keep(decision, task, by: desk) }
  }

  private func keep(_ decision: Decision, _ task: ProvisioningTask, by desk: Desk) throws {
    switch decision {
    case .approve: approvals.approved(task, by: desk.engine.actor.name)
    case .ignore: break
    case .retry: if task.status == .ignored { approvals.withdrew(task.id) }
    }
  }

  /// Approves everything that waits.
  func approveAll(at desk: Desk) throws {
    let filter = TaskFilter(statuses: [.pending])
    let pending = try store.read { try $0.tasks.tasks(filter, before: nil, limit: 1_000) }
    let isDone = act(
      "approves all", at: desk, audit: pending.map { "task.approve \($0.id)" }
    ) { engine in
      let count = try engine.decisions.decide(.approve, all: TaskFilter(), described: "all").count
      findings.expect(count == pending.count, "\(count) of \(pending.count) tasks were approved")
    }
    guard isDone else { return }
    for task in pending { try keep(.approve, task, by: desk) }
  }

  /// Reapplies; where the plan is over the limits, goes on with the number or leaves it.
  func reapply(at desk: Desk, _ scope: ReapplyScope = .everything, accepts: Bool) {
    var count: Int?
    var memberships: Int?
    act("reapplies \(scope.rawValue)", at: desk, audit: ["app.reapply app"]) { engine in
      do {
        _ = try engine.planning.reapply("app", scope: scope)
      } catch let error as EngineError {
        if case .blocked(_, let blocked, _, _) = error { count = blocked }
        if case .blockedMemberships(_, let blocked, _, let deletions, _) = error {
          (count, memberships) = (deletions, blocked)
        }
        throw error
      }
    }
    guard accepts, count != nil || memberships != nil else { return }
    let lifts = [count, memberships].compactMap { $0 }.map { _ in "limit.lift app" }
    act(
      "accepts \(count ?? 0) deletions, \(memberships ?? 0) removals", at: desk,
      audit: ["app.reapply app"] + lifts
    ) { engine in
      _ = try engine.planning.reapply(
        "app", scope: scope, accepting: count, acceptingMemberships: memberships)
    }
  }

  /// Saves the app's settings as they should be now.
  func save(_ what: String, enabled: Bool? = nil) {
    let definition = definition(enabled: enabled)
    let desk = desk()
    do {
      let isNews = try !desk.engine.configuration.apply([definition], dryRun: true).differences
        .isEmpty
      let audit = (isNews ? ["app.apply app"] : []) + (try policyEntry(definition.provisioning))
      let policy = definition.provisioning
      let leavers = "deleted \(policy.whenDeleted), suspended \(policy.whenSuspended)"
      act("saves \(what) (\(leavers))", at: desk, audit: audit) { engine in
        _ = try engine.configuration.apply([definition])
      }
    } catch {
      findings.add("the settings were refused: \(Self.words(error))")
    }
  }

  /// What the log says of a change of what is asked of an admin.
  private func policyEntry(_ after: ProvisioningPolicy) throws -> [String] {
    guard let before = try store.read({ try $0.apps.all().first?.definition.provisioning }),
      before.approve != after.approve || before.limits != after.limits
    else { return [] }
    let allowed = (before.limits.deletions ?? 50, after.limits.deletions ?? 50)
    let isWeaker = !before.approve.isSubset(of: after.approve) || allowed.1 > allowed.0
    return [isWeaker ? "policy.weaken app" : "policy.change app"]
  }

  /// Changes the policy.
  func changePolicy() throws {
    try approvals.look(under: policy)
    switch dice.below(4) {
    case 0:
      policy.approve = Set(ApprovalKind.allCases.filter { _ in dice.once(in: 2) })
    case 1: policy.whenDeleted = [.delete, .suspend, .nothing][dice.below(3)]
    case 2: policy.whenSuspended = dice.once(in: 2) ? .nothing : .suspend
    default: policy.limits.deletions = [0, 1, 2, 1_000][dice.below(4)]
    }
    save("the policy")
  }

  /// Changes the rules or their order; nobody is touched until somebody reapplies.
  func changeRules() {
    let department = Staff.departments[dice.below(Staff.departments.count)]
    let choices: [Staff.RuleOfStaff] = [
      .join(department: department, group: ["Eng", "Ops", "Makers"][dice.below(3)]),
      .title(department: department, title: "R\(dice.below(3))"), .exclude(department: department),
    ]
    let rule = choices[dice.below(3)]
    if let index = staff.rules.firstIndex(of: rule) {
      staff.rules.remove(at: index)
      return save("without the rule \(rule.name)")
    }
    if staff.rules.count < 5 || staff.rules.isEmpty {
      staff.rules.insert(rule, at: dice.below(staff.rules.count + 1))
      return save("the rule \(rule.name)")
    }
    let from = dice.below(staff.rules.count)
    let to = dice.below(staff.rules.count)
    guard from != to else { return }
    let moved = staff.rules[from]
    act("moves \(moved.name) to \(to + 1)", at: desk(), audit: ["rule.move app"]) { engine in
      _ = try engine.rules.move("app", moved.name, to: to + 1)
      staff.rules.insert(staff.rules.remove(at: from), at: to)
    }
  }

  /// Disables the connection, or tests and enables it.
  func switchConnection() throws {
    guard let app = try store.read({ try $0.apps.all().first }) else { return }
    if app.isConnected, app.pause == nil, dice.once(in: 3) {
      act("disables the connection", at: desk(), audit: ["connection.disable app"]) {
        try $0.connections.disable("app")
      }
    } else {
      testConnection()
    }
  }

  /// Tests and enables the connection.
  func testConnection() {
    begin("test") { engine in
      try await engine.connections.test("app", enabling: true).summary
    }
  }
}
