import Provisioning

extension PlanBatch {
  /// Files what a page of plans comes to. Whoever needs a value that others have, or may have given
  /// up, is kept for `resolve`.
  mutating func add(_ plans: [UserPlan]) throws {
    guard includesAccounts else {
      for plan in plans { try file(plan) }
      return
    }
    try load(plans, of: plans.filter { !$0.isNew })
    gather(mode == .file)
    for plan in plans { try weigh(plan) }
    gather(false)
    try pending.write(in: session)
    try values.write()
    try values.findWaiters()
  }

  /// Says whether rows are written at the end of a page, and not each at once.
  private mutating func gather(_ isGathering: Bool) {
    self.isGathering = isGathering
    values.isGathering = isGathering
  }

  /// Reads to whom the values belong that plans want.
  ///
  /// - Parameter known: those of the plans of whose users values may be kept already.
  mutating func load(_ plans: [UserPlan], of known: [UserPlan]) throws {
    let wanted = Set(plans.flatMap { $0.wants.map(\.value) })
    try values.load(known.map(\.user.user.id), wanted)
  }

  /// Files a plan whose values are free, or plainly another user's.
  private mutating func weigh(_ plan: UserPlan) throws {
    var plan = plan
    let user = plan.user.user.id
    var isUnclear = false
    for want in plan.takes {
      let mine = values.record(user, want.value)
      let others = values.others(want.value, than: user)
      if let other = others.first(where: { $0.isHeld && $0.wish != .none }) {
        try refuse(&plan, want, other.user, .holds)
      } else if mine.wish != .owns, let other = others.first(where: { $0.wish == .owns }) {
        try refuse(&plan, want, other.user, .first)
      } else if others.contains(where: { $0.isHeld || $0.isSent }) {
        isUnclear = true
      }
      if plan.conflict != nil { break }
    }
    if isUnclear, plan.conflict == nil {
      deferred[user] = plan
      return try values.wish(user, wishes(plan, isWinner: false))
    }
    try settle(plan)
  }

  /// Files a plan of which it is known whether the values are the user's.
  @discardableResult
  mutating func settle(_ plan: UserPlan) throws -> TaskID? {
    // What was desired last is kept while it cannot be computed, and so are its values.
    if plan.isImpossible { return try file(plan) }
    let user = plan.user.user.id
    try values.wish(user, wishes(plan, isWinner: plan.conflict == nil && !plan.isIgnored))
    values.note(plan.conflict, of: user)
    if mode == .show, let draft = plan.draft, !plan.isIgnored, !plan.holds.isEmpty {
      values.shownReleases.formUnion(context.unique.released(by: draft, of: plan.holds))
    }
    // What an account has is its user's, whoever was to get it.
    for want in plan.wants where plan.holds.contains(want.value) {
      for other in values.others(want.value, than: user) where other.wish == .owns && !other.isHeld
      {
        try values.demote(other)
      }
    }
    return try file(plan)
  }

  private func wishes(_ plan: UserPlan, isWinner: Bool) -> [UniqueValue: ValueRecord.Wish] {
    var wishes: [UniqueValue: ValueRecord.Wish] = [:]
    let taken = Set(plan.takes.map(\.value))
    for want in plan.wants {
      let isHeld = plan.holds.contains(want.value)
      let isOwned = values.record(plan.user.user.id, want.value).wish == .owns
      let isOpen = deferred[plan.user.user.id] != nil
      let isWon = isWinner && taken.contains(want.value) || isOpen && isOwned
      wishes[want.value] = isHeld || isWon ? .owns : .waits
    }
    return wishes
  }

  /// Notes that a value is another user's. Nothing is filed for the account then, unless it is to be
  /// suspended, which goes on without the value, or may have been made by a request whose answer was
  /// lost: then it is looked for.
  mutating func refuse(
    _ plan: inout UserPlan, _ want: DesiredValue, _ other: UserID, _ claim: ValueConflict.Claim
  ) throws {
    let name = try values.name(other)
    var conflict = ValueConflict(
      user: plan.user.user.username, other: name.username, otherHasLeft: name.hasLeft,
      path: want.path, text: want.text, claim: claim)
    conflict.succession = try AccountOwnership(context.app, in: session)
      .succession(of: plan.user.user.id, from: other)
    plan.conflict = conflict
    // Who was first may be refused for another value, and then this one is free.
    if claim != .first { values.refuse(want.value) }
    if plan.evaluation.outcome == .suspended {
      plan.withheld.formUnion(plan.takes.map(\.path))
      plan.draft = nil
      AccountPlanner(context: context).plan(&plan)
      return
    }
    plan.evaluation.outcome = .conflict
    plan.evaluation.detail = conflict.sentence
    plan.draft = nil
    plan.needsApproval = false
    // Others may wait for the values of an account that may have been made before.
    if plan.account == nil, let name = plan.before.unsettled {
      AccountPlanner(context: context).look(&plan, name)
    }
  }
}
