public import Provisioning

/// What made tasks fail, and how many.
public struct FailureCause: Sendable, Hashable {
  /// The HTTP status; `nil` where no answer came.
  public var status: Int?
  /// What happened and what to do, in one sentence.
  public var advice: String
  /// How many tasks failed so.
  public var count: Int

  /// A cause.
  public init(status: Int?, advice: String, count: Int) {
    self.status = status
    self.advice = advice
    self.count = count
  }
}

extension AppStanding {
  /// What made the tasks of an app fail, the most frequent first; of the newest
  /// `ListPlace.countLimit` tasks.
  public func failureCauses(_ app: AppID) throws -> [FailureCause] {
    try store.read { try failureCauses(app, ofNewest: ListPlace.countLimit, in: $0) }
  }

  /// The same of so many tasks, in a transaction.
  func failureCauses(_ app: AppID, ofNewest limit: Int, in session: any StoreSession) throws
    -> [FailureCause]
  {
    struct Key: Hashable {
      var status: Int?
      var advice: String
    }
    let filter = TaskFilter(app: app, statuses: [.failed])
    var counts: [Key: Int] = [:]
    var seen = 0
    var before: TaskID?
    while seen < limit {
      let size = min(StorePage.size, limit - seen)
      let page = try session.tasks.tasks(filter, before: before, limit: size)
      for task in page {
        counts[Key(status: task.error?.status, advice: task.cause), default: 0] += 1
      }
      seen += page.count
      guard page.count == size, let last = page.last else { break }
      before = last.id
    }
    return counts.map { FailureCause(status: $0.status, advice: $0.advice, count: $1) }
      .sorted { ($1.count, $0.advice) < ($0.count, $1.advice) }
  }
}
