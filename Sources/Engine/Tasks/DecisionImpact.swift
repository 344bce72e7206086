public import Provisioning

/// What a decision would touch, and how it is asked for.
public struct DecisionImpact: Sendable, Hashable {
  /// How many tasks.
  public var count: Int
  /// The accounts that it lets be deleted.
  public var deletions: NameTally
  /// The accounts that it lets be suspended.
  public var suspensions: NameTally
  /// The other tasks, each with its action.
  public var others: NameTally
  /// The tasks that were seen: no other one is decided about.
  public var seen: SeenTasks
  /// What cannot be undone, where anything is deleted; several apps may differ.
  public var warnings: [String]
  /// How it is asked for.
  public var question: DecisionWeight.Question

  /// An impact; by default on nothing.
  public init(
    count: Int = 0, deletions: NameTally = NameTally(), suspensions: NameTally = NameTally(),
    others: NameTally = NameTally(), seen: SeenTasks = [], warnings: [String] = [],
    question: DecisionWeight.Question = .none
  ) {
    self.count = count
    self.deletions = deletions
    self.suspensions = suspensions
    self.others = others
    self.seen = seen
    self.warnings = warnings
    self.question = question
  }

  /// How many of the tasks delete or suspend an account.
  public var destructive: Int { deletions.count + suspensions.count }

  /// Counts a task.
  public mutating func add(_ task: ProvisioningTask, by decision: Decision) {
    add(TaskOutline(task), by: decision)
  }

  /// Counts a task.
  mutating func add(_ task: TaskOutline, by decision: Decision) {
    count += 1
    guard decision.letsGo(task.status), task.action.isDestructive else {
      return others.add("\(task.action.rawValue) \(task.name)")
    }
    seen.destructive.insert(task.id)
    if task.action == .delete { deletions.add(task.name) } else { suspensions.add(task.name) }
  }

  /// What it touches, a line each: first what cannot be undone, then every deletion and suspension,
  /// then the rest.
  ///
  /// - Parameter limit: how many names of deletions and of suspensions stand there at most.
  public func lines(upTo limit: Int = 20) -> [String] {
    var lines = warnings
    if deletions.count > 0 {
      lines.append("\(deletions.count) delete: \(deletions.words(upTo: limit))")
    }
    if suspensions.count > 0 {
      lines.append("\(suspensions.count) suspend: \(suspensions.words(upTo: limit))")
    }
    if others.count > 0 {
      lines.append(
        destructive > 0 ? "\(others.count) others: \(others.words)" : others.words)
    }
    return lines
  }
}

extension Decision {
  /// Whether the decision lets the task run: one that was ignored only comes back as pending.
  public func letsGo(_ task: ProvisioningTask) -> Bool { letsGo(task.status) }

  /// Whether the decision lets a task run that stands so.
  func letsGo(_ status: TaskStatus) -> Bool {
    switch self {
    case .approve: status == .pending
    case .ignore: false
    case .retry: status == .failed
    }
  }
}

extension ProvisioningEngine {
  /// What a decision about everything that a filter matches would touch.
  public func impact(of decision: Decision, _ filter: TaskFilter) throws -> DecisionImpact {
    let filter = decision.narrowed(filter)
    if filter.statuses.isEmpty { return DecisionImpact() }
    return try store.read { session in
      var impact = DecisionImpact()
      impact.seen.newest = try session.taskOutlines(filter, before: nil, limit: 1).first?.id ?? 0
      var destructive: [AppID: Int] = [:]
      try Self.eachTask(filter.only([.delete, .suspend]), in: session) { task in
        impact.add(task, by: decision)
        if decision.letsGo(task.status) { destructive[task.app, default: 0] += 1 }
      }
      let rest = filter.only(Set(TaskAction.allCases).subtracting([.delete, .suspend]))
      var members = 0
      if let rest {
        let first = try session.tasks(rest, before: nil, limit: NameTally.most)
        for task in first { impact.add(task, by: decision) }
        members = decision == .ignore ? 0 : first.map(\.members.count).max() ?? 0
        let count = try session.taskCount(rest)
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
        guard let task = try session.task(id) else { throw EngineError.unknownTask(id) }
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
      guard let app = try session.app(id) else { continue }
      let limits = app.definition.provisioning.limits
      if limits.asksNumber(for: count, of: try session.activeAccounts(id)) { isOver = true }
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
      let page = try session.taskOutlines(filter, before: before, limit: pageSize)
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
