public import Provisioning

/// What workers did, run by run, and what was pinned by undoing it.
public protocol RunStore {
  /// The run of a worker in an app that did something at or after a moment; `nil` for none.
  func run(of worker: String, in app: AppID, since: Double) throws -> RunID?

  /// Stores a run that begins.
  ///
  /// - Returns: its key.
  func begin(_ run: RunRecord) throws -> RunID

  /// Notes that a run took tasks. Whose they were before, they are no longer.
  func note(_ tasks: [TaskID], takenBy run: RunID, at now: Double) throws

  /// Counts how a task ended for the run that took it; nothing where none did, or it goes on.
  func count(_ status: TaskStatus, of task: TaskID, at now: Double) throws

  /// The run of this key.
  func run(_ id: RunID) throws -> RunRecord?

  /// Runs, the newest first.
  ///
  /// - Parameters:
  ///   - app: only those in this app; `nil` for all.
  ///   - before: only those with smaller keys; `nil` from the newest.
  func runs(_ app: AppID?, before: RunID?, limit: Int) throws -> [RunRecord]

  /// The tasks that a run took last, whatever became of them, the newest first.
  func tasks(of run: RunID, before: TaskID?, limit: Int) throws -> [ProvisioningTask]

  /// Whether anything is pinned in an app.
  func hasPins(_ app: AppID) throws -> Bool

  /// What is pinned for these users in an app, by key.
  func pins(_ app: AppID, users: [UserID]) throws -> [UserID: [Pin]]

  /// The users for whom something is pinned in an app, by key.
  ///
  /// - Parameter run: only where undoing this run did it; `nil` for all.
  func pinnedUsers(_ app: AppID, run: RunID?, after: UserID, limit: Int) throws -> [UserID]

  /// Pins something; what was pinned with the same key is replaced.
  func save(_ pin: Pin, _ app: AppID, user: UserID) throws

  /// Lets a user follow the rules of an app again.
  ///
  /// - Parameter run: only what undoing this run pinned; `nil` for all.
  func unpin(_ app: AppID, user: UserID, run: RunID?) throws
}
