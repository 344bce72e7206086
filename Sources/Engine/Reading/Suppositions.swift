import Text
public import Provisioning

/// What would become of one person's account in one app.
public struct Prospect: Sendable {
  /// The app's name.
  public var app: String
  /// What the directory and the rules come to as they are; `nil` for somebody who is not in the
  /// directory.
  public var before: Evaluation?
  /// What they would come to.
  public var after: Evaluation
  /// Each rule, and whether it would match.
  public var rules: [RuleReason]
  /// The names of the rules that match as things are.
  public var matchedBefore: Set<String>
  /// The changes that would be planned, each with its request. Those of the person's group
  /// memberships are among them.
  public var changes: [PlannedChange]
  /// The open tasks that would be withdrawn.
  public var withdrawn: [ProvisioningTask]
  /// Why a value could not be the person's, and who cannot be referred to, in sentences.
  public var notes: [String]
  /// Groups that rules name, that the app does not have, and that no rule may create.
  public var missingGroups: [String]
}

/// What would be if a user or an app's settings were different.
public struct Suppositions: Sendable {
  let store: any Store
  let time: any TimeSource
  let actor: Actor

  /// What would become of a person under a supposition. Nothing is stored, filed or sent.
  ///
  /// - Parameters:
  ///   - username: somebody of the directory, or of whom it knows nothing.
  ///   - app: only this app; `nil` for all.
  /// - Returns: the person as supposed, and what would become of them in each app.
  public func whatIf(
    _ username: String, app: String? = nil, _ supposed: Supposition
  ) throws -> (user: DirectoryUser, isNew: Bool, apps: [Prospect]) {
    try store.read { session in
      let stored = try session.directory.user(named: username).flatMap { $0.isDeleted ? nil : $0 }
      // Nobody has the last key that there can be.
      var user = stored?.user ?? DirectoryUser(id: .max, username: username)
      try supposed.change(&user)
      if let other = try session.directory.user(named: user.username), other.user.id != user.id,
        !other.isDeleted
      {
        throw EngineError.duplicateUser(user.username)
      }
      let apps = try app.map { [try session.existingApp(named: $0)] } ?? session.apps.all()
      return (
        user, stored == nil,
        try apps.map { try prospect(of: user, now: stored, $0, supposed, in: session) }
      )
    }
  }

  private func prospect(
    of user: DirectoryUser, now stored: StoredUser?, _ app: AppRecord, _ supposed: Supposition,
    in session: any StoreSession
  ) throws -> Prospect {
    let current = try PlanContext(app, in: session, now: time.now())
    var changed = app
    if let settings = supposed.settings.first(where: { $0.name.isSame(as: app.name) }) {
      changed.definition = settings
    }
    let context = try PlanContext(
      changed, in: session, now: supposed.date?.start(in: current.evaluator.time) ?? time.now())
    var planner = Planner(context: context, session: session)
    planner.supposed = [user.id: StoredUser(user: user, isDeleted: false)]
    guard let plan = try planner.plans([user.id]).first else {
      throw EngineError.unknownUser(user.username)
    }
    var batch = PlanBatch(context, session, mode: .show, by: actor.login, refilesFailed: true)
    try Evaluations.run(planner, &batch, progress: { _ in }) { $0 == 0 ? [user.id] : [] }
    let matching = stored.map { stored in
      current.evaluator.rules.filter { $0.condition.explain(stored.user).isTrue }.map(\.name)
    }
    return Prospect(
      app: app.name,
      before: try stored.map { stored in
        let pins = try session.runs.pins(app.id, users: [stored.user.id])[stored.user.id]
        return current.evaluation(of: stored, pins ?? [], held: [])
      },
      after: plan.evaluation,
      rules: context.evaluator.rules.map {
        RuleReason(name: $0.name, trace: $0.condition.explain(user))
      },
      matchedBefore: Set(matching ?? []), changes: batch.changes, withdrawn: batch.withdrawals,
      notes: batch.conflicts.map(\.sentence) + plan.problems, missingGroups: plan.missingGroups)
  }
}
