import Provisioning
import SCIM

/// Desired against known, for a page of users at a time. It reads, and writes nothing.
struct Planner {
  let context: PlanContext
  let session: any StoreSession

  /// Whether accounts are compared, or only memberships (*Reapply entitlement mappings*).
  var includesAccounts = true

  /// Whether what was desired at the last evaluation is taken as it was: for a second look at the
  /// app, where neither the user nor an admin asked for the rules of today.
  var usesLastEvaluation = false

  /// Plans a page of users.
  func plans(_ ids: [UserID]) throws -> [UserPlan] {
    let app = context.app.id
    let users = try session.users(ids)
    let assignments = try session.assignments(app, ids)
    let accounts = try session.accounts(app, users: ids)
    let open = try session.openUserTasks(app, ids)
    let failed = try session.failedUserTasks(app, ids)
    let memberships = try session.memberships(app, users: ids)
    let openMemberships = Dictionary(
      grouping: try session.openMemberTasks(app, ids), by: \.user)
    let failedMemberships = Dictionary(
      grouping: try session.failedMemberTasks(app, ids), by: \.user)
    var references = ReferenceResolver(app, session)
    return try users.map { stored in
      let id = stored.user.id
      let account = accounts[id].flatMap { $0.state == .gone ? nil : $0 }
      let before = assignments[id] ?? AssignmentRecord(app: app, user: id)
      var evaluation = evaluation(of: stored, before)
      let referred = try evaluation.desired.map { desired in
        var desired = desired
        defer { evaluation.desired = desired }
        return try references.resolve(&desired)
      }
      var plan = UserPlan(
        user: stored, evaluation: evaluation,
        version: usesLastEvaluation ? before.version : context.app.mappingVersion,
        before: before, account: account,
        open: open[id], failed: failed[id], existingMemberships: memberships[id] ?? [],
        openMemberships: openMemberships[id] ?? [],
        failedMemberships: failedMemberships[id] ?? [])
      if !usesLastEvaluation || before.version == 0 {
        plan.references = referred?.targets ?? []
        plan.problems = referred?.problems ?? []
      }
      if includesAccounts {
        try AccountPlanner(context: context, session: session).plan(&plan)
      } else if let open = plan.open {
        plan.draft = open
      }
      plan.holds = account.map { context.unique.values(in: $0.resource) } ?? []
      if plan.wantsAccount(context), let desired = plan.evaluation.desired {
        plan.wants = context.unique.values(of: desired)
      }
      MembershipPlanner(context: context).plan(&plan)
      return plan
    }
  }

  private func evaluation(of user: StoredUser, _ before: AssignmentRecord) -> Evaluation {
    guard usesLastEvaluation, before.version > 0 else {
      return context.evaluator.evaluate(user.user, isDeleted: user.isDeleted)
    }
    // Whether a value is still another user's is to be found out.
    let isConflict = before.outcome == .conflict
    return Evaluation(
      outcome: isConflict ? .assigned : before.outcome, detail: isConflict ? "" : before.detail,
      desired: before.desired, changesAt: before.dueAt)
  }
}
