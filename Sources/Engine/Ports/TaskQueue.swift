public import Provisioning

/// Who is at which task: claims, leases, what they end in, and what tasks wait for.
public protocol TaskQueue {
  /// Gives the next tasks that can run to a worker, and marks them as running until the lease ends. No
  /// two of them, and of those that run, are about the same account or group.
  ///
  /// - Parameter run: the run that takes them; `nil` where that is not known yet.
  /// - Returns: those that were claimed, in the order in which they should run; none where no approved
  ///   task can run now.
  func claim(
    _ app: AppID, worker: String, run: RunID?, now: Double, lease: Double, limit: Int
  ) throws -> [ProvisioningTask]

  /// Gives this very task to a worker, where it is approved.
  func take(_ id: TaskID, worker: String, now: Double, lease: Double) throws -> ProvisioningTask?

  /// Extends the leases of a worker.
  func renew(worker: String, until: Double) throws

  /// Returns running tasks whose lease ended to approved.
  ///
  /// - Returns: how many.
  func reclaim(now: Double) throws -> Int

  /// After the clock was set back: what was to happen within a time from then happens within the same
  /// time from now, instead of when the clock is as far again.
  ///
  /// - Parameter lease: the longest that a lease lasts, in seconds; one that would last twice as long
  ///   was given by the clock of before.
  func clockWasSet(back now: Double, lease: Double) throws

  /// Whether the worker still holds the task.
  func holds(_ task: TaskID, worker: String) throws -> Bool

  /// Stores that a task was done, where this worker still holds it.
  ///
  /// - Returns: whether it does.
  func complete(_ task: TaskID, worker: String, at now: Double, note: String?) throws -> Bool

  /// When the next approved task that waits for its time can run; `nil` for none.
  func nextDue(_ app: AppID) throws -> Double?

  /// Whether any task of the app is running.
  func hasRunning(_ app: AppID) throws -> Bool

  /// The attempts of a task, oldest first.
  func attempts(_ task: TaskID) throws -> [AttemptRecord]

  /// Whether anything is known that a task which is to make a user's account must look at first: that
  /// it was tried, that a creation is in doubt, an account of the user, or a former one.
  func hasPast(_ task: TaskID, _ app: AppID, _ user: UserID) throws -> Bool

  /// Notes an exchange of a task with the app; nothing where the task is gone with its app.
  func note(_ attempt: AttemptRecord, of task: TaskID) throws

  /// Lets a task wait for another one.
  func add(_ wait: TaskWait, to task: TaskID) throws

  /// What a task waits for and is not done.
  func waits(_ task: TaskID) throws -> [TaskWait]

  /// The task that makes the group which this one needs, whatever became of it.
  func creation(neededBy task: TaskID) throws -> ProvisioningTask?

  /// The tasks that wait for this one.
  func waiting(for task: TaskID) throws -> [TaskID]

  /// Lets what waits for one task wait for another.
  func moveWaits(from old: TaskID, to new: TaskID) throws
}
