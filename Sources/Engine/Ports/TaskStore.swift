public import Provisioning

/// Tasks and what they wait for.
public protocol TaskStore {
  /// Files a task.
  ///
  /// - Parameter waitsFor: tasks that must end before it, or before one of its members.
  /// - Returns: the key.
  func file(_ task: ProvisioningTask, waitsFor: [TaskWait]) throws -> TaskID

  /// The key that the next task gets.
  func nextTask() throws -> TaskID

  /// Files tasks on accounts that wait for nothing, under the keys that they have: those from
  /// `nextTask` on, in order.
  func file(_ tasks: [ProvisioningTask]) throws

  /// The task of this key, with its members.
  func task(_ id: TaskID) throws -> ProvisioningTask?

  /// Stores what can change of a task: everything but its app, action and creation. Where its status
  /// changed, the tasks that wait for it are looked at again.
  func save(_ task: ProvisioningTask) throws

  /// Stores where a task stands: its status, attempts, times, error and note. Its request and what else
  /// was approved stay as they are, and so do its members.
  func saveStanding(_ task: ProvisioningTask) throws

  /// Tasks, newest first.
  ///
  /// - Parameter before: only tasks with smaller keys; `nil` from the newest.
  func tasks(_ filter: TaskFilter, before: TaskID?, limit: Int) throws -> [ProvisioningTask]

  /// The same in outline.
  func taskOutlines(_ filter: TaskFilter, before: TaskID?, limit: Int) throws -> [TaskOutline]

  /// Approves those of these tasks that are pending, as they stand at this moment. The tasks that wait
  /// for them are looked at again.
  ///
  /// - Returns: the hashes of the requests that were approved.
  func approve(_ ids: [TaskID], by name: String, at: Double) throws -> [TaskID: String]

  /// Ignores tasks on accounts in the order given, up to the first one about which the decision does
  /// more than that: it cannot be ignored, waits for others, others wait for it, or for a value that
  /// it gives to the account.
  ///
  /// - Returns: the hashes of the requests of those that were ignored.
  func ignore(_ ids: [TaskID], by name: String, at: Double) throws -> [TaskID: String]

  /// Brings tasks on accounts back in the order given, failed ones as approved and ignored ones as
  /// pending, up to the first one about which the decision does more than that: it cannot be
  /// retried, waits for others, others wait for it, or its user has another task that is not over.
  ///
  /// - Parameter login: who is added to those who caused a task that was ignored.
  /// - Returns: the hashes of the requests of those that were brought back.
  func retry(_ ids: [TaskID], by login: String, at: Double) throws -> [TaskID: String]

  /// How many tasks a filter matches.
  func taskCount(_ filter: TaskFilter) throws -> Int

  /// How many tasks of an app have each status; from kept counters.
  func taskCounts(_ app: AppID) throws -> [TaskStatus: Int]

  /// The tasks on accounts that are pending, approved or running, by user.
  func openUserTasks(_ app: AppID, _ users: [UserID]) throws -> [UserID: ProvisioningTask]

  /// How many tasks on a user's account gave way to others since a moment.
  func supersededTasks(_ app: AppID, _ user: UserID, since: Double) throws -> Int

  /// The tasks on accounts that failed and have no successor, by user.
  func failedUserTasks(_ app: AppID, _ users: [UserID]) throws -> [UserID: ProvisioningTask]

  /// The group changes that are open (not running, done or ignored) for these users.
  func openMemberTasks(_ app: AppID, _ users: [UserID]) throws -> [OpenMembership]

  /// The group changes that failed with these users among those who are still to be done.
  func failedMemberTasks(_ app: AppID, _ users: [UserID]) throws -> [OpenMembership]

  /// The tasks that create or change this group itself and are open or failed.
  func groupTasks(_ group: GroupID) throws -> [ProvisioningTask]

  /// The newest pending task of this kind on a group, to which members can be added.
  func pendingMemberTask(_ group: GroupID, _ action: TaskAction) throws -> ProvisioningTask?

  /// The open task that takes ids of vanished accounts out of a group.
  func strayTask(_ group: GroupID) throws -> ProvisioningTask?

  /// The deletions and suspensions of an app that count towards its limits.
  ///
  /// - Parameter since: from when on those count that are not open any more; `nil` for none.
  func destructiveCount(_ app: AppID, since: Double?) throws -> DestructiveCount

  /// How many of these tasks are open and count towards the limits.
  func destructiveCount(of tasks: [TaskID]) throws -> Int

  /// Notes that an admin let go, knowing the number, whatever counts towards the limits of an app:
  /// it does not count again.
  func acceptDestructive(_ app: AppID, since: Double?) throws

  /// The same for these tasks alone, as far as they are open.
  ///
  /// - Returns: how many of them counted.
  func acceptDestructive(_ tasks: [TaskID]) throws -> Int

  /// Lets a task that takes the place of another one count as that one did.
  func moveAcceptance(from old: TaskID, to new: TaskID) throws

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
}

/// That a task waits for another one.
public struct TaskWait: Sendable, Hashable {
  /// The task that must end first.
  public var on: TaskID
  /// The member that needs it; `nil`: the whole task does.
  public var member: UserID?

  /// A wait.
  public init(on: TaskID, member: UserID? = nil) {
    self.on = on
    self.member = member
  }
}

/// A membership that an open task adds or removes.
public struct OpenMembership: Sendable, Hashable {
  /// The task.
  public var task: TaskID
  /// Where it stands.
  public var status: TaskStatus
  /// `.addMembers` or `.removeMembers`.
  public var action: TaskAction
  /// The group.
  public var group: GroupID
  /// The user.
  public var user: UserID

  /// A membership.
  public init(
    task: TaskID, status: TaskStatus, action: TaskAction, group: GroupID, user: UserID
  ) {
    self.task = task
    self.status = status
    self.action = action
    self.group = group
    self.user = user
  }
}

/// One request of a task and what came back, secrets removed.
public struct AttemptRecord: Sendable, Hashable {
  /// When it was sent, in seconds since 1970.
  public var at: Double
  /// Method and path.
  public var request: String
  /// The hash of the body that was sent; empty for none.
  public var bodyHash: String
  /// The HTTP status; `nil` where no answer came.
  public var status: Int?
  /// What came back, bounded.
  public var answer: String

  /// Whether it asked the app to make something, and succeeded, or may have although no answer said
  /// so.
  var mayHaveMade: Bool {
    guard request.hasPrefix("POST ") else { return false }
    return status.map { (200..<300).contains($0) || $0 >= 500 } ?? true
  }

  /// An attempt.
  public init(at: Double, request: String, bodyHash: String, status: Int?, answer: String) {
    self.at = at
    self.request = request
    self.bodyHash = bodyHash
    self.status = status
    self.answer = answer
  }
}

/// Which tasks a list or a decision is about.
public struct TaskFilter: Sendable, Hashable {
  /// Only this app's.
  public var app: AppID?
  /// Only these statuses; empty for all.
  public var statuses: Set<TaskStatus>
  /// Only these actions; empty for all.
  public var actions: Set<TaskAction>
  /// Only tasks on, or with, the user of this name.
  public var user: String?
  /// Only tasks whose name or error holds this text, ignoring case.
  public var search: String?
  /// Only tasks filed at or after this moment, in seconds since 1970.
  public var since: Double?
  /// Only tasks on the group of this name, ignoring case.
  public var group: String?
  /// Only tasks on users whose directory attributes have these values, ignoring case.
  public var attributes: [String: String] = [:]

  /// Every task.
  public init(
    app: AppID? = nil, statuses: Set<TaskStatus> = [], actions: Set<TaskAction> = [],
    user: String? = nil, search: String? = nil, since: Double? = nil
  ) {
    self.app = app
    self.statuses = statuses
    self.actions = actions
    self.user = user
    self.search = search
    self.since = since
  }
}
