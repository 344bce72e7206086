import Text
import Console
import Engine
import Foundation
import Host
import Provisioning
import SCIM
import Screen

/// What effects read of the store, and show on the console.
struct EffectReadings: Sendable {
  let engine: ProvisioningEngine
  let head: HeadFile
  let progress: EffectProgress
  let slowCounts = SlowCounts()
  let slowNeeds = SlowNeeds()
  let isLookingAgain = Locked(false)

  private var post: @Sendable (ConsoleEvent) -> Void { progress.post }

  func loadTasks(_ filter: TaskFilter, _ place: ListPlace) throws {
    let (rows, total) = try engine.tasks.list(filter, at: place)
    post(.tasksLoaded(filter, place, Page(rows.map(TaskRow.init), total: total)))
  }

  func loadTasks(_ filter: TaskFilter, by order: TaskOrder) throws {
    var tasks: [ProvisioningTask] = []
    try engine.tasks.list(filter, limit: TaskOrder.limit) { tasks.append($0) }
    let isAll = tasks.count < TaskOrder.limit
    let total = try isAll ? tasks.count : engine.tasks.list(filter, at: .first).total
    post(.tasksSorted(order, filter, order.sorted(tasks).map(TaskRow.init), total: total))
  }

  func loadUsers(_ search: String, _ role: String?, _ place: ListPlace) throws {
    let (rows, total) = try engine.directory.users(search: search, role: role, at: place)
    let page = Page(rows.map(UserRow.init), total: total)
    post(.usersLoaded(search: search, role: role, place, page))
  }

  func loadUser(_ person: PersonKey) throws {
    let name: String
    switch person {
    case .name(let username): name = username
    case .id(let id):
      guard let stored = try engine.directory.user(id) else { return }
      name = stored.user.username
    }
    let (user, apps) = try engine.reasons.why(name)
    let source = try engine.sources.owning(of: user.id)?.ownership ?? []
    var lines = source.map { Line("  \($0)", .muted) }
    if !lines.isEmpty { lines.append(Line("")) }
    post(.userLoaded(user, lines + apps.flatMap { $0.lines(isFull: true) }.map { Line($0) }))
  }

  func loadGroups(_ app: String) throws {
    post(.groupsLoaded(app: app, try engine.entitlements.list(app).groups.map(\.name)))
  }

  func loadAudit(_ search: String, _ place: ListPlace) throws {
    let (rows, total) = try engine.audit.entries(search: search, at: place)
    let page = Page(rows.map { AuditRow($0, when: Words.local($0.at)) }, total: total)
    post(.auditLoaded(search: search, place, page))
  }

  func estimateImpact(_ decision: Decision, _ filter: TaskFilter) throws {
    post(.impactKnown(decision, filter, try engine.decisions.impact(of: decision, filter)))
  }

  func loadNeeds() throws {
    let (statuses, isOld) = try slowNeeds.statuses(engine)
    post(.needsLoaded(statuses, try engine.sources.late()))
    if isOld { lookAgain() }
  }

  func overviews() throws -> [AppOverview] {
    var isOld = false
    let overviews = try engine.configuration.apps().map { app in
      let (counts, wasKnown) = try slowCounts.counts(app, engine)
      isOld = isOld || wasKnown
      return AppOverview(
        app: app, counts: try engine.tasks.counts(app.id), stale: counts.stale, held: counts.held,
        groups: try engine.entitlements.list(app.name).groups.count, accounts: counts.accounts,
        users: counts.users, findings: try engine.findings.all(app.name))
    }
    if isOld { lookAgain() }
    return overviews
  }

  /// What was not counted anew now is counted later, once.
  private func lookAgain() {
    guard !isLookingAgain.get() else { return }
    isLookingAgain.set(true)
    Task.detached {
      try? await Task.sleep(for: .seconds(3))
      isLookingAgain.set(false)
      post(.storeChanged)
    }
  }

  // MARK: - One task

  func story(_ id: TaskID) throws -> TaskStory {
    let detail = try engine.tasks.detail(id)
    var story = TaskStory(
      task: detail.task, waits: detail.waits, attempts: detail.attempts, account: detail.account,
      deletion: detail.deletion)
    guard let key = detail.task.user, let stored = try engine.directory.user(key) else {
      return story
    }
    story.user = stored.user
    story.person = [person(stored)]
    guard !stored.isDeleted,
      let reasons = try engine.reasons.why(stored.user.username, app: detail.app).apps.first
    else { return story }
    story.person.append(Line("  access: \(reasons.role.map { "by role \($0)" } ?? "none")"))
    for rule in reasons.rules where rule.trace.isTrue {
      story.person.append(Line("  rule \(rule.name) matches"))
      story.person += rule.trace.held.map { Line("    \($0)", .muted) }
    }
    let matching = reasons.rules.filter(\.trace.isTrue).map(\.name)
    story.person += try sources(detail, matching)
    return story
  }

  private func person(_ stored: StoredUser) -> Line {
    let user = stored.user
    let name = [user.attributes["firstname"], user.attributes["lastname"]].compactMap { $0 }
    let parts = [
      name.joined(separator: " "), user.attributes["department"] ?? "",
      stored.isDeleted ? "deleted in the directory" : user.status.rawValue,
    ]
    let text = parts.filter { !$0.isEmpty }.joined(separator: ", ")
    return Line("  user \(user.username): \(text)")
  }

  /// Where the values that change come from: the last rule that matches and sets it, else the
  /// parameter.
  private func sources(_ detail: TaskDetail, _ matching: [String]) throws -> [Line] {
    let app = try engine.configuration.app(named: detail.app)
    let all = app.definition.parameters + app.vendor.parameters
    let rules = app.definition.rules.filter { matching.contains($0.name) }
    return detail.task.changes.compactMap { change in
      let key = change.path.lowercased()
      if let rule = rules.last(where: { $0.sets(key) }) {
        return Line("  \(change.path) ← rule \(rule.name)", .muted)
      }
      let parameter = all.first { $0.path.lowercased() == key }
      return parameter?.value.map { Line("  \(change.path) ← \($0)", .muted) }
    }
  }

  // MARK: - The audit log

  func checkChain() throws {
    do {
      let found = try engine.audit.verify(heads: [try head.read()].compactMap { $0 })
      post(.chainChecked(holds: true, "the chain holds over \(found.entries) entries"))
    } catch let broken as AuditChain.Broken {
      post(
        .chainChecked(holds: false, "the chain is BROKEN at entry \(broken.seq): \(broken.what)"))
    }
  }

  // MARK: - Rules

  func affected(
    _ app: AppDefinition, _ rule: String, _ effect: Effect, _ token: CancelToken
  ) throws {
    var report = AffectedReport(rows: [], matches: 0, changes: 0)
    let total = try engine.store.read { try $0.directory.userCount() }
    try engine.rules.affected(
      app, rule: rule, progress: progress.cancellable(effect, total: total, token)
    ) {
      user in
      report.matches += 1
      report.changes += user.wouldChange && user.hasAccess ? 1 : 0
      guard report.rows.count < 500 else { return }
      report.rows.append(
        .init(
          username: user.user.username, hasAccess: user.hasAccess, wouldChange: user.wouldChange,
          groups: user.groups))
    }
    post(.affectedLoaded(app, rule: rule, report))
  }

  func matches(_ app: AppDefinition, _ effect: Effect, _ token: CancelToken) throws {
    let total = try engine.store.read { try $0.directory.userCount() }
    let counts = try engine.rules.matches(
      app, progress: progress.cancellable(effect, total: total, token))
    let rows = counts.mapValues { RuleMatches(matches: $0.matches, changes: $0.changes) }
    post(.matchesLoaded(app, rows))
  }

  func plan(
    _ app: String, _ scope: ReapplyScope, _ effect: Effect, _ token: CancelToken
  ) throws {
    let plan = try engine.planning.plan(app, progress: progress.cancellable(effect, token))
    post(.planLoaded(app: app, scope, PlanOverview(plan, scope, pace: plan.pace)))
  }

  // MARK: - Runs

  func loadRuns() throws {
    post(.runsLoaded(try engine.runs.all().map { RunRow($0.run, app: $0.app) }))
  }

  func planUndo(
    _ run: RunID, _ part: UserSelection, _ effect: Effect, _ token: CancelToken
  ) throws {
    let undo = try engine.undo.plan(run, part, progress: progress.cancellable(effect, token))
    post(.undoPlanned(run, part, app: undo.app, PlanOverview(undo, pace: undo.plan.pace)))
  }
}

extension AppPlan {
  /// How many requests it takes, and about how long.
  fileprivate var pace: String {
    let isOpen = changes.contains { $0.task.id != 0 }
    let with = isOpen ? " with the tasks that are open already" : ""
    return
      "About \(Words.count(requests, "request"))\(with), \(Words.duration(seconds)) at this app's pace."
  }
}

extension Rule {
  /// Whether it sets the app attribute, written in small letters.
  fileprivate func sets(_ path: String) -> Bool {
    then.contains { action in
      if case .set(let own, _) = action { own.lowercased() == path } else { false }
    }
  }
}

extension ConditionTrace {
  /// The conditions that hold, with the value that was there.
  fileprivate var held: [String] {
    guard isTrue else { return [] }
    if children.isEmpty { return ["\(text)\(actual.map { " (is '\($0)')" } ?? "")"] }
    return children.flatMap(\.held)
  }
}
