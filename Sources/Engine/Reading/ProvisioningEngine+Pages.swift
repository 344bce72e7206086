public import Provisioning

extension ProvisioningEngine {
  /// A page of tasks, newest first, and how many the filter matches: from kept counters where only
  /// an app and statuses are asked for.
  ///
  /// - Parameter before: the key behind which the page starts; `nil` from the newest.
  public func tasks(_ filter: TaskFilter, before: TaskID?, limit: Int) throws -> (
    tasks: [ProvisioningTask], total: Int
  ) {
    try store.read { session in
      let tasks = try session.tasks(filter, before: before, limit: limit)
      let isPlain =
        filter.actions.isEmpty && filter.user == nil && filter.search == nil
        && filter.since == nil
      guard isPlain, let app = filter.app else {
        return (tasks, try session.taskCount(filter))
      }
      let counts = try session.taskCounts(app)
      let total = counts.reduce(0) { sum, entry in
        filter.statuses.isEmpty || filter.statuses.contains(entry.key) ? sum + entry.value : sum
      }
      return (tasks, total)
    }
  }
}
