public import Engine
public import Provisioning

/// What the console asks the world to do. Each is answered by events, the last one `.ended`.
public indirect enum Effect: Sendable, Hashable {
  // What only looks.
  case loadApps
  /// What needs a person, in every app.
  case loadNeeds
  case loadTasks(TaskFilter, ListPlace)
  /// The newest tasks in another order than that in which they were filed.
  case loadTasksBy(TaskOrder, TaskFilter)
  case loadTask(TaskID)
  case loadUsers(search: String, role: String?, ListPlace)
  case loadUser(PersonKey)
  case loadRoles
  /// The directory sources and how their readings went.
  case loadSources
  /// The attributes that users have, with their values.
  case loadAttributes
  case loadGroups(app: String)
  /// The sample user of Parameters; `nil`: any.
  case loadSample(String?)
  case loadAudit(search: String, ListPlace)
  /// What a value that is typed would give everyone of the directory.
  case tallyValue(app: String, path: String, value: String)
  /// Of how many users conditions are true.
  case tallyConditions([Condition])
  case checkChain
  case loadAffected(AppDefinition, rule: String)
  case loadMatches(AppDefinition)
  case loadPlan(app: String, ReapplyScope)
  case estimateImpact(Decision, TaskFilter)
  /// What would become of a user under a supposition, in every app.
  case askWhatIf(user: String, Supposition)
  /// What made the tasks of an app fail, by cause.
  case loadCauses(AppID)
  /// What workers did, run by run.
  case loadRuns
  /// What undoing a run, or a part of it, would come to.
  case planUndo(RunID, UserSelection)
  /// Reads an account, to ask whether it is to be a user's.
  case proposeLink(app: String, user: String, account: String)
  /// Finds a user's account, to ask whether it is to be nobody's.
  case proposeUnlink(app: String, user: String)
  // What changes the store, or talks to the app.
  case decide(Decision, [TaskID])
  /// - Parameter seen: the tasks that the dialog was about.
  case decideAll(Decision, TaskFilter, described: String, seen: SeenTasks = [])
  case saveApp(from: AppDefinition?, to: AppDefinition, secret: Secret?)
  case testConnection(app: String, enabling: Bool)
  case disableConnection(app: String)
  case refreshEntitlements(app: String)
  case reapply(app: String, ReapplyScope, accepting: Int?, memberships: Int? = nil)
  /// Evaluates everyone again where nothing would be filed or withdrawn by it.
  case reapplyUnchanged(app: String, ReapplyScope)
  case verify(app: String, user: String?)
  case testRun(app: String, user: String)
  case saveUser(String, [String: String])
  case deleteUser(String)
  /// Reads a directory source, and takes what it shows.
  case syncSource(String)
  case setRoles(user: String, adding: [String], removing: [String])
  case link(LinkProposal)
  case unlink(LinkProposal)
  case forgetFinding(app: String, path: String)
  case undo(RunID, UserSelection, accepting: Int?, memberships: Int?)
  /// Lets a user follow the rules again after a run was undone.
  case unpin(String)
  case createRole(String)
  case deleteRole(String)
  // What concerns the terminal and the process.
  /// Lets the person change an app's settings in `$EDITOR`, as the file of `usher apply`.
  case edit(app: String?)
  case copy(String)
  /// Keeps a filter in the person's settings, or keeps it no longer.
  case keepFilter(String, isKept: Bool)
  case cancel(Effect)
  /// Lets the terminal report the mouse, or not.
  case mouse(Bool)
  /// Shows the roles by the theme of this name.
  case theme(String)
  /// Repaints the whole screen.
  case redraw
  case suspend
  case quit
}

/// A text that must not be seen: a token on its way to the file that keeps it.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
  /// The text itself, for the one who stores it.
  public let text: String

  /// A secret.
  public init(_ text: String) { self.text = text }

  /// Dots.
  public var description: String { "••••" }

  /// Nothing: a dump of the console's state holds no token.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Effect {
  /// Whether it only reads: it can be asked for again, and is not logged.
  public var isReading: Bool {
    switch self {
    case .loadApps, .loadNeeds, .loadTasks, .loadTasksBy, .loadTask, .loadUsers, .loadUser,
      .loadRoles,
      .loadGroups, .loadSample, .loadAudit, .tallyValue, .tallyConditions, .checkChain,
      .loadAffected, .loadMatches,
      .loadPlan, .estimateImpact, .askWhatIf, .loadRuns, .planUndo, .loadSources,
      .loadCauses, .loadAttributes, .proposeLink, .proposeUnlink, .edit,
      .copy, .keepFilter, .cancel, .mouse, .theme, .redraw, .suspend, .quit:
      true
    case .decide, .decideAll, .saveApp, .testConnection, .disableConnection, .refreshEntitlements,
      .reapply, .reapplyUnchanged, .verify, .testRun, .saveUser, .deleteUser, .setRoles,
      .createRole, .deleteRole, .link, .unlink, .forgetFinding, .undo, .unpin, .syncSource:
      false
    }
  }

  /// Whether it reads the detail beside a list: it is there in a moment.
  public var isOfDetail: Bool {
    switch self {
    case .loadTask, .loadUser: true
    default: false
    }
  }

  /// Whether it shows the store: asked for while it is under way, it is asked for once more.
  var isRepeated: Bool {
    switch self {
    case .loadApps, .loadNeeds, .loadTasks, .loadTasksBy, .loadTask, .loadUsers, .loadUser,
      .loadRoles,
      .loadGroups, .loadSample, .loadAudit, .loadAttributes, .tallyValue,
      .tallyConditions, .loadSources:
      true
    default: false
    }
  }
}
