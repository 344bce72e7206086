public import Provisioning

/// A task with everything that is known of it.
public struct TaskDetail: Sendable {
  /// The task.
  public var task: ProvisioningTask
  /// The app's name.
  public var app: String
  /// What it waits for.
  public var waits: [TaskWait]
  /// Its exchanges with the app.
  public var attempts: [AttemptRecord]
  /// The account as the app was last seen to hold it.
  public var account: AccountRecord?
  /// What a DELETE does in the app, as far as it is known.
  public var deletion = AppWays.Deletion.deletes
}

/// Tasks, to be listed, counted and looked at.
public struct TaskReading: Sendable {
  let store: any Store

  /// Tasks, newest first.
  ///
  /// - Parameter limit: how many at most; `nil` for all.
  public func list(
    _ filter: TaskFilter, limit: Int? = nil, each: (ProvisioningTask) throws -> Void
  )
    throws
  {
    try store.read { session in
      var before: TaskID?
      var left = limit ?? .max
      while left > 0 {
        let page = try session.tasks.tasks(filter, before: before, limit: min(left, StorePage.size))
        guard let last = page.last else { return }
        for task in page { try each(task) }
        left -= page.count
        before = last.id
      }
    }
  }

  /// How many tasks a filter matches.
  public func count(_ filter: TaskFilter) throws -> Int {
    try store.read { try $0.keptCount(filter) ?? $0.tasks.taskCount(filter) }
  }

  /// How many tasks of an app have each status.
  public func counts(_ app: AppID) throws -> [TaskStatus: Int] {
    try store.read { try $0.tasks.taskCounts(app) }
  }

  /// One task with everything that is known of it.
  public func detail(_ id: TaskID) throws -> TaskDetail {
    try store.read { session in
      guard let task = try session.tasks.task(id) else { throw EngineError.unknownTask(id) }
      let account = try task.user.flatMap {
        try session.accounts.accounts(task.app, users: [$0])[$0]
      }
      let app = try session.apps.app(task.app)
      return TaskDetail(
        task: task, app: app?.name ?? "", waits: try session.queue.waits(id),
        attempts: try session.queue.attempts(id), account: account,
        deletion: app?.ways.deletion ?? .deletes)
    }
  }
}
