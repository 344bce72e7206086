import Text
public import Provisioning
import SCIM

/// Desired against known accounts: what reapply would file.
public struct AppPlan: Sendable {
  /// The app.
  public var app: AppRecord
  /// The changes, or the first of them: accounts by key of the user, then groups.
  public var changes: [PlannedChange]
  /// What all changes come to.
  public var tally: PlanTally
  /// The open tasks that would be withdrawn; of a group change, with the members that leave it.
  public var withdrawn: [ProvisioningTask] = []
  /// The users whose accounts cannot be computed.
  public var impossible: [ImpossibleAccount] = []
  /// The users who cannot have a value, because it is another one's.
  public var conflicts: [ValueConflict] = []
  /// What the evaluation came to.
  public var summary: BatchSummary
  /// Why the plan would be stopped as a whole; `nil` where it would not.
  public var blocked: EvaluationResult.Blocked?
  /// Why its removals from groups would stop it; `nil` where they would not.
  public var blockedMemberships: BlockedMemberships?

  /// How many requests it takes, with the looks before and after each change.
  public var requests: Int { tally.requests }

  /// About how many seconds it takes at the app's pace.
  public var seconds: Double {
    let ways = app.ways
    let rate = ways.rateLimit > 0 ? ways.rateLimit : Double(ways.concurrency) * 5
    return Double(requests) / rate
  }
}

extension ProvisioningTask {
  /// How many requests the task takes when nothing goes wrong: a look before, the change, and a look
  /// after where the answer does not show the result.
  var expectedRequests: Int {
    switch action {
    case .create: request.body?["externalId"] == nil ? 2 : 3
    case .createGroup, .updateGroup: 2
    case .link where changes.isEmpty: 1
    case .update, .suspend, .reactivate, .link, .addMembers, .removeMembers: 3
    case .delete: 3 + request.before.count
    }
  }
}

/// What a plan of an app would file, and the reapply that files it.
public struct Planning: Sendable {
  let store: any Store
  let time: any TimeSource
  let actor: Actor
  let rights: DecisionRights
  let limits: PlanLimits
  let evaluations: Evaluations

  /// What reapply would file, without filing it; nothing is sent.
  ///
  /// - Parameters:
  ///   - selection: whose; everyone's where nothing else is said. What counts towards the limits is
  ///     the part's own then, and the rest of what is open is not named.
  ///   - wanted: how many changes are wanted in full; `nil` for all. The others are counted.
  public func plan(
    _ name: String, _ selection: UserSelection = .everyone, wanted: Int? = nil,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> AppPlan {
    try store.read { session in
      let app = try session.existingApp(named: name)
      return try plan(
        app, isPart: !selection.isEveryone, wanted: wanted, progress: progress, in: session,
        page: selection.pages(of: app, in: session))
    }
  }

  /// The same for the users of these pages.
  ///
  /// - Parameters:
  ///   - isPart: whether they are meant alone.
  ///   - pins: what stands for what is pinned.
  func plan(
    _ app: AppRecord, isPart: Bool, wanted: Int? = nil, pins: [UserID: [Pin]] = [:],
    progress: (Int) throws -> Void, in session: any StoreSession, page: (UserID) throws -> [UserID]
  ) throws -> AppPlan {
    let context = try PlanContext(app, in: session, now: time.now())
    var batch = PlanBatch(context, session, mode: .show, by: actor.login, refilesFailed: true)
    batch.wanted = wanted
    var planner = Planner(context: context, session: session)
    planner.supposedPins = pins
    try Evaluations.run(planner, &batch, progress: progress, page: page)
    var plan = AppPlan(
      app: app, changes: batch.changes, tally: batch.tally, withdrawn: batch.withdrawals,
      impossible: batch.impossible, conflicts: batch.conflicts, summary: batch.summary,
      blocked: nil)
    if batch.summary.destructive > 0 {
      plan.blocked = try limits.blocked(app, filed: batch.summary.destructive, in: session)
      if isPart {
        let fresh = batch.destructive.count { $0 == 0 }
        plan.blocked?.count = try fresh + session.limits.destructiveCount(of: batch.destructive)
      }
    }
    if batch.summary.removals > 0 {
      let planned = batch.tally.removals
      plan.blockedMemberships = try limits.blockedMemberships(app, planned: planned, in: session)
      if isPart {
        let fresh = planned.values.reduce(0, +)
        plan.blockedMemberships?.count =
          try fresh + session.limits.removalCount(of: Array(batch.removing))
      }
    }
    return plan
  }

  /// Evaluates everyone, or some users, under the parameters and rules of now, and files the tasks.
  ///
  /// - Parameters:
  ///   - scope: accounts and memberships, or memberships alone.
  ///   - selection: whose; everyone's where nothing else is said.
  ///   - saved: the plan that alone may be filed.
  ///   - accepting: how many deletions and suspensions are let go above the limits; of a selection
  ///     exactly its own, and the rest stays stopped.
  ///   - acceptingMemberships: the same of removals from groups.
  ///   - filesNothing: whether nobody saw a plan, since there was nothing in it: what came in between
  ///     is not filed.
  /// - Throws: `EngineError.blocked` or `EngineError.blockedMemberships` where the plan is over the
  ///   limits; `EngineError.planChanged` where something would be filed after all.
  public func reapply(
    _ name: String, scope: ReapplyScope = .everything, _ selection: UserSelection = .everyone,
    saved: SavedPlan? = nil, accepting: Int? = nil, acceptingMemberships: Int? = nil,
    filesNothing: Bool = false, progress: (Int) throws -> Void = { _ in }
  ) throws -> EvaluationResult {
    try rights.write(notingRefusalsOf: "limit.lift", name) { session in
      let app = try session.existingApp(named: name)
      if accepting != nil || acceptingMemberships != nil {
        try rights.check(to: "lift the limit", of: app)
      }
      let policy = app.definition.provisioning
      let lift = try LimitLift(
        app, deletions: accepting, memberships: acceptingMemberships, only: selection.words,
        in: session, at: time.now())
      let result = try evaluations.evaluate(
        app, in: session,
        accepting: accepting, memberships: acceptingMemberships, isPart: !selection.isEveryone,
        by: actor.login,
        prepare: { planner, batch in
          planner.includesAccounts = scope == .everything
          let context = batch.context
          batch = PlanBatch(
            context, session, mode: .file, by: actor.login, refilesFailed: true,
            includesAccounts: scope == .everything, saved: saved)
          batch.releaseWaits = accepting != nil && policy.approvals.notByRequester
          batch.removalsWait = acceptingMemberships != nil && policy.approvals.notByRequester
        }, progress: progress, page: selection.pages(of: app, in: session))
      try EngineError.check(
        app.name, result.blocked, result.blockedMemberships, only: selection.options)
      let filed = result.summary.total + result.summary.withdrawn.count
      if filesNothing, filed > 0 || result.summary.impossible.users > 0 {
        throw EngineError.planChanged(app: app.name)
      }
      try session.audit.add(
        at: time.now(), actor, "app.reapply", app.name,
        [
          "scope": .string(scope.rawValue), "only": .string(selection.words),
          "users": .integer(Int64(result.summary.users)),
          "filed": .integer(Int64(result.summary.total)),
          "withdrawn": .integer(Int64(result.summary.withdrawn.count)),
          "impossible": .integer(Int64(result.summary.impossible.users)),
          "accepted": accepting.map { .integer(Int64($0)) } ?? .null,
          "acceptedMemberships": acceptingMemberships.map { .integer(Int64($0)) } ?? .null,
        ])
      try lift.audit(by: actor, in: session, at: time.now())
      return result
    }
  }
}

/// What reapply evaluates.
public enum ReapplyScope: String, Sendable, Hashable {
  /// Accounts and memberships: *Reapply provisioning mappings*.
  case everything = "mappings"
  /// Memberships alone: *Reapply entitlement mappings*.
  case entitlements
}
