public import Provisioning

extension TaskReading {
  /// A page of tasks, newest first, and how many the filter matches: from kept counters where only
  /// an app and statuses are asked for, else counted up to just above `ListPlace.countLimit`.
  public func list(_ filter: TaskFilter, at place: ListPlace) throws -> (
    rows: [ProvisioningTask], total: Int
  ) {
    let size = ListPlace.pageSize
    return try store.read { session in
      let rows = try place.page(isAscending: false) {
        try session.tasks.tasks(filter, before: $0, limit: size)
      } up: {
        try session.tasks.tasks(filter, after: $0 ?? 0, limit: size)
      }
      if place == .first, rows.count < size { return (rows, rows.count) }
      let total =
        try session.keptCount(filter)
        ?? session.tasks.taskCount(filter, upTo: ListPlace.countLimit + 1)
      return (rows, total)
    }
  }
}
