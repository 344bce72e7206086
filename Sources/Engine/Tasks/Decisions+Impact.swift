public import Provisioning

extension Decisions {
  /// What a decision about everything that a filter matches would touch.
  public func impact(of decision: Decision, _ filter: TaskFilter) throws -> DecisionImpact {
    let filter = decision.narrowed(filter)
    if filter.statuses.isEmpty { return DecisionImpact() }
    return try store.read { session in
      var impact = DecisionImpact()
      impact.seen.newest =
        try session.tasks.taskOutlines(filter, before: nil, limit: 1).first?.id ?? 0
      var destructive: [AppID: Int] = [:]
      try Self.eachTask(filter.only([.delete, .suspend]), in: session) { task in
        impact.add(task, by: decision)
        if decision.letsGo(task.status) { destructive[task.app, default: 0] += 1 }
      }
      let rest = filter.only(Set(TaskAction.allCases).subtracting([.delete, .suspend]))
      var members = 0
      if let rest {
        let first = try session.tasks.tasks(rest, before: nil, limit: NameTally.most)
        for task in first { impact.add(task, by: decision) }
        members = decision == .ignore ? 0 : first.map(\.members.count).max() ?? 0
        let count = try session.tasks.taskCount(rest)
        impact.others.count(more: count - first.count)
        impact.count += count - first.count
      }
      try finish(&impact, destructive, members: members, isByName: false, in: session)
      return impact
    }
  }

  /// What a decision about these tasks would touch; of those about which it cannot be made, nothing.
  ///
  /// - Throws: `EngineError.unknownTask`.
  public func impact(of decision: Decision, _ ids: [TaskID]) throws -> DecisionImpact {
    try store.read { session in
      var impact = DecisionImpact()
      var destructive: [AppID: Int] = [:]
      for id in Set(ids).sorted(by: >) {
        guard let task = try session.tasks.task(id) else { throw EngineError.unknownTask(id) }
        guard decision.applies.contains(task.status) else { continue }
        impact.add(task, by: decision)
        if task.action.isDestructive, decision.letsGo(task) {
          destructive[task.app, default: 0] += 1
        }
      }
      try finish(&impact, destructive, members: 0, isByName: true, in: session)
      return impact
    }
  }

  /// Says how it is asked for, and what cannot be undone.
  private func finish(
    _ impact: inout DecisionImpact, _ destructive: [AppID: Int], members: Int, isByName: Bool,
    in session: any StoreSession
  ) throws {
    var isOver = false
    var warnings: Set<String> = []
    for (id, count) in destructive {
      guard let app = try session.apps.app(id) else { continue }
      let limits = app.definition.provisioning.limits
      if limits.asksNumber(for: count, of: try session.accounts.activeAccounts(id)) {
        isOver = true
      }
      if impact.deletions.count > 0 { warnings.insert(app.ways.deletion.warning) }
    }
    impact.warnings = warnings.sorted()
    impact.question = DecisionWeight(
      tasks: impact.count, destructive: impact.destructive, members: members, isByName: isByName
    ).question(isOverLimit: isOver)
  }

  private static func eachTask(
    _ filter: TaskFilter?, in session: any StoreSession, _ body: (TaskOutline) throws -> Void
  ) throws {
    guard let filter else { return }
    var before: TaskID?
    while true {
      let page = try session.tasks.taskOutlines(filter, before: before, limit: StorePage.size)
      guard let last = page.last else { return }
      try page.forEach(body)
      before = last.id
    }
  }
}

extension TaskFilter {
  /// The filter with these actions alone; `nil` where it has none of them.
  fileprivate func only(_ actions: Set<TaskAction>) -> TaskFilter? {
    var filter = self
    filter.actions = filter.actions.isEmpty ? actions : filter.actions.intersection(actions)
    return filter.actions.isEmpty ? nil : filter
  }
}
