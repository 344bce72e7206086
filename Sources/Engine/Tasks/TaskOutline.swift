public import Provisioning

/// What a decision about many needs to know of each task.
public struct TaskOutline: Sendable, Hashable {
  /// The key.
  public var id: TaskID
  /// The app.
  public var app: AppID
  /// What it does.
  public var action: TaskAction
  /// Where it stands.
  public var status: TaskStatus
  /// The userName of the account, or the displayName of the group.
  public var name: String
  /// The Unix users who caused it; empty where that is not known.
  public var requestedBy: [String]

  /// An outline.
  public init(
    id: TaskID, app: AppID, action: TaskAction, status: TaskStatus, name: String,
    requestedBy: [String]
  ) {
    self.id = id
    self.app = app
    self.action = action
    self.status = status
    self.name = name
    self.requestedBy = requestedBy
  }

  /// The outline of a task.
  public init(_ task: ProvisioningTask) {
    self.init(
      id: task.id, app: task.app, action: task.action, status: task.status, name: task.name,
      requestedBy: task.requestedBy)
  }
}

/// The tasks that were there when somebody was asked, which is what they decide about. The request
/// of a pending task never changes: what changes is another task.
public struct SeenTasks: Sendable, Hashable, ExpressibleByArrayLiteral {
  /// The deletions and suspensions that were named.
  public var destructive: Set<TaskID>
  /// The newest of all.
  public var newest: TaskID

  /// These deletions and suspensions, among tasks up to the newest one.
  public init(destructive: Set<TaskID> = [], newest: TaskID = .max) {
    self.destructive = destructive
    self.newest = newest
  }

  /// These deletions and suspensions, among tasks however new.
  public init(arrayLiteral elements: TaskID...) { self.init(destructive: Set(elements)) }

  /// Whether a task was among them.
  func has(_ task: TaskOutline, for decision: Decision) -> Bool {
    task.id <= newest
      && (!task.action.isDestructive || !decision.letsGo(task.status)
        || destructive.contains(task.id))
  }
}
