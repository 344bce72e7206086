public import Engine
public import Provisioning
public import Screen

/// What happened, for the console.
public enum ConsoleEvent: Sendable {
  case terminal(TerminalEvent)
  /// The time, in seconds since 1970.
  case tick(Double)
  /// The store changed, here or in another process.
  case storeChanged
  /// The store cannot be asked whether it changed.
  case storeLost
  /// What the worker of this console does.
  case worker(WorkerState)

  /// The apps as they stand.
  case appsLoaded([AppOverview])
  /// The state of each app with what waits there for a person, and the sources that are late.
  case needsLoaded([AppStatus], [LateSource])
  /// A page of tasks, newest first.
  case tasksLoaded(TaskFilter, ListPlace, Page<TaskRow>)
  /// The newest tasks in another order, and how many the filter matches.
  case tasksSorted(TaskOrder, TaskFilter, [TaskRow], total: Int)
  /// The filters that the person keeps.
  case filtersKept([String])
  /// One task with everything that is known of it.
  case taskLoaded(TaskStory)
  /// A page of users, in the order in which they came.
  case usersLoaded(search: String, role: String?, ListPlace, Page<UserRow>)
  /// One user, with the reasons in each app as lines.
  case userLoaded(DirectoryUser, [Line])
  /// Every role.
  case rolesLoaded([RoleRecord])
  /// Every directory source.
  case sourcesLoaded([SourceRecord])
  /// The attributes that users have, with their values.
  case attributesLoaded([AttributeUse])
  /// The names of an app's groups.
  case groupsLoaded(app: String, [String])
  /// The sample user of Parameters.
  case sampleLoaded(DirectoryUser?)
  /// What a value that is typed would give everyone of the directory.
  case valueTallied(app: String, path: String, value: String, ValueTally)
  /// Of how many users conditions are true.
  case conditionsTallied([Condition], ConditionTally)
  /// A page of the audit log, newest first.
  case auditLoaded(search: String, ListPlace, Page<AuditRow>)
  /// Whether the chain of the audit log holds, in a sentence.
  case chainChecked(holds: Bool, String)
  /// The users that a rule affects.
  case affectedLoaded(AppDefinition, rule: String, AffectedReport)
  /// How many users each rule matches.
  case matchesLoaded(AppDefinition, [String: RuleMatches])
  /// What reapply would do.
  case planLoaded(app: String, ReapplyScope, PlanOverview)
  /// What made the tasks of an app fail, the most frequent first.
  case causesLoaded(AppID, [FailureCause])
  /// An account and the people it is about, before it changes hands.
  case linkProposed(LinkProposal)
  /// What a look at an app found to be different.
  case differencesFound(app: String, [VerifyReport.Difference])
  /// What workers did, the newest run first.
  case runsLoaded([RunRow])
  /// What undoing a run, or a part of it, would come to.
  case undoPlanned(RunID, UserSelection, app: String, PlanOverview)
  /// What would become of somebody, in each app.
  case whatIfAnswered(DirectoryUser, isNew: Bool, [Prospect])
  /// What a decision about everything that a filter matches would touch.
  case impactKnown(Decision, TaskFilter, DecisionImpact)
  /// What a look at an app proved, and what the app supports.
  case connectionTested(app: String, [ConnectionReport.Step], supports: [String])
  /// A step of a test run ended.
  case testStepEnded(app: String, user: String, TestStep)

  /// How far something is; `total` where it is known.
  case progress(Effect, done: Int, total: Int?)
  /// Something was done; this is what came of it.
  case done(String)
  /// Something could not be done.
  case failed(String)
  /// An effect is over; whether it did what it should.
  case ended(Effect, isGood: Bool)
}

/// A page of a list.
public struct Page<Row: Sendable & Hashable>: Sendable, Hashable {
  /// The rows, in the list's order.
  public var rows: [Row]
  /// How many rows the whole list has.
  public var total: Int

  /// A page.
  public init(_ rows: [Row], total: Int) {
    self.rows = rows
    self.total = total
  }
}

/// What the worker does.
public enum WorkerState: Sendable, Hashable {
  /// This console runs none.
  case absent
  /// It looks for tasks; so many were ended since it started.
  case working(ended: Int)
  /// It ended, and why.
  case stopped(String)
}

/// A line of text that the console shows, and what it is.
public struct Line: Sendable, Hashable, ExpressibleByStringLiteral {
  /// The text as it came; it is shown escaped.
  public var text: String
  /// What it is.
  public var role: Role

  /// A line.
  public init(_ text: String, _ role: Role = .text) {
    self.text = text
    self.role = role
  }

  /// A plain line.
  public init(stringLiteral text: String) { self.init(text) }
}
