import Provisioning

extension StoreSession {
  /// How many tasks a filter matches that asks for an app and statuses alone: kept counters tell, and
  /// nothing is counted.
  ///
  /// - Returns: `nil` where the filter asks for more, so that the tasks are to be counted.
  func keptCount(_ filter: TaskFilter) throws -> Int? {
    var rest = filter
    (rest.app, rest.statuses) = (nil, [])
    guard rest == TaskFilter() else { return nil }
    let apps = try filter.app.map { [$0] } ?? apps.all().map(\.id)
    return try apps.reduce(0) { total, app in
      try tasks.taskCounts(app).reduce(total) { sum, entry in
        filter.statuses.isEmpty || filter.statuses.contains(entry.key) ? sum + entry.value : sum
      }
    }
  }
}
