public import Engine
public import Provisioning
public import Screen

/// What the console is told.
public enum ConsoleEvent: Sendable {
  case terminal(TerminalEvent)
  /// The time, in seconds since 1970.
  case tick(Double)
  /// The apps as they stand.
  case appsLoaded([AppOverview])
  /// A page of tasks, newest first.
  case tasksLoaded(TaskPage)
  /// One task with everything that is known of it, as lines.
  case taskLoaded(TaskID, [String])
  /// A page of users, with the text that was searched for.
  case usersLoaded(search: String, [UserRow])
  /// Lines about one user.
  case userLoaded(String, [String])
  /// The newest entries of the audit log, as lines.
  case auditLoaded([String])
  /// Whom a rule affects, as lines.
  case affectedLoaded(rule: String, [String])
  /// What reapply would do.
  case planLoaded(PlanOverview)
  /// What a decision would touch.
  case impactKnown(Decision, TaskFilter, DecisionImpact)
  /// Something was done; this is what came of it.
  case done(String)
  /// Something could not be done.
  case failed(String)
  /// The store changed, here or in another process.
  case storeChanged
}

/// An app as the context line and its screens need it.
public struct AppOverview: Sendable, Hashable {
  /// The app.
  public var app: AppRecord
  /// How many tasks have each status.
  public var counts: [TaskStatus: Int]
  /// How many users were evaluated under older rules.
  public var stale: Int
  /// How many groups are known.
  public var groups: Int
  /// How many users each rule names in its order matches; empty while it is not known.
  public var parameters: [Parameter]

  /// An overview.
  public init(
    app: AppRecord, counts: [TaskStatus: Int], stale: Int, groups: Int, parameters: [Parameter]
  ) {
    self.app = app
    self.counts = counts
    self.stale = stale
    self.groups = groups
    self.parameters = parameters
  }
}

/// A page of tasks.
public struct TaskPage: Sendable, Hashable {
  /// The question that it answers.
  public var filter: TaskFilter
  /// The key behind which it starts; `nil` from the newest.
  public var before: TaskID?
  /// The tasks.
  public var tasks: [ProvisioningTask]
  /// How many the filter matches.
  public var total: Int

  /// A page.
  public init(filter: TaskFilter, before: TaskID?, tasks: [ProvisioningTask], total: Int) {
    self.filter = filter
    self.before = before
    self.tasks = tasks
    self.total = total
  }
}

/// A user in a list.
public struct UserRow: Sendable, Hashable {
  /// The name.
  public var username: String
  /// Active or suspended.
  public var status: UserStatus
  /// The e-mail address; empty for none.
  public var email: String
  /// The roles that the user holds.
  public var roles: [String]

  /// A user.
  public init(username: String, status: UserStatus, email: String, roles: [String]) {
    self.username = username
    self.status = status
    self.email = email
    self.roles = roles
  }
}

/// What reapply would do.
public struct PlanOverview: Sendable, Hashable {
  /// What it comes to, a line each.
  public var lines: [String]
  /// How many tasks would be filed.
  public var fresh: Int
  /// How many accounts would be deleted or suspended, where that is over the limit.
  public var blocked: Int?

  /// An overview.
  public init(lines: [String], fresh: Int, blocked: Int?) {
    self.lines = lines
    self.fresh = fresh
    self.blocked = blocked
  }
}
