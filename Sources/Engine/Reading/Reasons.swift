import Text
public import Provisioning
import SCIM

/// Why one user's account in one app is as it is, or is not there.
public struct UserReasons: Sendable {
  /// The app's name.
  public var app: String
  /// The one reason.
  public var reason: ReasonKind
  /// The reason in a sentence, with its particulars.
  public var sentence: String
  /// That the username was another person's before, in words; `nil` where it was nobody's.
  public var succession: String?
  /// The role that gives access; `nil` where none does.
  public var role: String?
  /// Each rule, whether it matches, and its conditions.
  public var rules: [RuleReason]
  /// What the rules and parameters of now come to.
  public var evaluation: Evaluation
  /// When the user starts or leaves, where that is still to come: `leaves on 2026-12-01, in 3 days`.
  public var dates: [String]
  /// Whether the user was evaluated under older rules or not since a change.
  public var isStale: Bool
  /// The account as the app was last seen to hold it.
  public var account: AccountRecord?
  /// The groups that it was last seen in.
  public var groups: [String]
  /// Groups that rules name and the app does not have.
  public var missingGroups: [String]
  /// The task on the account that is open, or the last one.
  public var task: ProvisioningTask?
  /// Who else wants a value that this user has, and references that cannot be looked up, in sentences.
  public var notes: [String]
}

/// Whether a rule matches a user, and why.
public struct RuleReason: Sendable, Hashable {
  /// The rule.
  public var name: String
  /// Its conditions, each true or false, with the value that was there.
  public var trace: ConditionTrace
}

/// Why a user has, or has not, an account and its groups.
public struct Reasons: Sendable {
  let store: any Store
  let time: any TimeSource

  /// Why a user's accounts are as they are.
  ///
  /// - Parameter app: only this app; `nil` for all.
  public func why(_ username: String, app: String? = nil) throws -> (
    user: DirectoryUser, apps: [UserReasons]
  ) {
    try store.read { session in
      let user = try session.existingUser(named: username)
      let apps = try app.map { [try session.existingApp(named: $0)] } ?? session.apps.all()
      return (user.user, try apps.map { try reasons(user, $0, in: session) })
    }
  }

  /// How many users of the directory have each reason; the counts add up to the directory.
  public func counts(_ app: String) throws -> [(reason: ReasonKind, count: Int)] {
    try store.read { session in
      let counts = try session.assignments.reasonCounts(try session.existingApp(named: app).id)
      return ReasonKind.allCases.compactMap { kind in counts[kind].map { (kind, $0) } }
    }
  }

  private func reasons(_ user: StoredUser, _ app: AppRecord, in session: any StoreSession) throws
    -> UserReasons
  {
    let id = user.user.id
    let context = try PlanContext(app, in: session, now: time.now())
    guard let plan = try Planner(context: context, session: session).plans([id]).first else {
      throw EngineError.unknownUser(user.user.username)
    }
    let assignment = plan.before
    var evaluation = plan.evaluation
    if assignment.outcome == .conflict, evaluation.outcome == .assigned {
      evaluation.outcome = .conflict
      evaluation.detail = assignment.detail
    }
    let task = try assignment.task.flatMap { try session.tasks.task($0) }
    let reason = try session.assignments.reason(app.id, user: id)
    let rules = context.evaluator.rules.map {
      RuleReason(name: $0.name, trace: $0.condition.explain(user.user))
    }
    let groups = plan.existingMemberships.filter(\.known).compactMap {
      context.groupsByID[$0.group]?.name
    }
    let isStale = assignment.isDirty || assignment.version < app.mappingVersion
    return UserReasons(
      app: app.name, reason: reason,
      sentence: try reason == .conflict
        ? conflict(plan, context, in: session) : sentence(reason, plan, task, app),
      succession: try AccountOwnership(app, in: session).succession(of: id),
      role: app.definition.roles.first(where: user.user.holds), rules: rules,
      evaluation: evaluation, dates: Self.dates(user.user, context.evaluator.time),
      isStale: isStale && assignment.version > 0,
      account: plan.account, groups: groups, missingGroups: plan.missingGroups, task: task,
      notes: try contested(plan, app, in: session) + plan.problems + Self.notes(plan, context))
  }

  /// What is pinned, in sentences.
  private static func notes(_ plan: UserPlan, _ context: PlanContext) -> [String] {
    plan.pins.map { pin in
      let what = pin.kind.words { context.groupsByID[$0]?.name ?? "a group that is gone" }
      return
        "pinned: \(what), since \(pin.words); usher pins remove \(plan.user.user.username.quotedForShell) lets the rules decide again"
    }
  }

  /// Whose the value is by now that the user cannot have.
  private func conflict(_ plan: UserPlan, _ context: PlanContext, in session: any StoreSession)
    throws -> String
  {
    var batch = PlanBatch(context, session, mode: .show, by: nil)
    try batch.add([plan])
    try batch.resolve(Planner(context: context, session: session))
    try batch.finish()
    return batch.summary.conflicts.first { $0.user == plan.user.user.username }?.sentence
      ?? plan.before.detail
  }

  private func contested(_ plan: UserPlan, _ app: AppRecord, in session: any StoreSession) throws
    -> [String]
  {
    let user = plan.user.user
    let mine = try session.values.values(app.id, of: [user.id]).filter {
      $0.wish == .owns || $0.isHeld
    }
    let waiters = try session.values.waiters(
      app.id, for: mine.map(\.value), after: 0, limit: ValueBook.limit)
    let others = try session.directory.users(waiters.map(\.user))
    return waiters.filter { $0.user != user.id }.compactMap { waiter in
      guard let other = others.first(where: { $0.user.id == waiter.user })?.user else { return nil }
      let want = plan.wants.first { $0.value == waiter.value }
      let what = want.map { "\($0.path) \($0.text)" } ?? "\(waiter.value.path) \(waiter.value.key)"
      return "\(other.username) wants \(what) too, and waits until \(user.username) gives it up"
    }
  }

  private static func dates(_ user: DirectoryUser, _ time: EvaluationTime) -> [String] {
    [("starts_on", "starts on"), ("ends_on", "leaves on")].compactMap { name, words in
      guard let text = user.attributes[name], let date = DirectoryDate(text),
        let days = date.days(from: time)
      else { return nil }
      let distance =
        switch days {
        case 0: "today"
        case 1: "tomorrow"
        default: "in \(days) days"
        }
      return "\(words) \(text), \(distance)"
    }
  }

  private func suspended(_ plan: UserPlan) -> String {
    let name = plan.user.user.username
    switch plan.before.outcome {
    case .notStarted:
      return "the account of \(name) is suspended until \(plan.before.detail), the day to start"
    case .left:
      return "the account of \(name) is suspended, who left on \(plan.before.detail)"
    case .assigned, .noAccess, .excluded, .undone, .suspended, .incomplete, .conflict, .deleted:
      return "the account of \(name) is suspended, as the policy wants"
    }
  }

  private func sentence(
    _ reason: ReasonKind, _ plan: UserPlan, _ task: ProvisioningTask?, _ app: AppRecord
  ) -> String {
    let name = plan.user.user.username
    let what = task.map { "the \($0.action.rawValue) (task \($0.id))" } ?? "the change"
    switch reason {
    case .provisioned: return "\(name) has the account that the rules want"
    case .suspended: return suspended(plan)
    case .pending: return "\(what) waits for an admin to approve it"
    case .approved: return "\(what) was approved and waits for a worker: usher run"
    case .running: return "a worker is at \(what)"
    case .failed: return "\(what) failed: \(task?.error?.advice ?? "see the task")"
    case .ignored:
      return
        "\(what) was ignored by \(task?.decidedBy ?? "an admin"), until what is desired changes"
    case .noAccess:
      let roles = app.definition.roles.joined(separator: ", ")
      return roles.isEmpty
        ? "no role gives access to \(app.name): name one under roles"
        : "\(name) holds none of the roles that give access to \(app.name): \(roles)"
    case .notStarted:
      return "\(name) starts on \(plan.before.detail) and has no account before"
    case .left: return "\(name) left on \(plan.before.detail) and has no account"
    case .excluded: return "rule \(plan.before.detail) says: do not provision"
    case .undone:
      return
        "\(plan.before.detail): \(name) is to have no account until usher pins remove \(name)"
    case .suspendedWithoutAccount: return "\(name) is suspended and has no account, so none is made"
    case .incomplete: return "\(plan.before.detail): give \(name) a value, or map another attribute"
    case .conflict: return plan.before.detail
    case .leftAlone: return "the account stays as it is: the policy says to do nothing"
    case .notEvaluated:
      return
        "\(name) was not evaluated: usher reapply \(app.name) does, where provisioning is enabled"
    case .missing: return "\(name) should have an account and has none: usher reapply \(app.name)"
    }
  }
}
