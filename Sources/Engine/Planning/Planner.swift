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

  /// Whether what is planned is filed, so that it is written.
  var isFiling = false

  /// Users behind this key came in this transaction and were not planned yet, so that the store holds
  /// nothing else of them; `nil` where that is not known.
  var newUsersAfter: UserID?

  /// People who stand for the stored ones, or for nobody yet: what would become of them is asked.
  var supposed: [UserID: StoredUser] = [:]

  /// What stands for what is pinned: what would become of users if it were is asked.
  var supposedPins: [UserID: [Pin]] = [:]

  /// Plans a page of users.
  func plans(_ ids: [UserID]) throws -> [UserPlan] {
    var plans = pure.plans(try facts(ids))
    try complete(&plans)
    return plans
  }

  /// Reads what is known of a page of users.
  func facts(_ ids: [UserID]) throws -> PageFacts {
    let app = context.app.id
    let newest = newUsersAfter ?? .max
    let users = try users(ids)
    if ids.allSatisfy({ $0 > newest }) { return PageFacts(newUsers: users) }
    var facts = PageFacts(
      users: users, assignments: try session.assignments.assignments(app, ids),
      accounts: try session.accounts.accounts(app, users: ids),
      open: try session.tasks.openUserTasks(app, ids),
      failed: try session.tasks.failedUserTasks(app, ids),
      memberships: try session.groups.memberships(app, users: ids),
      openMemberships: Dictionary(
        grouping: try session.tasks.openMemberTasks(app, ids), by: \.user),
      failedMemberships: Dictionary(
        grouping: try session.tasks.failedMemberTasks(app, ids), by: \.user))
    if context.hasPins { facts.pins = try session.runs.pins(app, users: ids) }
    for user in ids {
      guard let supposed = supposedPins[user] else { continue }
      let keys = Set(supposed.map(\.key))
      facts.pins[user] = (facts.pins[user] ?? []).filter { !keys.contains($0.key) } + supposed
    }
    return facts
  }

  private func users(_ ids: [UserID]) throws -> [StoredUser] {
    let stored = try session.directory.users(ids)
    if supposed.isEmpty { return stored }
    let known = Set(stored.map(\.user.id))
    return stored.map { supposed[$0.user.id] ?? $0 }
      + ids.filter { !known.contains($0) }.compactMap { supposed[$0] }
  }

  /// What plans without the store, on whatever thread.
  var pure: PurePlanner {
    PurePlanner(
      context: context, includesAccounts: includesAccounts,
      usesLastEvaluation: usesLastEvaluation, newUsersBy: newUsersBy, isFiling: isFiling)
  }

  /// Adds to plans what only the store knows.
  func complete(_ plans: inout [UserPlan]) throws {
    if context.hasReferences {
      var references = ReferenceResolver(context.app.id, session)
      for index in plans.indices {
        try resolve(&plans[index], by: &references)
        pure.finish(&plans[index])
      }
    }
    try AccountQuestions(context: context, session: session).answer(&plans)
  }

  private func resolve(_ plan: inout UserPlan, by references: inout ReferenceResolver) throws {
    guard var desired = plan.evaluation.desired else { return }
    let referred = try references.resolve(&desired)
    plan.evaluation.desired = desired
    guard plan.references != nil else { return }
    plan.references = referred.targets
    plan.problems = referred.problems
  }
}
