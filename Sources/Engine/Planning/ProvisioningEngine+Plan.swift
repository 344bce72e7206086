import Provisioning
import SCIM

/// Desired against known accounts: what reapply would file.
public struct AppPlan: Sendable {
  /// The app.
  public var app: AppRecord
  /// The changes: accounts by key of the user, then groups.
  public var changes: [PlannedChange]
  /// What the evaluation came to.
  public var summary: BatchSummary
  /// Why the plan would be stopped as a whole; `nil` where it would not.
  public var blocked: EvaluationResult.Blocked?

  /// How many requests it takes, with the looks before and after each change.
  public var requests: Int { changes.reduce(0) { $0 + $1.task.expectedRequests } }

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

extension ProvisioningEngine {
  /// What reapply would file, without filing it; nothing is sent.
  ///
  /// - Parameters:
  ///   - user: only this user's; `nil` for everyone's.
  ///   - progress: gets how many users were evaluated; what it throws ends the planning.
  public func plan(
    _ name: String, user: String? = nil, progress: (Int) throws -> Void = { _ in }
  ) throws -> AppPlan {
    try store.read { session in
      let app = try Self.app(named: name, in: session)
      let context = try PlanContext(app, in: session, now: time.now())
      var batch = PlanBatch(context, session, mode: .show, refilesFailed: true)
      let only = try user.map { try Self.user(named: $0, in: session).user.id }
      try Self.run(
        Planner(context: context, session: session), &batch, progress: progress,
        page: Self.pages(app, only.map { [$0] }, in: session))
      let count = try session.openDestructiveCount(app.id) + batch.summary.destructive
      return AppPlan(
        app: app, changes: batch.changes, summary: batch.summary,
        blocked: batch.summary.destructive > 0 ? try blocked(app, count, in: session) : nil)
    }
  }

  /// Evaluates everyone, or some users, under the parameters and rules of now, and files the tasks.
  ///
  /// - Parameters:
  ///   - scope: accounts and memberships, or memberships alone.
  ///   - users: only these; empty for everyone.
  ///   - saved: the plan that alone may be filed.
  ///   - accepting: how many deletions and suspensions are accepted above the limits.
  ///   - progress: gets how many users were evaluated; what it throws ends it, and nothing is filed.
  /// - Throws: `EngineError.blocked` where the plan is over the limits.
  public func reapply(
    _ name: String, scope: ReapplyScope = .everything, users: [String] = [],
    saved: SavedPlan? = nil, accepting: Int? = nil, progress: (Int) throws -> Void = { _ in }
  ) throws -> EvaluationResult {
    try store.write { session in
      let app = try Self.app(named: name, in: session)
      let only = try users.map { try Self.user(named: $0, in: session).user.id }.sorted()
      let result = try evaluate(
        app, in: session, accepting: accepting,
        prepare: { planner, batch in
          planner.includesAccounts = scope == .everything
          let context = batch.context
          batch = PlanBatch(
            context, session, mode: .file, refilesFailed: true,
            includesAccounts: scope == .everything, saved: saved)
        }, progress: progress, page: Self.pages(app, users.isEmpty ? nil : only, in: session))
      if let blocked = result.blocked {
        throw EngineError.blocked(app: app.name, count: blocked.count, limit: blocked.limit)
      }
      try session.audit(
        at: time.now(), actor, "app.reapply", app.name,
        [
          "scope": .string(scope.rawValue), "users": .integer(Int64(result.summary.users)),
          "filed": .integer(Int64(result.summary.total)),
          "accepted": accepting.map { .integer(Int64($0)) } ?? .null,
        ])
      return result
    }
  }

  /// Pages of the users given, or of everyone whom the app concerns.
  private static func pages(_ app: AppRecord, _ only: [UserID]?, in session: any StoreSession)
    -> (UserID) throws -> [UserID]
  {
    { after in
      guard let only else {
        return try session.concernedUsers(app.id, after: after, limit: pageSize)
      }
      return Array(only.filter { $0 > after }.prefix(pageSize))
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
