import Text
public import Provisioning
import SCIM

/// Takes back what a run did, by a plan of inverses.
public struct RunUndo: Sendable {
  let store: any Store
  let time: any TimeSource
  let actor: Actor
  let rights: DecisionRights
  let evaluations: Evaluations
  let planning: Planning

  /// What undoing a run would come to; nothing is stored, filed or sent.
  ///
  /// - Parameter selection: whose accounts; everyone's where nothing else is said.
  public func plan(
    _ run: RunID, _ selection: UserSelection = .everyone,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> UndoPlan {
    try store.read { session in
      let (record, app) = try RunReading.run(run, in: session)
      let context = try PlanContext(app, in: session, now: time.now())
      let inverses = try RunInverses(of: record, selection, context, in: session)
      let pins = pinned(inverses)
      let users = pins.keys.sorted()
      let plan = try planning.plan(
        app, isPart: true, pins: pins, progress: progress, in: session, page: Self.pages(of: users))
      return UndoPlan(
        run: record, app: app.name, users: users.count,
        creations: inverses.pins.values.count { $0["account"] == .account(.absent) },
        impossible: inverses.impossible, plan: plan)
    }
  }

  /// Undoes a run, or a part of it: pins the accounts to how they were before, and files what that
  /// takes, through the same approvals and limits as everything else. What is pinned stays so until
  /// somebody lets it follow the rules again.
  ///
  /// - Parameters:
  ///   - accepting: how many deletions and suspensions are let go above the limits.
  ///   - acceptingMemberships: the same of removals from groups.
  /// - Throws: `EngineError.invalid` where nothing of it can be undone; `EngineError.blocked` or
  ///   `EngineError.blockedMemberships` where it is over the limits, and nothing is pinned.
  public func undo(
    _ run: RunID, _ selection: UserSelection = .everyone, accepting: Int? = nil,
    acceptingMemberships: Int? = nil, progress: (Int) throws -> Void = { _ in }
  ) throws -> EvaluationResult {
    try rights.write(notingRefusalsOf: "limit.lift", "run \(run)") { session in
      let (record, app) = try RunReading.run(run, in: session)
      guard app.definition.provisioning.enabled else {
        throw EngineError.invalid(
          "provisioning is not enabled for \(app.name), so nothing can be undone there")
      }
      if accepting != nil || acceptingMemberships != nil {
        try rights.check(to: "lift the limit", of: app)
      }
      let context = try PlanContext(app, in: session, now: time.now())
      let inverses = try RunInverses(of: record, selection, context, in: session)
      let pins = pinned(inverses)
      guard !pins.isEmpty else {
        let why = inverses.impossible.first.map { ": \($0.name): \($0.why)" } ?? ""
        throw EngineError.invalid("nothing of run \(run) can be undone\(why)")
      }
      let lift = try LimitLift(
        app, deletions: accepting, memberships: acceptingMemberships, only: selection.words,
        in: session, at: time.now())
      for (user, pins) in pins.sorted(by: { $0.key < $1.key }) {
        for pin in pins { try session.runs.save(pin, app.id, user: user) }
      }
      let result = try evaluations.evaluate(
        app, in: session, accepting: accepting, memberships: acceptingMemberships, isPart: true,
        by: actor.login,
        prepare: { _, batch in
          batch = PlanBatch(
            batch.context, session, mode: .file, by: actor.login, refilesFailed: true)
          let needsOther = app.definition.provisioning.approvals.notByRequester
          batch.releaseWaits = accepting != nil && needsOther
          batch.removalsWait = acceptingMemberships != nil && needsOther
        }, progress: progress, page: Self.pages(of: pins.keys.sorted()))
      try Self.checkUndo(run, result)
      try session.audit.add(
        at: time.now(), actor, "run.undo", "\(run)",
        [
          "app": .string(app.name), "only": .string(selection.words),
          "users": .integer(Int64(pins.count)),
          "filed": .integer(Int64(result.summary.total)),
          "impossible": .integer(Int64(inverses.impossible.count)),
          "accepted": accepting.map { .integer(Int64($0)) } ?? .null,
          "acceptedMemberships": acceptingMemberships.map { .integer(Int64($0)) } ?? .null,
        ])
      try lift.audit(by: actor, in: session, at: time.now())
      return result
    }
  }

  /// The inverses as pins of now.
  private func pinned(_ inverses: RunInverses) -> [UserID: [Pin]] {
    inverses.pins.mapValues { kinds in
      kinds.values.sorted { $0.key < $1.key }.map {
        Pin($0, run: inverses.run.id, by: actor.name, at: time.now())
      }
    }
  }

  static func pages(of users: [UserID]) -> (UserID) -> [UserID] {
    { after in Array(users.drop { $0 <= after }.prefix(StorePage.size)) }
  }

  /// Stops an undo that is over the limits.
  private static func checkUndo(_ run: RunID, _ result: EvaluationResult) throws {
    guard result.isBlocked else { return }
    let sentence = result.blockedSentence ?? "it is over the limits"
    throw EngineError.invalid(
      "\(sentence); nothing was undone; look at it with usher undo \(run) --dry-run, then usher undo \(run)\(result.releasingOptions)"
    )
  }
}
