public import Engine
public import Provisioning

/// What the console asks the world to do. Each is answered by an event.
public enum Effect: Sendable, Hashable {
  case loadApps
  case loadTasks(TaskFilter, before: TaskID?)
  case loadTask(TaskID)
  case loadUsers(search: String)
  case loadUser(String)
  case loadAudit
  case loadAffected(app: String, rule: String)
  case loadPlan(app: String)
  case weigh(Decision, TaskFilter)
  case decide(Decision, [TaskID])
  case decideAll(Decision, TaskFilter, described: String)
  case testConnection(app: String, enabling: Bool)
  case disableConnection(app: String)
  case refreshEntitlements(app: String)
  case moveRule(app: String, rule: String, position: Int)
  case reapply(app: String, accepting: Int?)
  case verify(app: String)
  case testRun(app: String, user: String)
  case setUser(String, [String: String])
  case deleteUser(String)
  case changeRole(String, user: String, isAdded: Bool)
  /// Lets the person change an app's settings in `$EDITOR`, as the file of `usher apply`.
  case edit(app: String?)
  case suspend
  case quit
}
