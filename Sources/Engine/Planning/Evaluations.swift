import Provisioning
import SCIM

/// What the evaluation of the users who changed came to, for one app.
public struct EvaluationResult: Sendable, Hashable {
  /// The app's name.
  public var app: String
  /// What was filed; empty where the plan was stopped.
  public var summary: BatchSummary
  /// The deletions and suspensions that stopped the plan; `nil` where nothing did.
  public var blocked: Blocked?
  /// The removals from groups that stopped the plan; `nil` where none did.
  public var blockedMemberships: BlockedMemberships?

  /// Whether nothing of the plan was filed, because it is over a limit.
  public var isBlocked: Bool { blocked != nil || blockedMemberships != nil }

  /// Why a plan was stopped as a whole.
  public struct Blocked: Sendable, Hashable {
    /// How many accounts it would delete or suspend, those among them whose tasks are open already:
    /// what an admin lets go by its number.
    public var count: Int
    /// How many were filed before it within the window and are not open any more.
    public var recent: Int
    /// The limit, in words, with what counts towards it beside the plan.
    public var limit: String
  }
}

/// Evaluates users and files what it comes to.
struct Evaluations: Sendable {
  let time: any TimeSource
  let actor: Actor
  let limits: PlanLimits

  /// Evaluates the users who changed since they were evaluated, and files what it comes to. Where
  /// that is over the app's limits, nothing is filed, and they stay changed.
  ///
  /// - Parameters:
  ///   - new: further users, by key, who were never evaluated and need no mark for it: to write one
  ///     for each of a million, and then what the evaluation came to, is twice the work.
  ///   - newest: the key of the newest user before this transaction, where that is known.
  ///   - requester: the Unix user who lets them be evaluated; `nil` for a worker.
  func evaluateChanged(
    _ app: AppRecord, and new: [UserID] = [], behind newest: UserID? = nil,
    in session: any StoreSession, by requester: String?
  ) throws -> EvaluationResult {
    var rest = new[...]
    return try evaluate(
      app, in: session, accepting: nil, by: requester,
      prepare: { planner, _ in
        planner.newUsersBy = new.isEmpty ? nil : requester
        planner.newUsersAfter = newest
      }
    ) { after in
      rest = rest.drop { $0 <= after }
      let dirty = try session.assignments.dirtyUsers(app.id, after: after, limit: StorePage.size)
      if dirty.isEmpty { return Array(rest.prefix(StorePage.size)) }
      return Array((dirty + rest.prefix(StorePage.size)).sorted().prefix(StorePage.size))
    }
  }

  /// Evaluates users page by page in a transaction of their own, and files what it comes to.
  ///
  /// - Parameters:
  ///   - release: how many deletions and suspensions an admin lets go above the limits.
  ///   - releasedMemberships: how many removals from groups an admin lets go above the limits.
  ///   - isPart: whether those of the users who are evaluated are meant alone.
  ///   - prepare: sets up the planner and the batch.
  ///   - page: the keys behind the one given; empty at the end.
  func evaluate(
    _ app: AppRecord, in session: any StoreSession, accepting release: Int?,
    memberships releasedMemberships: Int? = nil, isPart: Bool = false, by requester: String?,
    prepare: (inout Planner, inout PlanBatch) -> Void = { _, _ in },
    progress: (Int) throws -> Void = { _ in },
    page: (UserID) throws -> [UserID]
  ) throws -> EvaluationResult {
    let context = try PlanContext(app, in: session, now: time.now())
    var result = EvaluationResult(app: app.name, summary: BatchSummary(), blocked: nil)
    var failure: EngineError?
    let filed: BatchSummary? = try session.nested {
      var planner = Planner(context: context, session: session)
      planner.isFiling = true
      var batch = PlanBatch(context, session, mode: .file, by: requester)
      prepare(&planner, &batch)
      try Self.run(planner, &batch, progress: progress, page: page)
      if let release {
        let count = try limits.accept(release, app, isPart ? batch.destructive : nil, in: session)
        if count != release {
          failure = .wrongAcceptance(given: release, count: count)
          return nil
        }
      } else if batch.summary.destructive > 0 {
        result.blocked = try limits.blocked(app, filed: 0, in: session)
        if isPart {
          result.blocked?.count = try session.limits.destructiveCount(of: batch.destructive)
        }
      }
      if let releasedMemberships {
        let part = isPart ? Array(batch.removing) : nil
        let count = try limits.acceptMemberships(releasedMemberships, app, part, in: session)
        if count != releasedMemberships {
          failure = .wrongMembershipAcceptance(given: releasedMemberships, count: count)
          return nil
        }
      } else if batch.summary.removals > 0 {
        result.blockedMemberships = try limits.blockedMemberships(app, planned: [:], in: session)
        if isPart {
          result.blockedMemberships?.count = try session.limits.removalCount(
            of: Array(batch.removing))
        }
      }
      return result.isBlocked ? nil : batch.summary
    }
    if let failure { throw failure }
    result.summary = filed ?? BatchSummary()
    return result
  }

  /// Plans users page by page and files or lists what they come to. While a page is filed, the next
  /// one is planned on another thread: what was read of a user does not change by what is filed of
  /// others.
  static func run(
    _ planner: Planner, _ batch: inout PlanBatch, progress: (Int) throws -> Void,
    page: (UserID) throws -> [UserID]
  ) throws {
    let pure = planner.pure
    func next(after: UserID) throws -> (last: UserID, plans: Ahead<[UserPlan]>)? {
      let ids = try page(after)
      guard let last = ids.last else { return nil }
      let facts = try planner.facts(ids)
      // What is less than a page is done before another thread began.
      return (last, Ahead(inBackground: ids.count == StorePage.size) { pure.plans(facts) })
    }
    var current = try next(after: 0)
    while let (last, ahead) = current {
      current = try next(after: last)
      var plans = ahead.value()
      try planner.complete(&plans)
      try batch.add(plans)
      try progress(batch.summary.users)
    }
    // By now the store knows more of those who are new.
    var settled = planner
    settled.newUsersAfter = nil
    try batch.resolve(settled)
    try batch.finish()
  }
}
