import Text
import Provisioning
import SCIM

/// What the store says of a page of users.
struct PageFacts: Sendable {
  var users: [StoredUser]
  var assignments: [UserID: AssignmentRecord]
  var accounts: [UserID: AccountRecord]
  var open: [UserID: ProvisioningTask]
  var failed: [UserID: ProvisioningTask]
  var memberships: [UserID: [MembershipRecord]]
  var openMemberships: [UserID: [OpenMembership]]
  var failedMemberships: [UserID: [OpenMembership]]
  /// What somebody pinned by undoing a run.
  var pins: [UserID: [Pin]] = [:]
  /// Whether there is nothing else of any of them, since they came a moment ago.
  var areNew = false
}

extension PageFacts {
  /// Users of whom there is nothing else.
  init(newUsers users: [StoredUser]) {
    self.init(
      users: users, assignments: [:], accounts: [:], open: [:], failed: [:], memberships: [:],
      openMemberships: [:], failedMemberships: [:], areNew: true)
  }
}

/// Plans users by what the store said of them, as a function of that alone.
struct PurePlanner: Sendable {
  let context: PlanContext
  let includesAccounts: Bool
  let usesLastEvaluation: Bool
  let newUsersBy: String?
  let isFiling: Bool

  /// Plans a page of users. Where accounts may refer to others', the plans still lack what is to be
  /// done, since the values are to be looked up first.
  func plans(_ facts: PageFacts) -> [UserPlan] {
    facts.users.map { stored in
      let id = stored.user.id
      let before = facts.assignments[id] ?? new(id)
      var plan = UserPlan(
        user: stored, evaluation: evaluation(of: stored, before, facts),
        version: usesLastEvaluation ? before.version : context.app.mappingVersion,
        before: before, account: facts.accounts[id].flatMap { $0.state == .gone ? nil : $0 },
        open: facts.open[id], failed: facts.failed[id],
        existingMemberships: facts.memberships[id] ?? [],
        openMemberships: facts.openMemberships[id] ?? [],
        failedMemberships: facts.failedMemberships[id] ?? [])
      plan.isNew = facts.areNew
      plan.pins = facts.pins[id] ?? []
      if !usesLastEvaluation || before.version == 0 { plan.references = [] }
      if !context.hasReferences { finish(&plan) }
      return plan
    }
  }

  /// Adds to a plan what is to be done.
  func finish(_ plan: inout UserPlan) {
    if includesAccounts {
      AccountPlanner(context: context).plan(&plan)
    } else if let open = plan.open {
      plan.draft = open
    }
    if let pin = plan.pins.first(where: { plan.draft?.follows($0) == true }) {
      plan.draft?.reason = pin.words
    }
    plan.holds = plan.account.map { context.unique.values(in: $0.resource) } ?? []
    if plan.wantsAccount(context), let desired = plan.evaluation.desired {
      plan.wants = context.unique.values(of: desired)
    }
    MembershipPlanner(context: context).plan(&plan)
    guard isFiling else { return }
    plan.write()
  }

  /// The assignment of somebody who was never evaluated.
  private func new(_ user: UserID) -> AssignmentRecord {
    var assignment = AssignmentRecord(app: context.app.id, user: user)
    guard let newUsersBy else { return assignment }
    assignment.isDirty = true
    assignment.changedBy = [newUsersBy]
    return assignment
  }

  private func evaluation(
    of user: StoredUser, _ before: AssignmentRecord, _ facts: PageFacts
  ) -> Evaluation {
    let id = user.user.id
    guard usesLastEvaluation, before.version > 0 else {
      return context.evaluation(of: user, facts.pins[id] ?? [], held: held(facts.memberships[id]))
    }
    // Whether a value is still another user's is to be found out.
    let isConflict = before.outcome == .conflict
    return Evaluation(
      outcome: isConflict ? .assigned : before.outcome, detail: isConflict ? "" : before.detail,
      desired: before.desired, changesAt: before.dueAt)
  }

  /// The groups that an account is in, as something desired.
  private func held(_ memberships: [MembershipRecord]?) -> [DesiredGroup] {
    (memberships ?? []).compactMap { membership in
      guard membership.mayBe, let group = context.groupsByID[membership.group] else { return nil }
      return DesiredGroup(name: group.name, create: false, rule: "")
    }
  }
}

extension ProvisioningTask {
  /// Whether it does what is pinned.
  fileprivate func follows(_ pin: Pin) -> Bool {
    switch pin.kind {
    case .value(let path, let value):
      changes.contains { $0.path.isSame(as: path) && $0.to == value }
    case .account: changes.contains { $0.path.isSame(as: "active") }
    case .member: false
    }
  }
}
