import Text
import Provisioning
import SCIM

/// Who may decide, and that a refusal is noted.
struct DecisionRights: Sendable {
  let store: any Store
  let time: any TimeSource
  let actor: Actor

  /// Writes to the store; a refusal for want of rights, which undoes it all, is noted in the audit.
  func write<Result>(
    notingRefusalsOf action: String, _ subject: String, _ body: (any StoreSession) throws -> Result
  ) throws -> Result {
    do {
      return try store.write(body)
    } catch let error as EngineError where error.isRefusal {
      try store.write { session in
        try session.audit.add(
          at: time.now(), actor, "\(action).refuse", subject, ["why": .string(error.sentence)])
      }
      throw error
    }
  }

  /// Refuses whoever may not decide about an app.
  ///
  /// - Parameter what: as the end of "may not".
  func check(to what: String, of app: AppRecord) throws(EngineError) {
    let rights = app.definition.provisioning.approvals
    guard !rights.admit(actor) else { return }
    throw .notAllowed(who: actor.login, what: "\(what) of \(app.name)", by: rights.by)
  }

  /// Refuses whoever may not make a decision about a task.
  func check(to decision: Decision, _ task: TaskOutline, of app: AppRecord)
    throws(EngineError)
  {
    try check(to: "\(decision.rawValue) tasks", of: app)
    let rights = app.definition.provisioning.approvals
    guard decision == .approve, !rights.admit(actor, causedBy: task.requestedBy) else { return }
    throw .ownRequest(task.id, who: actor.login)
  }

  /// Refuses whoever may not say what is asked of whom. Those who may decide may; where they are not
  /// named, everyone; and root, who can write the store whatever usher says.
  func check(
    toChange before: ProvisioningPolicy, to after: ProvisioningPolicy?, of app: AppRecord
  )
    throws(EngineError)
  {
    if let after, before.isAsStrict(as: after) { return }
    if actor.isRoot { return }
    try check(to: after == nil ? "remove the app" : "change who and what is asked", of: app)
  }
}

/// The apps that a decision about many tasks comes across, each read once.
struct KnownApps {
  private var apps: [AppID: AppRecord] = [:]

  mutating func app(_ id: AppID, in session: any StoreSession) throws -> AppRecord {
    if let app = apps[id] { return app }
    guard let app = try session.apps.app(id) else {
      throw EngineError.invalid("the app of the task is gone; list the tasks again")
    }
    apps[id] = app
    return app
  }
}
