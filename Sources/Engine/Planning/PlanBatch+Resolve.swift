import Provisioning

extension PlanBatch {
  /// Files the plans of those whose values others give up, or may give up, in an order that works.
  mutating func resolve(_ planner: Planner) throws {
    guard includesAccounts else { return }
    // Whoever gives a value up by it may let others go on, who are looked at next.
    for _ in 0..<20 {
      repeat {
        let plans = try contenders(planner)
        if !plans.isEmpty { try resolve(plans) }
        try values.findWaiters()
      } while try values.waiters.isEmpty && values.findMoreWaiters()
      if values.waiters.isEmpty { return }
    }
  }

  /// Who was kept for this, who waits for what was given up, and whose open changes take values from
  /// their accounts, so that those who pass values around are seen together.
  private mutating func contenders(_ planner: Planner) throws -> [UserPlan] {
    var plans = deferred
    deferred = [:]
    var fresh = values.waiters.subtracting(plans.keys)
    values.waiters = []
    // Some of them are left to an evaluation that is still to come, and are not asked again.
    var asked: Set<UserID> = []
    while true {
      asked.formUnion(fresh)
      for plan in try replanned(fresh, planner) { plans[plan.user.user.id] = plan }
      try load(plans.values)
      let holders = plans.values.flatMap { plan in
        plan.takes.flatMap { values.others($0.value, than: plan.user.user.id) }
      }
      let more = Set(holders.filter(\.isHeld).map(\.user))
        .subtracting(plans.keys).subtracting(values.settled).subtracting(asked)
      let open = try session.tasks.openUserTasks(context.app.id, more.sorted())
      fresh = Set(open.filter { $0.value.status != .running }.keys)
      if fresh.isEmpty { break }
    }
    try load(plans.values)
    return plans.values.sorted { $0.user.user.id < $1.user.user.id }
  }

  private mutating func load(_ plans: some Collection<UserPlan>) throws {
    try load(Array(plans), of: Array(plans))
  }

  /// Plans users by what was desired at their last evaluation; those who changed since are left to
  /// the evaluation that they wait for.
  private func replanned(_ users: Set<UserID>, _ planner: Planner) throws -> [UserPlan] {
    guard !users.isEmpty else { return [] }
    var last = planner
    last.usesLastEvaluation = true
    // What is only shown was not stored.
    let shown = mode == .show ? users.intersection(values.settled) : []
    let plans = try last.plans(users.subtracting(shown).sorted()) + planner.plans(shown.sorted())
    return plans.filter { plan in
      let isLeft = plan.before.isDirty && mode == .file || plan.before.version == 0 && shown.isEmpty
      return !isLeft && plan.open?.status != .running
    }
  }

  private mutating func resolve(_ plans: [UserPlan]) throws {
    let contest = ValueContest(context: context, session: session, values: values)
    let contenders = plans.map(contest.contender)
    let resolution = ValueResolution(contenders, outsiders: try contest.outsiders(of: plans))
    var byUser = Dictionary(
      plans.map { ($0.user.user.id, $0) }, uniquingKeysWith: { first, _ in first })
    for var plan in plans {
      guard
        case .conflict(let value, let other, let claim) = resolution.verdicts[plan.user.user.id]
      else { continue }
      guard let want = plan.takes.first(where: { $0.value == value }) else { continue }
      try refuse(&plan, want, other, claim)
      try settle(plan)
    }
    for ring in resolution.rings { try stepAside(ring, &byUser) }
    var filed: [UserID: TaskID] = [:]
    for user in resolution.order {
      guard var plan = byUser[user], case .gets(let after) = resolution.verdicts[user] else {
        continue
      }
      // An account that a lost answer may have made is looked for before anything else: others may wait
      // for the values that it has, whatever it is to have now.
      let mayBeThere = plan.account == nil && plan.before.unsettled != nil
      let before = mayBeThere ? [] : after
      let open = try session.tasks.openUserTasks(
        context.app.id, before.filter { filed[$0] == nil })
      plan.waits = before.compactMap { filed[$0] ?? open[$0]?.id }.filter { $0 != 0 }
        .map { TaskWait(on: $0) }
      filed[user] = try settle(plan)
    }
  }
}
