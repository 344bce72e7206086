public import Provisioning

/// Tasks, and what is decided about them.
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

  /// Tasks with larger keys, the oldest first.
  func tasks(_ filter: TaskFilter, after: TaskID, limit: Int) throws -> [ProvisioningTask]

  /// How many tasks a filter matches, counted up to a limit.
  func taskCount(_ filter: TaskFilter, upTo limit: Int) throws -> Int
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
  /// Only tasks whose name and error hold none of these texts, ignoring case.
  public var without: Set<String> = []
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
