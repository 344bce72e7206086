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

  /// Who changed those who have no assignment yet; `nil` where nobody did.
  var newUsersBy: String?

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
    var plans: [UserPlan] = []
    plans.reserveCapacity(users.count)
    for stored in users {
      let id = stored.user.id
      let account = accounts[id].flatMap { $0.state == .gone ? nil : $0 }
      let before = assignments[id] ?? new(id)
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
      plans.append(plan)
    }
    try finish(&plans)
    return plans
  }

  /// The assignment of somebody who was never evaluated.
  private func new(_ user: UserID) -> AssignmentRecord {
    var assignment = AssignmentRecord(app: context.app.id, user: user)
    guard let newUsersBy else { return assignment }
    assignment.isDirty = true
    assignment.changedBy = [newUsersBy]
    return assignment
  }

  /// Adds to each plan what is to be done.
  private func finish(_ plans: inout [UserPlan]) throws {
    let accounts = AccountPlanner(
      context: context, session: session,
      names: includesAccounts ? try takenNames(plans) : nil)
    let memberships = MembershipPlanner(context: context)
    for index in plans.indices {
      if includesAccounts {
        try accounts.plan(&plans[index])
      } else if let open = plans[index].open {
        plans[index].draft = open
      }
      plans[index].holds =
        plans[index].account.map { context.unique.values(in: $0.resource) } ?? []
      if plans[index].wantsAccount(context), let desired = plans[index].evaluation.desired {
        plans[index].wants = context.unique.values(of: desired)
      }
      memberships.plan(&plans[index])
    }
  }

  /// The names of those who may get an account, as far as they are others' too.
  private func takenNames(_ plans: [UserPlan]) throws -> TakenNames {
    let new = plans.filter { $0.account == nil && $0.evaluation.outcome == .assigned }
    return try TakenNames(
      context.app.id, userNames: new.compactMap { $0.evaluation.desired?.userName },
      usernames: new.map(\.user.user.username), in: session)
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
